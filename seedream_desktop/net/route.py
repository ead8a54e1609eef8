"""Where a file's address leads, checked before a connection is made and held to afterwards."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import httpx

from seedream_desktop.net.address import port_of
from seedream_desktop.net.hosts import IpAddress, is_loopback_name, is_public

_TRIES: Final = 3

Resolve: TypeAlias = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""Turns a host and a port into IP addresses, best first. Raises OSError."""


class AddressRefused(Exception):
    """The address is not one that files are exchanged with. reason is a word for texts."""

    def __init__(self, reason: str, host: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.host = host


@dataclass(frozen=True, slots=True)
class Route:
    """One way to a file: the address with the host's name replaced by the IP that was checked.

    Connecting to the name again would ask for it again, and a second answer may differ from
    the first. host_header and sni_hostname keep the name for the server and its certificate.
    """

    url: httpx.URL
    host_header: str
    sni_hostname: str


async def system_resolve(host: str, port: int) -> tuple[str, ...]:
    """Ask the system's resolver."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked(url: httpx.URL, *, may_use_loopback: bool) -> httpx.URL:
    """Return the address if its form is allowed: https, or anything on this machine if it may.

    Raises AddressRefused.
    """
    if not url.host or url.userinfo:
        raise AddressRefused("malformed", url.host)
    if is_loopback_name(url.host):
        if not may_use_loopback or url.scheme not in ("http", "https"):
            raise AddressRefused("private", url.host)
    elif url.scheme != "https":
        raise AddressRefused("not_https", url.host)
    return url


async def routes(
    url: httpx.URL, resolve: Resolve, *, may_use_loopback: bool, is_proxied: bool
) -> tuple[Route, ...]:
    """Return the ways to a file, in the resolver's order.

    One private answer among several refuses them all. Behind a proxy the proxy asks for the
    name, so the address goes as it is; what can be asked from here is checked all the same.
    Raises AddressRefused, and OSError when the name is not known.
    """
    checked(url, may_use_loopback=may_use_loopback)
    host = url.raw_host.decode("ascii")
    try:
        found = await _addresses(host, port_of(url), resolve)
    except OSError:
        if not is_proxied:
            raise
        found = ()
    for address in found:
        if not (is_public(address) or (may_use_loopback and address.is_loopback)):
            raise AddressRefused("private", host)
    whole = Route(url, url.netloc.decode("ascii"), host)
    if is_proxied:
        return (whole,)
    return tuple(
        Route(url.copy_with(host=str(address)), whole.host_header, host)
        for address in found[:_TRIES]
    )


async def _addresses(host: str, port: int, resolve: Resolve) -> tuple[IpAddress, ...]:
    try:
        return (ipaddress.ip_address(host.strip("[]")),)
    except ValueError:
        answers = await resolve(host, port)
    if not answers:
        raise OSError("the name has no address")
    return tuple(ipaddress.ip_address(answer.partition("%")[0]) for answer in answers)
