"""Tables: no grid, hairline rows, words at the left, money at the right, widths that last."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QHoverEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import ROW_HEIGHT, SPACE_4
from seedream_desktop.ui.widgets.chosen_bar import draw_bar
from seedream_desktop.ui.widgets.focus_ring import WHOLE_PROPERTY
from seedream_desktop.ui.widgets.telling import TellingDelegate

_WHOLE: Final = 1000
"""What columns are measured by, to grow and shrink with the text."""


class RowDelegate(TellingDelegate):
    """Shows the whole row that the pointer is over as one, as it is chosen as one."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        table = self.parent()
        if isinstance(table, Table) and table.hovered_row == index.row():
            option.state |= QStyle.StateFlag.State_MouseOver

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        table = self.parent()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen and isinstance(table, Table) and table.is_first(index.column()):
            painter.save()
            paint.begin(painter)
            draw_bar(painter, QRectF(option.rect), option.direction)
            painter.restore()

    def told(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return the words of a cell that is cut; Qt's style writes them, not theme.paint."""
        said = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        needed = option.fontMetrics.horizontalAdvance(words) + 2 * SPACE_4
        return said or (words if needed > option.rect.width() else "")


class Head(QHeaderView):
    """Points up over what rises and down over what falls, as file managers do; Fusion does not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)

    def minimumSizeHint(self) -> QSize:
        """Return what its titles need, not what a scroll area would."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        arrows = QStyleOptionHeader.SortIndicator
        turned = {arrows.SortUp: arrows.SortDown, arrows.SortDown: arrows.SortUp}
        option.sortIndicator = turned.get(option.sortIndicator, option.sortIndicator)


class Table(QTableView):
    """Rows are chosen whole. Money and counts are right-aligned by the model."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty(WHOLE_PROPERTY, True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.setMouseTracking(True)
        self._hovered = -1
        self._scaled = look.height(_WHOLE)
        self.setItemDelegate(RowDelegate(self))
        head = Head(self)
        self.setHorizontalHeader(head)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(48)
        look.changed.connect(self._refit)
        self._refit()

    def stretch(self, column: int) -> None:
        """Let a column take what the others leave."""
        self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def widths(self) -> bytes:
        """Return the widths and order of the columns, to be kept."""
        return bytes(self.horizontalHeader().saveState().data())

    def show_widths(self, kept: bytes) -> None:
        """Give the columns the widths and order that were kept."""
        self.horizontalHeader().restoreState(QByteArray(kept))

    def size_columns(self, widths: Sequence[int]) -> None:
        """Give the columns their first widths, at 100 % text."""
        for column, width in enumerate(widths):
            self.setColumnWidth(column, look.height(width))

    def is_first(self, column: int) -> bool:
        """Say whether rows begin with a column, which may have been dragged to its place."""
        head = self.horizontalHeader()
        shown = (head.logicalIndex(place) for place in range(head.count()))
        return next((each for each in shown if not head.isSectionHidden(each)), -1) == column

    @property
    def hovered_row(self) -> int:
        """The row under the pointer, -1 for none."""
        return self._hovered

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHoverEvent):
            is_gone = event.type() == QEvent.Type.HoverLeave
            self._hover(-1 if is_gone else self.rowAt(event.position().toPoint().y()))
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _refit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(look.height(ROW_HEIGHT))
        before, self._scaled = self._scaled, look.height(_WHOLE)
        for column in range(self.horizontalHeader().count() if before != self._scaled else 0):
            self.setColumnWidth(column, round(self.columnWidth(column) * self._scaled / before))
