"""A folder that is watched: which of its files have come since, and are whole by now."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from seedream_desktop.engine.folders import in_natural_order, list_folder


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another."""

    size_bytes: int
    changed_ns: int


Sight: TypeAlias = Mapping[str, Stamp]
"""The files of a folder by path, as they were at one look."""


async def look_into(folder: Path) -> Sight | None:
    """Return a folder's own files, not hidden ones and those in a cloud; None where it is gone.

    Reads no file, only what the folder says of them, in a worker.
    """
    return await asyncio.to_thread(_look_into, folder)


class Arrivals:
    """Tells what has come into a folder from one look to the next.

    A file is whole once two looks found it alike: whoever copies it is done, or has paused for as
    long as lies between them. One that is written again later comes once more.
    """

    def __init__(self, there: Sight) -> None:
        """Take what lay there before; it is not what comes."""
        self._taken = dict(there)
        self._before: Sight = there

    @property
    def is_restless(self) -> bool:
        """Whether something has come that was not yet seen twice alike."""
        return any(self._taken.get(path) != stamp for path, stamp in self._before.items())

    def take(self, now: Sight) -> tuple[Path, ...]:
        """Return what is new and whole, in natural order; each state of a file once."""
        whole = [
            path
            for path, stamp in now.items()
            if self._taken.get(path) != stamp and self._before.get(path) == stamp
        ]
        self._taken = {path: stamp for path, stamp in self._taken.items() if path in now}
        self._taken.update({path: now[path] for path in whole})
        self._before = now
        return tuple(Path(path) for path in in_natural_order(whole))


def _look_into(folder: Path) -> Sight | None:
    listing = list_folder(os.fspath(folder))
    if listing.skipped:
        return None
    seen = {}
    for path in listing.files:
        try:
            found = Path(path).stat()
        except OSError:
            continue  # gone between the two
        seen[path] = Stamp(found.st_size, found.st_mtime_ns)
    return seen
