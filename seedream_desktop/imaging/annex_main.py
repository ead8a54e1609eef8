"""What the imaging process runs: orders from its input, answers to its output, until that ends."""

import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO, Final, NoReturn

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.imaging.memory import give_back_large_blocks
from seedream_desktop.imaging.pool import Gate, usual_threads

_NICE: Final = 10


def serve(threads: int | None = None) -> NoReturn:
    """Work until whoever started this closes its end of the pipe, or is gone."""
    orders, answers = _lines()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started this
    _give_way()
    give_back_large_blocks()
    gate, writing = Gate(), threading.Lock()
    workers = ThreadPoolExecutor(threads or usual_threads(), thread_name_prefix="imaging")
    try:
        while True:
            number, work = pickle.load(orders)  # noqa: S301 - from the program that started this
            workers.submit(_perform, number, work, gate, answers, writing)
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(0)  # what is under way has nobody left who waits for it


def _give_way() -> None:
    """Let the window have the cores first; Windows is told when this is started."""
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    if sys.platform != "win32":
        os.nice(_NICE)


def _lines() -> tuple[BinaryIO, BinaryIO]:
    """Take input and output for orders and answers; what a library prints goes nowhere."""
    orders, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return orders, answers


def _perform(
    number: int,
    work: Callable[[Gate], Any],
    gate: Gate,
    answers: BinaryIO,
    writing: threading.Lock,
) -> None:
    value, failure = None, None
    try:
        value = work(gate)
    except Exception as error:  # noqa: BLE001 - a barrier: whoever ordered it gets it
        if not isinstance(error, SeedreamError):
            error.add_note("".join(traceback.format_exception(error)))
        failure = error
    try:
        answer = pickle.dumps((number, value, failure))
    except Exception as error:  # noqa: BLE001 - as above: an answer must come
        answer = pickle.dumps((number, None, RuntimeError(f"no way to return it: {error!r}")))
    with writing:
        try:
            answers.write(answer)
            answers.flush()
        except OSError:
            os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else None)
