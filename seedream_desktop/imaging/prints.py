"""Pictures for others to use: on paper, as many pixels as their place has; pasted, all of them."""

from io import BytesIO
from pathlib import Path

from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.probe import opened, reading
from seedream_desktop.imaging.rendering import decoded_bytes, flattened, render

_SPARE = 2
_PASTED_EFFORT = 1
"""A clipboard's PNG is made while somebody waits, and read once."""


def print_copy(path: Path, within: Size, gate: Gate) -> bytes:
    """Return a binary PPM (netpbm) of a picture, upright, in sRGB, no larger than its place.

    It is never enlarged; what is transparent becomes white, as paper is. Uncompressed, since
    whoever asks compresses it, and once is enough. Raises BadInput (picture_unusable).
    """
    with reading(path) as file:
        source = opened(file)
        size = source.header.size
        ratio = min(within.width_px / size.width_px, within.height_px / size.height_px)
        wanted = size.scaled(min(1.0, ratio))
        with gate.admit(decoded_bytes(source.header, wanted, spare=_SPARE)):
            out = BytesIO()
            flattened(render(source, wanted, spare=_SPARE)).save(out, "PPM")
            return out.getvalue()


def pasted_copy(path: Path, gate: Gate) -> bytes:
    """Return a PNG of a whole picture, upright and in sRGB, as programs take pasted ones to be.

    Raises BadInput (picture_unusable).
    """
    with reading(path) as file:
        source = opened(file)
        size = source.header.size
        with gate.admit(decoded_bytes(source.header, size)):
            out = BytesIO()
            render(source, size).save(out, "PNG", compress_level=_PASTED_EFFORT)
            return out.getvalue()
