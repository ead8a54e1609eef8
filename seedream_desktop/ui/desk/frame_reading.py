"""Reads what the library holds of a sequence's frames, for the desk that keeps them true."""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.domain.frame_record import FrameRecord, Place
from seedream_desktop.domain.ids import SequenceId, SubjectId
from seedream_desktop.domain.judgement import Judgement, Mark, marks
from seedream_desktop.domain.request import Version

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program


@dataclass(frozen=True, slots=True)
class Reading:
    """What the library holds of a sequence's frames; said is every word, by what it is of."""

    sequence: SequenceId
    record: FrameRecord
    said: dict[SubjectId, list[Judgement]]
    marks: dict[SubjectId, Mark]


@dataclass(frozen=True, slots=True)
class Held:
    """What some frames of a sequence hold."""

    sequence: SequenceId
    places: tuple[Place, ...]
    versions: tuple[Version, ...]


async def read_frames(program: "Program", sequence: SequenceId) -> Reading:
    """Read what came of a sequence and what was said of it. Raises StorageFailed."""
    library = program.library
    versions = await library.versions(sequence)
    makings = await library.frames.makings(sequence)
    makers = await library.frames.makers(sequence)
    with contextlib.suppress(StorageFailed):
        # Words that were handed over before this are written then, and are read with the others.
        await library.judgements.save(())
    judgements = await library.judgements.of(sequence)

    def sorted_out() -> Reading:
        said: dict[SubjectId, list[Judgement]] = {}
        for one in judgements:
            said.setdefault(one.subject, []).append(one)
        return Reading(sequence, FrameRecord(versions, makings, makers), said, marks(judgements))

    # Beside the loop: 30,000 results take a twentieth of a second, and downloads go on.
    return await asyncio.to_thread(sorted_out)


async def read_held(program: "Program", sequence: SequenceId, places: tuple[Place, ...]) -> Held:
    """Read what some frames hold now. Raises StorageFailed."""
    return Held(sequence, places, await program.library.frames.held(sequence, places))
