"""The threads that decode pictures, and how much they may hold in memory together."""

import asyncio
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, Protocol, TypeVar

from seedream_desktop.imaging.memory import give_back_large_blocks

_T = TypeVar("_T")

BUDGET_BYTES: Final = 150_000_000
"""Decoded pixels held at one time: one 24 MP picture in full, or two outputs of 4096 × 4096."""

_THREADS_MIN: Final = 2


class Gate:
    """Admits work by the memory that it will hold, first come, first served.

    Work that alone is larger than the budget is admitted when nothing else is held, so the
    most that is held is the budget or the largest single piece of work.
    """

    def __init__(self, budget_bytes: int = BUDGET_BYTES) -> None:
        """Start with nothing held."""
        self._budget_bytes = budget_bytes
        self._held_bytes = 0
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()

    @property
    def held_bytes(self) -> int:
        """Bytes admitted at this moment."""
        return self._held_bytes

    @contextmanager
    def admit(self, cost_bytes: int) -> Iterator[None]:
        """Wait until cost_bytes more may be held, and hold them for the block."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            try:
                self._changed.wait_for(lambda: self._may_enter(ticket, cost_bytes))
                self._held_bytes += cost_bytes
            finally:
                self._waiting.remove(ticket)
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._held_bytes -= cost_bytes
                self._changed.notify_all()

    def _may_enter(self, ticket: object, cost_bytes: int) -> bool:
        if self._waiting[0] is not ticket:
            return False
        return not self._held_bytes or self._held_bytes + cost_bytes <= self._budget_bytes


class Workers(Protocol):
    """Whoever does imaging work beside the event loop: threads, or a process."""

    async def run(self, work: Callable[[Gate], _T], *, is_watched: bool = False) -> _T:
        """Do work and return its result, or raise what it raises.

        is_watched says that somebody waits for it at the screen.
        """
        ...

    def attend(self) -> None:
        """Leave a core more to the window for a while: somebody works at it. From any thread."""
        ...

    def close(self) -> None:
        """Take no more work and end."""
        ...


def usual_threads() -> int:
    """Return how many pictures are worked on at one time: cores - 1, at least 2."""
    return max(_THREADS_MIN, (os.cpu_count() or 1) - 1)


class ImagingPool:
    """Cores - 1 threads, at least 2, in front of one gate; owned and closed by one owner.

    Enough where no window is: Pillow's decoders and filters let go of the interpreter lock, and
    take it again a few hundred times a picture. Beside a window it is imaging.annex.
    """

    def __init__(self, *, threads: int | None = None, budget_bytes: int = BUDGET_BYTES) -> None:
        """Start no thread before there is work."""
        self._threads = ThreadPoolExecutor(
            threads or usual_threads(),
            thread_name_prefix="imaging",
            initializer=give_back_large_blocks,
        )
        self._gate = Gate(budget_bytes)

    async def run(self, work: Callable[[Gate], _T], *, is_watched: bool = False) -> _T:
        """Run work on a thread, first come, first served: nobody watches where this is used.

        Cancelled before it starts, it never does; else it finishes.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, self._gate)

    def attend(self) -> None:
        """Change nothing: no window is where this is used."""

    def close(self) -> None:
        """Drop what has not started, wait for what has, and end the threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)
