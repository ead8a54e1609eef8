"""Copies results out of the library: the service's own bytes, under the source's name."""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from seedream_desktop.domain.ids import VersionId
from seedream_desktop.exporting.naming import HEAD_BYTES, extension_of, safe_stem, unique
from seedream_desktop.exporting.parts import new_part, remove_stale_parts
from seedream_desktop.exporting.placing import appears, failure, holds
from seedream_desktop.exporting.preview import UNSURE_FOLDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One result to be exported. name is what its source is called; take counts from 0."""

    version: VersionId
    blob: Path
    name: str
    take: int = 0
    is_sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Where a version lies now; is_new is false where the same bytes lay there already."""

    version: VersionId
    path: Path
    is_new: bool


def export(
    pieces: Iterable[Piece], folder: Path, should_stop: Callable[[], bool] = lambda: False
) -> tuple[Exported, ...]:
    """Copy results into a folder; blocking, and ending early between two files when asked to.

    No file is ever overwritten: where the name is taken by other bytes, a number is added;
    where the same bytes lie there already, nothing is written. Unsure pairs go into a folder
    of their own, so that none is used unseen. Raises DiskFull, StorageFailed; what was
    exported before stays.
    """
    done = []
    taken: dict[Path, set[str]] = {}
    try:
        for piece in pieces:
            if should_stop():
                break
            home = folder if piece.is_sure else folder / UNSURE_FOLDER
            if home not in taken:
                home.mkdir(parents=True, exist_ok=True)
                remove_stale_parts(home)
            used = taken.setdefault(home, set())
            done.append(_export_one(piece, home, used))
    except OSError as error:
        raise failure(error, folder) from error
    return tuple(done)


def _export_one(piece: Piece, home: Path, used: set[str]) -> Exported:
    with piece.blob.open("rb") as blob:
        extension = extension_of(blob.read(HEAD_BYTES))
    stem = safe_stem(piece.name)
    if piece.take:
        stem = f"{stem}_v{piece.take + 1}"
    for candidate in unique(stem, used):
        path = home / f"{candidate}.{extension}"
        is_new = not os.path.lexists(path) and _copy(piece.blob, path)
        if not is_new and not holds(path, piece.blob):
            continue
        used.add(candidate)
        return Exported(version=piece.version, path=path, is_new=is_new)
    raise AssertionError("unique() never ends")


def _copy(blob: Path, path: Path) -> bool:
    """Copy so that the name appears only with the whole, synced file behind it.

    Returns whether it appeared: somebody else may have taken the name by then.
    """
    part = new_part(path)
    try:
        with blob.open("rb") as source, part.open("xb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())
        return appears(part, path)
    finally:
        part.unlink(missing_ok=True)
