"""Asks again what a finished job was billed, at services that say so only after a while."""

import logging
from typing import Final

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.request import Request
from seedream_desktop.ports.provider import Finished, OutputStored, Provider
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_LOOKS_S: Final = (0.0, 1.0, 2.0)
"""Waits before each look. They pass while outputs are fetched; a result is never held back for
longer, and what is not told by then counts with the worst case."""


class LateCharge:
    """Looks at a finished job until it says its price, a few times."""

    def __init__(self, clock: Clock) -> None:
        """Take the clock by which is waited."""
        self._clock = clock

    async def told_micros(self, request: Request, provider: Provider, card: Card) -> int | None:
        """Return what the service says it billed; None where it is mute or says it at once.

        Trouble of any kind only means that it has not been told.
        """
        if not card.tells_charge_late or request.remote_id is None:
            return None
        for wait_s in _LOOKS_S:
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
