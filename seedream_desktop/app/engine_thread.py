"""Hosts the program without a face on a loop and thread of its own, beside the window's."""

import asyncio
import contextlib
import gc
import logging
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.events import Event
from seedream_desktop.net.lookups import LookupLoop

if TYPE_CHECKING:
    from seedream_desktop.app.wiring import App
    from seedream_desktop.engine.recovery import Found

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

Opener: TypeAlias = Callable[[], contextlib.AbstractAsyncContextManager["App"]]

_POST_S: Final = 20.0
"""What a POST in flight may still take when the program is to end."""

_CALLS_S: Final = 5.0
"""What calls of screens that are under way may still take; saving is one of them."""

_COLLECTED_AFTER: Final = (5_000, 10, 10)
"""Objects until a collection of the youngest, and how many of one kind until the next."""

_TURN_S: Final = 0.000_3
"""How long a thread keeps the interpreter while another waits for it.

Qt's calls let it go and ask for it again, some dozens of them a frame. While the engine plans a
long sequence each of these waits this long: with Python's 5 ms a frame took 95 ms, with this 25.
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """The library is open, and this is what the last start had left unfinished."""

    app: "App"
    found: "Found"


@dataclass(frozen=True, slots=True)
class NotOpened:
    """The library could not be opened: busy, too new, no disk. error is for a screen to show."""

    error: SeedreamError


Opening: TypeAlias = Opened | NotOpened


class EngineThread:
    """One asyncio loop in one thread that is no daemon: a daemon would die in mid-commit."""

    def __init__(self, opener: Opener | None = None, *, owns_process: bool = False) -> None:
        """Start nothing yet; opener is for tests, otherwise app.wiring's open_app().

        owns_process says that the process is this program's alone, for as long as it lives.
        """
        self._owns_process = owns_process
        self._opener = opener or _open_app
        self._observer: Callable[[Event], None] | None = None
        self._opening: Future[Opening] = Future()
        self._stopped: Future[None] = Future()
        self._guard = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._is_stopping = False
        self._calls: set[asyncio.Task[Any]] = set()
        self._thread = threading.Thread(target=self._main, name="engine", daemon=False)

    def start(self, observer: Callable[[Event], None] | None = None) -> Future[Opening]:
        """Open the library on the new thread; the future never fails, its value may say so.

        observer is told of every event from the first on, on the engine's thread.
        """
        self._observer = observer
        if self._owns_process:
            sys.setswitchinterval(_TURN_S)
        self._thread.start()
        return self._opening

    @property
    def stopped(self) -> Future[None]:
        """Resolves when everything is closed and the thread is about to end."""
        return self._stopped

    def call(self, work: Coroutine[Any, Any, _T]) -> Future[_T]:
        """Hand a coroutine to the engine's loop from any thread; never wait for it on the GUI's.

        Cancelling the future cancels the coroutine. Where nothing runs (any more) the future
        comes back cancelled and the coroutine never begins.
        """
        with self._guard:
            if self._loop is not None and not self._is_stopping:
                return asyncio.run_coroutine_threadsafe(self._tracked(work), self._loop)
        work.close()
        refused: Future[_T] = Future()
        refused.cancel()
        return refused

    def begin_stop(self) -> Future[None]:
        """Refuse new work and begin to end, without waiting; see stopped."""
        with self._guard:
            self._is_stopping = True
            if self._loop is not None and self._stop is not None:
                self._loop.call_soon_threadsafe(self._stop.set)
        return self._stopped

    def stop(self, timeout_s: float = _POST_S + _CALLS_S) -> bool:
        """End: no new work, POSTs in flight, downloads, connections, ledger, loop, thread.

        Waits; returns False where the thread was still busy at the end of the time. Harmless
        when repeated.
        """
        self.begin_stop()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    async def _tracked(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run a call under an owner that can end it."""
        task = asyncio.current_task()
        assert task is not None, "a coroutine runs in a task"
        self._calls.add(task)
        try:
            return await work
        finally:
            self._calls.discard(task)

    def _main(self) -> None:
        try:
            with asyncio.Runner(loop_factory=LookupLoop) as runner:
                runner.run(self._serve())
        except Exception as error:  # noqa: BLE001 (the thread's barrier: a screen says it)
            _log.exception("the engine's thread failed")
            self._tell(NotOpened(_told(error)))
        finally:
            with self._guard:
                self._loop = None
            self._tell(NotOpened(SeedreamError("opening_stopped")))
            self._stopped.set_result(None)

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_log_unhandled)
        with self._guard:
            self._stop = asyncio.Event()
            if self._is_stopping:
                return
        try:
            async with self._opener() as app:
                await self._attend(app, loop)
        except SeedreamError as error:
            if self._opening.done():
                raise
            self._tell(NotOpened(error))

    async def _attend(self, app: "App", loop: asyncio.AbstractEventLoop) -> None:
        """Recover, say that it is open, and stay until told to end."""
        assert self._stop is not None, "made before the library is opened"
        unsubscribe = app.engine.subscribe(self._observer) if self._observer else None
        found = await app.start()
        if self._owns_process:
            # What was loaded stays: a full collection would look through it all with the
            # interpreter's lock held, and stop the window for 30 ms.
            gc.freeze()
            gc.set_threshold(*_COLLECTED_AFTER)
        with self._guard:
            self._loop = None if self._is_stopping else loop
            if self._is_stopping:
                self._stop.set()
        self._tell(Opened(app, found))
        await self._stop.wait()
        # What was asked before the end is let finish while the engine stops to buy.
        await asyncio.gather(app.engine.stop(timeout_s=_POST_S), self._end_calls())
        if unsubscribe is not None:
            unsubscribe()

    async def _end_calls(self) -> None:
        """Let calls under way finish for a while, then cancel what goes on: imports, waits."""
        calls = set(self._calls)
        if calls:
            await asyncio.wait(calls, timeout=_CALLS_S)
        left = set(self._calls)
        for call in left:
            call.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _tell(self, opening: Opening) -> None:
        if not self._opening.done():
            self._opening.set_result(opening)


def _open_app() -> "contextlib.AbstractAsyncContextManager[App]":
    # On the engine's thread: these imports take longer than a window does to appear.
    from seedream_desktop.app.tempo import Tempo
    from seedream_desktop.app.wiring import open_app

    return open_app(tempo=Tempo(is_patient=True), has_window=True)


def _told(error: Exception) -> SeedreamError:
    if isinstance(error, SeedreamError):
        return error
    return SeedreamError("opening_failed", kind=type(error).__name__)


def _log_unhandled(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what no one awaited: a barrier, the program goes on."""
    _log.error("unhandled on the loop: %s", context["message"], exc_info=context.get("exception"))
