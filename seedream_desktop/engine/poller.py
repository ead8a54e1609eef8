"""Asks a service for accepted jobs until its own final word; poll trouble only slows it."""

import asyncio
import logging
from collections.abc import Callable

from seedream_desktop.domain.errors import Billed, RemoteGone, Unreachable
from seedream_desktop.domain.ids import RemoteId
from seedream_desktop.domain.request import Request, Trouble
from seedream_desktop.engine.outbox import BlobOutbox
from seedream_desktop.engine.pace import PollPace, backoff_s
from seedream_desktop.engine.poll_report import PollReport
from seedream_desktop.ports.provider import Failed, Finished, Provider, Running
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_GONE_FOR_S = 600.0
"""How long a service has to deny a job without a break: gateways do so for minutes, too."""

_AT_ONCE = 16
_LATE_S = 20.0
_SOON_S = 2.0
_WORTH_TELLING = 2
"""Polls in a row without an answer; a single one is tried again before it could be read."""


class Poller:
    """One provider's polls. Its final word is returned; nothing else ever ends a job."""

    def __init__(
        self,
        find: Callable[[str], Provider],
        outbox: BlobOutbox,
        clock: Clock,
        *,
        apart_s: float = 0.0,
    ) -> None:
        """Take who returns the adapter to ask, by region, and how far apart polls have to be."""
        self._find = find
        self._outbox = outbox
        self._clock = clock
        self._apart_s = apart_s
        self._pace = PollPace(apart_s=apart_s)
        self._asking = asyncio.Semaphore(_AT_ONCE)

    async def find_job(self, request: Request, remote_id: RemoteId) -> None:
        """Ask once whether the request's service has a job; nothing comes of it.

        Raises RemoteGone where it has none, and what asking raises: Unreachable, AccountRefused,
        KeyMissing.
        """
        async with self._asking:
            await self._find(request.region).look_up(remote_id, self._outbox)

    async def final_word(self, request: Request, report: PollReport) -> Finished | Failed:
        """Wait for the end of an ACCEPTED request's job; report is told how that goes.

        Raises AccountRefused when the service does not take the key any more, and KeyMissing
        when it is gone: the job goes on there, and is asked for again once there is a good one.
        """
        assert request.remote_id is not None, "an accepted request has a remote id"
        provider = self._find(request.region)
        troubles = missing = 0
        missing_since_s = 0.0
        ran_at_s: float | None = None
        wait_s = self._first_wait_s(request)
        while True:
            await self._clock.sleep(wait_s)
            try:
                async with self._asking:
                    word = await provider.look_up(request.remote_id, self._outbox)
            except Unreachable as trouble:
                troubles += 1
                wait_s = trouble.retry_after_s or self._slower_s(troubles)
                if troubles >= _WORTH_TELLING or wait_s > _SOON_S:
                    await report.hindered(trouble, self._clock.now() + wait_s)
            except RemoteGone:
                missing += 1
                wait_s = self._slower_s(missing)
                if missing == 1:
                    missing_since_s = self._clock.monotonic()
                missing_s = self._clock.monotonic() - missing_since_s
                if missing_s > _GONE_FOR_S:
                    return Failed(Trouble(code="job_gone", billed=Billed.YES))
            else:
                age_s = self._age_s(request)
                if not isinstance(word, Running):
                    self._pace.learn(request.model, age_s, ran_at_s=ran_at_s)
                    return word
                await report.answered()
                troubles = missing = 0
                ran_at_s = age_s
                wait_s = self._pace.wait_s(request.model, age_s)

    def _first_wait_s(self, request: Request) -> float:
        age_s = self._age_s(request)
        return 0.0 if age_s > _LATE_S else self._pace.wait_s(request.model, age_s)

    def _age_s(self, request: Request) -> float:
        return self._clock.now() - request.accepted_at

    def _slower_s(self, tries: int) -> float:
        return max(self._apart_s, backoff_s(tries, first_s=0.5, longest_s=30.0))
