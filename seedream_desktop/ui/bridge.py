"""Carries events and results from the engine's thread to the window, a frame's worth at a time."""

import itertools
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.events import Event, ImportProgress, RequestChanged
from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.picture import Skipped
from seedream_desktop.domain.request import Request

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

FRAME_MS: Final = 33


class Caller(Protocol):
    """Hands a coroutine to the engine's loop; app.engine_thread.EngineThread.call is one."""

    def __call__(self, work: Coroutine[Any, Any, _T]) -> Future[_T]:
        """Return the future of the work's result."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What happened since the last update.

    requests holds the newest of each that moved, in the order in which they first did;
    imported is the newest progress with every file left out since; others are in order.
    """

    requests: tuple[Request, ...] = ()
    imported: ImportProgress | None = None
    others: tuple[Event, ...] = ()


class Call(QObject):
    """One question to the engine. It belongs to its receiver and is silent once that is gone.

    Exactly one of the signals is emitted, on the GUI thread, and each first names the call.
    """

    succeeded = Signal(object, object)
    failed = Signal(object, object)
    """Carries the SeedreamError."""
    cancelled = Signal(object)

    def __init__(self, number: int, receiver: QObject, future: Future[Any]) -> None:
        """Take a number of its own, the object that waits, and what it waits for."""
        super().__init__(receiver)
        self.number = number
        self._future = future

    def cancel(self) -> None:
        """Have the work cancelled; harmless when it is over."""
        self._future.cancel()

    def deliver(self) -> None:
        """Emit what became of the work, which is over."""
        try:
            value = self._future.result(timeout=0)
        except CancelledError:
            self.cancelled.emit(self.number)
        except SeedreamError as error:
            self.failed.emit(self.number, error)
        except Exception as error:  # noqa: BLE001 (a barrier: the window goes on and says it)
            _log.exception("a call of the window failed")
            self.failed.emit(self.number, SeedreamError("unexpected", kind=type(error).__name__))
        else:
            self.succeeded.emit(self.number, value)


class EngineBridge(QObject):
    """The one place where the engine's news become Qt signals.

    publish() is the engine's observer and may be called on any thread; it never waits for the
    window. changed is emitted at most once a frame.
    """

    changed = Signal(object)
    """Carries Changes."""
    _wake = Signal()
    _answered = Signal()

    def __init__(self, caller: Caller, parent: QObject | None = None) -> None:
        """Take the way to the engine's loop."""
        super().__init__(parent)
        self._caller = caller
        self._guard = threading.Lock()
        self._pending = _Pending()
        self._answers: list[int] = []
        self._is_awake = False
        self._is_closed = False
        self._calls: dict[int, Call] = {}
        self._numbers = itertools.count(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.flush)
        self._wake.connect(self._timer.start, Qt.ConnectionType.QueuedConnection)
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def publish(self, event: Event) -> None:
        """Take one event from any thread."""
        with self._guard:
            if self._is_closed:
                return
            self._pending.add(event)
            is_first, self._is_awake = not self._is_awake, True
            if is_first:
                # Under the lock, so that close() cannot take the object away meanwhile.
                self._wake.emit()

    @Slot()
    def flush(self) -> None:
        """Emit what has come together; called by the timer, and before an answer is delivered."""
        with self._guard:
            pending, self._pending = self._pending, _Pending()
            self._is_awake = False
        # What a slot raises goes to sys.excepthook, not to whoever emits: Qt is the barrier.
        if not pending.is_empty:
            self.changed.emit(pending.changes())

    def call(
        self,
        work: Coroutine[Any, Any, _T],
        receiver: QObject,
        succeeded: Callable[[int, _T], object] | None = None,
        failed: Callable[[int, SeedreamError], object] | None = None,
    ) -> Call:
        """Have the engine do something; the answer comes by the signals of what is returned.

        succeeded and failed are connected to them: bound methods of the receiver. When the
        receiver is gone the answer is dropped, and the work itself goes on.
        """
        return self.follow(self._caller(work), receiver, succeeded, failed)

    def follow(
        self,
        future: Future[_T],
        receiver: QObject,
        succeeded: Callable[[int, _T], object] | None = None,
        failed: Callable[[int, SeedreamError], object] | None = None,
    ) -> Call:
        """Have a future that is resolved on any thread answered like a call."""
        self._forget_gone()
        call = Call(next(self._numbers), receiver, future)
        if succeeded is not None:
            call.succeeded.connect(succeeded)
        if failed is not None:
            call.failed.connect(failed)
        self._calls[call.number] = call
        future.add_done_callback(partial(self._take_answer, call.number))
        return call

    def close(self) -> None:
        """Take nothing more, from any thread; pending calls are dropped."""
        with self._guard:
            self._is_closed = True
            self._answers.clear()
        self._timer.stop()
        self._calls.clear()

    def _forget_gone(self) -> None:
        """Let go of calls whose receivers are gone, and of what their slots hold, unanswered."""
        for number, call in tuple(self._calls.items()):
            if not shiboken6.isValid(call):
                del self._calls[number]

    def _take_answer(self, number: int, _future: Future[Any]) -> None:
        """Note that a call is over, on whatever thread ended it."""
        with self._guard:
            if self._is_closed:
                return
            self._answers.append(number)
            if len(self._answers) == 1:
                self._answered.emit()

    @Slot()
    def _deliver(self) -> None:
        # Events that were published before an answer are seen before it.
        self.flush()
        with self._guard:
            answers, self._answers = self._answers, []
        for number in answers:
            call = self._calls.pop(number, None)
            if call is None or not shiboken6.isValid(call):
                continue
            call.deliver()
            if shiboken6.isValid(call):
                call.deleteLater()


class _Pending:
    """Merges events until the next update."""

    def __init__(self) -> None:
        self._requests: dict[RequestId, Request] = {}
        self._imported: ImportProgress | None = None
        self._skipped: list[Skipped] = []
        self._others: list[Event] = []

    @property
    def is_empty(self) -> bool:
        return not (self._requests or self._imported or self._others)

    def add(self, event: Event) -> None:
        match event:
            case RequestChanged(request=request):
                self._requests[request.id] = request
            case ImportProgress():
                self._skipped.extend(event.skipped)
                self._imported = event
            case _:
                self._others.append(event)

    def changes(self) -> Changes:
        imported = self._imported
        if imported is not None:
            imported = ImportProgress(
                seen=imported.seen, taken=imported.taken, skipped=tuple(self._skipped)
            )
        return Changes(
            requests=tuple(self._requests.values()),
            imported=imported,
            others=tuple(self._others),
        )
