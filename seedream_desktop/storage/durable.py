"""File operations that have reached the disk when they return."""

import os
import sys
import time
from pathlib import Path
from typing import Final

if sys.platform == "darwin":
    import fcntl

_REPLACE_WAITS_S: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
"""Virus scanners and indexers on Windows hold a new file for a moment."""


def sync_file(path: Path) -> None:
    """Bring a file's bytes to the disk."""
    # Windows syncs only what is open for writing.
    with path.open("r+b") as file:
        sync_descriptor(file.fileno())


def sync_descriptor(descriptor: int) -> None:
    """Bring an open file's bytes to the disk."""
    if sys.platform == "darwin":
        # fsync stops at the drive's own cache there (fsync(2), "F_FULLFSYNC").
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents; the names of new ones are synced."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def replace(source: Path, target: Path) -> None:
    """Give a file another name on its volume, whatever lay there before; the name is synced."""
    for wait_s in _REPLACE_WAITS_S:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(wait_s)
        else:
            break
    else:
        source.replace(target)
    sync_folder(target.parent)
