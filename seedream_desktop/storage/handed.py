"""Copies of results under names of their own, for other programs: dragged out, or pasted there.

Blobs have no names that a program knows what to do with, and must never be written to, so
each hand-out gets copies in a folder of its own, on the library's volume. Who took them may read
them later, so they stay for a day. A copy that was written to meanwhile is somebody's work: it
is never removed.
"""

import hashlib
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from seedream_desktop.domain.ids import Digest, fresh_id
from seedream_desktop.storage.troubles import file_trouble

_LIST: Final = ".digests"
_PART: Final = ".part"
"""Ends the name of a copy that is being made: nobody was told of it."""


def hand_out(folder: Path, pieces: Iterable[tuple[Path, Digest, str]]) -> tuple[Path, ...]:
    """Copy blobs, each under a name that no other of them has; return the copies in order.

    Names may have folders before them, parted by slashes. Raises StorageFailed, DiskFull, and
    then nothing is left behind. Waits for the disk.
    """
    batch = folder / fresh_id("hd")
    kept = batch.with_name(batch.name + _LIST)
    made: list[Path] = []
    try:
        batch.mkdir(parents=True)
        wanted = tuple(pieces)
        # Before any copy: of what a power cut leaves it is known that it may go.
        lines = (f"{digest} {name}\n" for _, digest, name in wanted)
        kept.write_text("".join(lines), encoding="utf-8")
        for blob, _, name in wanted:
            path = batch / name
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(path.name + _PART)
            shutil.copyfile(blob, part)
            part.rename(path)
            made.append(path)
    except OSError as error:
        shutil.rmtree(batch, ignore_errors=True)
        with suppress(OSError):
            kept.unlink(missing_ok=True)
        raise file_trouble(error, folder) from error
    return tuple(made)


def remove_handed(folder: Path, contents: Iterable[str], before: float) -> int:
    """Remove copies that are older than a moment, as they were made and named nowhere.

    contents are the library's values, which hold the paths of its pictures: a copy that was
    brought back as a source stays. before is seconds since 1970. Returns the bytes of what went.
    """
    freed = 0
    texts = tuple(contents)
    for kept in folder.glob(f"*{_LIST}"):
        batch = kept.with_name(kept.name.removesuffix(_LIST))
        try:
            is_old = kept.stat().st_mtime < before
        except OSError:
            continue
        if is_old and not any(batch.name in text for text in texts):
            freed += _remove(batch, kept)
    return freed


def _remove(batch: Path, kept: Path) -> int:
    freed = 0
    try:
        for line in kept.read_text(encoding="utf-8").splitlines():
            digest, _, name = line.partition(" ")
            freed += _remove_copy(batch / name, digest)
            (batch / f"{name}{_PART}").unlink(missing_ok=True)
        for below in sorted((p for p in batch.rglob("*") if p.is_dir()), reverse=True):
            below.rmdir()
        batch.rmdir()
    except (OSError, ValueError):  # ValueError: of a list that a power cut has spoilt
        return freed  # open elsewhere (Windows), or somebody's file is in it: it stays
    kept.unlink(missing_ok=True)
    return freed


def _remove_copy(path: Path, digest: str) -> int:
    """Remove a copy if it is what was made; return its bytes."""
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                return 0
            size = file.seek(0, 2)
        path.unlink()
    except FileNotFoundError:
        return 0
    return size
