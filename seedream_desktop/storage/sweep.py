"""Removes files that nothing names any more."""

import re
import sqlite3
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seedream_desktop.storage import handed, pasted
from seedream_desktop.storage.backups import was_damaged
from seedream_desktop.storage.blobs import Blobs
from seedream_desktop.storage.database import Database

_SPARED_S: Final = 24 * 60 * 60
"""A blob comes before the row that names it; after a day nobody is on the way any more."""

_DIGESTS: Final = re.compile(r'"([0-9a-f]{64})"')
_COLUMNS: Final = (
    "select digest from versions",
    "select digest from outputs where digest is not null",
    "select digest from uploads",
)
_CONTENTS: Final = ("select content from sequences", "select content from requests")


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep removed."""

    files: int = 0
    bytes_freed: int = 0


async def sweep(
    database: Database, blobs: Blobs, now: float, pasted_in: Path | None = None
) -> Swept:
    """Remove scratch files and blobs that no row names, if they are older than a day.

    now is seconds since 1970; pasted_in is the folder of pasted pictures, of which those go
    that no sequence and no request names. Blobs and pasted pictures all stay when the database
    took the place of a damaged one, since rows that named them may be missing from it. Raises
    StorageFailed.
    """
    before = now - _SPARED_S
    if was_damaged(database.path):
        return await blobs.perform(_remove, blobs, None, before)
    named = await database.read(_named)
    swept = await blobs.perform(_remove, blobs, named, before)
    if pasted_in is None:
        return swept
    kept = await database.read(_contents)
    more = await blobs.perform(_remove_pasted, pasted_in, kept, before)
    return Swept(files=swept.files + more.files, bytes_freed=swept.bytes_freed + more.bytes_freed)


async def sweep_handed(database: Database, blobs: Blobs, now: float, folder: Path) -> int:
    """Remove copies for other programs that are older than a day; return the bytes of them.

    Raises StorageFailed.
    """
    if not folder.exists():
        return 0
    contents = await database.read(_contents)
    return await blobs.perform(handed.remove_handed, folder, contents, now - _SPARED_S)


async def sweep_scratch(blobs: Blobs, now: float) -> Swept:
    """Remove only files that a program which ended in the middle left half written."""
    return await blobs.perform(_remove, blobs, None, now - _SPARED_S)


def _named(connection: sqlite3.Connection) -> frozenset[str]:
    """Return all digests that the database holds, be it inside of a value's JSON."""
    return frozenset(_each_named(connection))


def _each_named(connection: sqlite3.Connection) -> Iterator[str]:
    """Go through columns and contents; keys look alike and do no harm."""
    for query in _COLUMNS:
        for (digest,) in connection.execute(query):
            yield digest
    for query in _CONTENTS:
        for (content,) in connection.execute(query):
            yield from _DIGESTS.findall(content)


def _remove(blobs: Blobs, named: AbstractSet[str] | None, before: float) -> Swept:
    """Remove old scratch files, and old blobs that are not named (None: no blob)."""
    doomed: list[Path] = blobs.scratch_files()
    if named is not None:
        doomed += [file for file in blobs.files() if file.name not in named]
    files = bytes_freed = 0
    for file in doomed:
        try:
            freed = blobs.discard(file, before)
        except OSError:
            continue  # open elsewhere (Windows) or gone meanwhile: the next sweep sees to it
        if freed is not None:
            files += 1
            bytes_freed += freed
    return Swept(files=files, bytes_freed=bytes_freed)


def _contents(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the values of sequences and requests, which hold the paths of their pictures."""
    return tuple(content for query in _CONTENTS for (content,) in connection.execute(query))


def _remove_pasted(folder: Path, contents: tuple[str, ...], before: float) -> Swept:
    """Remove old pasted pictures whose name stands nowhere; in JSON it stands as it is."""
    files = bytes_freed = 0
    for file in pasted.files(folder):
        if any(file.name in content for content in contents):
            continue
        try:
            found = file.stat()
            if found.st_mtime >= before:
                continue
            file.unlink()
        except OSError:
            continue  # open elsewhere (Windows): the next sweep sees to it
        files += 1
        bytes_freed += found.st_size
    return Swept(files=files, bytes_freed=bytes_freed)
