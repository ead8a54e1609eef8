"""Puts finished files to their places: nothing is overwritten that was not meant to be."""

import filecmp
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from seedream_desktop.domain.errors import DiskFull, StorageFailed, is_disk_full
from seedream_desktop.domain.export_wish import Conflict
from seedream_desktop.domain.receipt import Fate
from seedream_desktop.exporting.naming import folded
from seedream_desktop.exporting.parts import new_part, remove_stale_parts
from seedream_desktop.exporting.template import with_number


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a file lies now, or why it does not: path is the one that was meant."""

    path: Path
    fate: Fate


class Places:
    """The names of one export's folder. Its methods block and may be called by several threads."""

    def __init__(
        self, folder: Path, planned: Iterable[PurePosixPath], sources: Iterable[Path]
    ) -> None:
        """Take all names that will be written, and the originals, which nothing overwrites."""
        self._folder = folder
        names = tuple(planned)
        self._planned = {_stem(path) for path in names}
        for home in {folder / path.parent for path in names}:
            remove_stale_parts(home)
        self._sources = {identity for path in sources if (identity := _identity(path))}
        self._lock = threading.Lock()

    def part(self, path: PurePosixPath) -> Path:
        """Return where a planned file is written until it is whole; its folder is made."""
        home = self._folder / path.parent
        home.mkdir(parents=True, exist_ok=True)
        return new_part(home / path.name)

    def is_kept(self, path: PurePosixPath, conflict: Conflict) -> bool:
        """Say whether a file lies there already that is to be left alone, whatever it is."""
        return conflict is Conflict.SKIP and os.path.lexists(self._folder / path)

    def standing(self, path: PurePosixPath, content: Path, conflict: Conflict) -> Placed | None:
        """Return where these bytes lie already; None where they have yet to be written."""
        for candidate in self._candidates(path):
            place = self._folder / candidate
            if not os.path.lexists(place):
                return None
            if holds(place, content):
                return Placed(place, Fate.SAME)
            if conflict is Conflict.SKIP:
                return Placed(place, Fate.SKIPPED)
            if conflict is Conflict.OVERWRITE and not self._is_barred(place):
                return None
        raise AssertionError("there is always a further name")

    def place(self, part: Path, path: PurePosixPath, conflict: Conflict) -> Placed:
        """Move a whole, synced file to its name, or to the next one that is free for it."""
        with self._lock:
            for candidate in self._candidates(path):
                place = self._folder / candidate
                if appears(part, place):
                    return Placed(place, Fate.WRITTEN)
                if holds(place, part):
                    return Placed(place, Fate.SAME)
                if conflict is Conflict.SKIP:
                    return Placed(place, Fate.SKIPPED)
                if conflict is Conflict.OVERWRITE and not self._is_barred(place):
                    part.replace(place)
                    return Placed(place, Fate.REPLACED)
        raise AssertionError("there is always a further name")

    def _candidates(self, path: PurePosixPath) -> Iterator[PurePosixPath]:
        """Give the planned name, then numbered ones that no other file of this export gets."""
        yield path
        number = 2
        while True:
            other = path.with_name(f"{with_number(path.stem, number)}{path.suffix}")
            if _stem(other) not in self._planned:
                yield other
            number += 1

    def _is_barred(self, place: Path) -> bool:
        """Say whether it is an original, or a folder: neither is ever replaced."""
        return place.is_dir() or _identity(place) in self._sources


def failure(error: OSError, folder: Path) -> StorageFailed:
    """Return what a folder amounts to that cannot be written to."""
    if is_disk_full(error):
        return DiskFull("export_disk_full", folder=str(folder))
    cause = error.strerror or type(error).__name__
    return StorageFailed("export_failed", folder=str(folder), cause=cause)


def present(folder: Path, planned: Iterable[PurePosixPath]) -> frozenset[str]:
    """Return what lies beside planned files, as preview() takes it; blocking."""
    found = set()
    for home in {path.parent for path in planned}:
        with suppress(OSError), os.scandir(folder / home) as entries:
            found |= {folded(str(home / entry.name)) for entry in entries}
    return frozenset(found)


def appears(part: Path, place: Path) -> bool:
    """Give a file its name unless something has it; what lies there is never touched."""
    try:
        os.link(part, place)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        return _appears_alone(part, place)
    part.unlink()
    return True


def _appears_alone(part: Path, place: Path) -> bool:
    """Take a name by an empty file, so that no other writer takes it too, then fill it."""
    try:
        os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except FileExistsError:
        return False
    try:
        part.replace(place)
    except OSError:
        place.unlink(missing_ok=True)
        raise
    return True


def holds(place: Path, content: Path) -> bool:
    """Say whether these bytes lie there; a file that cannot be read is another one."""
    with suppress(OSError):
        return place.is_file() and filecmp.cmp(content, place, shallow=False)
    return False


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _stem(path: PurePosixPath) -> str:
    return folded(str(path.with_suffix("")))
