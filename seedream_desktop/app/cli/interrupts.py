"""Ctrl-C and SIGTERM: the command ends in order, within five seconds, come what may."""

import asyncio
import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

_LONGEST_S = 4.6
_AGAIN_S = 0.5
"""A second signal within this is the same one, passed on by whoever started the program."""

_INTERRUPTED = 3


class Interrupts:
    """Has a signal cancel the task that is in this block, until settle().

    What then takes too long, such as a name server that does not answer, is left behind, and so
    is everything at a second signal: the library can take it.
    """

    def __init__(self, tidy: Callable[[], None]) -> None:
        """Take what gives the terminal back."""
        self._tidy = tidy
        self._task = asyncio.current_task()
        self._first: float | None = None
        self._is_settled = False
        self._timer = threading.Timer(_LONGEST_S, self._leave)
        self._timer.daemon = True
        self._numbers: list[int] = []

    def __enter__(self) -> Self:
        """Begin to listen; on systems without such handlers Ctrl-C is Python's own."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(number, self._interrupt)
                self._numbers.append(number)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        for number in self._numbers:
            asyncio.get_running_loop().remove_signal_handler(number)

    def settle(self) -> None:
        """Cancel nothing any more: what goes on is the closing, which must be whole."""
        self._is_settled = True

    def _interrupt(self) -> None:
        now = time.monotonic()
        if self._first is None:
            self._first = now
            self._timer.start()
            if self._task is not None and not self._is_settled:
                self._task.cancel()
        elif now - self._first > _AGAIN_S:
            self._leave()

    def _leave(self) -> None:
        with contextlib.suppress(Exception):
            self._tidy()
        os._exit(_INTERRUPTED)
