"""Says news to screen readers, the newest only, and not more often than one can listen."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui import speech

PAUSE_MS: Final = 2_000
SOON_MS: Final = 100


class Announcer(QObject):
    """Speaks for a window: news at most once in two seconds, answers when they are asked for."""

    def __init__(self, window: QWidget, pause_ms: int = PAUSE_MS, soon_ms: int = SOON_MS) -> None:
        """Take the window that speaks."""
        super().__init__(window)
        self._window = window
        self._next = ""
        self._answer = ""
        self.last = ""
        self._pause = _timer(self, pause_ms, self._on_time)
        self._soon = _timer(self, soon_ms, self._on_soon)

    def say(self, words: str) -> None:
        """Have news spoken, now or when the pause is over; newer words take their place."""
        self._next = words
        if not self._pause.isActive():
            self._on_time()

    def answer(self, words: str) -> None:
        """Have it said what a key came to: the same words again too, and no pause before them.

        Of what comes at once, as while a key is held down, only the last is said.
        """
        self._answer = words
        self._soon.start()

    def _on_time(self) -> None:
        words, self._next = self._next, ""
        if not words or words == self.last:
            return
        self.last = words
        speech.read_aloud(self._window, words)
        self._pause.start()

    def _on_soon(self) -> None:
        self.last = self._answer
        speech.read_aloud(self._window, self._answer)


def _timer(announcer: Announcer, after_ms: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(announcer)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(act)
    return timer
