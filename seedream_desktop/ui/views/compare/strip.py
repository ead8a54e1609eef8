"""The strip of the set under the canvas."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QSizePolicy, QWidget

from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import ImageId
from seedream_desktop.ui.delegates.thumbnail import ThumbnailDelegate
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.images import loaded_px
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1
from seedream_desktop.ui.views.compare.filmstrip import Filmstrip
from seedream_desktop.ui.views.compare.wording import words
from seedream_desktop.ui.widgets.density import DensityWatch
from seedream_desktop.ui.widgets.drag_out import DragOut
from seedream_desktop.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_EDGE: Final = 84
_BATCH: Final = 200
_CTRL: Final = Qt.KeyboardModifier.ControlModifier


class StripView(QListView):
    """One line of thumbnails; B is the selected one. A click shows another, with Ctrl as A."""

    b_asked = Signal(object)
    a_asked = Signal(object)
    """Carry an ImageId."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        """Follow the desk's frames."""
        super().__init__(parent)
        self.film = Filmstrip(desk, self)
        self.setAccessibleName(words("strip"))
        self.setAccessibleDescription(words("strip_hint"))
        self.setProperty("ground", "canvas")
        self.cells = ThumbnailDelegate(look.height(_EDGE), (), self)
        self.setItemDelegate(self.cells)
        self.setModel(self.film)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSpacing(0)
        self._drag_out = DragOut(self, desk.handing, desk.handing.subjects_here)
        self._menu: Menu | None = None
        self._is_showing = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.load_seen)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        self.selectionModel().currentChanged.connect(self._on_current)
        look.changed.connect(self._refit)
        DensityWatch(self, self.load_seen)
        self._refit()

    def show_shot(self, table: Table, shot: Shot) -> None:
        """Show the set at the step of what is judged, with its image selected."""
        self.film.show_step(table, shot.step)
        row = self.film.row_of(shot.image)
        index = self.film.index(row, 0) if row >= 0 else QModelIndex()
        if index != self.currentIndex():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._is_showing = True
            self.selectionModel().setCurrentIndex(index, flag)
            self._is_showing = False
            if index.isValid():
                self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self._soon.start(0)

    def load_seen(self) -> None:
        """Load what is seen, and as much to both sides."""
        if not self.isVisible():
            return
        step = max(self.cells.cell_size().width(), 1)
        first = self.horizontalScrollBar().value() // step
        count = self.viewport().width() // step + 2
        edge_px = loaded_px(self.cells.edge_px, self.devicePixelRatioF())
        self.film.load(first - count // 2, first + count + count // 2, edge_px)

    def sizeHint(self) -> QSize:
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(400, self.cells.cell_size().height() + bar + SPACE_1)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.start(0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.modifiers() & _CTRL:
            self.a_asked.emit(self.film.image_at(index.row()))
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_key else self.indexAt(event.pos())
        image = self.film.image_at(index.row()) if index.isValid() else None
        if image is None:
            return
        at = self.visualRect(index).center() if is_key else event.pos()
        self._show_menu(image, at)

    def _show_menu(self, image: ImageId, at: QPoint) -> None:
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = Menu("", self)
        for code, signal in (("show_as_b", self.b_asked), ("show_as_a", self.a_asked)):
            action = self._menu.addAction(words(code))
            action.triggered.connect(lambda _on, signal=signal: signal.emit(image))
        self._menu.popup(self.viewport().mapToGlobal(at))

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        image = self.film.image_at(current.row()) if current.isValid() else None
        if image is not None and not self._is_showing:
            self.b_asked.emit(image)

    def _on_scrolled(self, _value: int) -> None:
        self._soon.start(0)

    def _refit(self) -> None:
        self.cells.edge_px = look.height(_EDGE)
        self.updateGeometry()
        self._soon.start(0)
