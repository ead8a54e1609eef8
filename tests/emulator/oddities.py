"""Files that are hard to swallow: a decompression bomb, a mislabelled file, a stamped copy."""

import functools
import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BOMB_EDGE_PX = 30_000
_JPEG_START = b"\xff\xd8"


@functools.cache
def bomb_png() -> bytes:
    """Return a valid grey PNG of 30,000 × 30,000 pixels, about a tenth of a megabyte long."""
    row = bytes(1 + _BOMB_EDGE_PX // 8)
    rows_at_once = 1000
    squeeze = zlib.compressobj(6)
    block = row * rows_at_once
    parts = [squeeze.compress(block) for _ in range(_BOMB_EDGE_PX // rows_at_once)]
    data = b"".join([*parts, squeeze.flush()])
    header = struct.pack(">IIBBBBB", _BOMB_EDGE_PX, _BOMB_EDGE_PX, 1, 0, 0, 0, 0)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def not_a_picture() -> bytes:
    """Return the bytes of a small PDF-like document."""
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n" * 8


def stamped(picture: bytes, text: str) -> bytes:
    """Return a JPEG or PNG with a comment that makes its bytes unique, its pixels the same."""
    if not text:
        return picture
    note = text.encode()
    if picture.startswith(_JPEG_START):
        return _JPEG_START + b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note + picture[2:]
    header_end = len(_SIGNATURE) + 25
    chunk = _chunk(b"tEXt", b"Comment\0" + note)
    return picture[:header_end] + chunk + picture[header_end:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
