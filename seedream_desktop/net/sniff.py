"""Tells pictures from everything else by their first bytes."""

from typing import Final

NEEDED_BYTES: Final = 16

_STARTS: Final = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
)
_BRANDS: Final = frozenset({b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})


def is_picture(head: bytes) -> bool:
    """Say whether a file that begins so is a picture of a format that is read here."""
    if head.startswith(_STARTS):
        return True
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return True
    return head[4:8] == b"ftyp" and head[8:12] in _BRANDS
