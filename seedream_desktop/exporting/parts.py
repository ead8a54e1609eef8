"""Files that are being written beside their places: each writer has its own, and leaves none."""

import os
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from seedream_desktop.exporting.naming import shortened

_OURS: Final = re.compile(r"\..+\.seedream-[0-9a-f]{8}\.part", re.DOTALL)
_SPARE_BYTES: Final = 24
_STALE_S: Final = 3_600.0


def new_part(target: Path) -> Path:
    """Return a name beside a target for what is written until it is whole; nothing has it yet.

    It is nobody else's: two exports to one folder do not meet in it, and no file and no link
    that lies there is written to.
    """
    stem = shortened(target.name, _SPARE_BYTES)
    return target.with_name(f".{stem}.seedream-{secrets.token_hex(4)}.part")


def remove_stale_parts(folder: Path) -> None:
    """Remove what a program that was killed left half written, once nobody writes it any more."""
    before = time.time() - _STALE_S
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _OURS.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_mtime < before:
                        Path(entry.path).unlink()
