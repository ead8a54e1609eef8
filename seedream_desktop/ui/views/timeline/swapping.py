"""The table in which a result is dragged onto the image that it belongs to."""

from collections.abc import Callable

from PySide6.QtCore import QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.ui.views.timeline.table import FrameTable, Index
from seedream_desktop.ui.widgets.drag_out import DragDoor
from seedream_desktop.ui.widgets.edge_scroll import EdgeScroll

MayLand = Callable[[int, int, int], bool]
"""Says whether the result of a row may become that of another row, in a column."""


class SwapTable(FrameTable):
    """Takes drags of its own results only, within their column, where they may belong."""

    swapped = Signal(int, int, int)
    """A result's row, the row that it belongs to, and their column."""

    def __init__(self, name: str, edge_px: int, parent: QWidget | None = None) -> None:
        """Take the name that is read out, and the longer edge of pictures."""
        super().__init__(name, edge_px, parent)
        self.may_land: MayLand | None = None
        self._door: DragDoor | None = None
        self._subjects: Callable[[], tuple[SubjectId, ...]] | None = None
        self._aim: QPersistentModelIndex | None = None
        self._from: tuple[int, int] | None = None
        self._edge = EdgeScroll(self)
        self._edge.scrolled.connect(self._on_scrolled_on)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)

    def is_aimed_at(self, index: Index) -> bool:
        return self._aim is not None and self._aim == index

    def let_out(self, door: DragDoor, subjects: Callable[[], tuple[SubjectId, ...]]) -> None:
        """Have what is selected dragged out of the window as files, too."""
        self._door, self._subjects = door, subjects

    def startDrag(self, _actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        if self._door is not None and self._subjects is not None:
            self._from = (index.row(), index.column()) if index.column() > 0 else None
            self._door.drag(self, self._subjects(), self._end_drag)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._door is not None and self._door.is_going:
            event.accept()  # the selection must not follow a pointer that carries it
            return
        super().mouseMoveEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._follow(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._follow(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._show_aim(None)

    def dropEvent(self, event: QDropEvent) -> None:
        aim, begun = self._aim, self._from
        self._show_aim(None)
        if aim is None or begun is None or not self._is_own(event):
            event.ignore()
            return
        # Nothing is moved by Qt: whose picture it is, the library says.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        row, column = begun
        self.swapped.emit(row, aim.row(), column)

    def _end_drag(self) -> None:
        self._from = None
        self._show_aim(None)

    def _is_own(self, event: QDropEvent) -> bool:
        return self._from is not None and event.source() in {None, self}

    def _follow(self, event: QDragMoveEvent) -> None:
        if not self._is_own(event) or self._from is None:
            event.ignore()
            return
        pointer = event.position().toPoint()
        self._aim_at(pointer)
        self._edge.follow(pointer)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if self._aim is None:
            event.ignore()

    def _aim_at(self, at: QPoint) -> None:
        begun, row = self._from, self.rowAt(at.y())
        if begun is None or row < 0:
            self._show_aim(None)
            return
        may = self.may_land
        is_there = row != begun[0] and may is not None and may(begun[0], row, begun[1])
        index = self.model().index(row, begun[1])
        self._show_aim(QPersistentModelIndex(index) if is_there else None)

    def _show_aim(self, aim: QPersistentModelIndex | None) -> None:
        if aim is None and self._from is None:
            self._edge.stop()
        if aim != self._aim:
            self._aim = aim
            self.viewport().update()

    def _on_scrolled_on(self) -> None:
        self._aim_at(self._edge.pointer)
