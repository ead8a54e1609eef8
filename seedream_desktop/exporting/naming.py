"""File names for exported pictures: safe on every system, unique in their folder."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import PurePath
from typing import Final

_FORBIDDEN: Final = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f'
    "\u2028\u2029"  # they end a line, so that lists of names break
    "\u202a-\u202e\u2066-\u2069"  # they turn a name around, so that it reads as another
    "\ud800-\udfff]"  # bytes of a name that are no text
)
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"}
)
_LONGEST: Final = 120
_LONGEST_BYTES: Final = 200
"""File systems take 255; the rest is for a number, the extension and a sidecar's."""

_MAGIC: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "jpg"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"WEBP", 8, "webp"),
    (b"ftypavif", 4, "avif"),
    (b"ftypheic", 4, "heic"),
    (b"II*\x00", 0, "tif"),
    (b"MM\x00*", 0, "tif"),
    (b"GIF8", 0, "gif"),
    (b"BM", 0, "bmp"),
)

HEAD_BYTES: Final = 32
"""How much of a file extension_of() needs."""


@lru_cache(maxsize=16_384)  # a preview asks for the same names at each key that is pressed
def safe_stem(name: str) -> str:
    """Return a file name without its extension that every file system takes, in NFC."""
    return safe(PurePath(name).stem)


def safe(words: str) -> str:
    """Return words as the name of a file or folder that every file system takes, in NFC."""
    stem = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", words)).strip(" .")
    stem = shortened(stem).rstrip(" .")
    if not stem:
        return "picture"
    is_reserved = stem.partition(".")[0].rstrip(" ").casefold() in _RESERVED
    return f"_{stem}" if is_reserved and "." in stem else f"{stem}_" if is_reserved else stem


def shortened(stem: str, spare_bytes: int = 0) -> str:
    """Return the longest beginning that a file system takes, with no letter cut from its marks."""
    short = stem[:_LONGEST]
    while len(short.encode("utf-8", "replace")) > _LONGEST_BYTES - spare_bytes:
        short = short[:-1]
    cut = len(short)
    while 0 < cut < len(stem) and unicodedata.combining(stem[cut]):
        cut -= 1
    return short[:cut] or short


def folded(name: str) -> str:
    """Return what two names have in common that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def extension_of(head: bytes) -> str:
    """Return the extension that belongs to a picture's first bytes; "bin" if to none."""
    for magic, offset, extension in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return extension
    return "bin"


def unique(stem: str, taken: Iterable[str]) -> Iterator[str]:
    """Yield the stem, then stem-2, stem-3 and so on, leaving out what is taken, by case-fold."""
    used = {folded(name) for name in taken}
    if folded(stem) not in used:
        yield stem
    number = 2
    while True:
        candidate = f"{stem}-{number}"
        if folded(candidate) not in used:
            yield candidate
        number += 1
