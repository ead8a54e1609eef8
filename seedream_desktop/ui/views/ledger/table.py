"""The table of submissions: sorted by its headers, its states drawn, ids copied."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from seedream_desktop.domain.ids import RequestId
from seedream_desktop.ui import text
from seedream_desktop.ui.models.ledger import Column, LedgerModel, LedgerRole
from seedream_desktop.ui.models.ledger_lines import Line, LineState
from seedream_desktop.ui.models.listing import DISPLAY
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import GLYPH, SPACE_2, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.table import RowDelegate, Table

TONES: Final = {
    LineState.IN_DOUBT: Tone.DOUBT,
    LineState.RESERVED: Tone.RUNNING,
    LineState.SPENT: Tone.DONE,
    LineState.FREE: Tone.QUIET,
}
_WIDTHS: Final = (152, 220, 136, 128, 88, 104, 128, 160)

Index = QModelIndex | QPersistentModelIndex


class StateDelegate(RowDelegate):
    """Draws a state's shape before its word."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        state = index.data(LedgerRole.STATE)
        tone, tokens = TONES[state], look.tokens
        box = QRectF(option.rect).adjusted(SPACE_4, 0, -SPACE_2, 0)
        glyph = look.height(GLYPH)
        place = QRectF(box.left(), round(box.center().y() - glyph / 2), glyph, glyph)
        painter.save()
        state_glyph.draw(painter, place, tone, tokens.tone(tone), tokens.surface)
        words = box.adjusted(glyph + SPACE_2, 0, 0, 0)
        ink = tokens.muted if state is LineState.FREE else tokens.tone(tone)
        paint.text(painter, words, index.data(DISPLAY), look.font(Type.CONTROL), ink)
        painter.restore()


class LedgerTable(Table):
    """Copy takes the service's id of the chosen row; widths are the workspace's to keep."""

    copied = Signal()
    """An id is in the clipboard now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text.text("table", section="ledger"), parent)
        self.lines = LedgerModel(self)
        self.setModel(self.lines)
        self.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.setItemDelegateForColumn(Column.STATE, StateDelegate(self))
        self.size_columns(_WIDTHS)
        head = self.horizontalHeader()
        head.setSortIndicator(int(Column.WHEN), Qt.SortOrder.DescendingOrder)
        head.setStretchLastSection(True)
        self.setSortingEnabled(True)
        look.changed.connect(self._refont)
        self._refont()

    @property
    def line(self) -> Line | None:
        """The line that is chosen."""
        chosen = self.currentIndex()
        return chosen.data(LedgerRole.LINE) if chosen.isValid() else None

    def choose(self, key: tuple[RequestId, int] | None) -> None:
        """Choose a submission again after the table was filled anew."""
        place = self.lines.place(key) if key is not None else None
        if place is not None:
            self.setCurrentIndex(self.lines.index(place, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_id()
            return
        super().keyPressEvent(event)

    def copy_id(self) -> bool:
        """Copy the service's id of the chosen row; False where there is none."""
        line = self.line
        if line is None or not line.remote_id:
            return False
        QGuiApplication.clipboard().setText(line.remote_id)
        self.copied.emit()
        return True

    def _refont(self) -> None:
        self.setFont(look.font(Type.CONTROL, tabular=True))
