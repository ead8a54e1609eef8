"""The queue as all screens share it: its model, its counts, its clock, and the pause."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.errors import NotFound, SeedreamError
from seedream_desktop.domain.events import (
    ProviderPaused,
    ProviderResumed,
    QueueHeld,
    QueueReordered,
    RunAppointed,
    RunEnded,
    RunHeld,
    RunStarted,
    StopPointMoved,
)
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import ImageId, RequestId, RunId, SequenceId
from seedream_desktop.domain.request import OPEN
from seedream_desktop.ports.queue import QueuedRun
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.bridge import Changes, EngineBridge
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.desk.messages import Messages
from seedream_desktop.ui.desk.wishes import Wishes
from seedream_desktop.ui.models.queue import QueueModel
from seedream_desktop.ui.models.queue_counts import Counts, count

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.documents import Documents
    from seedream_desktop.ui.desk.preferences import Preferences
    from seedream_desktop.ui.desk.program import Program

__all__ = ["Counts", "QueueDesk"]

_TICK_MS: Final = 1_000
_ARRANGING: Final = (
    *(ProviderPaused, ProviderResumed, QueueHeld, QueueReordered, RunHeld),
    *(RunAppointed, StopPointMoved),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """The queue as the engine has it, with the places of images in sequences not known yet."""

    runs: tuple[QueuedRun, ...]
    paused: tuple[ProviderPaused, ...]
    hold: Hold
    numbers: Mapping[SequenceId, Mapping[ImageId, int]]


class QueueDesk(QObject):
    """Keeps the one model of the queue true, for workspace, strip and status bar.

    Every method may be called on any key press: it returns at once, asks its question first
    where money is concerned, and says in place what could not be done.
    """

    counted = Signal(object)
    """Carries Counts, when they are others than before."""
    held = Signal(object)
    """Carries the Hold that the queue is under now; also where its stop point moved."""
    rested = Signal(object)
    """Carries the id of a run that goes no further by itself; the model has its end."""
    filled = Signal()
    """The model holds what the library holds."""

    def __init__(
        self,
        program: "Program",
        bridge: EngineBridge,
        flows: Flows,
        messages: Messages,
        preferences: "Preferences",
        documents: "Documents",
        actions: ActionRegistry,
        parent: QObject | None = None,
    ) -> None:
        """Fill the model with what is unfinished and what ended today."""
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._actions = actions
        self._watchers: set[int] = set()
        self._is_reading = self._is_stale = False
        self._news = self._news_read = 0
        self.is_filled = False
        self.counts = Counts()
        self.model = QueueModel(program.clock.now, self)
        self.wishes = Wishes(
            *(program, flows, messages, preferences, documents, actions, self.model), self
        )
        self.wishes.resumed.connect(self.refresh)
        self.wishes.changed.connect(self._count)
        self.model.run_missing.connect(self._on_missing)
        self.model.reordered.connect(self.wishes.reorder)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._answer_commands()
        bridge.changed.connect(self._on_changes)
        self.refresh()

    @property
    def stops_after(self) -> int | None:
        """How many requests more are sent before the queue is held; None for no end."""
        return self.model.around.stops_after

    @property
    def hold(self) -> Hold:
        """How the user holds the whole queue."""
        return self.model.around.hold

    def watch(self, viewer: QObject, *, is_seen: bool) -> None:
        """Say whether a viewer shows times that pass; without any the clock stands still."""
        (self._watchers.add if is_seen else self._watchers.discard)(id(viewer))
        self._see_to_clock()

    def do(self, command: str, run: RunId, request: RequestId | None = None) -> None:
        """Do a command of the context QUEUE with a run, or with a request of it."""
        self.wishes.do(command, run, request)

    # -- the whole queue

    def toggle(self) -> None:
        """Pause after the current requests; pressed again, go on as if nothing had been."""
        self.wishes.hold(Hold.AFTER_CURRENT if self.hold is Hold.NONE else Hold.NONE)

    def pause_after(self) -> None:
        """Begin nothing more; what has begun goes on to its end."""
        self.wishes.hold(Hold.AFTER_CURRENT)

    def hold_now(self) -> None:
        """Send nothing more; what is at a service is fetched."""
        self.wishes.hold(Hold.NOW)

    def resume(self) -> None:
        """Let the queue and everything unfinished go on."""
        self.wishes.resume()

    def retry_failed(self) -> None:
        """Try everything again that failed; asks first where the price is above the threshold."""
        self.wishes.retry_failed(None)

    def look_up_doubts(self) -> None:
        """Ask the services what became of everything in doubt; free."""
        self.wishes.look_up_all()

    def go_on(self) -> None:
        """Take back either pause."""
        self.wishes.hold(Hold.NONE)

    def clear_done(self) -> None:
        """Show runs no more that are done; files and ledger stay as they are."""
        for branch in self.model.branches:
            if branch.is_over:
                self.wishes.clear(branch.item.run.id)

    def refresh(self) -> None:
        """Read the queue anew."""
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading = True
        self._news_read = self._news
        work = _read(self._program, frozenset(self.model.around.numbers))
        self._bridge.call(work, self, self._on_read, self._on_unread)

    # -- news

    def _on_read(self, _call: int, reading: _Reading) -> None:
        self._is_reading = False
        if self._news != self._news_read:
            # What the user did meanwhile may be newer than what was read.
            self.refresh()
            return
        for sequence, numbers in reading.numbers.items():
            self.model.number_images(sequence, numbers)
        for pause in reading.paused:
            self.model.heed(pause)
        self._show_hold(reading.hold)
        for run in reading.runs:
            is_over = all(request.state not in OPEN for request in run.requests)
            if not (is_over and run.run.id in self.wishes.cleared):
                self.model.add_run(run)
        self.model.set_order([run.run.id for run in reading.runs])
        self._count()
        if self._is_stale:
            self._is_stale = False
            self.refresh()
        if not self.is_filled:
            self.is_filled = True
            self.filled.emit()

    def _on_unread(self, _call: int, _error: SeedreamError) -> None:
        self._is_reading = False

    def _on_missing(self, _run: RunId) -> None:
        self.refresh()

    def _on_changes(self, changes: Changes) -> None:
        before = self.hold
        self._news += any(isinstance(event, _ARRANGING) for event in changes.others)
        self.model.apply(changes)
        if self.hold is not before or any(isinstance(e, StopPointMoved) for e in changes.others):
            self._show_hold(self.hold)
        self._count()
        if any(isinstance(event, RunStarted) for event in changes.others):
            self.refresh()
        for event in changes.others:
            if isinstance(event, RunEnded):
                self.rested.emit(event.run)

    def _on_tick(self) -> None:
        self.model.tick()
        self._count()

    def _show_hold(self, hold: Hold) -> None:
        self.model.hold(hold)
        self.held.emit(hold)
        self._allow()

    def _count(self) -> None:
        counts = count(self.model.branches)
        if counts != self.counts:
            self.counts = counts
            self.counted.emit(counts)
            self._allow()
        self._see_to_clock()

    def _see_to_clock(self) -> None:
        is_needed = bool(self._watchers) and (self.counts.running > 0 or self.model.is_timed)
        if is_needed != self._tick.isActive():
            (self._tick.start if is_needed else self._tick.stop)()

    def _answer_commands(self) -> None:
        handle = self._actions.handle
        handle("queue.pause_after", partial(self._press, Hold.AFTER_CURRENT))
        handle("queue.hold", partial(self._press, Hold.NOW))
        handle("queue.resume", self.resume)
        handle("queue.retry_failed", self.retry_failed)
        handle("queue.look_up_doubts", self.look_up_doubts)
        handle("queue.clear_done", self.clear_done)
        self._allow()

    def _press(self, kind: Hold) -> None:
        """Hold in this way; the same key again takes it back."""
        self.wishes.hold(Hold.NONE if self.hold is kind else kind)

    def _allow(self) -> None:
        counts, allow = self.counts, self._actions.allow
        waits = self.hold is not Hold.NONE or counts.unresumed > 0
        allow("queue.resume", is_allowed=waits or bool(self.model.around.paused))
        allow("queue.retry_failed", is_allowed=counts.failed > 0)
        allow("queue.look_up_doubts", is_allowed=counts.in_doubt > 0)


async def _read(program: "Program", known: frozenset[SequenceId]) -> _Reading:
    controls = program.engine.controls
    runs = await controls.queue()
    numbers: dict[SequenceId, Mapping[ImageId, int]] = {}
    for sequence in dict.fromkeys(queued.run.sequence for queued in runs):
        if sequence not in known:
            numbers[sequence] = await _numbers(program, sequence)
    return _Reading(runs=runs, paused=controls.paused, hold=controls.hold, numbers=numbers)


async def _numbers(program: "Program", sequence: SequenceId) -> Mapping[ImageId, int]:
    try:
        found = await program.library.sequence(sequence)
    except NotFound:
        return {}
    return {image.id: number for number, image in enumerate(found.images, 1)}
