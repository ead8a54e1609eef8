"""A picture as it goes into a review that somebody else opens."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Miniature:
    """A picture made small: WebP in sRGB without metadata, and a smaller one for the grid."""

    data: bytes
    thumb: bytes
    size: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniatureWish:
    """How large a miniature may be: longer edge, and bytes without the thumbnail."""

    edge_px: int
    bytes_max: int


class Miniatures(Protocol):
    """Makes them, each call on the imaging pool's threads or in its process."""

    async def miniature(self, path: Path, digest: Digest, wish: MiniatureWish) -> Miniature:
        """Return a picture made small. Raises BadInput; the file must hold digest's bytes."""
        ...
