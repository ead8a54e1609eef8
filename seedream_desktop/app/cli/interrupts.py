"""Ctrl-C and SIGTERM: the command ends in order, within five seconds, come what may."""

import asyncio
import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

_LONGEST_S = 4.6
_AGAIN_S = 0.5
"""A second signal within this is the same one, passed on by whoever started the program."""

_INTERRUPTED = 3


@contextlib.contextmanager
def interruptible(tidy: Callable[[], None]) -> Iterator[None]:
    """Have a signal cancel the task that is in this block.

    What then takes too long, such as a name server that does not answer, is left behind, and so
    is everything at a second signal: the library can take it. tidy gives the terminal back.
    """
    task = asyncio.current_task()
    assert task is not None, "commands run in a task"
    timer = threading.Timer(_LONGEST_S, _leave, (tidy,))
    timer.daemon = True

    since: list[float] = []

    def interrupt() -> None:
        since.append(time.monotonic())
        if since[-1] - since[0] > _AGAIN_S:
            _leave(tidy)
        if len(since) == 1:
            timer.start()
            task.cancel()

    loop = asyncio.get_running_loop()
    taken = []
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, ValueError):  # Windows, or a thread
            loop.add_signal_handler(number, interrupt)
            taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            loop.remove_signal_handler(number)


def _leave(tidy: Callable[[], None]) -> None:
    with contextlib.suppress(Exception):
        tidy()
    os._exit(_INTERRUPTED)
