"""What the user may wish to have made anew, by what the eye is on."""

from collections.abc import Iterable
from typing import Final

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.frame_record import Place
from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui.desk.documents import Documents
from seedream_desktop.ui.desk.drifts import Drifts
from seedream_desktop.ui.desk.focus import Focus, Shot

AGAIN: Final = "run.again"
ONWARD: Final = "run.again_from_step"
COLUMN: Final = "run.again_column"
OUTLIERS: Final = "run.again_outliers"
COMMANDS: Final = (AGAIN, ONWARD, COLUMN, OUTLIERS)


class AgainWishes:
    """Makes wishes of the open sequence; one of a whole step is made once, and is the same then."""

    def __init__(self, documents: Documents, focus: Focus, drifts: Drifts) -> None:
        """Take what is open, what is looked at, and what stands out."""
        self._documents = documents
        self._focus = focus
        self._drifts = drifts
        self._whole: tuple[Sequence, StepId, Again | None] | None = None

    @property
    def sequence(self) -> Sequence | None:
        """The open sequence as it is now."""
        document = self._documents.current
        return document.sequence if document is not None else None

    @property
    def step(self) -> StepId | None:
        """The step of what is looked at, where it runs."""
        sequence, current = self.sequence, self._focus.current
        if sequence is None or current is None:
            return None
        return current.step if any(s.id == current.step for s in sequence.steps_on) else None

    def of(self, command: str) -> Again | None:
        """Return what a command would make anew now; None where there is nothing."""
        sequence, shots = self.sequence, self._focus.shots
        if sequence is None:
            return None
        if command == AGAIN:
            return _wish((shot.image, shot.step) for shot in shots if shot.step is not None)
        if command == ONWARD:
            return _wish(_from_steps(sequence, shots), onward=True)
        step = self.step
        if step is None:
            return None
        return self.outliers(step) if command == OUTLIERS else self._column(sequence, step)

    def all(self) -> dict[str, Again]:
        """Return the wishes that there are, by command."""
        wishes = {command: self.of(command) for command in COMMANDS}
        return {command: wish for command, wish in wishes.items() if wish is not None}

    def outliers(self, step: StepId) -> Again | None:
        """Return the wish for what stands out in a step, as far as was looked for."""
        return _wish(self._drifts.outliers(step))

    def _column(self, sequence: Sequence, step: StepId) -> Again | None:
        if self._whole is None or self._whole[:2] != (sequence, step):
            self._whole = (sequence, step, _wish((i.id, step) for i in sequence.images))
        return self._whole[2]


def _wish(frames: Iterable[Place], *, onward: bool = False) -> Again | None:
    named = frozenset(frames)
    return Again(frames=named, onward=onward) if named else None


def _from_steps(sequence: Sequence, shots: Iterable[Shot]) -> Iterable[Place]:
    """Give the frames of shots; an original stands for the first step of its image."""
    first = next((step.id for step in sequence.steps_on), None)
    for shot in shots:
        step = shot.step or first
        if step is not None:
            yield shot.image, step
