"""How much imaging is under way at one time: less while somebody works at the window."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Final

_ATTENDED_S: Final = 1.0
"""How long the window keeps the core that it was given when somebody last did something there."""


class Lanes:
    """Lets as many in as threads can work on, first come, first served.

    While the window is attended it is one less than there are threads, at least one, so that a
    core is the window's own. Otherwise it is one more, so that no thread over there waits for us.
    """

    def __init__(self, threads: int, now_s: Callable[[], float] = time.monotonic) -> None:
        """Take the threads there are, and a clock that never goes back."""
        self._threads = threads
        self._now_s = now_s
        self._attended_until_s = -1.0
        self._used = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def attend(self) -> None:
        """Note that somebody does something at the window. From any thread."""
        self._attended_until_s = self._now_s() + _ATTENDED_S

    @property
    def places(self) -> int:
        """How many may be under way now."""
        if self._now_s() < self._attended_until_s:
            return max(1, self._threads - 1)
        return self._threads + 1

    async def __aenter__(self) -> None:
        if self._used < self.places and not self._waiting:
            self._used += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # let in and called off at once
                self._leave()
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        # There is always a place, so whoever waits is let in by one who leaves.
        self._used -= 1
        while self._waiting and self._used < self.places:
            turn = self._waiting.popleft()
            if not turn.cancelled():  # who waited was called off
                self._used += 1
                turn.set_result(None)
