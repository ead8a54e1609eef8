"""Which addresses may be spoken to at all."""

import ipaddress
from typing import Final, TypeAlias

import httpx

from seedream_desktop.domain.errors import UserFixable

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


def base_address(text: str) -> httpx.URL:
    """Return a service's base address: https, or plain http to this machine.

    Raises UserFixable for anything else; the text itself is not repeated in the error, since
    an address can hold a password.
    """
    try:
        url = httpx.URL(text.strip().rstrip("/"))
    except httpx.InvalidURL:
        raise UserFixable("address_malformed") from None
    if not url.host or url.userinfo or url.query or url.fragment:
        raise UserFixable("address_malformed")
    if url.scheme == "https" or (url.scheme == "http" and is_loopback_name(url.host)):
        return url
    raise UserFixable("address_not_secure", host=url.host, scheme=url.scheme)


def port_of(url: httpx.URL) -> int:
    """Return the port that an address means."""
    return url.port or (443 if url.scheme == "https" else 80)
