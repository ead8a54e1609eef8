"""Carries one request through its life, from wherever it stands to where it rests."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from seedream_desktop.domain.errors import Billed, StorageFailed, Unreachable
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.request import Request, RequestState, Trouble
from seedream_desktop.engine.charges import charge_micros
from seedream_desktop.engine.clearance import Clearance
from seedream_desktop.engine.collector import Collector
from seedream_desktop.engine.gate import CLOSING
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.poll_report import PollReport
from seedream_desktop.engine.purchase import Purchase, Rest
from seedream_desktop.engine.recovery import LostAndFound
from seedream_desktop.engine.services import Service
from seedream_desktop.engine.submitter import outputs_of
from seedream_desktop.ports.library import Library, Settlement
from seedream_desktop.ports.provider import Failed
from seedream_desktop.ports.world import Clock

_HOME_AGAIN_S: Final = 30.0


class Carrier:
    """Knows the order of the stages; each stage's own rules are in its own module."""

    def __init__(
        self,
        library: Library,
        purchase: Purchase,
        collector: Collector,
        recovery: LostAndFound,
        services: Mapping[ProviderId, Service],
        clock: Clock,
        herald: Herald,
        clearance: Clearance,
        *,
        is_patient: bool,
    ) -> None:
        """Take the stages; the patient try to bring outputs home for ever."""
        self._library = library
        self._purchase = purchase
        self._collector = collector
        self._recovery = recovery
        self._services = services
        self._clock = clock
        self._herald = herald
        self._stop_point = clearance.stop_point
        self._is_patient = is_patient

    async def carry(self, request: Request, on_sent: Callable[[], None]) -> Rest:
        """Carry a request on until it ends, or has to wait for something outside of it.

        on_sent is called once the POST is over, when the next one may be made ready. Raises
        StorageFailed when the library cannot be written; the request is where the ledger
        says.
        """
        service = self._services[request.provider]
        has_slot = False
        try:
            if request.state is RequestState.QUEUED:
                rest = await self._buy(request, service)
                if isinstance(rest, Rest):
                    return rest
                request, has_slot = rest, True
            on_sent()
            if request.state is RequestState.IN_DOUBT:
                request = await self._look_up(request, service)
            if request.state is RequestState.ACCEPTED:
                if not has_slot:
                    service.gate.occupy()
                has_slot = False
                request = await self._await_word(request, service)
            while request.state is RequestState.COLLECTING:
                request = await self._bring_home(request, service)
                is_stuck = request.state is RequestState.COLLECTING
                if is_stuck and (service.gate.closed_by is not None or not self._is_patient):
                    break
                if is_stuck:
                    await self._clock.sleep(_HOME_AGAIN_S)
            return Rest(request=request)
        finally:
            if has_slot:
                service.gate.release()

    async def _buy(self, request: Request, service: Service) -> Rest | Request:
        """Buy a request, and have the stop point count it where it was sent."""
        is_sent = True  # what broke off counts: more must never be sent than was said
        try:
            bought = await self._purchase.buy(request, service)
            is_sent = not isinstance(bought, Rest) or _was_refused(bought.request, request)
        except StorageFailed:
            await self._rescue_before_all_stops(request)
            raise
        finally:
            self._stop_point.end(request.id, is_sent=is_sent)
        return bought

    async def _rescue_before_all_stops(self, request: Request) -> None:
        """Make results of what had arrived when the disk was full: their rows have their room."""
        with suppress(StorageFailed):
            await self._recovery.rescue(await self._library.request(request.id))

    async def _look_up(self, request: Request, service: Service) -> Request:
        found = await self._recovery.rescue(request)
        found = await self._recovery.look_for(
            found, service.provider_of(request), service.card_of(request)
        )
        if found.state is RequestState.FAILED:
            return self._herald.failed(found)
        return self._herald.moved(found)

    async def _await_word(self, request: Request, service: Service) -> Request:
        """Wait for the service's final word, give the slot back, and write what it says."""
        try:
            report = PollReport(request, self._library, self._herald)
            word = await service.poller.final_word(request, report)
        except CLOSING as error:
            service.pause(error, self._herald, request)
            return request
        finally:
            # The service is done with it: the next order need not wait for our record.
            service.gate.release()
        now = self._clock.now()
        if isinstance(word, Failed):
            charged = 0 if word.trouble.billed is Billed.NO else request.cost_micros
            told = replace(request, trouble=word.trouble, ended_at=now)
            settlement = Settlement(charged_micros=charged, note=word.trouble.code)
            failed = await self._library.settle(told, RequestState.FAILED, settlement, now)
            return self._herald.failed(failed)
        charged = charge_micros(request, word, service.card_of(request))
        charging = replace(request, charged_micros=charged)
        return self._herald.moved(
            await self._library.begin_collecting(charging, outputs_of(word.outputs))
        )

    async def _bring_home(self, request: Request, service: Service) -> Request:
        try:
            verdict = await self._collector.collect(
                request, service.provider_of(request), service.card_of(request)
            )
        except (Unreachable, *CLOSING) as error:
            if isinstance(error, CLOSING):
                service.pause(error, self._herald, request)
            at = self._clock.now() + _HOME_AGAIN_S if self._is_patient else 0.0
            waiting = replace(request, trouble=Trouble.of(error, Billed.YES), not_before=at)
            return self._herald.moved(await self._library.move(waiting, request.state))
        self._herald.moved(verdict.request)
        for version in verdict.versions:
            self._herald.frame_done(request, version)
        for target, trouble in verdict.failed:
            self._herald.frame_failed(request, target, trouble)
        return verdict.request


def _was_refused(rest: Request, before: Request) -> bool:
    """Say whether a request came to its end by a POST, which the service answered with no."""
    return rest.state is RequestState.FAILED and rest.attempts > before.attempts
