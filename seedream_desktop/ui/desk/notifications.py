"""What is told outside of the window while it is not in front: by the system's tray, dock, bar."""

from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.desk.endings import Endings
from seedream_desktop.ui.desk.messages import Remark
from seedream_desktop.ui.desk.preferences import Preferences
from seedream_desktop.ui.desk.queue import QueueDesk
from seedream_desktop.ui.models.queue_counts import Counts
from seedream_desktop.ui.models.queue_lines import left_text
from seedream_desktop.ui.theme.tokens import Tone

_SHOWN_MS: Final = 10_000
_DECISIONS: Final = frozenset({Tone.DOUBT})


class Tray(Protocol):
    """What of the system's tray is used; QSystemTrayIcon is one."""

    def tell(self, title: str, words: str) -> None:
        """Show a message beside the tray."""
        ...

    def show_state(self, words: str, *, is_wanted: bool) -> None:
        """Show the program in the tray, or take it away."""
        ...


class SystemTray(QObject):
    """The system's tray where there is one; where there is none, nothing happens."""

    pressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Make nothing before it is wanted: many systems have no tray."""
        super().__init__(parent)
        self._icon: QSystemTrayIcon | None = None

    def tell(self, title: str, words: str) -> None:
        """Show a message beside the tray."""
        icon = self._made()
        if icon is not None and icon.supportsMessages():
            icon.show()
            icon.showMessage(title, words, QApplication.windowIcon(), _SHOWN_MS)

    def show_state(self, words: str, *, is_wanted: bool) -> None:
        """Show the program in the tray, or take it away."""
        icon = self._made() if is_wanted else self._icon
        if icon is not None:
            icon.setToolTip(words)
            icon.setVisible(is_wanted)

    def _made(self) -> QSystemTrayIcon | None:
        if self._icon is None and QSystemTrayIcon.isSystemTrayAvailable():
            self._icon = QSystemTrayIcon(QIcon(QApplication.windowIcon()), self)
            self._icon.messageClicked.connect(self.pressed)
            self._icon.activated.connect(self._on_activated)
        return self._icon

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.pressed.emit()


class Notifications(QObject):
    """Tells of ends and of needed decisions, as the settings want it; the window tells it too.

    The badge counts what needs the user; the tray's tip says how far the queue is.
    """

    front_asked = Signal()
    """The user wants to see the window at its queue."""

    def __init__(
        self,
        queue: QueueDesk,
        endings: Endings,
        preferences: Preferences,
        tray: Tray | None = None,
        is_in_front: Callable[[], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Follow the queue and its ends; without a tray the system's is used."""
        super().__init__(parent)
        self._queue = queue
        self._preferences = preferences
        self._is_in_front = is_in_front or _is_in_front
        self._badge = 0
        self._doubts = 0
        self.tray: Tray
        if tray is None:
            self.tray = system = SystemTray(self)
            system.pressed.connect(self.front_asked)
        else:
            self.tray = tray
        # News of one moment come together: a run that ends in doubt is told once.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._see_to_tray)
        endings.told.connect(self._on_ending)
        queue.counted.connect(self._on_counts)
        self._on_counts(queue.counts)

    def end(self) -> None:
        """Take badge and tray away."""
        self._soon.stop()
        self._show_badge(0)
        self.tray.show_state("", is_wanted=False)

    def _on_ending(self, remark: Remark) -> None:
        wanted = self._preferences.current.notifications
        is_decision = remark.tone in _DECISIONS
        if wanted.needs_decision if is_decision else wanted.run_ended:
            self.tell(remark.words)

    def _on_counts(self, counts: Counts) -> None:
        if counts.in_doubt > self._doubts and counts.running + counts.waiting:
            # While others of the run go on; its end tells of the rest.
            self._tell_of_doubts(counts.in_doubt)
        self._doubts = counts.in_doubt
        self._show_badge(counts.in_doubt + counts.failed)
        if not self._soon.isActive():
            self._soon.start()

    def _tell_of_doubts(self, count: int) -> None:
        if self._preferences.current.notifications.needs_decision:
            self.tell(_say("tell_doubts", requests=text.counted("request", count)))

    def tell(self, words: str) -> None:
        """Say something outside of the window, unless that is in front."""
        if self._is_in_front():
            return
        self.tray.tell(text.text("title", section="shell"), words)
        for window in _windows():
            QApplication.alert(window)

    def _show_badge(self, count: int) -> None:
        if count != self._badge:
            self._badge = count
            app = QGuiApplication.instance()
            if isinstance(app, QGuiApplication):
                app.setBadgeNumber(count)

    def _see_to_tray(self) -> None:
        counts = self._queue.counts
        self.tray.show_state(tip_of(counts), is_wanted=counts.running > 0)


def tip_of(counts: Counts) -> str:
    """Return how far the queue is, in a line."""
    parts = [_say("run_counted", ended=counts.ended, total=counts.total)]
    if counts.left_s is not None:
        parts.append(_say("run_left", left=left_text(counts.left_s)))
    if counts.in_doubt:
        parts.append(_say("run_doubt", count=counts.in_doubt))
    return " · ".join(parts)


def _is_in_front() -> bool:
    return QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive


def _windows() -> list[QWidget]:
    return [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.parent() is None]


def _say(code: str, **params: str | int) -> str:
    return text.text(code, params, section="queue")
