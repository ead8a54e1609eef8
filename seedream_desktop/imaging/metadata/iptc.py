"""IPTC's older form of metadata, IIM (IPTC IIM 4.2), as it lies in JPEG, TIFF and PNG files."""

from collections.abc import Iterable, Iterator
from typing import Final

DataSet = tuple[int, bytes]
"""One dataset of the application record: its number and its content, text in UTF-8."""

TITLE, KEYWORDS, DATE, TIME, BYLINE = 5, 25, 55, 60, 80
RIGHTS, CAPTION = 116, 120
CAPTURE: Final = frozenset({DATE, TIME, 62, 63})
"""Datasets that tell when the picture was taken."""
PLACE: Final = frozenset({26, 27, 90, 92, 95, 100, 101})
"""Datasets that tell where: codes and names of what is shown, city, part of it, state, country."""

_TAG: Final = 0x1C
_LONG: Final = 0x8000
_APPLICATION: Final = 2
_KEPT: Final = frozenset(
    {3, 4, 5, 7, 8, 10, 12, 15, 20, 22, 25, 26, 27, 30, 35, 37, 38, 40, 42, 45, 47, 50}
    | {55, 60, 62, 63, 75, 80, 85, 90, 92, 95, 100, 101, 103, 105, 110, 115, 116, 118}
    | {120, 121, 122, 130, 131, 135}
)
_NUMBERS: Final = frozenset({3, 4, 8, 10, 42})
_UTF8: Final = b"\x1b%G"
_ENVELOPE_CHARSET: Final = (1, 90)
_RESOURCE: Final = 0x0404
_MARK: Final = b"8BIM"


def read(block: bytes) -> tuple[DataSet, ...]:
    """Return the datasets that people fill in, their text in UTF-8 whatever it was in."""
    found = list(_records(block))
    is_utf8 = any(
        (record, number) == _ENVELOPE_CHARSET and data == _UTF8 for record, number, data in found
    )
    return tuple(
        (number, data if number in _NUMBERS else _text(data, is_utf8=is_utf8))
        for record, number, data in found
        if record == _APPLICATION and number in _KEPT and data
    )


def written(datasets: Iterable[DataSet]) -> bytes:
    """Return a block whose text is told to be UTF-8; b"" of nothing."""
    own = list(datasets)
    if not own:
        return b""
    head = _record(1, 90, _UTF8) + _record(_APPLICATION, 0, b"\x00\x04")
    return head + b"".join(_record(_APPLICATION, number, data) for number, data in own)


def resource(block: bytes) -> bytes:
    """Return the block as one of Photoshop's image resources, as JPEG files carry it."""
    padded = block + bytes(len(block) % 2)
    return _MARK + _RESOURCE.to_bytes(2, "big") + bytes(2) + len(block).to_bytes(4, "big") + padded


def from_resources(block: bytes) -> bytes:
    """Return the IIM block among Photoshop's image resources, or the block itself if it is one."""
    at = 0
    while block[at : at + 4] == _MARK:
        name_bytes = block[at + 6] + 1
        place = at + 6 + name_bytes + name_bytes % 2
        length = int.from_bytes(block[place : place + 4], "big")
        if int.from_bytes(block[at + 4 : at + 6], "big") == _RESOURCE:
            return block[place + 4 : place + 4 + length]
        at = place + 4 + length + length % 2
    return block if block[:1] == bytes([_TAG]) else b""


def from_hexadecimal(words: str) -> bytes:
    """Return the block that ImageMagick and others write into a PNG's text. Raises ValueError."""
    _kind, _count, *digits = words.split()
    return from_resources(bytes.fromhex("".join(digits)))


def _records(block: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 5 <= len(block) and block[at] == _TAG:
        record, number = block[at + 1], block[at + 2]
        length = int.from_bytes(block[at + 3 : at + 5], "big")
        at += 5
        if length & _LONG:
            width = length - _LONG
            if width > 4:  # noqa: PLR2004 - lengths of more bytes than that are damage
                return
            length = int.from_bytes(block[at : at + width], "big")
            at += width
        if at + length > len(block):
            return
        yield record, number, block[at : at + length]
        at += length


def _text(data: bytes, *, is_utf8: bool) -> bytes:
    try:
        return data.decode("utf-8").strip("\0").encode()
    except UnicodeDecodeError:
        codec = "utf-8" if is_utf8 else "cp1252"
        return data.decode(codec, "replace").strip("\0").encode()


def _record(record: int, number: int, data: bytes) -> bytes:
    length = len(data).to_bytes(2, "big")
    if len(data) >= _LONG:
        length = (_LONG | 4).to_bytes(2, "big") + len(data).to_bytes(4, "big")
    return bytes([_TAG, record, number]) + length + data
