"""What nothing caught: one scrubbed report a failure, whatever thread or loop it came from."""

import asyncio
import hashlib
import logging
import os
import platform
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from seedream_desktop import __version__
from seedream_desktop.logs.redaction import scrub
from seedream_desktop.logs.setup import Logs

log = logging.getLogger(__name__)

_REPORTS_KEPT: Final = 10
_PREFIX: Final = "crash-"

LoopHandler = Callable[[asyncio.AbstractEventLoop, Mapping[str, Any]], None]


class CrashHooks:
    """Turns uncaught exceptions into reports. install() and remove() go together.

    `told` is called with the report's path (None where none could be written, or the same
    failure was reported before) and the exception, on the thread where it happened; what a
    person sees is its business. Ctrl-C and SystemExit are no crashes and pass.
    """

    def __init__(self, logs: Logs, told: Callable[[Path | None, BaseException], None]) -> None:
        """Take the logs, for their folder and last lines, and who is told."""
        self._logs = logs
        self._told = told
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take the uncaught exceptions of the main thread and of every other."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_main
        threading.excepthook = self._on_thread

    def remove(self) -> None:
        """Put back the hooks that were there before."""
        sys.excepthook, threading.excepthook = self._before

    def for_loop(self) -> LoopHandler:
        """Return a handler for asyncio's set_exception_handler()."""

        def handle(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
            exception = context.get("exception")
            message = str(context.get("message", ""))
            if isinstance(exception, BaseException):
                self.report(exception, f"asyncio: {message}")
            else:
                log.error("asyncio: %s", message)

        return handle

    def report(self, exception: BaseException, where: str) -> Path | None:
        """Log and write one failure; return the report's path. Never raises."""
        log.critical("uncaught in %s", where, exc_info=exception)
        path = self._write(exception, where)
        try:
            self._told(path, exception)
        except Exception:  # barrier: a hook that raises would be called for its own failure
            log.exception("the crash could not be shown")
        return path

    def _on_main(
        self,
        kind: type[BaseException],
        exception: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            self._before[0](kind, exception, trace)
            return
        self.report(exception, "the main thread")

    def _on_thread(self, hooked: threading.ExceptHookArgs) -> None:
        if hooked.exc_value is None or issubclass(hooked.exc_type, SystemExit):
            return
        name = hooked.thread.name if hooked.thread is not None else "a thread that is gone"
        self.report(hooked.exc_value, f"thread {name}")

    def _write(self, exception: BaseException, where: str) -> Path | None:
        """Write a report unless this very failure has one already."""
        trace = "".join(traceback.format_exception(exception))
        mark = hashlib.sha256(_place(exception).encode()).hexdigest()[:8]
        with self._lock:
            if mark in self._seen:
                return None
            self._seen.add(mark)
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
        path = self._logs.folder / f"{_PREFIX}{stamp}-{mark}.txt"
        text = scrub(f"{_heading(where)}\n{trace}\nLast lines of the log:\n")
        try:
            self._logs.folder.mkdir(parents=True, exist_ok=True)
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8"
            ) as file:
                file.write(text + "\n".join(self._logs.ring.lines()) + "\n")
            self._drop_old()
        except OSError as failure:
            log.error("no crash report could be written: %s", failure)  # noqa: TRY400 (the place is plain)
            return None
        return path

    def _drop_old(self) -> None:
        """Keep the newest reports; their names sort by time."""
        for old in sorted(self._logs.folder.glob(f"{_PREFIX}*.txt"))[:-_REPORTS_KEPT]:
            old.unlink(missing_ok=True)


def _heading(where: str) -> str:
    return (
        f"Seedream Desktop {__version__}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.release()} {platform.machine()}\n"
        f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}, uncaught in {where}\n"
    )


def _place(exception: BaseException) -> str:
    """Return what makes two failures the same: the kind and the lines it went through."""
    frames = traceback.extract_tb(exception.__traceback__)
    return type(exception).__qualname__ + "".join(f"{f.filename}:{f.lineno}" for f in frames)
