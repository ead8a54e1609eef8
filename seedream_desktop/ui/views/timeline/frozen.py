"""The column that stays in view while the others are scrolled sideways."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyledItemDelegate, QTableView

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.views.timeline.heads import ColumnHeads

_EXTENDED: Final = QAbstractItemView.SelectionMode.ExtendedSelection
_PER_PIXEL: Final = QAbstractItemView.ScrollMode.ScrollPerPixel


def plain(table: QTableView) -> None:
    """Take from a table what a sheet of figures has and pictures have no use for."""
    table.setShowGrid(False)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setProperty("ground", "canvas")
    table.setWordWrap(False)
    table.setCornerButtonEnabled(False)
    table.setTabKeyNavigation(False)
    table.setMouseTracking(True)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(_EXTENDED)
    table.setVerticalScrollMode(_PER_PIXEL)
    table.setHorizontalScrollMode(_PER_PIXEL)


class FrozenColumn(QTableView):
    """Lies over a table's first column, with its model, selection and scroll position.

    The keyboard and screen readers know the table alone, which has the column, too.
    """

    def __init__(self, table: QTableView, cells: QStyledItemDelegate) -> None:
        """Belong to a table."""
        super().__init__(table)
        self._table = table
        self.heads = ColumnHeads(self)
        self.setHorizontalHeader(self.heads)
        self.verticalHeader().hide()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(cells)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        self.doubleClicked.connect(table.doubleClicked)
        self.setAcceptDrops(True)  # a result may be dropped on the original that it belongs to
        self.viewport().setAcceptDrops(True)

    def follow(self) -> None:
        """Show the model that the table shows."""
        self.setModel(self._table.model())
        if self._table.selectionModel() is not None:
            self.setSelectionModel(self._table.selectionModel())
        self.show_first_only()
        self.place()

    def show_first_only(self) -> None:
        """Leave the other columns to the table."""
        model = self._table.model()
        for column in range(model.columnCount() if model is not None else 0):
            self.setColumnHidden(column, column > 0)

    def place(self) -> None:
        """Lie exactly over the column."""
        table = self._table
        inner = table.viewport().geometry()
        head = table.horizontalHeader().height()
        width = table.columnWidth(0)
        # Where little else would be seen it is scrolled like the others.
        self.setVisible(2 * width <= inner.width())
        self.setGeometry(inner.left(), inner.top() - head, width, inner.height() + head)
        self.horizontalHeader().setFixedHeight(head)
        self.verticalScrollBar().setValue(table.verticalScrollBar().value())

    @property
    def covered_px(self) -> int:
        """How much of the table's left is under it."""
        return 0 if self.isHidden() else self.width()

    def see_to_edge(self) -> None:
        """Draw the line at its right while something has gone under it."""
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._table.horizontalScrollBar().value() > 0:
            painter = QPainter(self.viewport())
            box = self.viewport().rect()
            line = QRectF(box.right(), 0, 1, box.height())
            paint.fill(painter, line, look.tokens.line, 0)
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._table.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._table.dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._table.dragMoveEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._table.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._table.dropEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._table.wheelEvent(event)
