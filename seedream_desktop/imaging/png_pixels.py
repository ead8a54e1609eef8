"""Decodes PNG into memory of the caller's with the processor's vector instructions.

Most of a decoder's time goes into zlib, which Qt brings without them; ISA-L unpacks the same
bytes in half of the time. What it gives is handed on to Pillow, which undoes the filters of the
rows and has no way in but a zlib stream: so it gets one, of blocks that are stored as they are
(RFC 1951, 3.2.4). Nothing is known here of colour profiles: who shows the pixels knows.
"""

import struct
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Final

from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging.chunks import png_chunks

_UNPACKER: Final = "isal.isal_zlib"
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEADER: Final = struct.Struct(">IIBBBBB")
_DEPTH: Final = 8
_RGB, _RGBA = 2, 6
_MODES: Final = {_RGB: ("RGB", "BGR", "RGBX"), _RGBA: ("RGBA", "BGRA", "RGBA")}
"""Of each colour type Pillow's mode, the order of a pixel's bytes in the file if they are to lie
as BGRA in memory, and the mode of that memory."""

_COLOURS: Final = frozenset((b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP"))
_COLOURS_BYTES_MAX: Final = 4_000_000
_ORIENTATION: Final = 0x0112
_EXIF_BYTES_MAX: Final = 1_000_000
_PACKED_BYTES: Final = 1 << 18
_BLOCK_BYTES: Final = 0xFFFF
_PLAIN_BYTES: Final = 4 * _BLOCK_BYTES
_ZLIB_HEAD: Final = b"\x78\x01"


@dataclass(frozen=True, slots=True)
class PngLayout:
    """What a PNG's pixels are and where they lie.

    is_plain says that fill_bgra() can decode it: 8 bits, three or four channels, in one pass, no
    colour that stands for transparency. is_turned says that EXIF has it shown turned. pixel is,
    of a plain one, a PNG of one pixel that says the same of its colours.
    """

    size: Size
    has_alpha: bool
    is_plain: bool
    is_turned: bool
    pixel: bytes
    parts: tuple[tuple[int, int], ...]


def load() -> None:
    """Import what decodes: some hundredths of a second of work, and not for the GUI thread."""
    import PIL.Image  # noqa: F401 (imported for fill_bgra)

    with suppress(ImportError):  # for ARM there is none, and it would save nothing there
        import isal.isal_zlib  # noqa: F401 (imported for fill_bgra)


def layout_of(file: IO[bytes]) -> PngLayout | None:
    """Walk through an open PNG; None where it is none that can be read."""
    header, exif = b"", b""
    words: list[tuple[bytes, bytes]] = []
    parts: list[tuple[int, int]] = []
    is_keyed = False
    for name, offset, length in png_chunks(file):
        if name == b"IDAT":
            parts.append((offset, length))
        elif name == b"IHDR":
            header = _content(file, offset, min(length, _HEADER.size))
        elif name == b"eXIf" and length <= _EXIF_BYTES_MAX:
            exif = _content(file, offset, length)
        elif name in _COLOURS and not parts and length <= _COLOURS_BYTES_MAX:
            words.append((name, _content(file, offset, length)))
        is_keyed = is_keyed or name == b"tRNS"
    if len(header) < _HEADER.size or not parts:
        return None
    width, height, depth, kind, _packing, _filtering, passes = _HEADER.unpack(header)
    is_plain = depth == _DEPTH and kind in _MODES and not passes and not is_keyed
    return PngLayout(
        size=Size(width, height),
        has_alpha=kind == _RGBA,
        is_plain=is_plain,
        is_turned=_is_turned(exif),
        pixel=_pixel(kind, words) if is_plain else b"",
        parts=tuple(parts),
    )


def fill_bgra(file: IO[bytes], layout: PngLayout, into: memoryview) -> bool:
    """Decode to BGRA, four bytes a pixel; say whether that could be done.

    into has room for its rows without gaps. Without alpha in the file all is opaque. What is not
    plain, is damaged or ends too soon is not decoded, and into then holds nothing of use. Before
    load() nothing is.
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
    try:
        return _decode(decoder, _unpacked(unpacker, _packed(file, layout))) and unpacker.eof
    except (damage, OSError):
        return False
    finally:
        decoder.cleanup()


def _decode(decoder: Any, rows: Iterable[bytes]) -> bool:
    """Have Pillow take filtered rows; say whether they were all that it waited for."""
    is_over, rest = False, _ZLIB_HEAD
    for row_bytes in rows:
        if is_over:  # more than the picture has; what follows is unpacked for its checksum alone
            continue
        rest += _stored(row_bytes)
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


def _packed(file: IO[bytes], layout: PngLayout) -> Iterator[bytes]:
    """Give the zlib stream, in parts that are worth a call."""
    held = bytearray()
    for offset, length in layout.parts:
        file.seek(offset)
        left = length
        while left and (part := file.read(min(left, _PACKED_BYTES))):
            left -= len(part)
            held += part
            if len(held) >= _PACKED_BYTES:
                yield bytes(held)
                held.clear()
    yield bytes(held)


def _stored(plain: bytes) -> bytes:
    """Return bytes as stored blocks of a deflate stream that goes on."""
    blocks: list[bytes] = []
    for at in range(0, len(plain), _BLOCK_BYTES):
        block = plain[at : at + _BLOCK_BYTES]
        blocks += (struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF), block)
    return b"".join(blocks)


def _pixel(kind: int, words: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return a PNG of one pixel that says of its colours what is said in words."""
    header = _HEADER.pack(1, 1, _DEPTH, kind, 0, 0, 0)
    row = zlib.compress(bytes(1 + len(_MODES[kind][1])))
    chunks = ((b"IHDR", header), *words, (b"IDAT", row), (b"IEND", b""))
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def _is_turned(exif: bytes) -> bool:
    if not exif:
        return False
    from PIL import Image

    said = Image.Exif()
    try:
        said.load(exif)
        return said.get(_ORIENTATION, 1) in range(2, 9)
    except Exception:  # noqa: BLE001 - broken metadata fails in many ways and turns nothing
        return False


def _content(file: IO[bytes], offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)
