"""Files that are being written beside their places: each writer has its own, and leaves none."""

import os
import platform
import re
import secrets
import sys
import time
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from seedream_desktop.exporting.naming import shortened

_OURS: Final = re.compile(r"\..+\.seedream-([0-9a-f]{8})-([0-9a-f]+)-[0-9a-f]{8}\.part", re.DOTALL)
_SPARE_BYTES: Final = 48
_STALE_S: Final = 3_600.0
"""The age from which a part goes whose writer cannot be asked for: it is on another machine."""


def new_part(target: Path) -> Path:
    """Return a name beside a target for what is written until it is whole; nothing has it yet.

    It is nobody else's: two exports to one folder do not meet in it, and no file and no link
    that lies there is written to. It tells which process writes it.
    """
    stem = shortened(target.name, _SPARE_BYTES)
    writer = f"{_here()}-{os.getpid():x}-{secrets.token_hex(4)}"
    return target.with_name(f".{stem}.seedream-{writer}.part")


def remove_stale_parts(folder: Path) -> None:
    """Remove what a program that was killed left half written, once nobody writes it any more."""
    before = time.time() - _STALE_S
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            ours = _OURS.fullmatch(entry.name)
            if ours is None or not entry.is_file(follow_symlinks=False):
                continue
            with suppress(OSError):
                is_old = entry.stat(follow_symlinks=False).st_mtime < before
                if is_old or _is_gone(ours[1], int(ours[2], 16)):
                    Path(entry.path).unlink()


def _is_gone(where: str, pid: int) -> bool:
    """Say whether a writer has surely ended; one elsewhere, or on Windows, is not asked for."""
    if where != _here() or sys.platform == "win32":  # there, the signal 0 ends a process
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        pass
    return False


@cache
def _here() -> str:
    """Return where a process number means what it means here: this machine, this sandbox."""
    numbers = ""
    with suppress(OSError):
        numbers = str(Path("/proc/self/ns/pid").readlink())
    return blake2b(f"{platform.node()} {numbers}".encode(), digest_size=4).hexdigest()
