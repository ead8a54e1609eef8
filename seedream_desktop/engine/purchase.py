"""Takes a queued request to its POST, and decides what each way of not buying means."""

import itertools
from dataclasses import dataclass, replace
from functools import partial

from seedream_desktop.domain.errors import (
    Billed,
    NothingSent,
    OverBudget,
    Refused,
    RemoteGone,
    SeedreamError,
    Unreachable,
    UserFixable,
)
from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.plan import Bought
from seedream_desktop.domain.request import Request, RequestState, Target, Trouble
from seedream_desktop.engine.clearance import HELD_BACK, Clearance, Passage
from seedream_desktop.engine.gate import CLOSING
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.pace import backoff_s
from seedream_desktop.engine.preparer import Prepared, Preparer
from seedream_desktop.engine.services import Service
from seedream_desktop.engine.shelf import Shelf
from seedream_desktop.engine.submitter import Submitter
from seedream_desktop.engine.verdict import adopted
from seedream_desktop.ports.library import Library, Settlement
from seedream_desktop.ports.world import Clock

_OFFLINE_TRIES = 5
_RATE_TRIES = 20
_HELD_WAIT_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Where a request came to rest; again_in_s says when it goes on by itself, if it does."""

    request: Request
    again_in_s: float | None = None


class Purchase:
    """Everything up to the end of the POST."""

    def __init__(
        self,
        library: Library,
        preparer: Preparer,
        submitter: Submitter,
        clock: Clock,
        herald: Herald,
        shelf: Shelf,
        clearance: Clearance,
        *,
        is_patient: bool,
    ) -> None:
        """Take the stages before and of the POST, and who says what may go on.

        Where is_patient, what fails by the network or the rate is tried again for ever; else a
        few times, and then rests.
        """
        self._library = library
        self._preparer = preparer
        self._submitter = submitter
        self._clock = clock
        self._herald = herald
        self._shelf = shelf
        self._clearance = clearance
        self._is_patient = is_patient
        self._elsewhere: set[RequestId] = set()
        self._begun = itertools.count(1)

    async def buy(self, request: Request, service: Service) -> Rest | Request:
        """Take a QUEUED request through its POST.

        Returns the request with the gate's slot held when the service has it or may have it,
        else where it rests. One of another region than the one in force is not sent.
        """
        elsewhere = service.elsewhere(request)
        if elsewhere is not None:
            self._elsewhere.add(request.id)
            return await self._requeue(request, elsewhere, None)
        if service.gate.closed_by is not None:
            return await self._requeue(request, service.gate.closed_by, None)
        lost = service.gate.lost()
        if lost is not None:
            return self._again(replace(request, trouble=lost[0]), lost[1], is_wanted=True)
        try:
            return await self._bought(request, service)
        finally:
            await self._submitter.unload(request.id)

    async def _bought(self, request: Request, service: Service) -> Rest | Request:
        with self._clearance.passage(request) as passage:
            prepared = await self._made_ready(request, service, passage)
            if isinstance(prepared, Rest):
                is_back = prepared.request.state is RequestState.QUEUED
                return (
                    await self._recalled(prepared) if is_back and passage.is_recalled else prepared
                )
        try:
            sent = await self._post(prepared, service)
        except BaseException:
            service.gate.release()
            raise
        if isinstance(sent, Rest):
            service.gate.release()
        return sent

    def take_elsewhere(self) -> frozenset[RequestId]:
        """Hand over those that were not sent for their region since this was last asked."""
        held, self._elsewhere = frozenset(self._elsewhere), set()
        return held

    async def _made_ready(
        self, request: Request, service: Service, passage: Passage
    ) -> Prepared | Rest:
        """Make a request ready and take a slot of the gate for it, unless it has to turn back."""
        # Before anything is waited for: requests come here in the order of their turns.
        place = next(self._begun)
        begun = replace(request, not_before=0.0)
        request = self._herald.moved(await self._library.move(begun, RequestState.PREPARING))
        try:
            prepared = await self._prepare(request, service, passage)
        except Unreachable as error:
            return await self._wait_for_network(request, error, service)
        except CLOSING as error:
            return await self._requeue(request, service.pause(error, self._herald, request), None)
        except (Refused, RemoteGone, UserFixable) as error:
            trouble = Trouble.of(error, Billed.NO)
            return Rest(request=await self._end_free(request, RequestState.FAILED, trouble))
        if prepared is None:
            return await self._requeue(request, None, 0.0)
        if prepared.request.recipe is None:
            return Rest(request=await self._nothing_left(prepared))
        told = partial(self._herald.slot_awaited, request)
        images = len(prepared.request.recipe.targets)
        entering = service.gate.enter(told, images=images, place=place)
        has_slot = await passage.unless_turned(entering)
        if has_slot and passage.is_turned:
            service.gate.release()
        if has_slot is None or passage.is_turned:
            return await self._requeue(prepared.request, None, 0.0)
        if not has_slot:
            return await self._requeue(prepared.request, service.gate.closed_by, None)
        return prepared

    async def _recalled(self, rest: Rest) -> Rest:
        trouble = Trouble(code="cancelled_by_user", billed=Billed.NO)
        return Rest(request=await self._end_free(rest.request, RequestState.CANCELLED, trouble))

    async def _prepare(
        self, request: Request, service: Service, passage: Passage
    ) -> Prepared | None:
        sequence = await self._shelf.sequence(request.run)
        preparing = self._preparer.prepare(request, sequence, service.provider_of(request))
        prepared = await passage.unless_turned(preparing)
        if prepared is None:
            return None
        if prepared.done:
            await self._adopt(request, prepared.done)
        for index, trouble in prepared.dropped.items():
            image = request.inputs[index].image
            for target in request.targets:
                if target.image == image:
                    self._herald.frame_failed(request, target, trouble)
        return prepared

    async def _adopt(self, request: Request, done: tuple[tuple[Target, Bought], ...]) -> None:
        versions = tuple(
            adopted(request, target, bought, self._clock.now()) for target, bought in done
        )
        await self._library.adopt(versions)
        for version in versions:
            self._herald.frame_done(request, version)

    async def _post(self, prepared: Prepared, service: Service) -> Rest | Request:
        request = prepared.request
        try:
            sent = await self._submitter.submit(
                request,
                service.provider_of(request),
                prepared.references,
                service.card_of(request),
            )
        except NothingSent as error:
            return await self._not_sent(request, error, service)
        except CLOSING as error:
            service.pause(error, self._herald, request)
            return Rest(request=self._herald.moved(await self._library.request(request.id)))
        except OverBudget as error:
            return await self._requeue(request, Trouble.of(error), None)
        if not isinstance(sent, Request):
            trouble = Trouble(code="held_elsewhere", billed=Billed.NO, params={"request": sent})
            other = await self._library.request(sent)
            waits = other.state is not RequestState.IN_DOUBT
            return await self._requeue(request, trouble, _HELD_WAIT_S if waits else None)
        if service.gate.went_well() and self._is_patient:
            self._herald.resumed(request.provider)
        if sent.state is RequestState.FAILED:
            return Rest(request=self._herald.failed(sent))
        return self._herald.moved(sent)

    async def _not_sent(self, request: Request, error: NothingSent, service: Service) -> Rest:
        """Decide when a request that provably bought nothing goes again."""
        queued = await self._library.request(request.id)
        if error.code == HELD_BACK:
            free = await self._library.move(replace(queued, trouble=None), RequestState.QUEUED)
            return Rest(request=self._herald.moved(free), again_in_s=0.0)
        tries = queued.attempts
        if error.code != "rate_limited":
            wait_s = self._offline_s(error, tries, error.retry_after_s, service)
            return self._again(queued, wait_s, is_wanted=tries < _OFFLINE_TRIES)
        wait_s = service.gate.slow_down(error.retry_after_s)
        if self._is_patient:
            self._herald.paused(request.provider, error, self._clock.now() + wait_s)
        return self._again(queued, wait_s, is_wanted=tries < _RATE_TRIES)

    async def _wait_for_network(
        self, request: Request, error: Unreachable, service: Service
    ) -> Rest:
        tries = request.attempts + 1
        wait_s = self._offline_s(error, tries, error.retry_after_s, service)
        counted = replace(request, attempts=tries)
        is_again = self._is_patient or tries < _OFFLINE_TRIES
        return await self._requeue(
            counted, Trouble.of(error, Billed.NO), wait_s if is_again else None
        )

    def _offline_s(
        self, error: SeedreamError, tries: int, retry_after_s: float | None, service: Service
    ) -> float:
        """Return when the service is tried again; the patient have all of its requests wait."""
        if not self._is_patient:
            return retry_after_s or backoff_s(tries)
        wait_s = service.gate.lose(Trouble.of(error, Billed.NO), retry_after_s)
        self._herald.paused(service.card.provider, error, self._clock.now() + wait_s)
        return wait_s

    def _again(self, queued: Request, wait_s: float, *, is_wanted: bool) -> Rest:
        """Let a QUEUED request go again by itself, where that is wanted or nobody is in a hurry."""
        if not (is_wanted or self._is_patient):
            return Rest(request=self._herald.moved(queued))
        at = self._clock.now() + wait_s
        return Rest(request=self._herald.moved(replace(queued, not_before=at)), again_in_s=wait_s)

    async def _requeue(
        self, request: Request, trouble: Trouble | None, again_in_s: float | None
    ) -> Rest:
        at = self._clock.now() + again_in_s if again_in_s else 0.0
        waiting = replace(request, trouble=trouble, recipe=None, not_before=at)
        queued = await self._library.move(waiting, RequestState.QUEUED)
        return Rest(request=self._herald.moved(queued), again_in_s=again_in_s)

    async def _nothing_left(self, prepared: Prepared) -> Request:
        code = "already_done" if prepared.done else "inputs_failed"
        trouble = Trouble(code=code, billed=Billed.NO)
        return await self._end_free(prepared.request, RequestState.CANCELLED, trouble)

    async def _end_free(self, request: Request, to: RequestState, trouble: Trouble) -> Request:
        now = self._clock.now()
        ended = await self._library.settle(
            replace(request, trouble=trouble, ended_at=now), to, Settlement(charged_micros=0), now
        )
        if trouble.code == "already_done":
            return self._herald.moved(ended)
        return self._herald.failed(ended)
