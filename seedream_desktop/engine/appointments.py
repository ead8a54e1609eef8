"""Runs that wait for a time which the user set."""

import asyncio
from collections.abc import Iterable

from seedream_desktop.domain.ids import RunId
from seedream_desktop.engine.clearance import Clearance
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.scheduler import Scheduler
from seedream_desktop.ports.library import Run
from seedream_desktop.ports.queue import QueueRecord
from seedream_desktop.ports.world import Clock

_NAP_S = 30.0
"""A sleeping computer stops the monotonic clock: the wall's is looked at again after this."""


class Appointments:
    """Keeps runs back until their time, and lets them go then.

    The time is in the library. A program that is closed at that time buys nothing at its next
    start, as with all that is unpaid: the run waits for resume(), and then no longer for its time.
    """

    def __init__(
        self,
        record: QueueRecord,
        clock: Clock,
        herald: Herald,
        scheduler: Scheduler,
        clearance: Clearance,
    ) -> None:
        """Take where times are kept, and who keeps runs back."""
        self._record = record
        self._clock = clock
        self._herald = herald
        self._scheduler = scheduler
        self._clearance = clearance
        self._waits: dict[RunId, asyncio.Task[None]] = {}

    async def start_at(self, run: RunId, at: float) -> Run:
        """Have nothing of a run begin before a time, in seconds since 1970; 0: at once.

        What is being prepared for it goes back to the queue, what is sent is fetched. Raises
        NotFound.
        """
        was_deferred = run in self._waits
        if at > self._clock.now():
            self._clearance.defer(run, is_deferred=True)
        try:
            set_ = await self._record.start_at(run, at)
        except BaseException:
            self._clearance.defer(run, is_deferred=was_deferred)
            self._scheduler.pump()
            raise
        self._herald.appointed(run, at)
        self.keep(set_)
        self._scheduler.pump()
        return set_

    async def start_now(self, run: RunId) -> Run:
        """Let a run wait for its time no longer. Raises NotFound."""
        return await self.start_at(run, 0.0)

    async def lift(self, runs: Iterable[RunId]) -> None:
        """Let those of these runs go that wait for their time."""
        for run in set(runs) & self._waits.keys():
            await self.start_now(run)

    def keep(self, run: Run) -> None:
        """Keep a run back until its time, as the library has it."""
        wait = self._waits.pop(run.id, None)
        if wait is not None:
            wait.cancel()
        is_early = run.not_before > self._clock.now()
        self._clearance.defer(run.id, is_deferred=is_early)
        if is_early:
            self._waits[run.id] = asyncio.create_task(self._wait(run))

    async def close(self) -> None:
        """End all waits; the times stay in the library."""
        waits = tuple(self._waits.values())
        self._waits.clear()
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)

    async def _wait(self, run: Run) -> None:
        while (left_s := run.not_before - self._clock.now()) > 0:
            await self._clock.sleep(min(left_s, _NAP_S))
        del self._waits[run.id]
        self._clearance.defer(run.id, is_deferred=False)
        self._herald.appointed(run.id, 0.0)
        self._scheduler.pump()
