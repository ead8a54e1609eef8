"""The chunks of a PNG file, walked without reading its pixels."""

from collections.abc import Iterator
from typing import IO, Final

_SIGNATURE_BYTES: Final = 8
_HEAD_BYTES: Final = 8
_CHECKSUM_BYTES: Final = 4
_EXIF_BYTES_MAX: Final = 1_000_000
_EXIF_MARK: Final = b"Exif\0\0"


def png_chunks(file: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Give name, offset of the content and its length of each chunk that lies in the file."""
    file_end = file.seek(0, 2)
    at = _SIGNATURE_BYTES
    while at + _HEAD_BYTES <= file_end:
        file.seek(at)
        head = file.read(_HEAD_BYTES)
        length = int.from_bytes(head[:4], "big")
        onward = at + _HEAD_BYTES + length + _CHECKSUM_BYTES
        if onward > file_end:
            return
        yield head[4:], at + _HEAD_BYTES, length
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
