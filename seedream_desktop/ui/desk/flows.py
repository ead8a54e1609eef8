"""Coroutines of screens: several questions one after the other, written as they happen."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QDialog

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.ui.bridge import EngineBridge
from seedream_desktop.ui.desk.messages import Messages

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class Flows(QObject):
    """Owns every coroutine that runs on the GUI thread's loop.

    A flow may ask the engine, show a dialog and await both. It never blocks, never calls
    exec(), and holds no money: what must not be lost is the engine's before the flow goes on.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        bridge: EngineBridge,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        """Take the GUI thread's loop, the way to the engine, and where failures are said."""
        super().__init__(parent)
        self._loop = loop
        self._bridge = bridge
        self._messages = messages
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def start(self, flow: Coroutine[Any, Any, None], of: QObject | None = None) -> None:
        """Begin a flow; it is cancelled when `of` is destroyed. What it raises is said.

        After close() nothing begins.
        """
        if self._is_closed:
            flow.close()
            return
        task = self._loop.create_task(flow)
        self._tasks.add(task)
        task.add_done_callback(self._end)
        if of is not None:
            of.destroyed.connect(partial(_cancel, task))

    async def ask(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Have a coroutine run on the engine's loop; events published before it come first.

        Raises what the work raises as SeedreamError. Cancelling the flow cancels the work.
        """
        answer: asyncio.Future[_T] = self._loop.create_future()
        call = self._bridge.call(work, self)
        call.succeeded.connect(partial(_answer, answer))
        call.failed.connect(partial(_fail, answer))
        call.cancelled.connect(partial(_give_up, answer))
        try:
            return await answer
        except asyncio.CancelledError:
            call.cancel()
            raise

    async def shown(self, dialog: QDialog) -> bool:
        """Open a dialog and wait for its end; return whether it was accepted."""
        answer: asyncio.Future[int] = self._loop.create_future()
        dialog.finished.connect(partial(_close, answer))
        dialog.open()
        try:
            return await answer == QDialog.DialogCode.Accepted.value
        finally:
            dialog.deleteLater()

    async def until(self, news: SignalInstance, is_so: Callable[[], bool]) -> None:
        """Wait until something is so, looking whenever a signal comes."""
        while not is_so():
            heard: asyncio.Future[None] = self._loop.create_future()
            hear = partial(_hear, heard)
            news.connect(hear)
            try:
                await heard
            finally:
                news.disconnect(hear)

    def close(self) -> None:
        """Cancel whatever still runs."""
        self._is_closed = True
        for task in tuple(self._tasks):
            task.cancel()

    def _end(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, SeedreamError):
            self._messages.failed(error)
        elif error is not None:
            _log.error("a flow of the window failed", exc_info=error)
            self._messages.failed(SeedreamError("unexpected", kind=type(error).__name__))


def _cancel(task: "asyncio.Task[None]", _gone: object = None) -> None:
    task.cancel()


def _answer(answer: "asyncio.Future[_T]", _call: int, value: _T) -> None:
    if not answer.done():
        answer.set_result(value)


def _fail(answer: "asyncio.Future[Any]", _call: int, error: SeedreamError) -> None:
    if not answer.done():
        answer.set_exception(error)


def _give_up(answer: "asyncio.Future[Any]", _call: int) -> None:
    answer.cancel()


def _hear(heard: "asyncio.Future[None]", *_news: object) -> None:
    if not heard.done():
        heard.set_result(None)


def _close(answer: "asyncio.Future[int]", result: int) -> None:
    if not answer.done():
        answer.set_result(result)
