"""The durable record of the queue: order, holds, and what is not waited for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from seedream_desktop.domain.ids import RequestId, RunId
from seedream_desktop.domain.request import Request
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ports.library import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedRun:
    """A run with its requests by step and position; title is its sequence's.

    is_going is false for one with requests that wait to be resumed.
    """

    run: Run
    title: str
    requests: tuple[Request, ...]
    is_going: bool = True


class QueueRecord(Protocol):
    """How the user arranged the queue. Every method that writes is one transaction, synced.

    Raises StorageFailed or DiskFull when it cannot; all is then as it was before.
    """

    async def listed(self, since: float) -> tuple[QueuedRun, ...]:
        """List runs with open requests or one that ended at or after a time, in their order.

        Costs what it returns, whatever else the library holds. is_going is always true here.
        """
        ...

    async def unfinished(self) -> tuple[Run, ...]:
        """List runs with open requests, in their order."""
        ...

    async def sequence(self, run: RunId) -> Sequence:
        """Return a run's sequence as it was when the run began; NotFound."""
        ...

    async def put_first(self, runs: Iterable[RunId]) -> tuple[Run, ...]:
        """Place these runs, in this order, before all others, whose order stays.

        Returns them as they are now. NotFound, with nothing written, where one is not there.
        """
        ...

    async def hold(self, run: RunId, *, is_held: bool) -> Run:
        """Hold a run or let it go; return it as it is now. NotFound."""
        ...

    async def start_at(self, run: RunId, at: float) -> Run:
        """Have a run wait for a time, 0 for none; return it as it is now. NotFound."""
        ...

    async def add(self, requests: Iterable[Request]) -> None:
        """Write new requests (QUEUED) of runs that are there."""
        ...

    async def await_request(self, request: RequestId, *, is_awaited: bool) -> Request:
        """Say whether a request is waited for; return it as it is now. NotFound.

        Whoever carries the request is not disturbed: this is no change that its version counts.
        """
        ...
