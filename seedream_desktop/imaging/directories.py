"""The directories of a TIFF file, read far enough to judge it: whole, raw, how many pages."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Final

_SUBFILE_TYPE: Final = 254
_COMPRESSION: Final = 259
_PHOTOMETRIC: Final = 262
_SUB_DIRECTORIES: Final = 330
_DNG_VERSION: Final = 50706
_PLACES_AND_LENGTHS: Final = ((273, 279), (324, 325))  # strips, tiles

_RAW_COMPRESSIONS: Final = frozenset({32767, 34713, 34892, 65000, 65535})
_TYPE_SIZES: Final[Mapping[int, int]] = dict(
    enumerate((0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 1, 1, 8, 8, 8))
)
_NUMBER_CODES: Final[Mapping[int, str]] = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q"}
_VALUE_BYTES_MAX: Final = 8_000_000
PAGES_MAX: Final = 10_000
"""Where the count of pages or frames ends: a file can claim any number."""


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory: its whole-number tags, where the next lies, and whether all of it is there."""

    numbers: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    next_offset: int = 0
    is_whole: bool = False

    @property
    def is_raw(self) -> bool:
        """Say whether this is a camera's raw file, whose first page is a small preview."""
        is_preview = bool(self.first(_SUBFILE_TYPE) & 1)
        return (
            _DNG_VERSION in self.numbers
            or (is_preview and _SUB_DIRECTORIES in self.numbers)
            or self.first(_COMPRESSION) in _RAW_COMPRESSIONS
        )

    @property
    def is_white_zero(self) -> bool:
        """Say whether 0 stands for white (TIFF 6.0, PhotometricInterpretation 0)."""
        return _PHOTOMETRIC in self.numbers and self.first(_PHOTOMETRIC) == 0

    @property
    def end(self) -> int:
        """Return the offset of the byte after the last strip or tile."""
        ends = [0]
        for places, lengths in _PLACES_AND_LENGTHS:
            pairs = zip(self.numbers.get(places, ()), self.numbers.get(lengths, ()), strict=False)
            ends.extend(place + length for place, length in pairs)
        return max(ends)

    def first(self, tag: int) -> int:
        """Return a tag's first value, 0 where there is none."""
        return (self.numbers.get(tag) or (0,))[0]


def first_directory(file: IO[bytes]) -> Directory:
    """Return the first page's directory, of TIFF or BigTIFF; an empty one if it is not there."""
    return next(_directories(file), Directory())


def page_count(file: IO[bytes]) -> int:
    """Return the number of pages, at least 1 and at most PAGES_MAX."""
    return max(1, sum(1 for _ in _directories(file)))


def _directories(file: IO[bytes]) -> Iterator[Directory]:
    file.seek(0)
    start = file.read(16)
    order = "<" if start[:2] == b"II" else ">"
    is_big = start[2:4] in (b"+\x00", b"\x00+")
    where = start[8:16] if is_big else start[4:8]
    offset = int.from_bytes(where, "little" if order == "<" else "big")
    seen: set[int] = set()
    while offset and offset not in seen and len(seen) < PAGES_MAX:
        seen.add(offset)
        directory = _read(file, offset, order, is_big=is_big)
        yield directory
        offset = directory.next_offset


def _read(file: IO[bytes], offset: int, order: str, *, is_big: bool) -> Directory:
    """Read one directory (TIFF 6.0, section 2; BigTIFF has wider fields in the same order)."""
    word, entry = ("Q", struct.Struct(f"{order}HHQ8s")) if is_big else ("I", _classic(order))
    counter = struct.Struct(order + ("Q" if is_big else "H"))
    file_end = file.seek(0, 2)
    file.seek(offset)
    try:
        (count,) = counter.unpack(file.read(counter.size))
        body = file.read(min(count, 65_535) * entry.size)
        (onward,) = struct.unpack(order + word, file.read(struct.calcsize(order + word)))
    except struct.error:
        return Directory()
    numbers: dict[int, tuple[int, ...]] = {}
    is_whole = True
    for tag, kind, length, inline in entry.iter_unpack(body):
        byte_count = length * _TYPE_SIZES.get(kind, 1)
        data = inline[:byte_count]
        if byte_count > len(inline):
            (place,) = struct.unpack(order + word, inline)
            is_whole = is_whole and place + byte_count <= file_end
            data = _at(file, place, byte_count) if kind in _NUMBER_CODES else b""
        if kind in _NUMBER_CODES and len(data) == byte_count:
            numbers[tag] = struct.unpack(f"{order}{length}{_NUMBER_CODES[kind]}", data)
    return Directory(numbers, onward, is_whole)


def _classic(order: str) -> struct.Struct:
    return struct.Struct(f"{order}HHI4s")


def _at(file: IO[bytes], place: int, byte_count: int) -> bytes:
    if byte_count > _VALUE_BYTES_MAX:
        return b""
    file.seek(place)
    return file.read(byte_count)
