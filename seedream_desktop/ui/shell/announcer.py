"""Says news to screen readers, the newest only, and not more often than one can listen."""

from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

PAUSE_MS: Final = 2_000


class Announcer(QObject):
    """Speaks for a window: at once, and then at most once in two seconds."""

    def __init__(self, window: QWidget, pause_ms: int = PAUSE_MS) -> None:
        """Take the window that speaks."""
        super().__init__(window)
        self._window = window
        self._next = ""
        self.last = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self._on_time)

    def say(self, words: str) -> None:
        """Have words spoken, now or when the pause is over; newer words take their place."""
        self._next = words
        if not self._pause.isActive():
            self._on_time()

    def _on_time(self) -> None:
        words, self._next = self._next, ""
        if not words or words == self.last:
            return
        self.last = words
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, words))
        self._pause.start()
