"""Keeps references at services: each content is sent once, and gives way where room runs out."""

import asyncio
import logging
from collections import defaultdict
from pathlib import Path
from typing import Final

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import FilesFull, Unreachable
from seedream_desktop.domain.ids import Digest, ProviderId, RequestId
from seedream_desktop.domain.request import BoundInput, RequestState
from seedream_desktop.engine.luggage import write
from seedream_desktop.ports.library import Blobs, Library
from seedream_desktop.ports.pictures import Pictures
from seedream_desktop.ports.provider import FileHost, Provider, Upload
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_MARGIN_S: Final = 3600.0
_AT_ONCE: Final = 20
_TRIES: Final = 3
_WAIT_S: Final = 10.0
_MANY: Final = 256
_NEEDED: Final = frozenset(
    {
        RequestState.PREPARING,
        RequestState.SENDING,
        RequestState.IN_DOUBT,
        RequestState.ACCEPTED,
    }
)
"""States of requests whose references a service has yet to read, or may be asked to read again."""


class Depot:
    """Free work only. What is on its way, or may still be read, is never removed."""

    def __init__(self, library: Library, blobs: Blobs, pictures: Pictures, clock: Clock) -> None:
        """Take what uploads are remembered, normalised and timed with."""
        self._library = library
        self._blobs = blobs
        self._pictures = pictures
        self._clock = clock
        self._uploading: dict[tuple[ProviderId, Digest], asyncio.Task[str]] = {}
        self._in_hand: dict[RequestId, set[Digest]] = {}
        self._clearings: dict[ProviderId, int] = defaultdict(int)
        self._clearing = asyncio.Lock()

    async def address(
        self, request: RequestId, bound: BoundInput, card: Card, provider: Provider
    ) -> str:
        """Return where a reference of a PREPARING request lies, sent there if need be.

        Raises as Provider.upload() and Pictures.normalise() do.
        """
        key = (card.provider, bound.digest)
        async with self._clearing:
            if len(self._in_hand) > _MANY:
                await self._needed()
            self._in_hand.setdefault(request, set()).add(bound.digest)
            until = self._clock.now() + _MARGIN_S
            known = await self._library.uploads.address(card.provider, bound.digest, until)
        if known is not None:
            return known
        running = self._uploading.get(key)
        if running is None:
            running = asyncio.create_task(self._upload(bound, card, provider))
            self._uploading[key] = running
            running.add_done_callback(lambda _: self._uploading.pop(key, None))
        return await asyncio.shield(running)

    async def close(self) -> None:
        """End uploads that nobody waits for any more."""
        running = tuple(self._uploading.values())
        for upload in running:
            upload.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _upload(self, bound: BoundInput, card: Card, provider: Provider) -> str:
        picture = await self._pictures.normalise(Path(bound.path), bound.digest, card.inputs)
        scratch = self._blobs.scratch()
        try:
            await asyncio.to_thread(write, scratch, picture.data)
            name = f"{bound.digest[:16]}.{picture.extension}"
            upload = await self._sent(scratch, name, card, provider)
        finally:
            await asyncio.to_thread(scratch.unlink, missing_ok=True)
        await self._library.uploads.save(card.provider, bound.digest, upload)
        return upload.url

    async def _sent(self, path: Path, name: str, card: Card, provider: Provider) -> Upload:
        """Send a file; where there is no room for it, others go that nobody needs any more."""
        for _ in range(_TRIES):
            clearing = self._clearings[card.provider]
            try:
                return await provider.upload(path, name)
            except FilesFull:
                if not isinstance(provider, FileHost):
                    raise
                if not await self._cleared(card, provider, clearing):
                    raise
        return await provider.upload(path, name)

    async def _cleared(self, card: Card, host: FileHost, clearing: int) -> bool:
        """Remove the oldest uploads that can go; False where none is of this library.

        They are retired first: an order must never hold an address that is about to die, not
        even where this breaks off, and the next time begins with them. Raises Unreachable where
        all are needed by orders on their way: who asked has to let go of its own meanwhile.
        """
        at = card.provider
        async with self._clearing:
            if self._clearings[at] != clearing:
                return True  # another upload has just made room
            needed = await self._needed()
            known = await self._library.uploads.all(at)
            spare = [(digest, url) for digest, url in known if digest not in needed][:_AT_ONCE]
            if not spare and (known or self._are_others_coming(at)):
                raise Unreachable("files_in_use", retry_after_s=_WAIT_S, service=card.title)
            if not spare:
                return False
            urls = [url for _, url in spare]
            _log.info("%d uploads at %s make room", len(spare), at)
            await self._library.uploads.retire(at, [digest for digest, _ in spare])
            await host.discard(urls)
            await self._library.uploads.forget(at, urls)
            self._clearings[at] += 1
            return True

    def _are_others_coming(self, at: ProviderId) -> bool:
        """Say whether there are uploads, beside the one that asks, which may not be listed yet."""
        return sum(provider == at for provider, _ in self._uploading) > 1

    async def _needed(self) -> set[Digest]:
        """Return the contents that an open request has sent, or is about to send."""
        requests = await self._library.requests(states=_NEEDED)
        preparing = {one.id for one in requests if one.state is RequestState.PREPARING}
        self._in_hand = {one: held for one, held in self._in_hand.items() if one in preparing}
        recipes = [one.recipe for one in requests if one.recipe is not None]
        sent = {bound.digest for recipe in recipes for bound in recipe.inputs}
        return sent.union(*self._in_hand.values())
