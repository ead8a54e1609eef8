"""Scales and turns large pictures band by band, so that little lives beside source and result."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_ROWS: Final = 256

TURNS: Final[Mapping[int, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture with this EXIF orientation upright."""

SIDEWAYS_FROM: Final = 5
_LAST_ROW_FIRST: Final = frozenset({3, 4, 6, 7})


def resized(image: Image.Image, width: int, height: int) -> Image.Image:
    """Return the picture scaled by Pillow's Lanczos filter.

    The filter looks beyond a band's box at the rows around it, so there are no seams; its
    intermediate picture is a band's and not the whole's.
    """
    scale = image.height / height
    out = Image.new(image.mode, (width, height))
    for top, bottom in _bands(height):
        box = (0.0, top * scale, float(image.width), min(bottom * scale, float(image.height)))
        band = image.resize((width, bottom - top), Image.Resampling.LANCZOS, box=box)
        out.paste(band, (0, top))
    return out


def packed(image: Image.Image) -> NDArray[np.uint8]:
    """Return an RGB or RGBA picture as rows × columns × channels, a quarter smaller as RGB."""
    rows = np.empty((image.height, image.width, len(image.getbands())), np.uint8)
    for top, bottom in _bands(image.height):
        rows[top:bottom] = np.asarray(image.crop((0, top, image.width, bottom)))
    return rows


def turned(pixels: NDArray[np.uint8], orientation: int) -> Image.Image:
    """Return packed() pixels as an upright picture; orientation is a key of TURNS."""
    height, width, channels = pixels.shape
    is_sideways = orientation >= SIDEWAYS_FROM
    size = (height, width) if is_sideways else (width, height)
    out = Image.new("RGB" if channels == 3 else "RGBA", size)  # noqa: PLR2004 - three channels
    for top, bottom in _bands(height):
        band = Image.fromarray(pixels[top:bottom]).transpose(TURNS[orientation])
        at = height - bottom if orientation in _LAST_ROW_FIRST else top
        out.paste(band, (at, 0) if is_sideways else (0, at))
    return out


def _bands(height: int) -> Iterator[tuple[int, int]]:
    return ((top, min(top + _ROWS, height)) for top in range(0, height, _ROWS))
