"""What only the user can decide of one request: take back, found, abandon, send again."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from seedream_desktop.domain.card import Recovery
from seedream_desktop.domain.errors import Billed, NotFound, RemoteGone, SeedreamError, UserFixable
from seedream_desktop.domain.ids import ProviderId, RemoteId, RequestId
from seedream_desktop.domain.request import (
    ALLOWED,
    Request,
    RequestState,
    Target,
    Trouble,
)
from seedream_desktop.engine.again import Repeat, again, narrowed
from seedream_desktop.engine.clearance import Clearance
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.premises import leading_of
from seedream_desktop.engine.recovery import LostAndFound
from seedream_desktop.engine.salvage import Salvage
from seedream_desktop.engine.scheduler import Scheduler
from seedream_desktop.engine.services import Service
from seedream_desktop.engine.shelf import Shelf
from seedream_desktop.ports.library import Library, Settlement
from seedream_desktop.ports.world import Clock

_Checking: TypeAlias = tuple[asyncio.Task[Request], bool]
"""A check of the user's, and whether the program looked for the request by itself before."""


class Decisions:
    """Each method acts on one request and says UserFixable where it cannot.

    In an engine that was started, what is to go on goes on at once; else with resume().
    """

    def __init__(
        self,
        library: Library,
        recovery: LostAndFound,
        services: Mapping[ProviderId, Service],
        clock: Clock,
        herald: Herald,
        scheduler: Scheduler,
        clearance: Clearance,
        salvage: Salvage,
        shelf: Shelf,
    ) -> None:
        """Take what decisions act on."""
        self._library = library
        self._recovery = recovery
        self._services = services
        self._clock = clock
        self._herald = herald
        self._scheduler = scheduler
        self._clearance = clearance
        self._salvage = salvage
        self._shelf = shelf
        self._checks: dict[RequestId, _Checking] = {}

    async def cancel(self, request_id: RequestId) -> Request:
        """Take back a request that was not sent, at no cost; UserFixable once it was."""
        taken = self._scheduler.take(request_id)
        is_recalled = taken is None and await self._clearance.recall(request_id)
        try:
            request = await self._library.request(request_id)
            if is_recalled and request.state is RequestState.CANCELLED:
                return request
            if request.state is not RequestState.QUEUED:
                state = request.state.value
                raise UserFixable("cancel_too_late", request=request_id, state=state)  # noqa: TRY301 (put back below)
            now = self._clock.now()
            trouble = Trouble(code="cancelled_by_user", billed=Billed.NO)
            cancelled = await self._library.settle(
                replace(request, trouble=trouble, not_before=0.0, ended_at=now),
                RequestState.CANCELLED,
                Settlement(charged_micros=0),
                now,
            )
        except BaseException:
            if taken is not None:
                self._scheduler.put_back(taken)
            raise
        self._scheduler.withdraw(request)
        return self._herald.failed(cancelled)

    async def found(self, request_id: RequestId, remote_id: RemoteId | None) -> Request:
        """Go on with a doubtful request under the service's id, looked up if not given.

        Raises NotFound: service_has_no_list where there is no list, else with the code of what
        is known (not_in_history: nothing yet) while that proves nothing. One that list and
        balance show was never made is returned FAILED, not billed. Where it stays in doubt, the
        program goes on looking for it as it did before. An id that is given is taken only once
        the service says that it has that job: NotFound("job_not_there"), or what asking raises,
        leaves all as it was. Raises UserFixable("id_of_another").
        """
        if remote_id is not None:
            await self._ask_for(request_id, remote_id)
        request, was_looked_for = await self._doubtful(request_id)
        try:
            if remote_id is None:
                checked = await self._checked(request, was_looked_for=was_looked_for)
            else:
                checked = await self._recovery.attach(request, remote_id)
        except SeedreamError:
            if was_looked_for:
                self._scheduler.offer((await self._library.request(request_id),))
            raise
        if checked is None:
            raise NotFound("not_in_history", request=request_id)
        if checked.state is RequestState.FAILED:
            self._scheduler.withdraw(checked)
            return self._herald.failed(checked)
        attached = self._herald.moved(checked)
        self._scheduler.offer((attached,))
        return attached

    async def _ask_for(self, request_id: RequestId, remote_id: RemoteId) -> None:
        """Ask the service for the job that the user gives; nobody else is disturbed by it."""
        request = await self._library.request(request_id)
        if request.state is not RequestState.IN_DOUBT:
            return
        service = self._services[request.provider]
        try:
            await service.poller.find_job(request, remote_id)
        except RemoteGone as error:
            title = service.card.title
            raise NotFound("job_not_there", service=title, id=remote_id) from error

    async def _checked(self, request: Request, *, was_looked_for: bool) -> Request | None:
        """Check, until another decision about the request takes over: None, then."""
        checking = asyncio.create_task(self._check(request))
        self._checks[request.id] = checking, was_looked_for
        try:
            await asyncio.wait({checking})
        finally:
            checking.cancel()
            if self._checks.get(request.id, (None,))[0] is checking:
                del self._checks[request.id]
        return None if checking.cancelled() else checking.result()

    async def _check(self, request: Request) -> Request:
        """Look a doubtful request up; raise NotFound with what is known while it stays one."""
        service = self._services[request.provider]
        card = service.card_of(request)
        if card.recovery is Recovery.NONE:
            raise NotFound("service_has_no_list", service=card.title)
        checked = await self._recovery.check(request, service.provider_of(request), card)
        if checked.state is not RequestState.IN_DOUBT:
            return checked
        if checked.trouble is None or checked.trouble == request.trouble:
            raise NotFound("not_in_history", request=request.id)
        self._herald.moved(checked)
        raise NotFound(checked.trouble.code, **checked.trouble.params)

    async def abandon(self, request_id: RequestId) -> Request:
        """Give a doubtful request up; its price stays counted as spent, since it may be.

        What arrived of it stays.
        """
        request, _ = await self._doubtful(request_id)
        missing = await self._salvage.missing(request)
        now = self._clock.now()
        trouble = _given_up(request, missing)
        assert request.recipe is not None, "what was sent has a recipe"
        given_up = await self._library.settle(
            replace(request, trouble=trouble, ended_at=now),
            RequestState.CANCELLED,
            Settlement(charged_micros=request.recipe.cost_micros, note=trouble.code),
            now,
        )
        self._scheduler.withdraw(given_up)
        return self._herald.failed(given_up, missing)

    async def resend(self, request_id: RequestId) -> Request:
        """Give a doubtful request up and queue its like: it may be paid twice, by decision.

        Only frames without a result of it are asked for again; see to_resend().
        """
        request, _ = await self._doubtful(request_id)
        anew = await self._anew(request)
        now = self._clock.now()
        trouble = _given_up(request, anew.targets)
        given_up = replace(request, trouble=trouble, ended_at=now)
        anew = await self._library.resend(given_up, anew, now)
        self._herald.moved(anew)
        # Offered first: what waits for these frames waits on.
        self._scheduler.offer((anew,))
        self._scheduler.withdraw(request)
        self._herald.moved(await self._library.request(request_id))
        return anew

    async def to_resend(self, request_id: RequestId) -> Request:
        """Return what resend() would write now, to show its frames and its price."""
        request = await self._library.request(request_id)
        return await self._anew(await self._salvage.rescue(request))

    async def _anew(self, request: Request) -> Request:
        """Return a new request for the frames of one that have no result of it."""
        missing = await self._salvage.missing(request)
        if len(missing) == len(request.targets):
            return again(request)
        sequence = await self._shelf.sequence(request.run)
        leading = leading_of(sequence, sequence.steps_on[request.step_index])
        cards = {name: service.card for name, service in self._services.items()}
        return narrowed(Repeat(request=request, targets=missing), leading, cards)

    async def _doubtful(self, request_id: RequestId) -> tuple[Request, bool]:
        """Return a request in doubt of which nobody else takes care just now, and if one did."""
        was_looked_for = False
        if (await self._library.request(request_id)).state is RequestState.IN_DOUBT:
            was_looked_for = await self._take_over(request_id)
        request = await self._salvage.rescue(await self._library.request(request_id))
        if request.state is not RequestState.IN_DOUBT:
            if not ALLOWED[request.state]:
                self._scheduler.withdraw(request)
            self._scheduler.offer((request,))
            raise UserFixable("not_in_doubt", request=request_id, state=request.state.value)
        return request, was_looked_for

    async def _take_over(self, request_id: RequestId) -> bool:
        """End what is done about a doubt, by itself or by an earlier check; say if by itself."""
        was_looked_for = self._scheduler.has(request_id)
        await self._scheduler.let_go(request_id)
        if request_id in self._checks:
            checking, was_looked_for = self._checks.pop(request_id)
            checking.cancel()
            await asyncio.wait({checking})
        return was_looked_for


def _given_up(request: Request, missing: Sequence[Target]) -> Trouble:
    """Return the trouble of a request that the user gave up, with what it made before."""
    asked = len(request.targets)
    if len(missing) == asked:
        return Trouble(code="given_up", billed=Billed.UNKNOWN)
    figures = {"asked": asked, "got": asked - len(missing)}
    return Trouble(code="rest_given_up", billed=Billed.UNKNOWN, params=figures)
