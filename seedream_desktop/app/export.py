"""Takes results out of the library, and remembers where they lie."""

import asyncio
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from seedream_desktop.domain.ids import ImageId, RunId, SequenceId
from seedream_desktop.domain.request import Version
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import StepMode
from seedream_desktop.exporting.pictures import Exported, Piece
from seedream_desktop.exporting.pictures import export as export_pieces

if TYPE_CHECKING:
    from seedream_desktop.app.wiring import App


async def export_run(app: "App", run_id: RunId) -> tuple[Exported, ...]:
    """Export what a run's last step holds by now to the run's folder, if it has one."""
    run = await app.library.run(run_id)
    if not run.out_dir:
        return ()
    sequence = await app.library.sequence(run.sequence)
    results = last_results(sequence, await app.library.versions(sequence.id))
    return await export_versions(app, sequence, results, Path(run.out_dir))


def last_results(sequence: Sequence, versions: Iterable[Version]) -> tuple[Version, ...]:
    """Return the last step's chosen version of each image; every take of VARIANTS."""
    last = sequence.steps_on[-1]
    of_last = [version for version in versions if version.step == last.id]
    if last.mode is StepMode.VARIANTS:
        newest = {(version.image, version.take): version for version in of_last}
        return tuple(newest.values())
    chosen: dict[ImageId, Version] = {v.image: v for v in of_last if v.is_chosen}
    return tuple(chosen[image.id] for image in sequence.images if image.id in chosen)


async def export_versions(
    app: "App", sequence: Sequence, results: Iterable[Version], folder: Path
) -> tuple[Exported, ...]:
    """Copy versions to a folder under their sources' names. Raises StorageFailed, DiskFull."""
    names = {
        image.id: image.picture.name if image.picture else image.id for image in sequence.images
    }
    takes = {step.id for step in sequence.steps_on if step.mode is StepMode.VARIANTS}
    pieces = [
        Piece(
            version=version.id,
            blob=app.blobs.path(version.digest),
            name=names[version.image],
            take=version.take if version.step in takes else 0,
            is_sure=version.is_paired,
        )
        for version in results
    ]
    stopping = threading.Event()
    try:
        done = await asyncio.to_thread(export_pieces, pieces, folder, stopping.is_set)
    finally:
        stopping.set()
    await app.library.save_exports({piece.version: str(piece.path) for piece in done})
    return done


async def unexported_runs(app: "App", wanted: SequenceId | None) -> tuple[RunId, ...]:
    """Return newest runs whose results were to be exported and are not, as after a full disk."""
    found = []
    sequences = [wanted] if wanted else [row.id for row in await app.library.sequences()]
    for sequence_id in sequences:
        runs = [run for run in await app.library.runs(sequence_id) if run.out_dir]
        if not runs:
            continue
        sequence = await app.library.sequence(sequence_id)
        exported = await app.library.exports(sequence_id)
        results = last_results(sequence, await app.library.versions(sequence_id))
        if any(version.id not in exported for version in results):
            found.append(runs[-1].id)
    return tuple(found)
