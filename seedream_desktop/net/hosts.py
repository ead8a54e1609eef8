"""Which hosts are this machine and which are the open internet's, by name or number alone."""

import ipaddress
from typing import Final, TypeAlias

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_FAKE_NAMES: Final = ipaddress.ip_network("198.18.0.0/15")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


def is_loopback_name(host: str) -> bool:
    """Say whether a host, as written in an address, is this machine without asking anybody."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_public(address: IpAddress) -> bool:
    """Say whether an IP address is one of the open internet's.

    198.18.0.0/15 counts as such: it belongs to no network, and VPN tools answer every name
    from it and translate the connection afterwards.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    elif address in _FAKE_NAMES:
        return True
    return address.is_global and not address.is_multicast
