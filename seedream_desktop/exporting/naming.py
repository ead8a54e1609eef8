"""File names for exported pictures: safe on every system, unique in their folder."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePath

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
_LONGEST = 120

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


def safe_stem(name: str) -> str:
    """Return a file name without its extension that every file system takes, in NFC."""
    stem = unicodedata.normalize("NFC", PurePath(name).stem)
    stem = _FORBIDDEN.sub("_", stem).strip(" .")[:_LONGEST].rstrip(" .")
    if not stem:
        return "picture"
    return f"{stem}_" if stem.lower() in _RESERVED else stem


def extension_of(head: bytes) -> str:
    """Return the extension that belongs to a picture's first bytes; "bin" if to none."""
    for magic, offset, extension in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return extension
    return "bin"


def unique(stem: str, taken: Iterable[str]) -> Iterator[str]:
    """Yield the stem, then stem-2, stem-3 and so on, leaving out what is taken, by case-fold."""
    used = {name.casefold() for name in taken}
    if stem.casefold() not in used:
        yield stem
    number = 2
    while True:
        candidate = f"{stem}-{number}"
        if candidate.casefold() not in used:
            yield candidate
        number += 1
