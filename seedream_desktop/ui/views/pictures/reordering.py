"""A grid whose cells are dragged to another place; it shows where they would land."""

from functools import partial
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.widgets.edge_scroll import EdgeScroll
from seedream_desktop.ui.widgets.picture_grid import PictureGrid

_BAR: Final = 3


class ReorderedGrid(PictureGrid):
    """Takes drags of its own cells only; the rows themselves are the owner's to move."""

    moved_before = Signal(int)
    """The row before which the selected ones shall stand; the count of rows for the end."""

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self._before: int | None = None
        self._edge = EdgeScroll(self)
        self._edge.scrolled.connect(self._on_scrolled_on)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)

    def rows_in_sight(self) -> tuple[int, int]:
        """Return the first and last row that can be seen; the last below the first for none."""
        model, cell = self.model(), self.gridSize()
        count = model.rowCount() if model is not None else 0
        if not count or cell.height() <= 0:
            return 0, -1
        columns = self._columns()
        top = self.verticalScrollBar().value()
        first = top // cell.height() * columns
        last = ((top + self.viewport().height()) // cell.height() + 1) * columns - 1
        return min(first, count - 1), min(last, count - 1)

    def row_before(self, at: QPoint) -> int:
        """Return the row before which something dropped at a point shall stand."""
        cell, count = self.gridSize(), self.model().rowCount()
        columns = self._columns()
        line = max(at.y() + self.verticalScrollBar().value(), 0) // max(cell.height(), 1)
        column = round(max(at.x(), 0) / max(cell.width(), 1))
        return min(line * columns + min(column, columns), count)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._follow(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._follow(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._show_before(None)

    def dropEvent(self, event: QDropEvent) -> None:
        before = self._before
        self._show_before(None)
        if event.source() is not self or before is None:
            event.ignore()
            return
        # Nothing is ever moved: originals are dragged out as copies, and rows are the owner's.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        QTimer.singleShot(0, self, partial(self.moved_before.emit, before))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._before is None:
            return
        painter = QPainter(self.viewport())
        paint.begin(painter)
        paint.fill(painter, self._bar(self._before), look.tokens.accent, _BAR / 2)
        painter.end()

    def _follow(self, event: QDragMoveEvent) -> None:
        if event.source() is not self:
            event.ignore()
            return
        pointer = event.position().toPoint()
        self._show_before(self.row_before(pointer))
        self._edge.follow(pointer)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _show_before(self, row: int | None) -> None:
        self._before = row
        if row is None:
            self._edge.stop()
        self.viewport().update()

    def _on_scrolled_on(self) -> None:
        self._show_before(self.row_before(self._edge.pointer))

    def _bar(self, before: int) -> QRectF:
        """Return the line between the cells of which one is the row before."""
        count = self.model().rowCount()
        is_end = before >= count
        cell: QRect = self.visualRect(self.model().index(count - 1 if is_end else before, 0))
        x = cell.right() + 1 if is_end else cell.left()
        return QRectF(x - _BAR / 2, cell.top() + 8, _BAR, cell.height() - 16)

    def _columns(self) -> int:
        return max(self.viewport().width() // max(self.gridSize().width(), 1), 1)
