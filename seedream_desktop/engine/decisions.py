"""What only the user can decide: give up, found, abandon, send again."""

from collections.abc import Mapping
from dataclasses import replace

from seedream_desktop.domain.errors import Billed, NotFound, UserFixable
from seedream_desktop.domain.ids import ProviderId, RemoteId, RequestId, fresh_id
from seedream_desktop.domain.request import Request, RequestState, Trouble
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.purchase import Service
from seedream_desktop.engine.recovery import LostAndFound
from seedream_desktop.engine.scheduler import Scheduler
from seedream_desktop.ports.library import Library, Settlement
from seedream_desktop.ports.world import Clock


class Decisions:
    """Each method acts on one request and says UserFixable where it cannot."""

    def __init__(
        self,
        library: Library,
        recovery: LostAndFound,
        services: Mapping[ProviderId, Service],
        clock: Clock,
        herald: Herald,
        scheduler: Scheduler,
    ) -> None:
        """Take what decisions act on."""
        self._library = library
        self._recovery = recovery
        self._services = services
        self._clock = clock
        self._herald = herald
        self._scheduler = scheduler

    async def cancel(self, request_id: RequestId) -> Request:
        """Take back a request that was not sent; UserFixable once it was."""
        request = await self._library.request(request_id)
        if request.state is not RequestState.QUEUED or self._scheduler.is_carrying(request_id):
            raise UserFixable("cancel_too_late", request=request_id, state=request.state.value)
        now = self._clock.now()
        trouble = Trouble(code="cancelled_by_user", billed=Billed.NO)
        cancelled = await self._library.settle(
            replace(request, trouble=trouble, ended_at=now),
            RequestState.CANCELLED,
            Settlement(charged_micros=0),
            now,
        )
        self._scheduler.withdraw(request)
        return self._herald.failed(cancelled)

    async def found(self, request_id: RequestId, remote_id: RemoteId | None) -> Request:
        """Go on with a doubtful request under the service's id, looked up if not given.

        Raises NotFound("not_in_history") when the service's list does not hold it.
        """
        request = await self._doubtful(request_id)
        if remote_id is None:
            service = self._services[request.provider]
            job = await self._recovery.find(request, service.provider)
            if job is None:
                raise NotFound("not_in_history", request=request_id)
            remote_id = job.remote_id
        return self._herald.moved(await self._recovery.attach(request, remote_id))

    async def abandon(self, request_id: RequestId) -> Request:
        """Give a doubtful request up; its price stays counted as spent, since it may be."""
        request = await self._doubtful(request_id)
        now = self._clock.now()
        trouble = Trouble(code="given_up", billed=Billed.UNKNOWN)
        assert request.recipe is not None, "what was sent has a recipe"
        given_up = await self._library.settle(
            replace(request, trouble=trouble, ended_at=now),
            RequestState.CANCELLED,
            Settlement(charged_micros=request.recipe.cost_micros, note=trouble.code),
            now,
        )
        return self._herald.failed(given_up)

    async def resend(self, request_id: RequestId) -> Request:
        """Give a doubtful request up and queue its like: it may be paid twice, by decision."""
        request = await self._doubtful(request_id)
        now = self._clock.now()
        again = replace(
            request,
            id=RequestId(fresh_id("rq")),
            state=RequestState.QUEUED,
            version=0,
            recipe=None,
            remote_id=None,
            attempts=0,
            charged_micros=0,
            trouble=None,
            resend_of=request.id,
            sent_at=0.0,
            accepted_at=0.0,
            ended_at=0.0,
        )
        trouble = Trouble(code="given_up", billed=Billed.UNKNOWN)
        given_up = replace(request, trouble=trouble, ended_at=now)
        return self._herald.moved(await self._library.resend(given_up, again, now))

    async def _doubtful(self, request_id: RequestId) -> Request:
        request = await self._library.request(request_id)
        if request.state is not RequestState.IN_DOUBT:
            raise UserFixable("not_in_doubt", request=request_id, state=request.state.value)
        return request
