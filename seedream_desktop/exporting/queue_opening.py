"""From the file of a queue to sequences: finds the pictures again, and names those it does not."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from seedream_desktop.domain.ids import ImageId, SequenceId, fresh_id
from seedream_desktop.domain.picture import Picture, Skipped, SkipReason
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.exporting.queue_file import (
    FiledPicture,
    FiledRun,
    places,
    read_queue,
    step_of,
)

Read: TypeAlias = Callable[[Path], Awaitable[Picture | Skipped]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A picture that was not found; code is one of file_picture_missing, _changed, _unusable."""

    path: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a file came to. A run that lacks an anchor is left out: it would be other work."""

    sequences: tuple[Sequence, ...]
    lost: tuple[Lost, ...]
    left_out: tuple[tuple[str, Lost], ...]
    """Titles of runs that were left out, each with the picture for want of which."""


async def open_queue(path: Path, read: Read) -> Opened:
    """Read a queue's file and the pictures that it names; see read_queue() for what it raises.

    Nothing is written, and nothing is bought.
    """
    runs = await asyncio.to_thread(read_queue, path)
    search = _Search(path.parent, read)
    sequences: list[Sequence] = []
    left_out: list[tuple[str, Lost]] = []
    for run in runs:
        made = await _sequence(run, search)
        if isinstance(made, Lost):
            left_out.append((run.title, made))
        else:
            sequences.append(made)
    needed = {lost.path for _, lost in left_out}
    lost = tuple(one for one in search.lost.values() if one.path not in needed)
    return Opened(sequences=tuple(sequences), lost=lost, left_out=tuple(left_out))


class _Search:
    """Looks for each picture once, though many runs name it."""

    def __init__(self, folder: Path, read: Read) -> None:
        self._folder = folder
        self._read = read
        self._found: dict[FiledPicture, Picture | Lost] = {}
        self.lost: dict[str, Lost] = {}

    async def look_for(self, filed: FiledPicture) -> Picture | Lost:
        if filed not in self._found:
            found = self._found[filed] = await self._look(filed)
            if isinstance(found, Lost):
                self.lost[found.path] = found
        return self._found[filed]

    async def _look(self, filed: FiledPicture) -> Picture | Lost:
        code = "file_picture_missing"
        for place in places(filed, self._folder):
            read = await self._read(place)
            if isinstance(read, Picture) and read.digest == filed.sha256:
                return read
            if isinstance(read, Picture):
                code = "file_picture_changed"
            elif read.reason is not SkipReason.MISSING and code == "file_picture_missing":
                code = "file_picture_unusable"
        return Lost(path=filed.path, code=code)


async def _sequence(run: FiledRun, search: _Search) -> Sequence | Lost:
    steps = []
    for filed in run.steps:
        anchors = [await search.look_for(anchor) for anchor in filed.anchors]
        for found in anchors:
            if isinstance(found, Lost):
                return found
        steps.append(step_of(filed, tuple(a for a in anchors if isinstance(a, Picture))))
    images, missing = [], None
    for wanted in run.images:
        place = await search.look_for(wanted) if wanted is not None else None
        if isinstance(place, Lost):
            missing = place
        else:
            images.append(Image(id=ImageId(fresh_id("im")), picture=place))
    if missing is not None and not images:
        return missing
    return Sequence(
        id=SequenceId(fresh_id("sq")), title=run.title, images=tuple(images), steps=tuple(steps)
    )
