"""Decides which request goes next: runs in turn, collecting before buying, within bounds."""

import asyncio
import heapq
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.domain.ids import ProviderId, RequestId, RunId
from seedream_desktop.domain.request import ALLOWED, Request, RequestState
from seedream_desktop.engine.carrier import Carrier
from seedream_desktop.engine.gate import Gate
from seedream_desktop.engine.purchase import Rest
from seedream_desktop.engine.readiness import Readiness
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_AHEAD = 2
"""Requests made ready while all slots of the account are taken."""

_Place = tuple[int, int, int, RequestId]


class Scheduler:
    """Owns the running tasks. A request that rests unfinished is parked until resume()."""

    def __init__(
        self,
        carrier: Carrier,
        gates: dict[ProviderId, Gate],
        clock: Clock,
        on_idle: Callable[[RunId], None],
        on_storage_trouble: Callable[[StorageFailed], None],
    ) -> None:
        """Take who carries requests, and whom to tell that a run goes no further by itself."""
        self._carrier = carrier
        self._gates = gates
        self._clock = clock
        self._on_idle = on_idle
        self._on_storage_trouble = on_storage_trouble
        self._readiness = Readiness()
        self._waiting: dict[RequestId, Request] = {}
        self._enqueued: set[RequestId] = set()
        self._carried: set[RequestId] = set()
        self._ready: dict[ProviderId, list[_Place]] = defaultdict(list)
        self._buying: Counter[ProviderId] = Counter()
        self._going: Counter[RunId] = Counter()
        self._order: dict[RunId, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_stopped = False

    def admit(self, requests: Iterable[Request]) -> None:
        """Take open requests of whole runs: QUEUED ones wait their turn, others go on now."""
        requests = tuple(requests)
        ready = set(self._readiness.add(requests))
        for request in requests:
            self._order.setdefault(request.run, len(self._order))
            self._waiting[request.id] = request
        for request in requests:
            if request.state is not RequestState.QUEUED:
                self._go(self._waiting.pop(request.id))
            elif request.id in ready:
                self._enqueue(request.id)
        self._pump()
        for run in {request.run for request in requests}:
            self._check_idle(run)

    def withdraw(self, request: Request) -> bool:
        """Take a request out that has not begun; False when it has, or is not here."""
        if self._waiting.pop(request.id, None) is None:
            return False
        if request.id in self._enqueued:
            self._enqueued.discard(request.id)
            self._going[request.run] -= 1
        self._release(self._readiness.end(request))
        self._check_idle(request.run)
        return True

    def has(self, request: RequestId) -> bool:
        """Say whether the request is being carried, or waits for its turn by itself."""
        return request in self._carried or request in self._enqueued

    def is_carrying(self, request: RequestId) -> bool:
        """Say whether the request has begun to be prepared, or is further on."""
        return request in self._carried

    def is_going(self, run: RunId) -> bool:
        """Say whether any request of the run goes on by itself."""
        return self._going[run] > 0

    def halt(self) -> None:
        """Start nothing more."""
        self._is_stopped = True

    def go_on(self) -> None:
        """Start again after halt()."""
        self._is_stopped = False

    async def stop(self) -> None:
        """End all tasks; POSTs in flight are the submitter's, which see to their own end."""
        self.halt()
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _enqueue(self, request_id: RequestId) -> None:
        request = self._waiting.get(request_id)
        if request is None:
            return
        place = (request.step_index, self._order[request.run], request.position, request.id)
        heapq.heappush(self._ready[request.provider], place)
        self._enqueued.add(request_id)
        self._going[request.run] += 1

    def _pump(self) -> None:
        if self._is_stopped:
            return
        for provider, ready in self._ready.items():
            gate = self._gates[provider]
            while ready and self._buying[provider] < gate.parallel + _AHEAD:
                request = self._waiting.pop(heapq.heappop(ready)[-1], None)
                if request is None:
                    continue
                self._enqueued.discard(request.id)
                self._going[request.run] -= 1
                self._buying[provider] += 1
                self._go(request)

    def _go(self, request: Request) -> None:
        self._going[request.run] += 1
        self._carried.add(request.id)
        task = asyncio.create_task(self._carry(request), name=f"request {request.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, request: Request) -> None:
        is_buying = request.state is RequestState.QUEUED

        def on_sent() -> None:
            nonlocal is_buying
            if is_buying:
                is_buying = False
                self._buying[request.provider] -= 1
                self._pump()

        try:
            rest = await self._carrier.carry(request, on_sent)
            on_sent()
            await self._settle(rest)
        except StorageFailed as error:
            self._is_stopped = True
            self._on_storage_trouble(error)
        except Exception:  # noqa: BLE001 (a barrier: a bug in one request must not stop the others)
            _log.exception("request %s failed for a reason of the program's own", request.id)
        finally:
            on_sent()
            self._carried.discard(request.id)
            self._going[request.run] -= 1
            self._check_idle(request.run)

    async def _settle(self, rest: Rest) -> None:
        request = rest.request
        if not ALLOWED[request.state]:
            self._release(self._readiness.end(request))
            return
        if request.state is not RequestState.QUEUED:
            return
        self._waiting[request.id] = request
        if rest.again_in_s is None:
            return
        await self._clock.sleep(rest.again_in_s)
        self._enqueue(request.id)
        self._pump()

    def _release(self, freed: Iterable[RequestId]) -> None:
        for request_id in freed:
            self._enqueue(request_id)
        self._pump()

    def _check_idle(self, run: RunId) -> None:
        if self._going[run] == 0:
            self._on_idle(run)
