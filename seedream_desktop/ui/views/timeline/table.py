"""The timeline's table: originals and heads stay in view, the zoom keeps its place."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from seedream_desktop.ui.delegates.frame_cell import (
    EDGE_LEAST_PX,
    EDGE_MOST_PX,
    FrameDelegate,
)
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.views.timeline.frozen import FrozenColumn, plain
from seedream_desktop.ui.views.timeline.heads import ColumnHeads, RowHeads
from seedream_desktop.ui.views.timeline.walking import HELD, OWN_KEYS, is_own_key
from seedream_desktop.ui.widgets.focus_ring import WHOLE_PROPERTY

Index = QModelIndex | QPersistentModelIndex

_NARROW_HEADS: Final = 112
_ZOOM: Final = 1.15
_WHEEL_PX: Final = 48


class FrameTable(QTableView):
    """Images by steps. Column 0 is a view of its own over the table, with the same cells."""

    zoomed = Signal(int)
    """The edge of a picture, in pixels, is another."""
    moved = Signal()
    """The current cell, or what is selected, is another."""
    opened = Signal()
    """Enter, or a double click."""
    refused = Signal()
    """The key that takes things away, which here says that a picture is not wanted."""
    seen = Signal()
    """Other cells are in sight."""

    def __init__(self, name: str, edge_px: int, parent: QWidget | None = None) -> None:
        """Take the name that is read out, and the longer edge of pictures."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty(WHOLE_PROPERTY, True)
        plain(self)
        self.cells = FrameDelegate(edge_px, self, self)
        self.setItemDelegate(self.cells)
        self.rows = RowHeads(self)
        self.setVerticalHeader(self.rows)
        self.heads = ColumnHeads(self)
        self.setHorizontalHeader(self.heads)
        self.frozen = FrozenColumn(self, self.cells)
        plain(self.frozen)
        self._is_above = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.seen)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        self.doubleClicked.connect(self._on_double)
        look.changed.connect(self._fit)
        self._fit()

    @property
    def edge_px(self) -> int:
        """The longer edge of a picture."""
        return self.cells.edge_px

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self.frozen.follow()
        selection = self.selectionModel()
        if selection is not None:
            selection.currentChanged.connect(self._on_current)
            selection.selectionChanged.connect(self._on_selected)
        if model is not None:
            for news in (model.modelReset, model.columnsInserted, model.columnsRemoved):
                news.connect(self._refit_soon)
            for news in (model.rowsRemoved, model.layoutChanged):
                news.connect(self._note_seen)
            model.rowsAboutToBeInserted.connect(self._before_insertion)
            model.rowsInserted.connect(self._after_insertion)
        self._fit()

    # -- for delegates and the workspace

    def is_current(self, index: Index) -> bool:
        """Whether the eye is on a cell."""
        current = self.currentIndex()
        return current.row() == index.row() and current.column() == index.column()

    def is_aimed_at(self, _index: Index) -> bool:
        """Whether a drag would land on a cell."""
        return False

    def rows_in_sight(self) -> range:
        """Return the rows that can be seen, in part at least."""
        model = self.model()
        count = model.rowCount() if model is not None else 0
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        if not count or first < 0:
            return range(0)
        return range(first, (last if last >= 0 else count - 1) + 1)

    def columns_in_sight(self) -> range:
        """Return the columns that can be seen beside the originals, which always can."""
        model = self.model()
        count = model.columnCount() if model is not None else 0
        if count <= 1:
            return range(0)
        first = self.columnAt(self.frozen.covered_px)
        last = self.columnAt(self.viewport().width() - 1)
        return range(max(first, 1), (last if last >= 0 else count - 1) + 1)

    def go_to(self, row: int, column: int, *, is_alone: bool = True) -> None:
        """Put the eye on a cell and bring it into sight."""
        index = self.model().index(row, column)
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag
            how = flags.ClearAndSelect if is_alone else flags.NoUpdate
            self.selectionModel().setCurrentIndex(index, how)
            self.scrollTo(index)

    # -- zoom

    def zoom_by(self, notches: float, at: QPoint | None = None) -> None:
        """Show pictures larger or smaller by some notches; at keeps its place."""
        self.show_edge(round(self.edge_px * _ZOOM**notches), at)

    def show_edge(self, edge_px: int, at: QPoint | None = None) -> None:
        """Show pictures at an edge; the point of the view that is named keeps its place."""
        wanted = max(EDGE_LEAST_PX, min(edge_px, EDGE_MOST_PX))
        if wanted == self.edge_px:
            return
        point, current = at or self._anchor(), self.currentIndex()
        is_followed = at is None and self._is_in_sight(current)
        before, bars = (
            self.cells.cell_size(),
            (self.horizontalScrollBar(), self.verticalScrollBar()),
        )
        x, y = bars[0].value() + point.x(), bars[1].value() + point.y()
        self.cells.edge_px = wanted
        self._fit()
        self.updateGeometries()
        after = self.cells.cell_size()
        bars[0].setValue(round(x * after.width() / before.width()) - point.x())
        bars[1].setValue(round(y * after.height() / before.height()) - point.y())
        if is_followed:
            self.scrollTo(current)
        self._note_seen()
        self.zoomed.emit(wanted)

    def _anchor(self) -> QPoint:
        """Return what keeps its place: the current cell where it is seen, else the corner."""
        current = self.currentIndex()
        if self._is_in_sight(current):
            return QPoint(0, self.visualRect(current).top())
        return QPoint(0, 0)

    def _is_in_sight(self, index: Index) -> bool:
        return index.isValid() and self.viewport().rect().contains(self.visualRect(index).center())

    # -- Qt's own

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if not index.isValid():
            return
        covered = self.frozen.covered_px
        if index.column() == 0 and covered:
            bar.setValue(before)  # it is in sight wherever the others are
            return
        hidden = covered - self.visualRect(index).left()
        if hidden > 0:
            bar.setValue(bar.value() - hidden)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.verticalScrollBar().setSingleStep(_WHEEL_PX)
        self.horizontalScrollBar().setSingleStep(_WHEEL_PX)
        if hasattr(self, "frozen"):
            self.frozen.place()

    def event(self, event: QEvent) -> bool:
        if is_own_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & HELD
        acts: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Return: self.opened.emit,
            Qt.Key.Key_Enter: self.opened.emit,
            Qt.Key.Key_Delete: self.refused.emit,
            Qt.Key.Key_Backspace: self.refused.emit,
        }
        if key in acts and not held:
            acts[key]()
        elif event.text() and not held and key not in OWN_KEYS:
            event.ignore()  # letters are commands, and find no row by its first letter
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        notches = event.angleDelta().y() / 120
        if notches:
            self.zoom_by(notches, event.position().toPoint())
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frozen.place()
        self._note_seen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._note_seen()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._soon.stop()

    # -- own

    def _fit(self) -> None:
        size = self.cells.cell_size()
        self.rows.is_narrow = self.edge_px < _NARROW_HEADS
        for table in (self, self.frozen):
            table.verticalHeader().setDefaultSectionSize(size.height())
            table.horizontalHeader().setDefaultSectionSize(size.width())
        self.frozen.place()

    def _refit_soon(self, *_what: object) -> None:
        self.frozen.show_first_only()
        self._fit()
        self._note_seen()

    def _before_insertion(self, _parent: QModelIndex, first: int, _last: int) -> None:
        self._is_above = 0 <= first <= self.rowAt(0)

    def _after_insertion(self, _parent: QModelIndex, first: int, last: int) -> None:
        """Keep what is looked at where it is, whatever comes in above it."""
        if self._is_above:
            self.updateGeometries()
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + (last - first + 1) * self.rowHeight(first))
        self._note_seen()

    def _note_seen(self, *_what: object) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _on_scrolled(self, _value: int) -> None:
        self.frozen.see_to_edge()
        self._note_seen()

    def _on_double(self, _index: QModelIndex) -> None:
        self.opened.emit()

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.rows.mark(current.row())
        self.frozen.viewport().update()
        self.viewport().update()
        self.moved.emit()

    def _on_selected(self, _new: QItemSelection, _old: QItemSelection) -> None:
        QTimer.singleShot(0, self, partial(self.frozen.viewport().update))
        self.moved.emit()
