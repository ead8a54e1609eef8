"""The tree of runs and requests, with the keys that do what a click does."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from seedream_desktop.ui.delegates.queue_row import QueueRowDelegate
from seedream_desktop.ui.delegates.row import ROW_ROLE, RequestRow, RunRow, SectionRow
from seedream_desktop.ui.theme.look import look


class QueueView(QTreeView):
    """A click on its arrow, a double click or Enter unfolds a run, one click a heading.

    Enter does a request's action, Copy takes its id.

    The model gives a RunRow, RequestRow or SectionRow under ROW_ROLE.
    """

    menu_asked = Signal(object, object)
    """The index whose menu is asked for, and where it should open, on the screen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows = QueueRowDelegate(self)
        self.rows.copy_asked.connect(self._copy)
        self.rows.menu_asked.connect(self._on_more)
        self.setItemDelegate(self.rows)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(False)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look.changed.connect(self.doItemsLayout)

    def let_drag(self) -> None:
        """Let rows that may be dragged be put between others."""
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        row = index.data(ROW_ROLE) if index.isValid() else None
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and isinstance(row, RunRow | SectionRow):
            self.setExpanded(index, not self.isExpanded(index))
        elif is_enter and isinstance(row, RequestRow) and row.actions:
            self.rows.action_asked.emit(QPersistentModelIndex(index), row.actions[0].command)
        elif event.matches(QKeySequence.StandardKey.Copy) and isinstance(row, RequestRow):
            self._copy(row.remote_id)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        if isinstance(index.data(ROW_ROLE), RequestRow):
            self.update(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position()
        index: QModelIndex = self.indexAt(at.toPoint())
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        is_left = event.button() == Qt.MouseButton.LeftButton
        row = index.data(ROW_ROLE)
        is_run = isinstance(row, RunRow) and self._is_arrow(index, at)
        if is_plain and is_left and (is_run or isinstance(row, SectionRow)):
            self.setExpanded(index, not self.isExpanded(index))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        at = event.position()
        index: QModelIndex = self.indexAt(at.toPoint())
        is_free = not self._is_more(index, at) and not self._is_arrow(index, at)
        if isinstance(index.data(ROW_ROLE), RunRow) and is_free:
            self.setExpanded(index, not self.isExpanded(index))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid():
            return
        below = self.visualRect(index).bottomLeft() + QPoint(24, 0)
        at = event.pos() if by_mouse else below
        self.menu_asked.emit(QPersistentModelIndex(index), self.viewport().mapToGlobal(at))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.viewport().update()

    def _is_arrow(self, index: QModelIndex, at: QPointF) -> bool:
        return self.rows.is_arrow(QRectF(self.visualRect(index)), index, at)

    def _is_more(self, index: QModelIndex, at: QPointF) -> bool:
        return self.rows.is_more(QRectF(self.visualRect(index)), index, at)

    def _on_more(self, index: QPersistentModelIndex, at: QPointF) -> None:
        self.setCurrentIndex(index)
        self.menu_asked.emit(index, self.viewport().mapToGlobal(at.toPoint()))

    def _copy(self, words: str) -> None:
        if words:
            QGuiApplication.clipboard().setText(words)
