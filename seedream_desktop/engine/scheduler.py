"""Decides which request goes next: collecting before buying, runs in order, within bounds."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Mapping

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.domain.ids import ProviderId, RequestId, RunId
from seedream_desktop.domain.request import ALLOWED, Request, RequestState
from seedream_desktop.engine.carrier import Carrier
from seedream_desktop.engine.gate import Gate
from seedream_desktop.engine.purchase import Rest
from seedream_desktop.engine.readiness import Readiness
from seedream_desktop.engine.turns import Turns
from seedream_desktop.engine.vigil import Vigil
from seedream_desktop.ports.library import Run
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_AHEAD = 2
"""Requests made ready while all slots of the account are taken."""


class Scheduler:
    """Owns the running tasks.

    A request that rests unfinished is parked until resume(). One that waits for its turn goes
    on by itself, also while the user holds it back: to be held is no end.
    """

    def __init__(
        self,
        carrier: Carrier,
        gates: Mapping[ProviderId, Gate],
        clock: Clock,
        turns: Turns,
        vigil: Vigil,
    ) -> None:
        """Take who carries requests, whose turn it is, and whom to tell that a run rests."""
        self._carrier = carrier
        self._gates = gates
        self._clock = clock
        self._turns = turns
        self._vigil = vigil
        self._readiness = Readiness()
        self._waiting: dict[RequestId, Request] = {}
        self._parked: set[RequestId] = set()
        self._naps: dict[RequestId, asyncio.Task[None]] = {}
        self._carried: dict[RequestId, tuple[RunId, asyncio.Task[None]]] = {}
        self._unawaited: set[RequestId] = set()
        self._buying: Counter[ProviderId] = Counter()
        self._going: Counter[RunId] = Counter()
        self._stuck: set[RequestId] = set()
        self._is_stopped = self._is_halted = False
        self._is_open = False

    def know(self, run: Run) -> None:
        """Take a run's place in the queue as it is now."""
        self._turns.know(run)

    def admit(self, requests: Iterable[Request]) -> None:
        """Take open requests: QUEUED ones wait their turn, others go on now.

        All that is open of a run has to be here, parked or admitted, so that a request waits
        for those that make its inputs. What belongs to a provider that is gone stays as it is.
        """
        requests = tuple(r for r in requests if r.provider in self._gates)
        runs = {request.run for request in requests}
        self._vigil.goes(runs)
        self._parked.difference_update(request.id for request in requests)
        self._learn(requests)
        for request in requests:
            if request.state is RequestState.QUEUED:
                self._enqueue(request.id)
            elif not self._is_halted:
                self._go(request)
        self.pump()
        for run in runs:
            self._check_rest(run)

    def offer(self, requests: Iterable[Request]) -> None:
        """Take open requests that are new, or go on again; not before open(), nor twice."""
        wanted = [r for r in requests if ALLOWED[r.state] and not self.has(r.id)]
        if self._is_open and wanted:
            self.admit(wanted)

    def park(self, requests: Iterable[Request]) -> None:
        """Know of QUEUED requests that wait to be resumed."""
        requests = tuple(r for r in requests if r.provider in self._gates)
        self._parked.update(request.id for request in requests)
        self._learn(requests)

    def take(self, request: RequestId) -> Request | None:
        """Take a request out that waits; None when it has begun, or is not here.

        Follow by withdraw() once it has ended in the library, or by put_back().
        """
        taken = self._waiting.pop(request, None)
        if taken is None:
            return None
        if request in self._turns:
            self._turns.discard(request)
            self._going[taken.run] -= 1
        nap = self._naps.get(request)
        if nap is not None:
            nap.cancel()
        return taken

    def put_back(self, request: Request) -> None:
        """Let a request wait again that was taken out."""
        self._waiting[request.id] = request
        self._enqueue(request.id)
        self.pump()

    def withdraw(self, request: Request) -> None:
        """Let nothing wait any more for a request that has ended."""
        self._parked.discard(request.id)
        self._release(request)
        self._check_rest(request.run)

    def newest(self, request: Request) -> Request:
        """Return a request as it is known here: with the time of its next try."""
        known = self._waiting.get(request.id, request)
        return known if known.version == request.version else request

    def has(self, request: RequestId) -> bool:
        """Say whether a request goes on by itself: carried, or waiting for a turn or a time."""
        goes = request in self._waiting and request not in self._parked
        return request in self._carried or goes

    def unstick(self) -> frozenset[RequestId]:
        """Hand over requests that were carried no further for a failure: where they are is open."""
        stuck, self._stuck = frozenset(self._stuck), set()
        return stuck

    def leave(self, request: RequestId) -> None:
        """Wait no longer for a request that is being carried; it goes on all the same."""
        if request in self._carried and request not in self._unawaited:
            self._unawaited.add(request)
            self._uncount(self._carried[request][0])

    def rejoin(self, request: RequestId) -> None:
        """Wait again for a request that is being carried."""
        if request in self._unawaited:
            self._unawaited.discard(request)
            self._count(self._carried[request][0])

    async def let_go(self, request: RequestId) -> None:
        """Carry a request no further: what is done about it is free, and another takes over."""
        if request in self._carried:
            task = self._carried[request][1]
            task.cancel()
            await asyncio.wait({task})

    def open(self) -> None:
        """Take what is offered from now on."""
        self._is_open = True

    def halt(self) -> None:
        """Start nothing more, whatever is asked for from now on."""
        self._is_stopped = self._is_halted = True

    def go_on(self) -> None:
        """Start again after a failure; not after halt()."""
        self._is_stopped = self._is_halted

    async def stop(self) -> None:
        """End all tasks; POSTs in flight are the submitter's, which see to their own end."""
        self.halt()
        self._is_open = False
        tasks = [task for _, task in self._carried.values()] + list(self._naps.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def pump(self) -> None:
        """Begin what may begin; to be called when the user lets something go."""
        if self._is_stopped:
            return
        for provider in self._turns.providers():
            while self._buying[provider] < self._gates[provider].parallel + _AHEAD:
                next_up = self._turns.pop(provider)
                if next_up is None:
                    break
                request = self._waiting.pop(next_up)
                self._buying[provider] += 1
                self._go(request)
                self._going[request.run] -= 1

    def _learn(self, requests: tuple[Request, ...]) -> None:
        """Find out what waits for what, among all that waits of these runs."""
        fresh = {request.id for request in requests}
        runs = {request.run for request in requests}
        others = [r for r in self._waiting.values() if r.run in runs and r.id not in fresh]
        self._readiness.add((*others, *requests))
        queued = (request for request in requests if request.state is RequestState.QUEUED)
        self._waiting.update((request.id, request) for request in queued)
        for request in others:
            if request.id in self._turns and not self._readiness.is_ready(request.id):
                self._turns.discard(request.id)
                self._going[request.run] -= 1

    def _enqueue(self, request_id: RequestId) -> None:
        request = self._waiting.get(request_id)
        if request is None or request_id in self._parked or request_id in self._turns:
            return
        if self._readiness.is_ready(request_id) and request_id not in self._naps:
            self._turns.push(request)
            self._count(request.run)

    def _go(self, request: Request) -> None:
        if request.is_unawaited:
            self._unawaited.add(request.id)
        else:
            self._count(request.run)
        task = asyncio.create_task(self._carry(request), name=f"request {request.id}")
        self._carried[request.id] = request.run, task

    async def _carry(self, request: Request) -> None:
        is_buying = request.state is RequestState.QUEUED

        def on_sent() -> None:
            nonlocal is_buying
            if is_buying:
                is_buying = False
                self._buying[request.provider] -= 1
                self.pump()

        rest: Rest | None = None
        try:
            rest = await self._carrier.carry(request, on_sent)
        except StorageFailed as error:
            self._break_off(error)
        except Exception:  # noqa: BLE001 (a barrier: a bug in one request must not stop the others)
            _log.exception("request %s failed for a reason of the program's own", request.id)
        finally:
            del self._carried[request.id]
            on_sent()
            if rest is not None:
                self._settle(rest)
            else:
                self._stuck.add(request.id)
            if request.id in self._unawaited:
                self._unawaited.discard(request.id)
            else:
                self._uncount(request.run)

    def _settle(self, rest: Rest) -> None:
        request = rest.request
        if not ALLOWED[request.state]:
            self._release(request)
            return
        if request.state is not RequestState.QUEUED:
            return
        self._waiting[request.id] = request
        if rest.again_in_s is None:
            self._parked.add(request.id)
            return
        self._count(request.run)
        nap = asyncio.create_task(self._clock.sleep(rest.again_in_s))
        self._naps[request.id] = nap
        nap.add_done_callback(lambda _: self._wake(request))

    def _wake(self, request: Request) -> None:
        del self._naps[request.id]
        self._enqueue(request.id)
        self.pump()
        self._uncount(request.run)

    def _break_off(self, error: StorageFailed) -> None:
        """Begin nothing more, and let what waits for its turn wait to be resumed."""
        self._is_stopped = True
        self._vigil.storage_failed(error)
        for request in tuple(self._waiting.values()):
            self._parked.add(request.id)
            if request.id in self._turns:
                self._turns.discard(request.id)
                self._uncount(request.run)

    def _release(self, request: Request) -> None:
        """Let go what waited for a request that has ended."""
        for freed in self._readiness.end(request):
            self._enqueue(freed)
        self.pump()

    def _count(self, run: RunId) -> None:
        if not self._going[run]:
            self._vigil.goes((run,))
        self._going[run] += 1

    def _uncount(self, run: RunId) -> None:
        self._going[run] -= 1
        self._check_rest(run)

    def _check_rest(self, run: RunId) -> None:
        if not self._going[run]:
            self._vigil.rests(run)
