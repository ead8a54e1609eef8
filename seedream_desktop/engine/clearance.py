"""What the user holds back or takes back; asked before a request begins and before it leaves."""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from seedream_desktop.domain.errors import NothingSent
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import RequestId, RunId
from seedream_desktop.domain.request import Request
from seedream_desktop.engine.stop_point import StopPoint

_T = TypeVar("_T")

HELD_BACK: Final = "held_back"
"""The code of a POST that the user's hold caught after its intent was written."""


class Passage:
    """One request on its way from the queue to its POST; it may be turned back until then."""

    def __init__(self) -> None:
        """Begin."""
        self.is_recalled = False
        self.turned = asyncio.Event()
        self.over = asyncio.Event()

    @property
    def is_turned(self) -> bool:
        """Say whether the request has to turn back."""
        return self.turned.is_set()

    async def unless_turned(self, work: Coroutine[Any, Any, _T]) -> _T | None:
        """Do free work; None, with the work cancelled, once the request has to turn back."""
        if self.is_turned:
            work.close()
            return None
        doing = asyncio.create_task(work)
        turning = asyncio.create_task(self.turned.wait())
        try:
            await asyncio.wait({doing, turning}, return_when=asyncio.FIRST_COMPLETED)
            return doing.result() if doing.done() else None
        finally:
            for task in (doing, turning):
                task.cancel()
            await asyncio.gather(doing, turning, return_exceptions=True)


class Clearance:
    """The one place that knows the queue's hold, what waits for a time, and what is taken back.

    The queue's hold lives as long as the process: a start buys nothing by itself in any case,
    and what was held for a moment must not be found held a week later. Runs stay held, since
    the library has that.
    """

    def __init__(self) -> None:
        """Start with nothing held."""
        self._hold = Hold.NONE
        self._held_runs: set[RunId] = set()
        self._deferred: set[RunId] = set()
        self._let_go: set[RunId] = set()
        self.stop_point = StopPoint()
        self._passages: dict[RequestId, tuple[Request, Passage]] = {}

    @property
    def hold(self) -> Hold:
        """What the whole queue keeps back."""
        return self._hold

    @property
    def held_runs(self) -> frozenset[RunId]:
        """Runs that begin and send nothing."""
        return frozenset(self._held_runs)

    def hold_queue(self, kind: Hold) -> None:
        """Set what the whole queue keeps back."""
        self._hold = kind
        self._turn_back()

    def hold_run(self, run: RunId, *, is_held: bool) -> None:
        """Hold one run, or let it go."""
        if is_held:
            self._held_runs.add(run)
        else:
            self._held_runs.discard(run)
        self._turn_back()

    def defer(self, run: RunId, *, is_deferred: bool) -> None:
        """Keep one run back until its time has come, or let it go."""
        if is_deferred:
            self._deferred.add(run)
        else:
            self._deferred.discard(run)
        self._turn_back()

    def let_go(self, runs: Iterable[RunId]) -> None:
        """Note that the user had these runs begin, or go on, since the program was started."""
        self._let_go.update(runs)

    def may_replay(self, request: Request) -> bool:
        """Say whether an order in doubt may be sent again under its own key."""
        return request.run in self._let_go and self.may_leave(request)

    def stop_after(self, count: int | None) -> None:
        """Let so many requests more be sent, and then none; None for all."""
        self.stop_point.set(count)
        self._turn_back()

    def make_way(self, run: RunId) -> None:
        """Have requests of other runs turn back that are made ready and wait for a slot."""
        for request, passage in self._passages.values():
            if request.run != run:
                passage.turned.set()

    def may_begin(self, run: RunId) -> bool:
        """Say whether a request of the run may leave the queue."""
        is_free = run not in self._held_runs and run not in self._deferred
        return self._hold is Hold.NONE and is_free and self.stop_point.may_begin

    def may_leave(self, request: Request) -> bool:
        """Say whether a POST may still leave."""
        is_free = request.run not in self._held_runs and request.run not in self._deferred
        return self._hold is not Hold.NOW and is_free

    def check(self, request: Request) -> None:
        """Raise NothingSent("held_back") where a POST may leave no more."""
        if not self.may_leave(request):
            raise NothingSent(HELD_BACK)

    @contextmanager
    def passage(self, request: Request) -> Iterator[Passage]:
        """Follow a request until its POST begins, or it rests again."""
        passage = Passage()
        self._passages[request.id] = request, passage
        if not (self.may_leave(request) and self.stop_point.covers(request.id)):
            passage.turned.set()
        try:
            yield passage
            if not passage.is_turned:
                self.stop_point.leave(request.id)
        finally:
            del self._passages[request.id]
            passage.over.set()

    async def recall(self, request: RequestId) -> bool:
        """Take a request back that is being prepared; returns once it has turned, or has gone.

        False where it is not being prepared.
        """
        if request not in self._passages:
            return False
        passage = self._passages[request][1]
        passage.is_recalled = True
        passage.turned.set()
        await passage.over.wait()
        return True

    def _turn_back(self) -> None:
        for request, passage in self._passages.values():
            if not (self.may_leave(request) and self.stop_point.covers(request.id)):
                passage.turned.set()
