"""Decodes JPEG into memory of the caller's with the processor's vector instructions.

Qt's own decoder has none: of 4096 × 4096 pixels it takes three times as long, for the same
pixels. Nothing is known here of colour profiles and orientations: who shows the pixels knows.
"""

import sys
from typing import Final

from seedream_desktop.domain.geometry import Size

_DECODER: Final = "simplejpeg"


def load() -> None:
    """Import what decodes: a tenth of a second of work, and not for the GUI thread."""
    import simplejpeg  # noqa: F401 (brings numpy along, which no start waits for)


def fill_bgra(data: bytes, size: Size, into: memoryview) -> bool:
    """Decode to BGRA, four bytes a pixel and all opaque; say whether that could be done.

    size is the picture's own, or a half, a quarter or an eighth of it, rounded up; into has room
    for its rows without gaps. What has no three colours, is damaged or comes out at another size
    is not decoded, and into then holds nothing of use. Before load() nothing is.
    """
    if _DECODER not in sys.modules:
        return False
    import simplejpeg

    try:
        height, width, space, _sampling = simplejpeg.decode_jpeg_header(data)
        if space != "YCbCr" or not (size.width_px <= width and size.height_px <= height):
            return False
        made = simplejpeg.decode_jpeg(
            data,
            colorspace="BGRA",
            min_width=size.width_px,
            min_height=size.height_px,
            buffer=into,
        )
    except ValueError:
        return False
    return bool(made.shape == (size.height_px, size.width_px, 4))
