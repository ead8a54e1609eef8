"""The button that pauses the queue and lets it go on, with a menu for the way of pausing."""

from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from seedream_desktop.domain.hold import Hold
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.queue import QueueDesk
from seedream_desktop.ui.desk.timing import Timing
from seedream_desktop.ui.dialogs.next_count import next_words
from seedream_desktop.ui.models.queue_counts import Counts
from seedream_desktop.ui.theme.scale import SPACE_1
from seedream_desktop.ui.views.queue.words import words
from seedream_desktop.ui.widgets.button import Button, IconButton, Kind
from seedream_desktop.ui.widgets.menu import Menu

_OFFERED: Final = (1, 2, 5, 10)


class PauseButton(QWidget):
    """One press pauses after the current requests, another goes on; the menu has both ways."""

    def __init__(self, queue: QueueDesk, timing: Timing, parent: QWidget | None = None) -> None:
        """Follow the queue."""
        super().__init__(parent)
        self._queue = queue
        self._timing = timing
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.main = Button(words("pause"), icon="pause")
        self.main.clicked.connect(self._on_press)
        self.more = IconButton("chevron-down", words("pause_kinds"), Kind.SECONDARY, icon_px=14)
        self.more.clicked.connect(self.unfold)
        self.menu = Menu(self)
        self._kinds = {
            kind: self.menu.addAction(words(code), act)
            for kind, code, act in (
                (Hold.AFTER_CURRENT, "pause_after", queue.pause_after),
                (Hold.NOW, "hold_now", queue.hold_now),
            )
        }
        for action in self._kinds.values():
            action.setCheckable(True)
        self._add_stops()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        row.addWidget(self.main)
        row.addWidget(self.more)
        queue.held.connect(self._show)
        queue.counted.connect(self._show)
        self._show()

    def unfold(self) -> None:
        """Show the two ways of pausing."""
        self.menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))

    def _add_stops(self) -> None:
        """Offer to go on with some requests and to hold then, each number at its price."""
        self.menu.addSeparator()
        self.stops = {
            count: self.menu.addAction("", partial(self._timing.run_next, count))
            for count in _OFFERED
        }
        self.other_stop = self.menu.addAction(_rule("next_other"), self._timing.ask_how_many)
        self.endless = self.menu.addAction(
            _rule("next_endless"), partial(self._timing.run_next, None)
        )
        self.menu.aboutToShow.connect(self._price_stops)
        self._price_stops()

    def _price_stops(self) -> None:
        waiting = self._queue.counts.waiting
        for count, action in self.stops.items():
            action.setText(next_words(count, self._timing.cost_micros(count)))
            action.setEnabled(waiting >= count)
        self.other_stop.setEnabled(waiting > 0)
        self.endless.setVisible(self._queue.stops_after is not None)

    def _on_press(self) -> None:
        if self._queue.hold is not Hold.NONE:
            self._queue.go_on()
        elif self._queue.counts.unresumed:
            self._queue.resume()
        else:
            self._queue.pause_after()

    def _show(self, _news: object = None) -> None:
        hold, counts = self._queue.hold, self._queue.counts
        for kind, action in self._kinds.items():
            action.setChecked(kind is hold)
        self.main.kind = Kind.SECONDARY
        if hold is not Hold.NONE:
            self._dress(words("go_on"), "play", "")
            self.main.kind = Kind.PRIMARY
        elif counts.unresumed:
            self._dress(_resume_words(counts), "play", "")
            self.main.kind = Kind.PRIMARY
        else:
            self._dress(words("pause"), "pause", words("pause_hint"))
        self.main.updateGeometry()
        self.main.update()

    def _dress(self, said: str, icon: str, hint: str) -> None:
        self.main.setText(said)
        self.main.drawing = icon
        self.main.setToolTip(hint)
        self.main.setAccessibleDescription(hint)
        self.main.setCursor(Qt.CursorShape.ArrowCursor)


def _rule(code: str) -> str:
    return text.text(code, section="rules")


def _resume_words(counts: Counts) -> str:
    cost = counts.resume_micros
    return words("resume", cost=cost) if cost else words("resume_free")
