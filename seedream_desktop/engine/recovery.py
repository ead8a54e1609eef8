"""What start-up does with unfinished requests, and how a lost submission is found again."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from seedream_desktop.domain.card import Card, Recovery
from seedream_desktop.domain.errors import Billed, KeyMissing, Refused, RemoteGone, Unreachable
from seedream_desktop.domain.ids import ProviderId, RemoteId
from seedream_desktop.domain.request import OPEN, Request, RequestState, Trouble
from seedream_desktop.engine.salvage import Salvage
from seedream_desktop.engine.verdict import BROKE_OFF
from seedream_desktop.ports.library import Library, Settlement
from seedream_desktop.ports.provider import PastJob, Provider
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_AROUND_S = 25 * 3600.0
"""How far a job's time may lie from ours: clocks are set wrong by minutes, and by whole hours.
What was sent tells jobs apart, so a wide window costs a longer list and nothing else."""

_LOOKS_S = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0)
_SETTLED_S = 600.0
"""Age from which a job that the history does not list is taken never to have been made."""

_KILLED = "interrupted_sending"
_SETTLED_AFTER_A_KILL_S = 45.0
"""The same where this program died between announcing the POST and its answer: its connection
died with it, so the service had the whole order then or never will."""

_LOOK_AGAIN_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an earlier process left: requests to send, at the service, and in doubt."""

    queued: tuple[Request, ...]
    accepted: tuple[Request, ...]
    in_doubt: tuple[Request, ...]


class LostAndFound:
    """Puts unfinished requests into states that are true, and looks up those in doubt."""

    def __init__(
        self, library: Library, clock: Clock, local: frozenset[ProviderId], salvage: Salvage
    ) -> None:
        """Take the ledger, the providers whose work here is free, and who keeps what arrived."""
        self._salvage = salvage
        self._local = local
        self._library = library
        self._clock = clock

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
        trouble = Trouble(code=_KILLED, billed=Billed.UNKNOWN)
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
        """Look an IN_DOUBT request up at the service, several times: histories lag.

        Returns it ACCEPTED when it is found; FAILED, not billed, when the service has had
        time enough and lists no such job; else IN_DOUBT as it was, for the user to decide.
        """
        if card.recovery is not Recovery.HISTORY or request.state is not RequestState.IN_DOUBT:
            return request
        for wait_s in self._looks(request):
            await self._clock.sleep(wait_s)
            try:
                found = await self.find(request, provider)
            except KeyMissing:
                return request
            except (Unreachable, Refused, RemoteGone) as error:
                _log.info("request %s cannot be looked up now: %s", request.id, error.code)
                continue
            if found is not None:
                return await self.attach(request, found.remote_id)
            if self._is_settled(request, card):
                return await self._never_made(request)
        return request

    async def find(self, request: Request, provider: Provider) -> PastJob | None:
        """Return the job of the service's history that is this request, if it is there."""
        jobs = await provider.history(
            request.model, request.sent_at - _AROUND_S, request.sent_at + _AROUND_S
        )
        claimed = await self._library.remote_ids(request.provider)
        return match(request, jobs, claimed)

    async def attach(self, request: Request, remote_id: RemoteId) -> Request:
        """Move an IN_DOUBT request to ACCEPTED under the id that the service gave it."""
        _log.info("request %s found again as %s", request.id, remote_id)
        found = replace(request, remote_id=remote_id, accepted_at=self._clock.now(), trouble=None)
        return await self._library.move(found, RequestState.ACCEPTED)

    def _looks(self, request: Request) -> Iterator[float]:
        """Give the waits before each look; after a kill they go on until the list is settled."""
        yield from _LOOKS_S
        while _is_killed(request) and self._age_s(request) <= _SETTLED_AFTER_A_KILL_S:
            yield _LOOK_AGAIN_S

    def _is_settled(self, request: Request, card: Card) -> bool:
        if request.trouble is not None and request.trouble.code == BROKE_OFF:
            return False  # some of it is here: it was made, whatever the list says
        settled_s = _SETTLED_AFTER_A_KILL_S if _is_killed(request) else _SETTLED_S
        return settled_s < self._age_s(request) < card.history_s

    def _age_s(self, request: Request) -> float:
        return self._clock.now() - request.sent_at

    async def _never_made(self, request: Request) -> Request:
        trouble = Trouble(code="never_made", billed=Billed.NO)
        return await self._library.settle(
            replace(request, trouble=trouble, ended_at=self._clock.now()),
            RequestState.FAILED,
            Settlement(charged_micros=0, note=trouble.code),
            self._clock.now(),
        )


def _is_killed(request: Request) -> bool:
    return request.trouble is not None and request.trouble.code == _KILLED


def match(
    request: Request, jobs: Iterable[PastJob], claimed: frozenset[RemoteId]
) -> PastJob | None:
    """Return the unclaimed job that holds exactly what the request sent.

    Model, text, number of outputs and the addresses of all references in order have to
    agree; of several such jobs (the user repeated one on purpose) the one made closest after
    the POST is it. A history that does not tell what was sent proves nothing.
    """
    recipe = request.recipe
    assert recipe is not None, "what was sent has a recipe"
    urls = tuple(bound.url for bound in recipe.inputs)
    same = [
        job
        for job in jobs
        if job.remote_id not in claimed
        and job.model == request.model
        and job.prompt == recipe.prompt
        and job.input_urls == urls
        and job.outputs in (None, len(recipe.targets))
    ]
    return min(same, key=lambda job: abs(job.created_at - request.sent_at), default=None)
