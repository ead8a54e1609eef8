"""Which addresses may be spoken to at all."""

import httpx

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.net.hosts import is_loopback_name


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
