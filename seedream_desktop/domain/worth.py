"""What came of the money that went into a sequence."""

from collections.abc import Mapping
from dataclasses import dataclass

from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.judgement import NO_MARK, Flag, Mark
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.domain.request import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """Real money of one sequence, in micro-dollars, and the pictures that are wanted of it.

    spent is what was paid; unused is what of it is in no chosen result: in other versions, or in
    outputs that never came. picked counts images of which a chosen result is picked.
    """

    spent_micros: int
    unused_micros: int
    picked: int

    @property
    def per_pick_micros(self) -> int | None:
        """What one picked image has cost, all that was paid for the others included."""
        return self.spent_micros // self.picked if self.picked else None


def worth(table: Table, marks: Mapping[SubjectId, Mark], spent_micros: int) -> Worth:
    """Say what a sequence's money came to; spent_micros is what the ledger has for it.

    Without any real money spent, nothing of it is unused either.
    """
    used, picked = 0, 0
    for image in table.images:
        is_picked = False
        for step in table.steps:
            chosen = table.record.chosen((image, step))
            if chosen is not None:
                used += _paid(table, chosen)
                mark = marks.get(SubjectId(chosen.id), NO_MARK)
                is_picked = is_picked or mark.flag is Flag.PICK
        picked += is_picked
    return Worth(
        spent_micros=spent_micros, unused_micros=max(0, spent_micros - used), picked=picked
    )


def _paid(table: Table, version: Version) -> int:
    """Return what a version cost in real money; nothing where it was taken over or rehearsed."""
    maker = table.record.maker(version)
    is_real = maker is None or not is_play(maker.provider)
    return version.cost_micros if version.bought_as is None and is_real else 0
