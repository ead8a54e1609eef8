"""Says that somebody works at the program's windows, so that other work gives way."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_Type = QEvent.Type
_DEEDS: Final = frozenset(
    {
        _Type.KeyPress,
        _Type.MouseButtonPress,
        _Type.MouseMove,
        _Type.NativeGesture,
        _Type.TabletMove,
        _Type.TouchUpdate,
        _Type.Wheel,
    }
)
_EVERY_S: Final = 0.25


class Attendance(QObject):
    """Watches what the system sends to windows that have or had the keyboard.

    Native windows alone hear of little but what the user does; a filter of the whole application
    would cost Python's time with every event of every widget.
    """

    attended = Signal()
    """Somebody does something; said at most four times a second."""

    def __init__(
        self, parent: QObject | None = None, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        """Watch the window that has the keyboard, and each that comes to have it."""
        super().__init__(parent)
        self._now_s = now_s
        self._again_s = 0.0
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication), "windows need an application"
        app.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Hear of everything, keep nothing."""
        if event.type() in _DEEDS and self._now_s() >= self._again_s:
            self._again_s = self._now_s() + _EVERY_S
            self.attended.emit()
        return False

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # one that is watched already is not watched twice
