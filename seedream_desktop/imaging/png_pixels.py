"""Decodes PNG into memory of the caller's with the processor's vector instructions.

Most of a decoder's time goes into zlib, which Qt brings without them; ISA-L unpacks the same
bytes in half of the time. What it gives is handed on to Pillow, which undoes the filters of the
rows and has no way in but a zlib stream: so it gets one, of blocks that are stored as they are
(RFC 1951, 3.2.4). Nothing is known here of colour profiles: who shows the pixels knows.
"""

import re
import struct
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging.chunks import CHECKSUM_BYTES, HEAD_BYTES, png_chunks

_UNPACKER: Final = "isal.isal_zlib"
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEADER: Final = struct.Struct(">IIBBBBB")
_DEPTH: Final = 8
_RGB, _RGBA = 2, 6
_MODES: Final = {_RGB: ("RGB", "BGR", "RGBX"), _RGBA: ("RGBA", "BGRA", "RGBA")}
"""Of each colour type Pillow's mode, the order of a pixel's bytes in the file if they are to lie
as BGRA in memory, and the mode of that memory."""

_KINDS: Final = {b"IHDR": b"H", b"IDAT": b"D", b"IEND": b"E", b"tRNS": b"x"}
_PLAIN_ORDER: Final = re.compile(rb"Ha*D+a*E")
"""A header, pixels that nothing interrupts, an end; between them only what may be passed over."""

