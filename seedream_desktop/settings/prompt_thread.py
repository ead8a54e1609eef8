"""One thread for calls that may wait for a person to answer a prompt of the system's."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, TypeVar

T = TypeVar("T")

_CLOSE_S: Final = 1.0


class PromptThread:
    """Runs calls one after the other, and stops waiting for one after a while.

    A call that is stuck in a prompt cannot be ended. It keeps this thread, and while it does,
    further calls fail at once instead of waiting in line or starting more threads.
    """

    def __init__(self, name: str, *, limit_s: float) -> None:
        """Name the thread; it starts with the first call."""
        self._name = name
        self._limit_s = limit_s
        self._work: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None]
        self._work = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._stuck: Future[Any] | None = None

    async def call(self, work: Callable[[], T]) -> T:
        """Return what work returns, or raise what it raises.

        Raises TimeoutError when it takes longer than the limit, or another call already does.
        """
        if self._stuck is not None and not self._stuck.done():
            raise TimeoutError
        future: Future[T] = Future()
        self._start()
        self._work.put((future, work))
        waiting = asyncio.wrap_future(future)
        waiting.add_done_callback(_forget)
        try:
            async with asyncio.timeout(self._limit_s):
                return await asyncio.shield(waiting)
        except TimeoutError:
            if not waiting.done() and not future.cancel():
                self._stuck = future  # it runs, and nobody waits for it any more
            raise
        except asyncio.CancelledError:
            future.cancel()
            raise

    def close(self) -> None:
        """End the thread; one that is stuck in a prompt is left to the end of the process."""
        if self._thread is not None:
            self._work.put(None)
            self._thread.join(_CLOSE_S)
            self._thread = None

    def _start(self) -> None:
        if self._thread is None:
            # A daemon: an open prompt must not keep the program from ending.
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while (item := self._work.get()) is not None:
            future, work = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except BaseException as exc:  # noqa: BLE001 (handed to whoever waits)
                future.set_exception(exc)
            del item, future, work  # a waiting thread holds no key in its frame


def _forget(late: "asyncio.Future[Any]") -> None:
    """Take the exception of an answer that nobody waits for, so that nothing complains."""
    if not late.cancelled():
        late.exception()
