"""One paid POST on its way out: the moment it leaves is on the disk before its first byte."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from seedream_desktop.domain.request import Output, OutputState, Request, RequestState
from seedream_desktop.engine.clearance import Clearance
from seedream_desktop.engine.outbox import BlobOutbox
from seedream_desktop.ports.library import Library
from seedream_desktop.ports.provider import OutputStored


class Departure:
    """Implements ports.provider.Dispatch for one SENDING request."""

    def __init__(
        self, request: Request, library: Library, outbox: BlobOutbox, clearance: Clearance
    ) -> None:
        """Take the request, the ledger, where outputs inside a reply are kept, and the holds."""
        self._request = request
        self._library = library
        self._outbox = outbox
        self._clearance = clearance
        self._marking: asyncio.Task[Request] | None = None
        self._arriving: set[asyncio.Task[OutputStored]] = set()
        self._arrived: dict[int, OutputStored] = {}

    async def keep(self, data: bytes) -> OutputStored:
        """Store one encoded picture and verify it; see BlobOutbox."""
        return await self._outbox.keep(data)

    async def arrived(self, index: int, data: bytes) -> OutputStored:
        """Store one output of an answer that is still coming; see ports.provider.Dispatch.

        Once begun it is brought to its end, even when the adapter is cancelled.
        """
        assert self._marking is not None or not self._request.is_unsent, "the order has left"
        arriving = asyncio.create_task(self._arrive(index, data))
        self._arriving.add(arriving)
        arriving.add_done_callback(self._note)
        return await asyncio.shield(arriving)

    async def _arrive(self, index: int, data: bytes) -> OutputStored:
        stored = await self._outbox.keep(data)
        row = Output(index=index, state=OutputState.STORED, digest=stored.digest, size=stored.size)
        await self._library.arrivals.record(self._request.id, row)
        self._arrived[index] = stored
        return stored

    def _note(self, arriving: asyncio.Task[OutputStored]) -> None:
        """Let go of what is done; the adapter has its error, or lives no more."""
        self._arriving.discard(arriving)
        if not arriving.cancelled():
            arriving.exception()

    async def here(self) -> Mapping[int, OutputStored]:
        """Return what arrived, by index, once nothing is on its way to the disk any more."""
        while self._arriving:
            await asyncio.wait(self._arriving)
        return self._arrived

    async def leaving(self) -> None:
        """Record that the POST leaves.

        Raises StorageFailed, and NothingSent where the user holds it back: it does not, then.
        """
        self._clearance.check(self._request)
        left = replace(self._request, is_unsent=False)
        self._marking = asyncio.create_task(self._library.move(left, RequestState.SENDING))
        await asyncio.shield(self._marking)
        self._clearance.check(self._request)

    async def request(self) -> Request:
        """Return the request as the ledger has it, also after leaving() was cut short.

        Where the record was written and the adapter did not live to hear of it, the request
        counts as gone.
        """
        if self._marking is not None:
            await asyncio.wait({self._marking})
            if not self._marking.cancelled() and self._marking.exception() is None:
                return self._marking.result()
        return self._request
