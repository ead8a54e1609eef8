"""Watches over runs: says when one goes no further by itself, and lets others wait for that."""

import asyncio
from collections.abc import Iterable

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.domain.events import RunEnded
from seedream_desktop.domain.ids import RunId
from seedream_desktop.engine.bus import Bus


class Vigil:
    """Knows which runs are going, and what has hindered the library."""

    def __init__(self, bus: Bus) -> None:
        """Take the bus on which ends are told."""
        self._bus = bus
        self._rest: dict[RunId, asyncio.Event] = {}
        self._trouble: StorageFailed | None = None

    def goes(self, runs: Iterable[RunId]) -> None:
        """Note that runs go on."""
        for run in runs:
            self._rest.setdefault(run, asyncio.Event()).clear()

    def rests(self, run: RunId) -> None:
        """Note that no request of a run goes on by itself, and tell so once; not of others."""
        rest = self._rest.get(run)
        if rest is not None and not rest.is_set():
            rest.set()
            self._bus.publish(RunEnded(run=run))

    def storage_failed(self, error: StorageFailed) -> None:
        """Note that the library could not be written; the first reason counts."""
        self._trouble = self._trouble or error

    def forgive(self) -> None:
        """Forget what hindered the library: everything is tried again."""
        self._trouble = None

    async def wait(self, run: RunId) -> None:
        """Wait until no request of the run goes on by itself.

        Raises StorageFailed when the library could not be written.
        """
        rest = self._rest.get(run)
        if rest is not None:
            await rest.wait()
        if self._trouble is not None:
            raise self._trouble
