"""The tree of runs and requests, with the keys that do what a click does."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from seedream_desktop.ui.delegates.queue_row import QueueRowDelegate
from seedream_desktop.ui.delegates.row import ROW_ROLE, RequestRow, RunRow
from seedream_desktop.ui.theme.look import look


class QueueView(QTreeView):
    """Enter or a click unfolds a run; Enter does a request's action, Copy takes its id.

    The model gives a RunRow or RequestRow under ROW_ROLE.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows = QueueRowDelegate(self)
        self.rows.copy_asked.connect(self._copy)
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        row = index.data(ROW_ROLE) if index.isValid() else None
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and isinstance(row, RunRow):
            self.setExpanded(index, not self.isExpanded(index))
        elif is_enter and isinstance(row, RequestRow) and row.action:
            self.rows.action_asked.emit(QPersistentModelIndex(index))
        elif event.matches(QKeySequence.StandardKey.Copy) and isinstance(row, RequestRow):
            self._copy(row.remote_id)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index: QModelIndex = self.indexAt(event.position().toPoint())
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if is_plain and isinstance(index.data(ROW_ROLE), RunRow):
            self.setExpanded(index, not self.isExpanded(index))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.viewport().update()

    def _copy(self, words: str) -> None:
        if words:
            QGuiApplication.clipboard().setText(words)
