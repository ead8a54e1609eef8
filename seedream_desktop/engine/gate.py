"""A provider's gate: requests in parallel, submissions per minute, and its pauses."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from seedream_desktop.domain.card import AccountRule
from seedream_desktop.domain.errors import AccountRefused, KeyMissing
from seedream_desktop.domain.request import Trouble
from seedream_desktop.engine.pace import LastMinute, backoff_s
from seedream_desktop.ports.world import Clock

_PATIENCE = 2

CLOSING: Final = (AccountRefused, KeyMissing)
"""Errors that every further request would meet as well, so the gate is closed by the first."""


class Gate:
    """Lets requests through to one provider's account, in the order in which they were begun.

    A slot is held from just before the POST until the service's final word, since that is
    what services count as parallel. The card's rate of submissions is that of a new account;
    many accounts may do far more, and a 429 is free. So it is kept only once the service has
    turned down two submissions running, and not where the user named a concurrency. A rate of
    images is every account's, and always kept.
    """

    def __init__(self, rule: AccountRule, clock: Clock, *, parallel: int | None = None) -> None:
        """Take the account's limits, and the user's own word on how many in parallel."""
        self._usual = self._rule = rule
        self._clock = clock
        self._used = 0
        self._refusals = 0
        self._sent, self._images = LastMinute(), LastMinute()
        self._paused_until = 0.0
        self._losses = 0
        self._lost_by: Trouble | None = None
        self._closed: Trouble | None = None
        self._line: dict[int, asyncio.Event] = {}
        self.allow(parallel)

    def allow(self, parallel: int | None) -> None:
        """Take the user's word on how many in parallel from now on; None for the account's own.

        What has a slot keeps it.
        """
        usual = self._usual
        self._rule = usual if parallel is None else replace(usual, parallel=parallel, per_minute=0)
        self._tell()

    @property
    def closed_by(self) -> Trouble | None:
        """What closed the gate; None while it is open."""
        return self._closed

    @property
    def parallel(self) -> int:
        """Requests that the account runs at once."""
        return self._rule.parallel

    async def enter(
        self,
        on_full: Callable[[int, int], object] | None = None,
        *,
        images: int = 1,
        place: int | None = None,
    ) -> bool:
        """Wait for a slot and for the rates; True with the slot held, False if turned away.

        images is how many outputs are going to be asked for. on_full is told, before a wait for
        a slot, how many are taken and how many there are. Of all that wait the lowest place goes
        first, whenever it came; none given is the end of the line. No two may have the same.
        """
        if on_full is not None and self._used >= self._rule.parallel:
            on_full(self._used, self._rule.parallel)
        own = place if place is not None else max(self._line, default=0) + 1
        changed = self._line[own] = asyncio.Event()
        try:
            while self._closed is None:
                is_first = own == min(self._line)
                wait_s = self._wait_s(images)
                if is_first and wait_s == 0.0 and self._used < self._rule.parallel:
                    self._used += 1
                    self._sent.add(self._clock.monotonic())
                    self._images.add(self._clock.monotonic(), images)
                    return True
                changed.clear()
                await self._wait_for(changed, wait_s if is_first else 0.0)
            return False
        finally:
            del self._line[own]
            self._tell()

    def occupy(self) -> None:
        """Take a slot without waiting, for a job that already runs at the service."""
        self._used += 1

    def release(self) -> None:
        """Give a slot back."""
        self._used -= 1
        self._tell()

    def slow_down(self, retry_after_s: float | None) -> float:
        """Pause after a submission was turned down for its rate; return the pause in seconds."""
        self._refusals += 1
        self._lost_by = None
        wait_s = retry_after_s if retry_after_s is not None else backoff_s(self._refusals)
        self._paused_until = max(self._paused_until, self._clock.monotonic() + wait_s)
        return wait_s

    def lose(self, trouble: Trouble, retry_after_s: float | None) -> float:
        """Pause after the service could not be reached; return the pause in seconds.

        Of several that fail together, one makes the pauses longer.
        """
        now = self._clock.monotonic()
        if now >= self._paused_until:
            self._losses += 1
            wait_s = retry_after_s if retry_after_s is not None else backoff_s(self._losses)
            self._paused_until = now + wait_s
        self._lost_by = trouble
        return max(0.0, self._paused_until - now)

    def lost(self) -> tuple[Trouble, float] | None:
        """Return why nothing is to be tried now, and for how many seconds; None where it may."""
        wait_s = self._paused_until - self._clock.monotonic()
        return (self._lost_by, wait_s) if self._lost_by is not None and wait_s > 0 else None

    def went_well(self) -> bool:
        """Note that a submission was accepted; say whether there had been trouble before."""
        had_trouble = bool(self._refusals or self._losses)
        self._refusals = self._losses = 0
        self._lost_by = None
        return had_trouble

    def close(self, trouble: Trouble) -> None:
        """Turn away all who wait and come, until open()."""
        self._closed = trouble
        self._tell()

    def open(self) -> None:
        """Let requests through again."""
        self._closed = None

    def _wait_s(self, images: int) -> float:
        now = self._clock.monotonic()
        rate = self._rule.per_minute if self._refusals >= _PATIENCE else 0
        return max(
            0.0,
            self._paused_until - now,
            self._sent.wait_s(now, 1, most=rate),
            self._images.wait_s(now, images, most=self._rule.images_per_minute),
        )

    def _tell(self) -> None:
        """Have all who wait look again."""
        for changed in self._line.values():
            changed.set()

    async def _wait_for(self, changed: asyncio.Event, wait_s: float) -> None:
        """Wait for a change, at most so long; 0.0 is for as long as it takes."""
        if wait_s == 0.0:
            await changed.wait()
            return
        try:
            async with asyncio.TaskGroup() as waits:
                waits.create_task(_first(changed.wait()))
                waits.create_task(_first(self._clock.sleep(wait_s)))
        except* _Changed:
            pass


class _Changed(Exception):
    """Ends the waits of a group when the first is over."""


async def _first(wait: Awaitable[object]) -> None:
    await wait
    raise _Changed
