"""Mends what the letters of a PDF are read as, when its text is copied or searched.

Qt names each letter shape by the first character that a font draws with it
(QFontSubset::createToUnicodeMap). Fonts draw Kangxi radicals (U+2F00 to U+2FD5) and their like
with the shapes of everyday characters, so that 目 of a page came out as ⽬ (U+2F6C), and no search
found it. Those names stand in the file as they are, four hexadecimal digits each, and so do the
ones that they are replaced by: no length and no place in the file changes.
"""

import mmap
import re
import unicodedata
from pathlib import Path
from typing import Final

_TABLE: Final = re.compile(rb"begincmap\n.{0,400000}?endcmap", re.DOTALL)
_NAMES: Final = re.compile(rb"\[(?: ?<[0-9A-Fa-f]{4}>)+ ?\]")
_NAME: Final = re.compile(rb"<((?:2[EeFf]|[Ff][9AaBb])[0-9A-Fa-f]{2})>")


def mend_letters(path: Path) -> int:
    """Give the letters of a PDF that Qt wrote their everyday names; return how many tables changed.

    Raises OSError.
    """
    changed = 0
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        for table in _TABLE.finditer(content):
            before = table[0]
            after = _NAMES.sub(_renamed, before)
            if after != before and len(after) == len(before):
                content[table.start() : table.end()] = after
                changed += 1
        content.flush()
    return changed


def _renamed(names: re.Match[bytes]) -> bytes:
    return _NAME.sub(_everyday, names[0])


def _everyday(name: re.Match[bytes]) -> bytes:
    """Return the name of the character that this one stands for, where that is one of its own."""
    usual = unicodedata.normalize("NFKC", chr(int(name[1], 16)))
    return b"<%04X>" % ord(usual) if len(usual) == 1 and ord(usual) <= 0xFFFF else name[0]  # noqa: PLR2004
