"""What a service answered, as adapters see it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final

from seedream_desktop.ports.world import Secret

_STARS: Final = b"****"
_SHORTEST_KEY: Final = 8
_LONGEST_WAIT_S: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One whole answer: header names in small letters, the body unpacked.

    Neither shows the key, even if the service repeated it. retry_after_s is the wait that the
    service asks for.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    retry_after_s: float | None = None


def reply_of(status: int, headers: Mapping[str, str], body: bytes, key: Secret | None) -> Reply:
    """Build a reply with every trace of the key starred out."""
    secret = key.reveal() if key is not None else ""
    if len(secret) >= _SHORTEST_KEY:
        body = body.replace(secret.encode(), _STARS)
        headers = {name: value.replace(secret, _STARS.decode()) for name, value in headers.items()}
    return Reply(
        status=status,
        headers=headers,
        body=body,
        retry_after_s=retry_after_of(headers),
    )


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """Return the wait that an answer's headers ask for."""
    return retry_after_s(headers.get("retry-after", ""), time.time())


def retry_after_s(text: str, now: float) -> float | None:
    """Read a Retry-After header (RFC 9110, 10.2.3): seconds or a date; None for neither.

    A wait is never negative nor above an hour: a service's clock may be wrong.
    """
    text = text.strip()
    if not text:
        return None
    try:
        wait_s = float(text) if text[0].isdigit() else parsedate_to_datetime(text).timestamp() - now
    except (ValueError, OverflowError):
        return None
    return min(max(wait_s, 0.0), _LONGEST_WAIT_S)
