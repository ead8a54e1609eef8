"""How many frames of each step are done, failed or unsure: kept up to date one by one."""

from collections import Counter
from collections.abc import Iterable, Iterator

from seedream_desktop.domain.frames import Frame, FrameState, Table
from seedream_desktop.domain.ids import ImageId, StepId
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.frame import ColumnHead
from seedream_desktop.ui.models import frame_words as words
from seedream_desktop.ui.theme.tokens import Tone

OUTDATED = "outdated"
HAS_ANY = "has_any"
HAS_UNSURE = "has_unsure"
HAS_FAILED = "has_failed"

Fact = FrameState | str
"""What is counted: a state, or one of the names above."""


def facts(frame: Frame) -> frozenset[Fact]:
    """Return what a frame counts as."""
    found: set[Fact] = {frame.state}
    if frame.is_outdated:
        found.add(OUTDATED)
    if frame.versions:
        found.add(HAS_ANY)
    if frame.has_unsure:
        found.add(HAS_UNSURE)
    if frame.has_failed:
        found.add(HAS_FAILED)
    return frozenset(found)


class FrameTally:
    """Counts by step and by fact; a frame that changes costs that frame."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._facts: dict[tuple[ImageId, StepId], frozenset[Fact]] = {}
        self._counts: Counter[tuple[StepId, Fact]] = Counter()
        self._images = 0
        self.is_whole = True

    def begin(self, table: Table | None) -> Iterator[None]:
        """Begin again with a table; whoever goes through what is returned counts it, by images."""
        self._facts.clear()
        self._counts.clear()
        self._images = len(table.sequence.images) if table is not None else 0
        self.is_whole = table is None
        return self._counting(table) if table is not None else iter(())

    def follow(self, table: Table, places: Iterable[tuple[ImageId, StepId]]) -> frozenset[StepId]:
        """Take what some frames have become; return the steps whose counts are others."""
        changed = set()
        for image, step in places:
            if self._note(table.frame(image, step)):
                changed.add(step)
        return frozenset(changed)

    def of_step(self, step: StepId, fact: Fact) -> int:
        """Return how many frames of a step are so."""
        return self._counts[step, fact]

    def of_all(self, fact: Fact) -> int:
        """Return how many frames are so."""
        return sum(count for (_, each), count in self._counts.items() if each == fact)

    def head(self, step: Step, number: int) -> ColumnHead:
        """Return the head of a step's column."""
        of, done = self._images, self.of_step(step.id, HAS_ANY)
        counted = words.say("done_all" if done == of else "done_of", done=done, of=of)
        if not self.is_whole:
            counted = words.say("counting")
        notes = tuple(
            (tone, words.say(code, count=count))
            for fact, tone, code in (
                (HAS_UNSURE, Tone.DOUBT, "unsure_count"),
                (HAS_FAILED, Tone.FAILED, "failed_count"),
                (FrameState.IN_DOUBT, Tone.DOUBT, "doubt_count"),
                (OUTDATED, Tone.WAITING, "outdated_count"),
            )
            if (count := self.of_step(step.id, fact))
        )
        title = words.step_title(step)
        if not step.is_on:
            counted = words.say("step_off")
        told = text.listed((counted, *(each for _, each in notes)))
        return ColumnHead(
            number=number,
            title=title,
            counted=counted,
            notes=notes,
            is_off=not step.is_on,
            speech=words.say("head_spoken", number=number, title=title, counted=told),
        )

    def _counting(self, table: Table) -> Iterator[None]:
        steps = [step.id for step in table.sequence.steps]
        for image in table.sequence.images:
            for step in steps:
                self._note(table.frame(image.id, step))
            yield
        self.is_whole = True

    def _note(self, frame: Frame) -> bool:
        place, now = (frame.image, frame.step), facts(frame)
        before = self._facts.get(place)
        if before == now:
            return False
        self._counts.subtract((frame.step, fact) for fact in before or ())
        self._counts.update((frame.step, fact) for fact in now)
        self._facts[place] = now
        return True