_CHUNKS_MAX: Final = 100_000
_COLOURS: Final = frozenset((b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP"))
_COLOURS_BYTES_MAX: Final = 4_000_000
_PACKED_BYTES: Final = 1 << 18
_BLOCK_BYTES: Final = 0xFFFF
_PLAIN_BYTES: Final = 4 * _BLOCK_BYTES
_ZLIB_HEAD: Final = b"\x78\x01"


class _DamageError(Exception):
    """A checksum of the file is not that of its content."""


@dataclass(frozen=True, slots=True)
class PngLayout:
    """What a PNG's pixels are and where they lie.

    is_plain says that fill_bgra() can decode it: 8 bits, three or four channels, in one pass, no
    palette, no colour that stands for transparency, all chunks in their order. has_exif says that
    EXIF may have it shown turned; see is_turned(). pixel is, of a plain one, a PNG of one pixel
    that says the same of its colours. parts are offset and length of its IDATs.
    """

    size: Size
    has_alpha: bool
    is_plain: bool
    has_exif: bool
    pixel: bytes
    parts: tuple[tuple[int, int], ...]


def load() -> None:
    """Import what decodes: some hundredths of a second of work, and not for the GUI thread."""
    import PIL.Image  # noqa: F401 (imported for fill_bgra)

    with suppress(ImportError):  # for ARM there is none, and it would save nothing there
        import isal.isal_zlib  # noqa: F401 (imported for fill_bgra)


def layout_of(file: IO[bytes]) -> PngLayout | None:
    """Walk through an open PNG; None where it is none that can be read."""
    order, header, end = bytearray(), b"", b""
    parts: list[tuple[int, int]] = []
    words: list[tuple[int, int]] = []
    has_exif = False
    for name, offset, length in islice(png_chunks(file), _CHUNKS_MAX):
        order += _kind_of(name)
        if name == b"IDAT":
            parts.append((offset, length))
        elif name == b"IHDR" and not header:
            header = _whole(file, offset, min(length, _HEADER.size))
        elif name == b"IEND":
            end = _whole(file, offset, min(length, CHECKSUM_BYTES))
        elif name in _COLOURS and not parts:
            words.append((offset, length))
        has_exif = has_exif or name == b"eXIf"
    said = header[HEAD_BYTES:-CHECKSUM_BYTES]
    if len(said) < _HEADER.size or not parts:
        return None
    width, height, depth, kind, packing, filtering, passes = _HEADER.unpack(said)
    if not width or not height:
        return None
    in_order = _PLAIN_ORDER.fullmatch(order) is not None
    are_whole = header == _chunk(b"IHDR", said) and end == _chunk(b"IEND", b"")
    is_few = sum(length for _offset, length in words) <= _COLOURS_BYTES_MAX
    is_usual = depth == _DEPTH and kind in _MODES and not (packing or filtering or passes)
    is_plain = in_order and are_whole and is_few and is_usual
    return PngLayout(
        size=Size(width, height),
        has_alpha=kind == _RGBA,
        is_plain=is_plain,
        has_exif=has_exif,
        pixel=_pixel(kind, [_whole(file, *place) for place in words]) if is_plain else b"",
        parts=tuple(parts),
    )


def is_turned(path: Path) -> bool:
    """Say whether a PNG is shown turned wherever imaging renders it; Qt leaves it lying."""
    from seedream_desktop.imaging import probe

    try:
        return probe.header(path).orientation > 1
    except BadInput:
        return False


def fill_bgra(file: IO[bytes], layout: PngLayout, into: memoryview) -> bool:
    """Decode to BGRA, four bytes a pixel; say whether that could be done.

    into has room for its rows without gaps. Without alpha in the file all is opaque. What is not
    plain, is damaged, ends too soon or goes on too long is not decoded, and into then holds
    nothing of use. Before load() nothing is.
    """
    if _UNPACKER not in sys.modules or not layout.is_plain:
        return False
    from isal import igzip_lib, isal_zlib
    from PIL import Image

    mode, order, lies_as = _MODES[_RGBA if layout.has_alpha else _RGB]
    size = (layout.size.width_px, layout.size.height_px)
    buffer: Any = into  # any buffer will do, which Pillow's types do not say
    damage: Any = igzip_lib.IsalError  # a class, which its stubs do not say
    room = Image.frombuffer(lies_as, size, buffer, "raw", lies_as, 0, 1)
    decoder = Image.core.zip_decoder(mode, order)  # type: ignore[attr-defined]
    decoder.setimage(room.im, (0, 0, *size))
    unpacker = isal_zlib.decompressobj()
    rows = _unpacked(unpacker, _packed(file, layout, isal_zlib.crc32))
    byte_count = layout.size.height_px * (1 + layout.size.width_px * len(order))
    try:
        return _decode(decoder, rows, byte_count) and unpacker.eof
    except (damage, _DamageError, OSError):
        return False
    finally:
        decoder.cleanup()


def _decode(decoder: Any, rows: Iterable[bytes], byte_count: int) -> bool:
    """Have Pillow take so many bytes of filtered rows; say whether it has, and was given no more.

    All of what follows on them would have to be unpacked for its checksum, however much it is.
    """
    is_over, rest, left = False, _ZLIB_HEAD, byte_count
    for row_bytes in rows:
        left -= len(row_bytes)
        if left < 0:
            return False
        rest += _stored(row_bytes)
        if row_bytes:
            taken, failure = decoder.decode(rest)
            if failure < 0:
                return False
            is_over, rest = taken < 0, rest[max(taken, 0) :]
    return is_over


def _unpacked(unpacker: Any, packed: Iterable[bytes]) -> Iterator[bytes]:
    """Give what the zlib stream holds, in parts that a processor's cache holds."""
    for part in packed:
        rest = part
        while rest and not unpacker.eof:
            yield unpacker.decompress(rest, _PLAIN_BYTES)
            rest = unpacker.unconsumed_tail
    if not unpacker.eof:
        yield unpacker.flush()


def _packed(
    file: IO[bytes], layout: PngLayout, crc32: Callable[[bytes, int], int]
) -> Iterator[bytes]:
    """Give the zlib stream, in parts that are worth a call. Raises _DamageError."""
    held, first = bytearray(), zlib.crc32(b"IDAT")
    for offset, length in layout.parts:
        file.seek(offset)
        left, checksum = length, first
        while left and (part := file.read(min(left, _PACKED_BYTES))):
            left -= len(part)
            checksum = crc32(part, checksum)
            held += part
            if len(held) >= _PACKED_BYTES:
                yield bytes(held)
                held.clear()
        if file.read(CHECKSUM_BYTES) != checksum.to_bytes(CHECKSUM_BYTES, "big"):
            raise _DamageError
    yield bytes(held)


def _stored(plain: bytes) -> bytes:
    """Return bytes as stored blocks of a deflate stream that goes on."""
    blocks: list[bytes] = []
    for at in range(0, len(plain), _BLOCK_BYTES):
        block = plain[at : at + _BLOCK_BYTES]
        blocks += (struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF), block)
    return b"".join(blocks)


def _pixel(kind: int, words: Iterable[bytes]) -> bytes:
    """Return a PNG of one pixel that says of its colours what is said in some chunks."""
    header = _HEADER.pack(1, 1, _DEPTH, kind, 0, 0, 0)
    row = zlib.compress(bytes(1 + len(_MODES[kind][1])))
    front, rest = _chunk(b"IHDR", header), _chunk(b"IDAT", row) + _chunk(b"IEND", b"")
    return _SIGNATURE + front + b"".join(words) + rest


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def _whole(file: IO[bytes], offset: int, length: int) -> bytes:
    """Return a chunk with its head and its checksum, right or wrong."""
    file.seek(offset - HEAD_BYTES)
    return file.read(HEAD_BYTES + length + CHECKSUM_BYTES)


def _kind_of(name: bytes) -> bytes:
    """Return a letter for a chunk: "a" for one that may be passed over, "x" for all unknown."""
    is_aside = name.isalpha() and name[:1].islower() and name[2:3].isupper()
    return _KINDS.get(name, b"a" if is_aside else b"x")
