"""Tells observers how it goes with asking for one job; the ledger keeps nothing of it."""

import contextlib
from dataclasses import replace

from seedream_desktop.domain.errors import Billed, SeedreamError, Unreachable
from seedream_desktop.domain.request import Request, RequestState, Trouble
from seedream_desktop.engine.herald import Herald
from seedream_desktop.ports.library import Library


class PollReport:
    """One request's: that the service answers, or what hinders that and when it is tried again."""

    def __init__(self, request: Request, library: Library, herald: Herald) -> None:
        """Take the request that is asked for."""
        self._request = request
        self._library = library
        self._herald = herald
        self._is_heard = self._is_hindered = False

    async def hindered(self, error: Unreachable, again_at: float) -> None:
        """Tell what is in the way, and the time of the next try, seconds since 1970."""
        self._is_hindered = True
        await self._tell(Trouble.of(error, Billed.YES), again_at)

    async def answered(self) -> None:
        """Tell that the service answers: once, and again after each trouble."""
        if not self._is_heard:
            self._is_heard = True
            self._herald.answered(self._request.provider)
        if self._is_hindered:
            self._is_hindered = False
            await self._tell(None, 0.0)

    async def _tell(self, trouble: Trouble | None, again_at: float) -> None:
        """Show the request as the ledger has it by now: the user may have stopped waiting."""
        with contextlib.suppress(SeedreamError):  # what cannot be shown must not end the polls
            newest = await self._library.request(self._request.id)
            if newest.state is RequestState.ACCEPTED:
                self._herald.moved(replace(newest, trouble=trouble, not_before=again_at))
