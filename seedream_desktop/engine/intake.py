"""Takes in dropped files and folders: walks them, reads the pictures, says what was left out."""

import asyncio
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.events import ImportProgress
from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.picture import Intake, Picture, Skipped, SkipReason
from seedream_desktop.engine.folders import (
    Listing,
    in_natural_order,
    is_placeholder,
    is_text,
    list_folder,
    printable,
)
from seedream_desktop.ports.pictures import Pictures

FILES_MAX: Final = 50_000
"""A drop of more files than this is a mistake, such as a home folder, and is refused."""

_READS_AT_ONCE: Final = 8
_FILES_PER_REPORT: Final = 20

Report = Callable[[ImportProgress], None]
IsStopped = Callable[[], bool]
"""Asked between two files; once it says so, no further file is begun. Any thread."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCount:
    """What lies in files and folders, by names alone: no file was opened.

    folders are the names of those folders that were named themselves, in natural order.
    """

    files: int
    folders_walked: int = 0
    folders: tuple[str, ...] = ()


@dataclass(slots=True)
class _Walk:
    """What the walk found; files are in natural order, folder by folder."""

    files: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)
    hidden: int = 0
    placeholders: int = 0
    loops: int = 0
    folders: int = 0

    def add(self, listing: Listing) -> None:
        """Count one folder in. Raises BadInput (too_many_files)."""
        self.folders += not listing.skipped
        self.files.extend(listing.files)
        self.skipped.extend(listing.skipped)
        self.hidden += listing.hidden
        self.placeholders += listing.placeholders
        if len(self.files) > FILES_MAX:
            raise BadInput("too_many_files", files_max=FILES_MAX)


@dataclass(slots=True)
class _Progress:
    """Counts what is read and reports it in batches."""

    report: Report
    seen: int = 0
    digests: set[Digest] = field(default_factory=set)
    news: list[Skipped] = field(default_factory=list)

    def count(self, result: Picture | Skipped) -> None:
        """Take note of one file, and report every few."""
        self.seen += 1
        if isinstance(result, Picture):
            self.digests.add(result.digest)
        else:
            self.news.append(result)
        if self.seen % _FILES_PER_REPORT == 0:
            self.tell()

    def tell(self) -> None:
        """Report how far it is."""
        event = ImportProgress(seen=self.seen, taken=len(self.digests), skipped=tuple(self.news))
        self.news = []
        self.report(event)


async def count_files(paths: Iterable[Path], is_stopped: IsStopped = _never) -> FileCount:
    """Count what take_in() would open, so that it can be asked about before.

    Raises BadInput (too_many_files: files_max).
    """
    roots = await asyncio.to_thread(_sorted_out, list(paths))
    walk = await _walked(roots, is_stopped)
    names = tuple(os.path.basename(printable(path)) for path in roots.folders)  # noqa: PTH119
    return FileCount(files=len(walk.files), folders_walked=walk.folders, folders=names)


async def take_in(
    paths: Iterable[Path],
    pictures: Pictures,
    report: Report,
    is_stopped: IsStopped = _never,
) -> Intake:
    """Read every picture in these files and folders, in natural order.

    A file named in paths is always opened, whatever it is called, unless that would fetch it
    from a cloud. Inside folders, hidden files are passed over; all others are opened, since
    content decides, and those that are no pictures are named in skipped. Of files with the
    same bytes the first is taken. May be cancelled at any time; where it is stopped instead,
    what was read until then is returned.

    Raises BadInput (too_many_files: files_max).
    """
    walk = await _walked(await asyncio.to_thread(_sorted_out, list(paths)), is_stopped)
    progress = _Progress(report)
    progress.news.extend(walk.skipped)
    progress.tell()
    results = await _read_all(walk.files, pictures, progress, is_stopped)
    progress.tell()
    return _intake(walk, results)


async def _walked(roots: Listing, is_stopped: IsStopped) -> _Walk:
    """Walk all folders, one a turn, so that cancelling ends it between two of them."""
    walk = _Walk(files=list(roots.files), placeholders=roots.placeholders)
    waiting = roots.folders[::-1]
    dropped = set(waiting)
    while waiting and not is_stopped():
        path = waiting.pop()
        listing = await asyncio.to_thread(list_folder, path)
        if listing.identity in walk.seen:
            # A folder dropped beside the one that holds it is no loop, only said twice.
            walk.loops += path not in dropped
            continue
        if any(listing.identity):
            walk.seen.add(listing.identity)
        walk.add(listing)
        waiting.extend(reversed(listing.folders))
    return walk


def _sorted_out(paths: list[Path]) -> Listing:
    """Tell dropped folders from files; what cannot be told is a file, and reading it will."""
    roots = Listing()
    for path in in_natural_order(os.path.abspath(path) for path in paths):  # noqa: PTH100 - keeps links
        try:
            found = Path(path).stat()
        except (OSError, ValueError):
            roots.files.append(path)
            continue
        if stat.S_ISDIR(found.st_mode):
            roots.folders.append(path)
        elif is_placeholder(path, found):
            roots.placeholders += 1
        else:
            roots.files.append(path)
    return roots


async def _read_all(
    files: list[str], pictures: Pictures, progress: _Progress, is_stopped: IsStopped
) -> list[Picture | Skipped]:
    """Read all files, a few at a time; the results are in the order of the files."""
    results: dict[int, Picture | Skipped] = {}
    numbered = enumerate(files)

    async def reader(ahead: Iterator[tuple[int, str]]) -> None:
        for index, path in ahead:
            if is_stopped():
                return
            results[index] = await _read(path, pictures)
            progress.count(results[index])

    async with asyncio.TaskGroup() as readers:
        for _ in range(min(_READS_AT_ONCE, len(files))):
            readers.create_task(reader(numbered))
    return [results[index] for index in sorted(results)]


async def _read(path: str, pictures: Pictures) -> Picture | Skipped:
    if not is_text(path):
        return Skipped(path=printable(path), reason=SkipReason.UNREADABLE, detail="name")
    return await pictures.read(Path(path))


def _intake(walk: _Walk, results: list[Picture | Skipped]) -> Intake:
    """Put the results together; a picture whose bytes are there already is a duplicate."""
    taken: dict[Digest, Picture] = {}
    duplicates: list[str] = []
    skipped: dict[str, Skipped] = {item.path: item for item in walk.skipped}
    for result in results:
        if isinstance(result, Skipped):
            skipped.setdefault(result.path, result)
        elif result.digest in taken:
            duplicates.append(result.path)
        else:
            taken[result.digest] = result
    return Intake(
        pictures=tuple(taken.values()),
        skipped=tuple(skipped.values()),
        duplicates=tuple(duplicates),
        hidden=walk.hidden,
        placeholders=walk.placeholders,
        loops=walk.loops,
        folders=walk.folders,
    )
