"""What the user holds back or takes back; asked before a request begins and before it leaves."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from seedream_desktop.domain.errors import NothingSent
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import RequestId, RunId
from seedream_desktop.domain.request import Request

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
    """The one place that knows the queue's hold, the held runs, and what is being taken back.

    The queue's hold lives as long as the process: a start buys nothing by itself in any case,
    and what was held for a moment must not be found held a week later. Runs stay held, since
    the library has that.
    """

    def __init__(self) -> None:
        """Start with nothing held."""
        self._hold = Hold.NONE
        self._held_runs: set[RunId] = set()
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

    def make_way(self, run: RunId) -> None:
        """Have requests of other runs turn back that are made ready and wait for a slot."""
        for request, passage in self._passages.values():
            if request.run != run:
                passage.turned.set()

    def may_begin(self, run: RunId) -> bool:
        """Say whether a request of the run may leave the queue."""
        return self._hold is Hold.NONE and run not in self._held_runs

    def may_leave(self, request: Request) -> bool:
        """Say whether a POST may still leave."""
        return self._hold is not Hold.NOW and request.run not in self._held_runs

    def check(self, request: Request) -> None:
        """Raise NothingSent("held_back") where a POST may leave no more."""
        if not self.may_leave(request):
            raise NothingSent(HELD_BACK)

    @contextmanager
    def passage(self, request: Request) -> Iterator[Passage]:
        """Follow a request until its POST begins, or it rests again."""
        passage = Passage()
        self._passages[request.id] = request, passage
        if not self.may_leave(request):
            passage.turned.set()
        try:
            yield passage
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
            if not self.may_leave(request):
                passage.turned.set()
