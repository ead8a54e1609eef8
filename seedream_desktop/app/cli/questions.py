"""Questions to the person at the terminal; a stop of the program ends them too."""

import asyncio
import getpass
import os
import signal
import sys
import threading

from seedream_desktop.app.cli.reporter import Reporter

_LINE_BYTES = 1000


def is_person() -> bool:
    """Say whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


async def confirmed(say: Reporter, question: str) -> bool:
    """Ask a question to be answered with y, yes or 是; anything else is a no."""
    say.pause()
    sys.stderr.write(question + " ")
    sys.stderr.flush()
    try:
        answer = await _line()
    except asyncio.CancelledError:
        sys.stderr.write("\n")
        raise
    return answer.strip().lower() in {"y", "yes", "是"}


def secret(question: str) -> str:
    """Read a line that is not shown. Blocks everything; a stop raises CancelledError.

    In the main thread and under Python's own handlers, so that the terminal shows what is typed
    again whatever happens.
    """
    before = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
    for number, _ in before:
        signal.signal(number, signal.default_int_handler)
    try:
        return getpass.getpass(question)
    except KeyboardInterrupt:
        raise asyncio.CancelledError from None
    finally:
        for number, handler in before:
            signal.signal(number, handler)


async def _line() -> str:
    """Read a line in a thread that keeps nothing from ending.

    It takes the bytes below Python's own file object, whose lock would be held at the end.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bytes] = loop.create_future()

    def take(data: bytes) -> None:
        if not answer.done():
            answer.set_result(data)

    def read() -> None:
        try:
            data = os.read(sys.stdin.fileno(), _LINE_BYTES)
        except OSError:
            data = b""
        if not loop.is_closed():
            loop.call_soon_threadsafe(take, data)

    threading.Thread(target=read, name="question", daemon=True).start()
    return (await answer).decode(errors="replace")
