"""What start-up does with unfinished requests, and how a lost submission is found again."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from seedream_desktop.domain.card import Card, Recovery
from seedream_desktop.domain.errors import (
    Billed,
    KeyMissing,
    Param,
    Refused,
    RemoteGone,
    Unreachable,
    UserFixable,
)
from seedream_desktop.domain.ids import ProviderId, RemoteId
from seedream_desktop.domain.request import OPEN, Request, RequestState, Trouble
from seedream_desktop.engine.clearance import Clearance
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.replays import Replays, last_sent_at
from seedream_desktop.engine.ripeness import KILLED, Ripeness
from seedream_desktop.engine.salvage import Salvage
from seedream_desktop.engine.sightings import Sighting, is_sent_alike, sighting
from seedream_desktop.engine.submitter import MAYBE_SENT
from seedream_desktop.engine.witness import Weight, Witness
from seedream_desktop.ports.library import Library, Settlement
from seedream_desktop.ports.provider import Provider
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_AROUND_S: Final = 25 * 3600.0
"""How far a job's time may lie from ours: clocks are set wrong by minutes, and by whole hours.
What was sent tells jobs apart, so a wide window costs a longer list and nothing else."""

_WEIGH_AGAIN_S: Final = (5.0, 5.0, 10.0, 20.0, *[30.0] * 60)
"""Waits for other orders to be done, after which the balance can be read: half an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an earlier process left: requests to send, at the service, and in doubt."""

    queued: tuple[Request, ...]
    accepted: tuple[Request, ...]
    in_doubt: tuple[Request, ...]


class LostAndFound:
    """Puts unfinished requests into states that are true, and looks up those in doubt."""

    def __init__(
        self,
        library: Library,
        clock: Clock,
        herald: Herald,
        local: frozenset[ProviderId],
        salvage: Salvage,
        witness: Witness,
        replays: Replays,
        clearance: Clearance,
    ) -> None:
        """Take the ledger, who does what beside a list, and whose orders may be sent again.

        local are providers whose work here costs nothing and leaves nothing; salvage keeps what
        arrived.
        """
        self._herald = herald
        self._salvage = salvage
        self._local = local
        self._library = library
        self._clock = clock
        self._witness = witness
        self._replays = replays
        self._clearance = clearance
        self._ripeness = Ripeness(clock)
        self._claiming: dict[ProviderId, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def after_start(self) -> Found:
        """Move SENDING to IN_DOUBT and PREPARING to QUEUED; return all that is open.

        Errands are not gone after: one that was on its way counts as spent.
        """
        left = await self._library.errands.settle_open(self._clock.now(), "interrupted_sending")
        if left:
            _log.warning("%d errands on their way when the program ended count as spent", left)
        return await self.make_true(await self._library.requests(states=OPEN))

    async def make_true(self, requests: Iterable[Request]) -> Found:
        """Do the same to open requests that nobody carries any more, in a program that goes on."""
        queued, accepted, in_doubt = [], [], []
        for request in requests:
            match request.state:
                case RequestState.QUEUED:
                    queued.append(request)
                case RequestState.PREPARING:
                    queued.append(await self._library.move(request, RequestState.QUEUED))
                case RequestState.SENDING if request.is_unsent or request.provider in self._local:
                    queued.append(await self._again(request))
                case RequestState.SENDING:
                    in_doubt.append(await self._interrupted(request))
                case RequestState.IN_DOUBT:
                    in_doubt.append(request)
                case _:
                    accepted.append(request)
        return Found(queued=tuple(queued), accepted=tuple(accepted), in_doubt=tuple(in_doubt))

    async def _again(self, request: Request) -> Request:
        """Queue a request once more of which nothing left this machine."""
        return await self._library.settle(
            replace(request, recipe=None, is_unsent=False),
            RequestState.QUEUED,
            Settlement(charged_micros=0, note="interrupted_before_sending"),
            self._clock.now(),
        )

    async def _interrupted(self, request: Request) -> Request:
        trouble = Trouble(code=KILLED, billed=Billed.UNKNOWN)
        return await self._library.settle(
            replace(request, trouble=trouble),
            RequestState.IN_DOUBT,
            Settlement(charged_micros=None, note=trouble.code),
            self._clock.now(),
        )

    async def rescue(self, request: Request) -> Request:
        """Make results of all that arrived of a request in doubt; see Salvage."""
        return await self._salvage.rescue(request)

    async def look_for(self, request: Request, provider: Provider, card: Card) -> Request:
        """Look an IN_DOUBT request up at the service, several times: lists lag.

        Returns it ACCEPTED, or COLLECTING, when the service has it; FAILED, not billed, when
        the service had time enough, lists no such job, and its balance shows that nothing was
        taken; else IN_DOUBT, with what is known by now, for the user to decide.
        """
        if card.recovery is Recovery.NONE or request.state is not RequestState.IN_DOUBT:
            return request
        self._ripeness.see(request)
        for wait_s in self._ripeness.looks(request, card):
            await self._clock.sleep(wait_s)
            seen = await self._look(request, provider, card)
            if isinstance(seen, Request):
                return seen
            if seen is Weight.BUSY:
                break
        else:
            return request
        for wait_s in _WEIGH_AGAIN_S:
            await self._clock.sleep(wait_s)
            seen = await self._look(request, provider, card)
            if seen is not Weight.BUSY:
                break
        return seen if isinstance(seen, Request) else request

    async def _look(
        self, request: Request, provider: Provider, card: Card
    ) -> Request | Weight | None:
        """Look once; return what came of it, or BUSY, or None where it is too early to say."""
        try:
            return await self._search(request, provider, card)
        except KeyMissing:
            return request
        except (Unreachable, Refused, RemoteGone) as error:
            _log.info("request %s cannot be looked up now: %s", request.id, error.code)
            return None

    async def check(self, request: Request, provider: Provider, card: Card) -> Request:
        """Look an IN_DOUBT request up once, because the user asks; by the rules of look_for().

        Raises KeyMissing, Unreachable, Refused or RemoteGone where the service does not tell.
        """
        seen = await self._search(request, provider, card)
        return seen if isinstance(seen, Request) else request

    async def _search(
        self, request: Request, provider: Provider, card: Card
    ) -> Request | Weight | None:
        seen = await self._find(request, provider, card)
        if not isinstance(seen, Sighting):
            return seen
        return await self._not_there(request, provider, card, seen)

    async def _not_there(
        self, request: Request, provider: Provider, card: Card, seen: Sighting
    ) -> Request | Weight | None:
        """Decide about a request that the list does not show: its absence alone says nothing."""
        if not self._ripeness.is_settled(request, card):
            return None
        if seen.candidates and seen.may_be_anothers:
            return Weight.BUSY
        if seen.candidates:
            return await self._told(request, card, "not_told_apart", count=seen.candidates)
        if card.recovery is Recovery.IDEMPOTENCY and not request.copied_at:
            return await self._asked_again(request, provider)
        weight = await self._witness.weigh(request, provider)
        match weight:
            case Weight.BUSY:
                return weight
            case Weight.THERE:
                return await self._never_made(request)
            case _ if request.copied_at:
                code = MAYBE_SENT
            case Weight.GONE:
                code = "not_listed_charged"
            case _:
                code = "not_listed"
        return await self._told(request, card, code)

    async def _find(
        self, request: Request, provider: Provider, card: Card
    ) -> Request | Sighting | None:
        """Look for a request in the service's list; attach it to the job that is it.

        A job is claimed while nobody else looks: of orders that are equal each gets its own. None
        where it may be that of an equal one whose answer is on its way just now.
        """
        sent_at = last_sent_at(request)
        since = min(request.sent_at, request.copied_at or request.sent_at)
        jobs = await provider.history(request.model, since - _AROUND_S, sent_at + _AROUND_S)
        self._herald.answered(request.provider)
        others = frozenset({RequestState.SENDING, RequestState.IN_DOUBT})
        async with self._claiming[request.provider]:
            rivals = await self._library.requests(states=others)  # first: they get their ids
            claimed = await self._library.remote_ids(request.provider)
            seen = sighting(
                *(request, jobs, claimed),
                last_sent_at=sent_at,
                rivals=rivals,
                takes_mute=card.recovery is Recovery.IDEMPOTENCY and not request.copied_at,
            )
            if seen.job is not None and is_sent_alike(request, rivals):
                return None
            return seen if seen.job is None else await self._claim(request, seen.job.remote_id)

    async def attach(self, request: Request, remote_id: RemoteId) -> Request:
        """Go on with an IN_DOUBT request under the id that the user gives.

        Raises UserFixable("id_of_another") where it is another request's.
        """
        async with self._claiming[request.provider]:
            if remote_id in await self._library.remote_ids(request.provider):
                raise UserFixable("id_of_another", id=remote_id)
            return await self._claim(request, remote_id)

    async def _claim(self, request: Request, remote_id: RemoteId) -> Request:
        _log.info("request %s found again as %s", request.id, remote_id)
        found = replace(request, remote_id=remote_id, accepted_at=self._clock.now(), trouble=None)
        return await self._library.move(found, RequestState.ACCEPTED)

    async def _asked_again(self, request: Request, provider: Provider) -> Request:
        """Send an order again under its key, where its run was let go on in this start.

        Where the first never arrived this buys it, which a start by itself does not.
        """
        may_leave = partial(self._clearance.may_replay, request)
        return await self._replays.ask(request, provider, may_leave)

    async def _told(self, request: Request, card: Card, code: str, **params: Param) -> Request:
        """Leave a request IN_DOUBT with a word on what the looking brought."""
        before = request.trouble
        assert before is not None, "a doubt has its reason"
        known = {"cause": before.code, **before.params}
        told: dict[str, Param] = {"service": card.title, **params}
        told.update((name, known[name]) for name in ("cause", "at") if name in known)
        trouble = Trouble(code=code, billed=Billed.UNKNOWN, params=told)
        return await self._library.move(replace(request, trouble=trouble), RequestState.IN_DOUBT)

    async def _never_made(self, request: Request) -> Request:
        trouble = Trouble(code="never_made", billed=Billed.NO)
        return await self._library.settle(
            replace(request, trouble=trouble, ended_at=self._clock.now()),
            RequestState.FAILED,
            Settlement(charged_micros=0, note=trouble.code),
            self._clock.now(),
        )
