"""The chunks of a PNG file, walked without reading its pixels."""

from collections.abc import Iterator
from typing import IO, Final

_SIGNATURE_BYTES: Final = 8
HEAD_BYTES: Final = 8
"""Of a chunk: its length and its name."""

CHECKSUM_BYTES: Final = 4
_EXIF_BYTES_MAX: Final = 1_000_000
_EXIF_MARK: Final = b"Exif\0\0"


def png_chunks(file: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Give name, offset of the content and its length of each chunk that lies in the file.

    What follows on IEND is no part of the picture (PNG, third edition, 5.6).
    """
    file_end = file.seek(0, 2)
    at = _SIGNATURE_BYTES
    while at + HEAD_BYTES <= file_end:
        file.seek(at)
        head = file.read(HEAD_BYTES)
        length = int.from_bytes(head[:4], "big")
        onward = at + HEAD_BYTES + length + CHECKSUM_BYTES
        if onward > file_end:
            return
        yield head[4:], at + HEAD_BYTES, length
        if head[4:] == b"IEND":
            return
        at = onward


def png_exif(file: IO[bytes]) -> bytes:
    """Return the EXIF data of a PNG as Pillow keeps it, b"" where there is none.

    It may lie behind the pixels (PNG, third edition, 5.6).
    """
    for name, offset, length in png_chunks(file):
        if name == b"eXIf" and length <= _EXIF_BYTES_MAX:
            file.seek(offset)
            return _EXIF_MARK + file.read(length)
    return b""
