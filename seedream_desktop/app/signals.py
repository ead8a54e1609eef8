"""Ctrl-C and SIGTERM end the window as closing it does."""

import signal
import socket
from types import FrameType
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_ASKED: Final = tuple(
    number
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if (number := getattr(signal, name, None)) is not None
)


class Signals(QObject):
    """Wakes Qt's loop for a signal; without it Python would hear of it at the next click.

    Python's own handler of C writes a byte into a socket (signal.set_wakeup_fd), which Qt
    watches, on Windows too.
    """

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin to listen; only the main thread may."""
        super().__init__(parent)
        self._ours, theirs = socket.socketpair()
        self._theirs = theirs
        for end in (self._ours, theirs):
            end.setblocking(False)
        self._before = {number: signal.signal(number, self._note) for number in _ASKED}
        self._fd_before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_byte)

    def close(self) -> None:
        """Listen no more."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._fd_before)
        for number, handler in self._before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        self._ours.close()
        self._theirs.close()

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        """Let the signal be; the byte tells of it."""

    def _on_byte(self, *_which: object) -> None:
        try:
            self._ours.recv(64)
        except BlockingIOError:
            return
        self.asked.emit()
