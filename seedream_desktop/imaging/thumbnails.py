"""Small pictures for lists and grids."""

from pathlib import Path
from typing import Final

from PIL import Image

from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.imaging.encode import encoded
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.probe import opened, reading
from seedream_desktop.imaging.rendering import decoded_bytes, fitted, flattened, render

EDGE_PX: Final = 512
_QUALITY: Final = 85


def thumbnail(path: Path, gate: Gate, *, edge_px: int = EDGE_PX) -> bytes:
    """Return a JPEG of quality 85 whose longer edge is at most edge_px, upright and in sRGB.

    A JPEG is decoded at the smallest scale that still covers the fitted size: asking for a
    square of edge_px would miss 1/8 for most photographs and cost a fifth more.

    Raises BadInput (picture_unusable).
    """
    with reading(path) as file:
        source = opened(file)
        size = fitted(source.header.size, edge_px)
        with gate.admit(decoded_bytes(source.header, size)):
            return jpeg(render(source, size))


def jpeg(image: Image.Image) -> bytes:
    """Return a picture in sRGB as a thumbnail's file; what is transparent becomes white."""
    return encoded(flattened(image), PictureFormat.JPEG, quality=_QUALITY)
