"""Which proxy a request goes through: the environment, else the system's settings."""

import ipaddress
import os
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Final
from urllib.parse import urlsplit

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.net.hosts import is_loopback_name

_MAPPED: Final = {
    "http": "http",
    "https": "https",
    "socks": "socks5",  # what many Linux VPN tools write
    "socks5": "socks5",
    "socks5h": "socks5h",
}


@dataclass(frozen=True, slots=True)
class Proxies:
    """Answers, per host, through which proxy it is reached.

    environ is read first (`https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`, either case,
    the small one first); the system's settings count only where it names no proxy. The HTTP
    library's own reading is off: it also takes passwords out of .netrc, and dies of `socks://`.
    """

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    system: Callable[[], Mapping[str, str]] = urllib.request.getproxies
    system_bypass: Callable[[str], object] = urllib.request.proxy_bypass

    def proxy_for(self, scheme: str, host: str, port: int) -> str | None:
        """Return the proxy's URL for one origin, None for a direct connection.

        Loopback is never proxied. Raises UserFixable for a proxy that cannot be used.
        """
        if is_loopback_name(host):
            return None
        named = self._named(scheme)
        if named is not None:
            variable, value = named
            return None if self._is_exempt(host, port) else _usable(value, variable)
        value = self._from_system(scheme)
        if not value or self.system_bypass(host):
            return None
        return _usable(value, "system")

    def _named(self, scheme: str) -> tuple[str, str] | None:
        for variable in (f"{scheme}_proxy", "all_proxy"):
            value = self._read(variable)
            if value:
                return variable, value
        return None

    def _from_system(self, scheme: str) -> str:
        settings = self.system()
        return settings.get(scheme) or settings.get("all") or settings.get("socks") or ""

    def _read(self, variable: str) -> str:
        small = self.environ.get(variable, "")
        return (small or self.environ.get(variable.upper(), "")).strip()

    def _is_exempt(self, host: str, port: int) -> bool:
        rules = self._read("no_proxy").lower().split(",")
        return any(_covers(rule.strip(), host.lower().rstrip("."), port) for rule in rules)


def _covers(rule: str, host: str, port: int) -> bool:
    """Say whether one entry of no_proxy covers a host: *, a name, .suffix, host:port, network."""
    if rule == "*":
        return True
    name, _, only_port = rule.rpartition(":")
    if name and only_port.isdigit() and ":" not in name:
        if int(only_port) != port:
            return False
        rule = name
    rule = rule.removeprefix("*").removeprefix(".").strip("[]")
    if not rule:
        return False
    if host == rule or host.endswith("." + rule):
        return True
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(rule, strict=False)
    except ValueError:
        return False


def _usable(value: str, variable: str) -> str:
    """Return a proxy's URL in the form that the HTTP library takes."""
    if "://" not in value:
        value = f"http://{value}"
    scheme, rest = value.split("://", 1)
    mapped = _MAPPED.get(scheme.lower())
    if mapped is None:
        raise UserFixable("proxy_kind_unsupported", kind=scheme, variable=variable)
    try:
        parts = urlsplit(f"{mapped}://{rest}")
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        has_host = False
    if not has_host:
        raise UserFixable("proxy_malformed", variable=variable)
    if mapped.startswith("socks") and find_spec("socksio") is None:
        raise UserFixable("proxy_needs_socks", variable=variable)
    return f"{mapped}://{rest}"
