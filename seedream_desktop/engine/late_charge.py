"""Asks again what a finished job was billed, at services that say so only after a while."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Final

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.request import Request
from seedream_desktop.engine.herald import Herald
from seedream_desktop.ports.library import Library
from seedream_desktop.ports.provider import Finished, OutputStored, Provider
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_AT_ONCE_S: Final = (0.0, 1.0, 2.0)
"""Waits before looks while outputs are fetched; a result is never held back for longer."""

_LATER_S: Final = (7.0, 20.0, 30.0, 60.0, 180.0)
"""Waits before looks at what was settled with the worst case, for as long as the program runs."""


class LateCharge:
    """Looks at finished jobs until they say their price, a few times each."""

    def __init__(self, library: Library, clock: Clock, herald: Herald) -> None:
        """Take the ledger, the clock by which is waited, and who tells of a changed request."""
        self._library = library
        self._clock = clock
        self._herald = herald
        self._looking: set[asyncio.Task[None]] = set()

    async def told_micros(self, request: Request, provider: Provider, card: Card) -> int | None:
        """Return what the service says it billed; None where it is mute or says it at once.

        Trouble of any kind only means that it has not been told.
        """
        if not card.tells_charge_late:
            return None
        return await self._asked(request, provider, _AT_ONCE_S)

    def follow(self, settled: Request, provider: Provider, card: Card) -> None:
        """Go on asking about a request that was settled with the worst case, beside all else.

        More than that was is counted as soon as it is told. Less is not: what is counted as
        spent is spent, and the caps stay on the safe side.
        """
        if card.tells_charge_late and settled.remote_id is not None:
            looking = asyncio.create_task(self._follow(settled, provider))
            self._looking.add(looking)
            looking.add_done_callback(self._looking.discard)

    async def close(self) -> None:
        """Ask no more."""
        looking = tuple(self._looking)
        for task in looking:
            task.cancel()
        await asyncio.gather(*looking, return_exceptions=True)

    async def _follow(self, settled: Request, provider: Provider) -> None:
        charged = await self._asked(settled, provider, _LATER_S)
        if charged is None or charged <= settled.charged_micros:
            return
        _log.warning("request %s was billed above its worst case", settled.id)
        try:
            amended = await self._library.charge_more(settled.id, charged, self._clock.now())
        except SeedreamError as error:
            _log.warning("request %s: its price is not noted: %s", settled.id, error.code)
            return
        self._herald.moved(amended)

    async def _asked(
        self, request: Request, provider: Provider, waits_s: Iterable[float]
    ) -> int | None:
        if request.remote_id is None:
            return None
        for wait_s in waits_s:
            if wait_s:
                await self._clock.sleep(wait_s)
            try:
                word = await provider.look_up(request.remote_id, _Blind())
            except SeedreamError as error:
                _log.info("request %s: its price is not told: %s", request.id, error.code)
                continue
            if isinstance(word, Finished) and word.charged_micros is not None:
                return word.charged_micros
        return None


class _Blind:
    """An outbox that keeps nothing: only the price is of interest, outputs are there already."""

    async def keep(self, data: bytes) -> OutputStored:
        """Let a picture go."""
        return OutputStored(Digest(""), Size(1, 1))
