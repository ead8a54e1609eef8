"""The queue as a thin strip under any workspace: what runs now, counted, and how it goes on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.row import ROW_ROLE, RunRow
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, STRIP_HEIGHT, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import CutLabel, Label
from seedream_desktop.ui.widgets.progress_line import Line
from seedream_desktop.ui.widgets.state_glyph import StateGlyph

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.queue import QueueDesk

_LINE = 160
_FIRST = (Tone.RUNNING, Tone.WAITING, Tone.DOUBT)
"""Which run is shown of several: the one that goes on, else the one that needs something."""


class QueueStrip(QFrame):
    """One line; a button leads to the whole queue."""

    queue_asked = Signal()

    def __init__(self, queue: "QueueDesk", parent: QWidget | None = None) -> None:
        """Follow the queue's model."""
        super().__init__(parent)
        self._queue = queue
        self.setAccessibleName(text.text("queue_strip", section="shell"))
        self.setProperty("ground", "surface")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.glyph = StateGlyph(Tone.QUIET, "")
        self.title = CutLabel("", Type.CONTROL)
        self.counted = Label("", Type.CONTROL, ink="muted", tabular=True)
        self.line = Line()
        self.line.setAccessibleName(self.accessibleName())
        self.line.setFixedWidth(look.height(_LINE))
        self.left = Label("", Type.CONTROL, ink="muted", tabular=True)
        self.money = Label("", Type.CONTROL, tabular=True)
        self.open = Button(text.text("open_queue", section="shell"), Kind.LINK)
        self.open.clicked.connect(self.queue_asked)
        self._lay_out()
        for signal in (queue.model.dataChanged, queue.model.modelReset, queue.model.layoutChanged):
            signal.connect(self._refresh)
        queue.model.rowsInserted.connect(self._refresh)
        queue.model.rowsRemoved.connect(self._refresh)
        queue.counted.connect(self._refresh)
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look.height(STRIP_HEIGHT))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._queue.watch(self, is_seen=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._queue.watch(self, is_seen=False)

    def _refresh(self, *_news: object) -> None:
        row = self._foremost()
        shown = row if row is not None else RunRow(title=text.text("queue_idle", section="shell"))
        self.glyph.show_state(shown.tone or Tone.QUIET, shown.word or shown.title)
        self.title.show_words(shown.title)
        self.counted.setText(shown.counted)
        self.left.setText(shown.left)
        self.money.setText(shown.money)
        self.line.setVisible(shown.share is not None)
        if shown.share is not None:
            self.line.show_share(shown.share)
        if (said := shown.spoken()) != self.accessibleDescription():
            self.setAccessibleDescription(said)

    def _foremost(self) -> RunRow | None:
        model = self._queue.model
        rows = [
            row
            for number in range(model.rowCount(QModelIndex()))
            if isinstance(row := model.index(number, 0).data(ROW_ROLE), RunRow)
        ]
        for tone in _FIRST:
            found = next((row for row in rows if row.tone is tone), None)
            if found is not None:
                return found
        return next((row for row in rows if row.share is not None and row.share < 1), None)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, 0, SPACE_4, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.title, 1)
        row.addWidget(self.counted)
        row.addWidget(self.line)
        row.addWidget(self.left)
        row.addSpacing(SPACE_4 - SPACE_2)
        row.addWidget(self.money)
        row.addSpacing(SPACE_4 - SPACE_2)
        row.addWidget(self.open)
