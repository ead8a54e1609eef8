"""Trying again what failed: new requests, linked to the old, for frames without a result."""

import asyncio
from collections.abc import Mapping, Sequence

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import ProviderId, RequestId, RunId
from seedream_desktop.domain.request import Request, RequestState
from seedream_desktop.engine.again import narrowed, repeats
from seedream_desktop.engine.budget import Budget
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.premises import leading_of
from seedream_desktop.engine.scheduler import Scheduler
from seedream_desktop.engine.services import Service
from seedream_desktop.engine.shelf import Shelf
from seedream_desktop.ports.library import Library
from seedream_desktop.ports.queue import QueueRecord


class Retries:
    """Makes linked requests. What guards each purchase guards these: caps, keys, one POST."""

    def __init__(
        self,
        library: Library,
        record: QueueRecord,
        shelf: Shelf,
        budget: Budget,
        cards: Mapping[ProviderId, Card],
        services: Mapping[ProviderId, Service],
        herald: Herald,
        scheduler: Scheduler,
    ) -> None:
        """Take what is read, what refuses, and who carries the new requests."""
        self._library = library
        self._record = record
        self._shelf = shelf
        self._budget = budget
        self._cards = cards
        self._services = services
        self._herald = herald
        self._scheduler = scheduler
        self._writing = asyncio.Lock()

    async def preview(self, runs: Sequence[RunId]) -> tuple[Request, ...]:
        """Return what failed() would write, so that its number and price can be shown."""
        return tuple([fresh for run in runs for fresh in await self._of_run(run, None)])

    async def failed(self, runs: Sequence[RunId]) -> tuple[Request, ...]:
        """Try again what failed in these runs; return the new requests.

        Raises OverBudget, with nothing written, when their worst case passes a cap.
        """
        async with self._writing:
            return await self._write(await self.preview(runs))

    async def one(self, request_id: RequestId) -> Request:
        """Try one ended request again, also one that was taken back; return the new request.

        Raises NotFound; UserFixable("cannot_retry") where it is not over, or nothing of it is
        missing; OverBudget.
        """
        async with self._writing:
            request = await self._library.request(request_id)
            written = await self._write(await self._of_run(request.run, request_id))
        fresh = [one for one in written if one.resend_of == request_id]
        if not fresh:
            state = request.state.value
            raise UserFixable("cannot_retry", request=request_id, state=state)
        return fresh[0]

    async def _of_run(self, run: RunId, asked: RequestId | None) -> tuple[Request, ...]:
        requests = await self._library.requests(run=run)
        if asked is None and all(r.state is not RequestState.FAILED for r in requests):
            return ()
        sequence = await self._shelf.sequence(run)
        versions = await self._library.versions(sequence.id)
        return tuple(
            narrowed(
                repeat,
                leading_of(sequence, sequence.steps_on[repeat.request.step_index]),
                self._cards,
            )
            for repeat in repeats(requests, versions, asked)
        )

    async def _write(self, fresh: tuple[Request, ...]) -> tuple[Request, ...]:
        if not fresh:
            return ()
        await self._budget.check_more(fresh)
        await self._record.add(fresh)
        for provider in {request.provider for request in fresh}:
            self._services[provider].resume(self._herald)
        for request in fresh:
            self._herald.moved(request)
        self._scheduler.go_on()
        self._scheduler.offer(fresh)
        return fresh
