"""What the queue says while there is nothing in it: what is ready to run, and the way there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.domain.money import total
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.views.queue.words import words
from seedream_desktop.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

_LOOKED_AT: Final = 12
_IMAGES_MAX: Final = 300
"""Larger sequences take long to plan; they are left out of a line that is read in passing."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A sequence whose plan can run, and the most that it costs."""

    sequence: SequenceId
    title: str
    cost_micros: int


class IdleState(EmptyState):
    """Looks at the newest sequences each time it is shown."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Know nothing yet."""
        super().__init__(
            words("idle"),
            words("idle_none"),
            primary=words("idle_library"),
            icon="queue",
            takes_drops=False,
            parent=parent,
        )
        self._desk = desk
        self._ready: tuple[Ready, ...] = ()
        self.primary.clicked.connect(self._on_press)

    def refresh(self) -> None:
        """Look what is ready."""
        call = self._desk.bridge.call(_ready(self._desk.program), self)
        call.succeeded.connect(self._on_ready)

    def _on_ready(self, _call: int, ready: tuple[Ready, ...]) -> None:
        self._ready = ready
        cost = total(each.cost_micros for each in ready)
        if not ready:
            self._say(words("idle_none"), words("idle_library"))
        elif len(ready) == 1:
            title = ready[0].title
            said = words("idle_one", title=title, cost=cost)
            self._say(said, words("idle_open", title=title))
        else:
            said = words("idle_many", count=len(ready), cost=cost)
            self._say(said, words("idle_library"))

    def _say(self, more: str, action: str) -> None:
        self.show_words(words("idle"), more)
        self.primary.setText(action)
        self.primary.updateGeometry()

    def _on_press(self) -> None:
        if len(self._ready) == 1:
            self._desk.documents.open(self._ready[0].sequence)
            self._desk.actions.action("go.build").trigger()
        else:
            self._desk.actions.action("go.library").trigger()


async def _ready(program: "Program") -> tuple[Ready, ...]:
    found = []
    for summary in (await program.library.sequences())[:_LOOKED_AT]:
        if summary.open_requests or not 0 < summary.images <= _IMAGES_MAX or not summary.steps:
            continue
        try:
            sequence = await program.library.sequence(summary.id)
            plan = await program.engine.plan(sequence)
        except SeedreamError:
            continue
        if plan.is_runnable and plan.requests:
            found.append(Ready(summary.id, summary.title, plan.price))
    return tuple(found)
