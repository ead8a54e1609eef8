"""The queue as all screens share it: its model, its counts, and what the user does with it."""

from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.events import RunEnded, RunStarted
from seedream_desktop.domain.ids import RequestId, RunId
from seedream_desktop.domain.request import OPEN, Request, RequestState
from seedream_desktop.ports.queue import QueuedRun
from seedream_desktop.ui.bridge import Changes, EngineBridge
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.models import standing
from seedream_desktop.ui.models.queue import QueueModel

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

_TICK_MS: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Requests of all runs that are shown, by what they need.

    running are prepared, sent, at a service or being saved; failed can be tried again. ended
    and total are of the runs that are not over; left_s is measured, None where it is not known.
    """

    running: int = 0
    waiting: int = 0
    in_doubt: int = 0
    failed: int = 0
    ended: int = 0
    total: int = 0
    left_s: float | None = None


class QueueDesk(QObject):
    """Keeps the one model of the queue true, for workspace, strip and status bar.

    Every method may be called on any key press: it returns at once, asks its question first
    where money is concerned, and says in place what could not be done.
    """

    counted = Signal(object)
    """Carries Counts, when they are others than before."""
    run_ended = Signal(object)
    """Carries the id of a run that goes no further by itself."""

    def __init__(
        self,
        program: "Program",
        bridge: EngineBridge,
        flows: Flows,
        parent: QObject | None = None,
    ) -> None:
        """Fill the model at once with what is unfinished and what ended today."""
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._flows = flows
        self._watchers: set[int] = set()
        self._asked: set[RunId] = set()
        self.counts = Counts()
        self.model = QueueModel(program.clock.now, self)
        self.model.run_missing.connect(self._fetch)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        bridge.changed.connect(self._on_changes)
        bridge.call(_unfinished(program), self, self._on_filled)

    def watch(self, viewer: QObject, *, is_seen: bool) -> None:
        """Say whether a viewer shows times that pass; without any the clock stands still."""
        (self._watchers.add if is_seen else self._watchers.discard)(id(viewer))
        self._see_to_clock()

    # -- all of the queue

    def resume(self) -> None:
        """Let everything unfinished go on."""
        self._flows.start(self._resume(), self)

    # -- one request

    def cancel(self, request: RequestId) -> None:
        """Take a request back that was not sent."""
        self._do(self._program.engine.decisions.cancel(request))

    def look_up(self, request: RequestId) -> None:
        """Ask the service what became of a request in doubt; free."""
        self._do(self._program.engine.decisions.found(request, None))

    def _do(self, work: Coroutine[Any, Any, object]) -> None:
        self._flows.start(self._done(work), self)

    async def _done(self, work: Coroutine[Any, Any, object]) -> None:
        await self._flows.ask(work)

    async def _resume(self) -> None:
        runs = await self._flows.ask(self._program.engine.resume())
        del runs
        self.model.resume()

    # -- news

    def _on_filled(self, _call: int, runs: tuple[QueuedRun, ...]) -> None:
        for run in runs:
            self.model.add_run(run)
        self._count()

    def _fetch(self, run: RunId) -> None:
        if run not in self._asked:
            self._asked.add(run)
            work = _queued(self._program, run, is_going=True)
            self._bridge.call(work, self, self._on_fetched, self._on_lost)

    def _on_fetched(self, _call: int, run: QueuedRun) -> None:
        self._asked.discard(run.run.id)
        self.model.add_run(run)
        self._count()

    def _on_lost(self, _call: int, _error: SeedreamError) -> None:
        self._asked.clear()

    def _on_changes(self, changes: Changes) -> None:
        self.model.apply(changes)
        for event in changes.others:
            if isinstance(event, RunStarted):
                self._fetch(event.run)
            elif isinstance(event, RunEnded):
                self.run_ended.emit(event.run)
        self._count()

    def _on_tick(self) -> None:
        self.model.tick()
        self._count()

    def _count(self) -> None:
        counts = count(self.model.runs(), self._program.clock.now())
        if counts != self.counts:
            self.counts = counts
            self.counted.emit(counts)
        self._see_to_clock()

    def _see_to_clock(self) -> None:
        is_needed = bool(self._watchers) and self.counts.running > 0
        if is_needed != self._tick.isActive():
            (self._tick.start if is_needed else self._tick.stop)()


def count(runs: tuple[QueuedRun, ...], now: float) -> Counts:
    """Count what runs need."""
    counts = Counts()
    lefts: list[float | None] = []
    for run in runs:
        tally = standing.tally(run.requests, now)
        states = [request.state for request in run.requests]
        is_open = any(state in OPEN for state in states)
        if is_open:
            lefts.append(tally.left_s)
        counts = replace(
            counts,
            running=counts.running + sum(map(standing.is_active, run.requests)),
            waiting=counts.waiting + states.count(RequestState.QUEUED),
            in_doubt=counts.in_doubt + tally.in_doubt,
            failed=counts.failed + tally.failed,
            ended=counts.ended + (tally.ended if is_open else 0),
            total=counts.total + (tally.total if is_open else 0),
        )
    known = [left for left in lefts if left is not None]
    return replace(counts, left_s=max(known) if known and len(known) == len(lefts) else None)


async def _unfinished(program: "Program") -> tuple[QueuedRun, ...]:
    requests = await program.library.requests(states=OPEN)
    runs = dict.fromkeys(request.run for request in requests)
    return tuple([await _queued(program, run, is_going=False) for run in runs])


async def _queued(program: "Program", run: RunId, *, is_going: bool) -> QueuedRun:
    record = await program.library.run(run)
    sequence = await program.library.sequence(record.sequence)
    requests: tuple[Request, ...] = await program.library.requests(run=run)
    return QueuedRun(run=record, title=sequence.title, requests=requests, is_going=is_going)
