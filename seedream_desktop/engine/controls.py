"""What the user does with the queue as a whole and with its runs: hold, order, take back."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from seedream_desktop.domain.errors import Billed, UserFixable
from seedream_desktop.domain.events import ProviderPaused
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import ProviderId, RequestId, RunId
from seedream_desktop.domain.request import IN_FLIGHT, Request, RequestState, Trouble
from seedream_desktop.engine.clearance import Clearance
from seedream_desktop.engine.decisions import Decisions
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.retries import Retries
from seedream_desktop.engine.scheduler import Scheduler
from seedream_desktop.engine.services import Service
from seedream_desktop.ports.library import Library, Run
from seedream_desktop.ports.queue import QueuedRun, QueueRecord
from seedream_desktop.ports.world import Clock

_SENT = frozenset({RequestState.ACCEPTED, RequestState.COLLECTING})
_UNSENT = frozenset({RequestState.QUEUED, RequestState.PREPARING})


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What taking back the rest of a run came to; sent ones are billed and will be fetched."""

    cancelled: tuple[Request, ...]
    sent: tuple[Request, ...]


class Controls:
    """The queue in the user's hands. Nothing here cancels a POST, or a job at a service."""

    def __init__(
        self,
        library: Library,
        record: QueueRecord,
        services: Mapping[ProviderId, Service],
        clock: Clock,
        herald: Herald,
        scheduler: Scheduler,
        clearance: Clearance,
        decisions: Decisions,
        retries: Retries,
    ) -> None:
        """Take what is in the user's hands."""
        self._library = library
        self._record = record
        self._services = services
        self._clock = clock
        self._herald = herald
        self._scheduler = scheduler
        self._clearance = clearance
        self._decisions = decisions
        self._retries = retries
        clearance.stop_point.moved = self._on_stop_point

    # -- to be read

    @property
    def hold(self) -> Hold:
        """What the whole queue keeps back; each change comes as QueueHeld."""
        return self._clearance.hold

    @property
    def held_runs(self) -> frozenset[RunId]:
        """Runs that are held; each change comes as RunHeld. Their QUEUED requests wait."""
        return self._clearance.held_runs

    @property
    def stops_after(self) -> int | None:
        """How many requests are sent before the queue is held; None where no end is set."""
        return self._clearance.stop_point.left

    @property
    def paused(self) -> tuple[ProviderPaused, ...]:
        """Providers that take nothing now, each as its last ProviderPaused said."""
        found = ((p, service.gate.closed_by) for p, service in self._services.items())
        return tuple(ProviderPaused(provider=p, trouble=why) for p, why in found if why)

    async def queue(self, since: float | None = None) -> tuple[QueuedRun, ...]:
        """List all unfinished runs and those that ended since a time (None: since midnight).

        In the queue's order, with all their requests; costs what it returns. is_going is false
        for runs with requests that wait for resume().
        """
        begin = self._clock.moment().day_start if since is None else since
        return tuple(self._as_known(queued) for queued in await self._record.listed(begin))

    # -- the whole queue

    async def pause(self, kind: Hold) -> None:
        """Hold the queue back: Hold.AFTER_CURRENT or Hold.NOW; one replaces the other.

        A POST that is on its way ends by itself, and what is at a service is fetched. This lasts
        until go_on() or the end of the program: a start buys nothing without resume() anyway.
        """
        if kind is not self._clearance.hold:
            self._clearance.hold_queue(kind)
            self._herald.queue_held(kind)
        self._scheduler.pump()

    async def go_on(self) -> None:
        """Take back either pause: all goes on as if there had been none. Held runs stay held."""
        await self.pause(Hold.NONE)

    async def run_next(self, count: int | None) -> None:
        """Go on with so many requests, and then hold as Hold.AFTER_CURRENT; None: without end.

        A request counts once it is sent, so those that find their result in the library, or
        rest for want of a network, do not; never more are sent. What is leaving at this moment
        is not counted. Each change comes as StopPointMoved; the pause leaves the count as it is.
        """
        self._clearance.stop_after(count)
        await self.go_on()

    def _on_stop_point(self, left: int | None) -> None:
        if left == 0 and self._clearance.hold is Hold.NONE:
            self._clearance.hold_queue(Hold.AFTER_CURRENT)
            self._herald.queue_held(Hold.AFTER_CURRENT)
        self._herald.stop_point(left or None)

    def allow(self, parallel: Mapping[ProviderId, int]) -> None:
        """Run so many requests at once from now on; what is not named, as its account allows."""
        for provider, service in self._services.items():
            service.gate.allow(parallel.get(provider))
        self._scheduler.pump()

    # -- runs

    async def hold_run(self, run: RunId) -> Run:
        """Hold one run, also over restarts: its requests wait, what is sent is fetched.

        What is being prepared for it goes back to the queue. Raises NotFound.
        """
        was_held = run in self._clearance.held_runs
        self._clearance.hold_run(run, is_held=True)
        try:
            held = await self._record.hold(run, is_held=True)
        except BaseException:
            self._clearance.hold_run(run, is_held=was_held)
            self._scheduler.pump()
            raise
        self._herald.run_held(run, is_held=True)
        return held

    async def let_run_go(self, run: RunId) -> Run:
        """Let a held run go on. Raises NotFound."""
        free = await self._record.hold(run, is_held=False)
        self._clearance.hold_run(run, is_held=False)
        self._herald.run_held(run, is_held=False)
        self._scheduler.pump()
        return free

    async def reorder(self, runs: Sequence[RunId]) -> None:
        """Put runs into this order, before all that are not named. Raises NotFound.

        Holds at once for all that has not begun, and over restarts.
        """
        placed = await self._record.put_first(runs)
        for run in placed:
            self._scheduler.know(run)
        self._herald.reordered(tuple(run.id for run in placed))

    async def first(self, run: RunId) -> None:
        """Put a run before all others. Raises NotFound.

        Requests of others that were made ready and wait for a slot stand back for it.
        """
        await self.reorder((run,))
        self._clearance.make_way(run)
        self._scheduler.pump()

    async def cancel_run(self, run: RunId) -> TakenBack:
        """Take back all of a run that was not sent, at no cost; tell what was sent already.

        Raises NotFound.
        """
        await self._library.run(run)
        unsent = await self._library.requests(run=run, states=_UNSENT)
        # Later steps first, so that taking back an earlier one lets nothing begin.
        results = await asyncio.gather(
            *(self._decisions.cancel(request.id) for request in reversed(unsent)),
            return_exceptions=True,
        )
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, UserFixable):
                raise result
        cancelled = tuple(result for result in results if isinstance(result, Request))
        sent = await self._library.requests(run=run, states=IN_FLIGHT)
        return TakenBack(cancelled=cancelled[::-1], sent=sent)

    # -- what failed

    async def to_retry(
        self, run: RunId | None = None, since: float | None = None
    ) -> tuple[Request, ...]:
        """Return what retry_failed() would write now, to show its number and its price."""
        return await self._retries.preview(await self._chosen(run, since))

    async def retry_failed(
        self, run: RunId | None = None, since: float | None = None
    ) -> tuple[Request, ...]:
        """Try again what failed in one run, or in all that queue(since) lists.

        Each FAILED request gets a new one, linked by resend_of, for its frames without a result;
        later steps that had to be left out for want of them go along. What is in doubt or was
        taken back is not touched, and nothing is bought that is in the library by now. Returns
        the new requests; they begin at once in an engine that was started. Raises OverBudget,
        with nothing written, when their worst case passes a cap.
        """
        return await self._retries.failed(await self._chosen(run, since))

    async def retry(self, request_id: RequestId) -> Request:
        """Try one request again that failed, came short of frames or was taken back.

        Later steps go along as in retry_failed(). Returns the new request. Raises NotFound,
        UserFixable("cannot_retry"), OverBudget.
        """
        return await self._retries.one(request_id)

    async def _chosen(self, run: RunId | None, since: float | None) -> tuple[RunId, ...]:
        if run is not None:
            return ((await self._library.run(run)).id,)
        return tuple(queued.run.id for queued in await self.queue(since))

    # -- what is sent

    async def stop_waiting(self, request_id: RequestId) -> Request:
        """Wait no longer for a request that was sent; it is billed, and fetched when it comes.

        Its run may end without it. It stays as it is in the ledger and is collected as long as
        the program runs, and after the next start; what builds on its frames goes on then.
        Raises NotFound; UserFixable("not_waited_for") for a request that is not at the service.
        """
        request = await self._library.request(request_id)
        if request.state not in _SENT:
            state = request.state.value
            raise UserFixable("not_waited_for", request=request_id, state=state)
        left = await self._record.await_request(request_id, is_awaited=False)
        self._herald.moved(left)
        if left.state in _SENT:
            trouble = Trouble(code="stopped_waiting", billed=Billed.YES)
            for target in left.targets:
                self._herald.frame_failed(left, target, trouble)
        self._scheduler.leave(request_id)
        return left

    async def wait_again(self, request_id: RequestId) -> Request:
        """Take stop_waiting() back. Raises NotFound."""
        awaited = await self._record.await_request(request_id, is_awaited=True)
        self._scheduler.rejoin(request_id)
        return self._herald.moved(awaited)

    async def lift(self, requests: Sequence[Request]) -> tuple[Request, ...]:
        """Let held runs of these requests go, and wait for all of them; return them anew."""
        for run in {request.run for request in requests} & self._clearance.held_runs:
            await self.let_run_go(run)
        return tuple([await self.wait_again(r.id) if r.is_unawaited else r for r in requests])

    def _as_known(self, queued: QueuedRun) -> QueuedRun:
        """Add what is known here alone: times of the next try, and what waits for resume()."""
        requests = tuple(self._scheduler.newest(request) for request in queued.requests)
        waits = (r for r in requests if r.state is RequestState.QUEUED and r.trouble is None)
        is_going = all(self._scheduler.has(r.id) for r in waits)
        is_early = queued.run.not_before > self._clock.now()
        run = queued.run if is_early else replace(queued.run, not_before=0.0)
        return replace(queued, run=run, requests=requests, is_going=is_going)
