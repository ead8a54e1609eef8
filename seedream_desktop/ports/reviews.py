"""A picture as it goes into a review that somebody else opens."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A picture made small: WebP in sRGB without metadata, and a smaller one for the grid."""

    data: bytes
    thumb: bytes
    size: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyWish:
    """How large a proxy may be: its longer edge, and its bytes (the thumbnail's not counted)."""

    edge_px: int
    bytes_max: int


class Proxies(Protocol):
    """Makes them, each call on the imaging pool's threads or in its process."""

    async def proxy(self, path: Path, digest: Digest, wish: ProxyWish) -> Proxy:
        """Return a picture made small. Raises BadInput; the file must hold digest's bytes."""
        ...
