"""EXIF as fields of raw bytes, so that what is carried over is carried over to the byte.

The layout is TIFF's (TIFF 6.0, section 2), the tags are those of CIPA DC-008 (Exif 2.32).
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

MARK: Final = b"Exif\0\0"
ORIENTATION: Final = 0x0112
CAMERA_DIRECTORY: Final = 0x8769
GPS_DIRECTORY: Final = 0x8825

_SIZES: Final[Mapping[int, int]] = dict(enumerate((0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8)))
_CODES: Final[Mapping[int, str]] = {1: "B", 3: "H", 4: "I"}
_FIELDS_MAX: Final = 1_000
_VALUE_BYTES_MAX: Final = 4_000_000
_INLINE_BYTES: Final = 4


class Block(Protocol):
    """Bytes that are sliced: a block of EXIF data, or a TIFF file mapped into memory."""

    def __getitem__(self, where: slice, /) -> bytes:
        """Return some of them."""
        ...


@dataclass(frozen=True, slots=True)
class Field:
    """One field's type, count and bytes in its block's byte order."""

    kind: int
    count: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Exif:
    """The directories that people's tools read; order is "<" or ">"."""

    order: str = "<"
    main: Mapping[int, Field] = field(default_factory=dict)
    camera: Mapping[int, Field] = field(default_factory=dict)
    gps: Mapping[int, Field] = field(default_factory=dict)
    has_thumbnail: bool = False

    def short(self, value: int) -> Field:
        """Return a field of one 16-bit number."""
        return Field(3, 1, struct.pack(f"{self.order}H", value))

    def long(self, value: int) -> Field:
        """Return a field of one 32-bit number."""
        return Field(4, 1, struct.pack(f"{self.order}I", value))

    def ratio(self, value: int) -> Field:
        """Return a field of one whole number as a fraction."""
        return Field(5, 1, struct.pack(f"{self.order}II", value, 1))


def read(block: Block) -> Exif:
    """Return what a block holds, with or without its mark. Raises ValueError, struct.error."""
    start = len(MARK) if block[0:6] == MARK else 0
    order = {b"II": "<", b"MM": ">"}.get(block[start : start + 2])
    if order is None or struct.unpack(f"{order}H", block[start + 2 : start + 4]) != (42,):
        raise ValueError("no EXIF block")
    (at,) = struct.unpack(f"{order}I", block[start + 4 : start + 8])
    main, onward = _directory(block, start, at, order)
    subs = []
    for tag in (CAMERA_DIRECTORY, GPS_DIRECTORY):
        place = main.pop(tag, None)
        fields: dict[int, Field] = {}
        if place is not None and len(place.data) == _INLINE_BYTES:
            (there,) = struct.unpack(f"{order}I", place.data)
            fields, _ = _directory(block, start, there, order)
        subs.append(fields)
    return Exif(order, main, subs[0], subs[1], has_thumbnail=onward != 0)


def _directory(block: Block, start: int, at: int, order: str) -> tuple[dict[int, Field], int]:
    """Read one directory's fields, leaving out those that point outside of the block."""
    (count,) = struct.unpack(f"{order}H", block[start + at : start + at + 2])
    fields: dict[int, Field] = {}
    end = start + at + 2 + 12 * count
    for place in range(start + at + 2, min(end, start + at + 2 + 12 * _FIELDS_MAX), 12):
        entry = block[place : place + 12]
        if len(entry) < 12:  # noqa: PLR2004 - an entry's length
            return fields, 0
        tag, kind, length = struct.unpack(f"{order}HHI", entry[:8])
        byte_count = length * _SIZES.get(kind, 0)
        if not 0 < byte_count <= _VALUE_BYTES_MAX:
            continue
        data = entry[8 : 8 + byte_count]
        if byte_count > _INLINE_BYTES:
            (where,) = struct.unpack(f"{order}I", entry[8:])
            data = block[start + where : start + where + byte_count]
        if len(data) == byte_count:
            fields[tag] = Field(kind, length, bytes(data))
    onward = block[end : end + 4]
    return fields, struct.unpack(f"{order}I", onward)[0] if len(onward) == _INLINE_BYTES else 0


def written(exif: Exif) -> bytes:
    """Return a block without a mark; b"" where there is nothing to tell."""
    if not (exif.main or exif.camera or exif.gps):
        return b""
    head = (b"II" if exif.order == "<" else b"MM") + struct.pack(f"{exif.order}H", 42)
    first = struct.pack(f"{exif.order}I", main_offset(exif, len(head) + 4))
    return head + first + b"".join(directories(exif, {}, len(head) + len(first)))


def directories(exif: Exif, more: Mapping[int, Field], at: int) -> Iterator[bytes]:
    """Give the directories as they lie from byte `at` on, an even number; the last is the first.

    more are fields of the first directory that belong to the file and not to the picture.
    """
    main = {**exif.main, **more}
    for tag, fields in ((CAMERA_DIRECTORY, exif.camera), (GPS_DIRECTORY, exif.gps)):
        if fields:
            body = _body(fields.items(), exif.order, at)
            main[tag] = exif.long(at)
            at += len(body)
            yield body
    yield _body(main.items(), exif.order, at)


def main_offset(exif: Exif, at: int) -> int:
    """Return where the first directory will lie when directories() begin at `at`."""
    subs = (exif.camera, exif.gps)
    return at + sum(_length(fields.values(), len(fields)) for fields in subs if fields)


def _length(fields: Iterable[Field], count: int) -> int:
    outside = sum(_even(len(f.data)) for f in fields if len(f.data) > _INLINE_BYTES)
    return 2 + 12 * count + 4 + outside


def _body(fields: Iterable[tuple[int, Field]], order: str, at: int) -> bytes:
    entries = sorted(fields)
    table = [struct.pack(f"{order}H", len(entries))]
    outside = b""
    beyond = at + 2 + 12 * len(entries) + 4
    for tag, each in entries:
        place = each.data.ljust(_INLINE_BYTES, b"\0")
        if len(each.data) > _INLINE_BYTES:
            place = struct.pack(f"{order}I", beyond + len(outside))
            outside += each.data.ljust(_even(len(each.data)), b"\0")
        table.append(struct.pack(f"{order}HHI", tag, each.kind, each.count) + place)
    return b"".join(table) + bytes(4) + outside


def _even(length: int) -> int:
    return length + length % 2
