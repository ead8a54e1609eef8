"""How many frames a file holds, counted in its structure without decoding one."""

from typing import IO, Final

from seedream_desktop.imaging.directories import PAGES_MAX

_EXTENSION: Final = 0x21
_FRAME: Final = 0x2C


def gif_frame_count(file: IO[bytes]) -> int:
    """Return the number of frames of a GIF, 1 to PAGES_MAX (GIF89a specification, section 12ff)."""
    file.seek(10)
    _skip_colours(file, file.read(1))
    file.seek(2, 1)
    count = 0
    while count < PAGES_MAX:
        kind = file.read(1)
        if kind == bytes([_EXTENSION]):
            file.seek(1, 1)
        elif kind == bytes([_FRAME]):
            count += 1
            file.seek(8, 1)
            _skip_colours(file, file.read(1))
            file.seek(1, 1)
        else:
            break
        while length := int.from_bytes(file.read(1), "big"):
            file.seek(length, 1)
    return max(1, count)


def _skip_colours(file: IO[bytes], flags: bytes) -> None:
    """Leave out the colour table that a packed field announces; two bytes may precede it."""
    if flags and flags[0] & 0x80:
        file.seek(3 << ((flags[0] & 7) + 1), 1)
