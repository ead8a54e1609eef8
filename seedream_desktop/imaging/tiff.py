"""Writes TIFF files (TIFF 6.0): 8 bits, deflated strips, with profile and metadata to the byte."""

import struct
import zlib
from collections.abc import Mapping
from typing import IO, Final

import numpy as np
from PIL import Image

from seedream_desktop.imaging.metadata.exif import Exif, Field, directories, main_offset

_STRIP_ROWS: Final = 256
_EFFORT: Final = 4
_DEFLATE: Final = 8
_DIFFERENCES: Final = 2
_PHOTOMETRIC: Final[Mapping[str, int]] = {"L": 1, "RGB": 2, "RGBA": 2, "CMYK": 5}
_UNASSOCIATED_ALPHA: Final = 2
_HEAD_BYTES: Final = 8


def write_tiff(
    file: IO[bytes], image: Image.Image, *, profile: bytes, exif: Exif, iptc: bytes, xmp: bytes
) -> None:
    """Write an L, RGB, RGBA or CMYK picture, strip by strip; the file is seekable and empty."""
    order = exif.order
    file.write((b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 0))
    places, lengths = _strips(file, image)
    fields = _described(image, exif, places, lengths)
    for tag, kind, block in ((700, 1, xmp), (33723, 7, iptc), (34675, 7, profile)):
        if block:
            fields[tag] = Field(kind, len(block), block)
    at = file.tell()
    if at % 2:
        file.write(b"\0")
        at += 1
    for body in directories(exif, fields, at):
        file.write(body)
    file.seek(_HEAD_BYTES - 4)
    file.write(struct.pack(f"{order}I", main_offset(exif, at)))


def _strips(file: IO[bytes], image: Image.Image) -> tuple[list[int], list[int]]:
    """Write the pixels; return each strip's offset and length."""
    places, lengths = [], []
    for top in range(0, image.height, _STRIP_ROWS):
        bottom = min(top + _STRIP_ROWS, image.height)
        rows = np.asarray(image.crop((0, top, image.width, bottom))).reshape(
            bottom - top, image.width, -1
        )
        steps = rows.copy()
        steps[:, 1:] -= rows[:, :-1]  # modulo 256, as the predictor is defined (section 14)
        data = zlib.compress(steps.tobytes(), _EFFORT)
        places.append(file.tell())
        lengths.append(len(data))
        file.write(data)
    return places, lengths


def _described(
    image: Image.Image, exif: Exif, places: list[int], lengths: list[int]
) -> dict[int, Field]:
    """Return the fields that tell how the pixels lie in the file."""
    channels = len(image.getbands())
    fields = {
        256: exif.long(image.width),
        257: exif.long(image.height),
        258: _shorts(exif, [8] * channels),
        259: exif.short(_DEFLATE),
        262: exif.short(_PHOTOMETRIC[image.mode]),
        273: _longs(exif, places),
        277: exif.short(channels),
        278: exif.long(_STRIP_ROWS),
        279: _longs(exif, lengths),
        284: exif.short(1),
        317: exif.short(_DIFFERENCES),
    }
    if image.mode == "RGBA":
        fields[338] = exif.short(_UNASSOCIATED_ALPHA)
    return fields


def _shorts(exif: Exif, values: list[int]) -> Field:
    return Field(3, len(values), struct.pack(f"{exif.order}{len(values)}H", *values))


def _longs(exif: Exif, values: list[int]) -> Field:
    return Field(4, len(values), struct.pack(f"{exif.order}{len(values)}I", *values))
