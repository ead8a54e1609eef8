"""Above the tree: what goes on in figures, the pause, and what needs the user."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.hold import Hold
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.models.queue_counts import Counts
from seedream_desktop.ui.models.queue_lines import left_text
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.queue.done_button import DoneButton
from seedream_desktop.ui.views.queue.pause_button import PauseButton
from seedream_desktop.ui.views.queue.slots import SlotsButton
from seedream_desktop.ui.views.queue.words import words
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.flow import BarLayout
from seedream_desktop.ui.widgets.label import CutLabel, Label
from seedream_desktop.ui.widgets.panel import Hairline
from seedream_desktop.ui.widgets.state_glyph import StateGlyph

_COUNTED_LEAST: Final = 240


class PressingLine(QWidget):
    """A line on what needs the user: how many, and the one button that sees to all."""

    def __init__(self, tone: Tone, parent: QWidget | None = None) -> None:
        """Begin unseen."""
        super().__init__(parent)
        self._tone = tone
        self._glyph = StateGlyph(tone, "")
        self._said = CutLabel("", Type.CONTROL)
        self.button = Button("")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._said, 1)
        row.addWidget(self.button)
        self.hide()

    def show_need(self, said: str, action: str) -> None:
        """Say what is needed; empty for nothing."""
        self.setVisible(bool(said))
        self._glyph.show_state(self._tone, said)
        self._said.show_words(said)
        if self.button.text() != action:
            self.button.setText(action)
            self.button.setAccessibleDescription(said)
            self.button.updateGeometry()


class QueueToolbar(QFrame):
    """Follows the queue's counts and its pause."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Take the desk."""
        super().__init__(parent)
        self.setAccessibleName(text.text("pane_queue", section="shell"))
        self._queue = desk.queue
        self.setProperty("ground", "surface")
        self.counted = CutLabel("", Type.CONTROL, ink="muted")
        self.pause = PauseButton(desk.queue, desk.timing)
        self.slots = SlotsButton(desk.preferences, desk.program.cards)
        self.done = DoneButton(desk.when_done)
        self.clear = Button(words("clear_done"), Kind.QUIET)
        self.clear.clicked.connect(desk.queue.clear_done)
        self.doubts = PressingLine(Tone.DOUBT)
        self.doubts.button.clicked.connect(desk.queue.look_up_doubts)
        self.failed = PressingLine(Tone.FAILED)
        self.failed.button.clicked.connect(desk.queue.retry_failed)
        self._lay_out()
        desk.queue.counted.connect(self._show)
        desk.queue.held.connect(self._show)
        self._show()

    def _show(self, _news: object = None) -> None:
        counts = self._queue.counts
        self.counted.show_words(_counted(counts, self._queue.hold, self._queue.stops_after))
        failed, doubts = counts.failed, counts.in_doubt
        said = text.counted("request", failed)
        code = "retry_failed" if counts.retry_micros else "retry_failed_free"
        retry = words(code, cost=counts.retry_micros)
        self.failed.show_need(words("pressing_failed", requests=said) if failed else "", retry)
        said = text.counted("request", doubts)
        doubt = words("pressing_doubt", requests=said) if doubts else ""
        self.doubts.show_need(doubt, words("check_doubts"))
        self.clear.setVisible(counts.over > 0)

    def _lay_out(self) -> None:
        head = BarLayout(gap=SPACE_2)
        head.addWidget(Label(words("title"), Type.TITLE))
        head.add_wide(self.counted, _COUNTED_LEAST)
        for widget in (self.clear, self.done, self.slots, self.pause):
            head.addWidget(widget)
        inside = QVBoxLayout()
        inside.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        inside.setSpacing(SPACE_2)
        inside.addLayout(head)
        inside.addWidget(self.doubts)
        inside.addWidget(self.failed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inside)
        column.addWidget(Hairline())


def _counted(counts: Counts, hold: Hold, stops_after: int | None) -> str:
    parts = [words("stops_after", count=stops_after)] if stops_after is not None else []
    if hold is not Hold.NONE:
        parts.append(words("paused_after" if hold is Hold.AFTER_CURRENT else "paused_now"))
    if counts.running:
        parts.append(words("count_running", count=counts.running))
    if counts.waiting:
        parts.append(words("count_waiting", count=counts.waiting))
    if counts.left_s is not None and hold is Hold.NONE:
        parts.append(words("count_left", left=left_text(counts.left_s)))
    return " · ".join(parts) or words("count_nothing")
