"""Imaging in a process of its own, so that no decoder competes with the window's thread."""

import asyncio
import itertools
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import seedream_desktop
from seedream_desktop.bundle import ANNEX_SWITCH
from seedream_desktop.imaging.lanes import Lanes
from seedream_desktop.imaging.pool import Gate, ImagingPool, usual_threads

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_MODULE: Final = "seedream_desktop.imaging.annex_main"
_END_S: Final = 10.0


class AnnexFailed(Exception):
    """The process died over a piece of work, and so did one that had nothing else to do."""


class Annex:
    """Does what ImagingPool does, with the same threads and gate, in another interpreter.

    Work is a functools.partial of a module's function; it and its result are pickled. The
    process begins with the first work, at a low priority, and cannot outlive this one: it reads
    its orders from a pipe, and leaves when that closes. Where no process can be started, the
    work is done by threads of this one.
    """

    def __init__(self, *, threads: int | None = None) -> None:
        """Start nothing before there is work."""
        self._threads = threads or usual_threads()
        self._lanes = Lanes(self._threads)
        self._watched = asyncio.Semaphore(self._threads + 1)
        self._starting = asyncio.Lock()
        self._process: _Process | None = None
        self._here: ImagingPool | None = None
        self._is_closed = False

    @property
    def process_id(self) -> int | None:
        """The number of the process, None while there is none."""
        return self._process.process_id if self._process is not None else None

    async def run(self, work: Callable[[Gate], _T], *, is_watched: bool = False) -> _T:
        """Run work over there. Cancelled before it is handed over, it never runs.

        What is watched is handed over beside all else, so that it waits for a few pieces of a
        run at most, and not for all of its outputs. Raises what the work raises, and AnnexFailed.
        """
        async with self._watched if is_watched else self._lanes:
            process = await self._present()
            if process is None:
                return await self._in_threads().run(work)
            try:
                return await process.perform(work)
            except AnnexFailed:
                if self._is_closed:
                    raise asyncio.CancelledError from None
                _log.warning("the imaging process ended; its work is done again, each alone")
            return await self._alone(work)

    def attend(self) -> None:
        """Leave a core more to the window for a while: somebody works at it. From any thread."""
        self._lanes.attend()

    def close(self) -> None:
        """Drop what has not started, give up what has, and end the process."""
        self._is_closed = True
        process, self._process = self._process, None
        if process is not None:
            process.end()
        if self._here is not None:
            self._here.close()

    async def _present(self) -> "_Process | None":
        """Return the process, started where none is alive; None where none can be."""
        async with self._starting:
            if self._is_closed:
                raise asyncio.CancelledError
            if self._here is not None:
                return None
            if self._process is None or not self._process.is_alive:
                await self._replace()
            return self._process

    async def _replace(self) -> None:
        ended, self._process = self._process, None
        if ended is not None:
            await asyncio.to_thread(ended.end)
        try:
            process = await asyncio.to_thread(_Process, asyncio.get_running_loop(), self._threads)
        except OSError as error:
            _log.warning("no process for imaging, threads do it: %s", type(error).__name__)
            self._in_threads()
            return
        if self._is_closed:
            process.end()
            raise asyncio.CancelledError
        self._process = process

    async def _alone(self, work: Callable[[Gate], _T]) -> _T:
        """Do work again in a process that nothing else can kill, and that kills nothing else."""
        process = await asyncio.to_thread(_Process, asyncio.get_running_loop(), 1)
        try:
            return await process.perform(work)
        finally:
            await asyncio.to_thread(process.end)

    def _in_threads(self) -> ImagingPool:
        if self._here is None:
            self._here = ImagingPool(threads=self._threads)
        return self._here


class _Process:
    """One process, the pipes to and from it, and who waits for which of its answers."""

    def __init__(self, loop: asyncio.AbstractEventLoop, threads: int) -> None:
        """Start it. Raises OSError."""
        self._loop = loop
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self.is_alive = True
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [*_command(), str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environ(),
            creationflags=_flags(),
        )
        self._listener = threading.Thread(target=self._listen, name="imaging-annex", daemon=True)
        self._listener.start()

    @property
    def process_id(self) -> int:
        return self._process.pid

    async def perform(self, work: Callable[[Gate], _T]) -> _T:
        """Hand work over and wait for its result. Raises AnnexFailed where the process is gone."""
        if not self.is_alive:
            raise AnnexFailed
        number = next(self._numbers)
        answer: asyncio.Future[_T] = self._loop.create_future()
        self._waiting[number] = answer
        try:
            self._order(number, work)
            return await answer  # an OSError from here on is the work's own
        finally:
            self._waiting.pop(number, None)

    def _order(self, number: int, work: Callable[[Gate], _T]) -> None:
        assert self._process.stdin is not None, "it was opened with pipes"
        try:
            # A few hundred bytes to a process that reads at once: this does not wait.
            self._process.stdin.write(pickle.dumps((number, work)))
            self._process.stdin.flush()
        except OSError:
            raise AnnexFailed from None

    def end(self) -> None:
        """End it at once, harmless when repeated: what it writes are parts of files at most."""
        self.is_alive = False
        self._process.kill()
        self._process.wait(_END_S)
        self._listener.join(_END_S)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None, "it was opened with pipes"
            try:
                pipe.close()
            except OSError:  # what was still to be flushed has nowhere to go
                continue

    def _listen(self) -> None:
        """Take answers until there are no more, on a thread of its own."""
        assert self._process.stdout is not None, "it was opened with pipes"
        try:
            while True:
                number, value, error = pickle.load(self._process.stdout)  # noqa: S301 - our own child
                self._loop.call_soon_threadsafe(self._settle, number, value, error)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError, RuntimeError):
            pass  # it ended, in the midst of an answer or not; or our loop did
        self.is_alive = False
        try:
            self._loop.call_soon_threadsafe(self._fail_all)
        except RuntimeError:  # the loop is closed: nobody waits
            return

    def _settle(self, number: int, value: Any, error: Exception | None) -> None:
        answer = self._waiting.pop(number, None)
        if answer is None or answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(value)

    def _fail_all(self) -> None:
        for number in tuple(self._waiting):
            self._settle(number, None, AnnexFailed())


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, ANNEX_SWITCH]
    # -P: a file beside whatever folder we were started in must not pass for a module.
    return [sys.executable, "-P", "-m", _MODULE]


def _environ() -> dict[str, str]:
    """Return our environment, in which this package is found wherever it was found by us."""
    around = str(Path(seedream_desktop.__file__).parents[1])
    before = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": os.pathsep.join((around, before)) if before else around}


def _flags() -> int:
    """Return what Windows is told: below normal priority, and no console window."""
    if sys.platform == "win32":
        return subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
    return 0
