"""Which results of the open sequence stand out of their set: looked for on demand, then kept."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.drift import Drift
from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.frame_record import Place
from seedream_desktop.domain.ids import ImageId, StepId
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.frames import FramesDesk
from seedream_desktop.ui.desk.means import Means


class Drifts(QObject):
    """Scores a step when a screen looks at it, one step at a time.

    What was found stays to be seen until it is found anew: a hint, by which nothing is decided.
    """

    scored = Signal(object)
    """Carries the StepId of which it is known now what stands out."""
    _ended = Signal()

    def __init__(self, means: Means, frames: FramesDesk, parent: QObject | None = None) -> None:
        """Know nothing; what changes in frames is no longer sure."""
        super().__init__(parent)
        self._means = means
        self._found: dict[StepId, Mapping[Place, Drift]] = {}
        self._fresh: set[StepId] = set()
        self._going: set[StepId] = set()
        frames.frames_changed.connect(self._on_frames)
        frames.replaced.connect(self._fresh.clear)
        means.documents.changed.connect(self._forget)

    def drift(self, image: ImageId, step: StepId) -> Drift | None:
        """Return how far a frame stands out, as far as was looked for."""
        return self._found.get(step, {}).get((image, step))

    def outliers(self, step: StepId) -> frozenset[Place]:
        """Return the frames of a step that are worth a look."""
        found = self._found.get(step, {})
        return frozenset(place for place, drift in found.items() if drift.is_outlier)

    def mark(self, image: ImageId, step: StepId) -> str:
        """Return what to show of a frame that stands out: "+3.1σ palette"; else nothing."""
        drift = self.drift(image, step)
        if drift is None or not drift.is_outlier:
            return ""
        feature = text.text(drift.feature, section="drift")
        params = {"sigma": f"{drift.sigma:+.1f}", "feature": feature}
        return text.text("mark", params, section="drift")

    def look_at(self, step: StepId) -> None:
        """Have a step scored, unless that is known; `scored` tells when."""
        if step not in self._fresh | self._going:
            self._means.flows.start(self._look(step))

    async def settled(self, step: StepId) -> None:
        """Score a step, unless that is known, and wait for it. Raises SeedreamError."""
        await self._means.flows.until(self._ended, lambda: step not in self._going)
        if step not in self._fresh:
            await self._score(step)

    async def _look(self, step: StepId) -> None:
        try:
            await self._score(step)
        except SeedreamError as error:
            self._means.messages.failed(error)

    async def _score(self, step: StepId) -> None:
        document = self._means.documents.current
        if document is None:
            return
        sequence = document.sequence.id
        self._fresh.add(step)  # what changes from here on makes it unsure again
        self._going.add(step)
        try:
            found = await self._means.flows.ask(self._means.program.drift(sequence, step))
        except BaseException:
            self._fresh.discard(step)
            raise
        finally:
            self._going.discard(step)
            self._ended.emit()
        current = self._means.documents.current
        if current is not None and current.sequence.id == sequence:
            self._found[step] = found
            self.scored.emit(step)

    def _on_frames(self, places: Iterable[Place]) -> None:
        self._fresh.difference_update(step for _, step in places)

    def _forget(self, _document: object = None) -> None:
        self._found.clear()
        self._fresh.clear()
