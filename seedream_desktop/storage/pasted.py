"""Pictures that came without a file of their own: pasted, or dropped from a browser."""

import datetime as dt
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from seedream_desktop.storage.durable import make_folder, sync_descriptor, sync_folder
from seedream_desktop.storage.troubles import file_trouble

_TRIES: Final = 10_000


def keep(folder: Path, data: bytes, at: dt.datetime, word: str, ending: str) -> Path:
    """Write a picture under a name that says when it came; return its path. Waits for the disk.

    The file is synced when this returns, and has a name that no other file there ever bore
    at that moment. Raises StorageFailed or DiskFull.
    """
    stem = f"{word} {at:%Y-%m-%d %H.%M}"
    try:
        make_folder(folder)
        for path in _names(folder, stem, ending):
            try:
                _write(path, data)
            except FileExistsError:
                continue
            sync_folder(folder)
            return path
        raise FileExistsError(errno.EEXIST, "too many pictures of one minute", stem)
    except OSError as error:
        raise file_trouble(error, folder) from error


def files(folder: Path) -> list[Path]:
    """List all pictures that are kept."""
    return [file for file in folder.glob("*") if file.is_file()]


def _names(folder: Path, stem: str, ending: str) -> Iterator[Path]:
    yield folder / f"{stem}.{ending}"
    for number in range(2, _TRIES):
        yield folder / f"{stem} ({number}).{ending}"


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        try:
            file.write(data)
            file.flush()
            sync_descriptor(file.fileno())
        except OSError:
            os.unlink(path)  # noqa: PTH108 - half a picture is none
            raise
