"""The anchors of the open sequence: pictures that every request sends first, in order."""

from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QVBoxLayout, QWidget

from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.thumbnail import ThumbnailDelegate
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.images import loaded_px
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.contrast import mixed
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RADIUS, SPACE_1, SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.views.pictures.anchors import Anchor, anchors_of
from seedream_desktop.ui.views.pictures.cells import AnchorsModel
from seedream_desktop.ui.views.pictures.grid import ImageGrid
from seedream_desktop.ui.widgets.density import DensityWatch
from seedream_desktop.ui.widgets.label import Label

_EDGE: Final = 80
_words = partial(text.text, section="pictures")


class AnchorStrip(QListView):
    """The anchors side by side; Delete takes the selected ones away."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Take the desk."""
        super().__init__(parent)
        self._desk = desk
        self._anchors: tuple[Anchor, ...] = ()
        self.cells = ThumbnailDelegate(_EDGE, (("remove", _words("remove_anchor")),), self)
        self.cells.acted.connect(self._on_acted)
        self.pictures = AnchorsModel(desk.loader, self, view=f"anchors {id(self)}")
        self.setModel(self.pictures)
        self.setItemDelegate(self.cells)
        self.setAccessibleName(_words("tray"))
        self.setProperty("ground", "canvas")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look.changed.connect(self._fit)
        DensityWatch(self, self._load)
        self._fit()

    def show_anchors(self, anchors: tuple[Anchor, ...]) -> None:
        """Show these."""
        self._anchors = anchors
        self.pictures.show_anchors(anchors)
        self._fit()
        self._load()

    def take_away(self, rows: list[int]) -> None:
        """Have anchors sent along no more; those that lead the sequence are the step's matter."""
        document = self._desk.documents.current
        gone = {self._anchors[row].picture.digest for row in rows if row < len(self._anchors)}
        leads = any(self._anchors[row].is_leading for row in rows if row < len(self._anchors))
        if document is None:
            return
        before = document.sequence
        document.remove_anchors(gone)
        if leads and document.sequence == before:
            self._desk.messages.say(_words("leading"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.take_away([index.row() for index in self.selectedIndexes()])
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._load()

    def _on_acted(self, index: QModelIndex, _icon: str) -> None:
        self.take_away([index.row()])

    def _load(self) -> None:
        if not self.isVisible() or not self._anchors:
            self.pictures.hide()
            return
        edge_px = loaded_px(self.cells.edge_px, self.devicePixelRatioF())
        self.pictures.show_rows(0, len(self._anchors) - 1, edge_px)

    def _fit(self) -> None:
        self.cells.edge_px = (_EDGE + look.height(_EDGE)) // 2  # in height, large text needs room
        cell = self.cells.cell_size()
        is_wider = cell.width() * len(self._anchors) > self.width()
        bar = self.horizontalScrollBar().sizeHint().height() if is_wider else 0
        self.setFixedHeight(cell.height() + bar)
        self.scheduleDelayedItemsLayout()


class AnchorsTray(QWidget):
    """Title, strip, and what to do where there is none; images of a grid are dropped on it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Take the desk and show what is open."""
        super().__init__(parent)
        about(self, "anchors")
        self._desk = desk
        self._is_lit = False
        self.setAcceptDrops(True)
        self.strip = AnchorStrip(desk)
        self._title = Label(_words("tray"), Type.CONTROL_STRONG)
        self._hint = Label("", Type.CONTROL, ink="muted", wraps=True)
        column = self._below = QVBoxLayout(self)
        column.setContentsMargins(SPACE_2, SPACE_4, SPACE_2, SPACE_2)
        column.setSpacing(SPACE_1)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_2, 0, SPACE_2, 0)  # in line with the pictures beneath
        head.setSpacing(SPACE_3)
        head.addWidget(self._title)
        head.addWidget(self._hint, 1)
        column.addLayout(head)
        column.addWidget(self.strip)
        look.changed.connect(self._refit)
        self._refit()
        desk.documents.changed.connect(self._on_changed)
        desk.documents.edited.connect(self._on_edited)
        self._on_changed(desk.documents.current)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._follow(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._follow(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._light(is_lit=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(is_lit=False)
        grid = event.source()
        if isinstance(grid, ImageGrid):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            QTimer.singleShot(0, grid, grid.make_anchors)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, box = look.tokens, QRectF(self.rect())
        paint.fill(painter, box, tokens.canvas, 0)
        if self._is_lit:
            inner = box.adjusted(SPACE_2, SPACE_1, -SPACE_2, -SPACE_1)
            paint.fill(painter, inner, mixed(tokens.accent, tokens.canvas, 0.10), RADIUS)
            paint.outline(painter, inner, tokens.accent, RADIUS, width=2)
        painter.end()

    def _refit(self) -> None:
        """Stand level with the titles of the panels at both sides."""
        self._title.setMinimumHeight(look.metrics(Type.TITLE).height())

    def _follow(self, event: QDragMoveEvent) -> None:
        document = self._desk.documents.current
        takes = isinstance(event.source(), ImageGrid) and document is not None
        if takes and document is not None and document.sequence.steps:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._light(is_lit=True)
        else:
            event.ignore()

    def _light(self, *, is_lit: bool) -> None:
        self._is_lit = is_lit
        self.update()

    def _on_changed(self, document: SequenceDocument | None) -> None:
        self.setVisible(document is not None)
        if document is not None:
            self._on_edited(document.sequence)

    def _on_edited(self, sequence: Sequence) -> None:
        anchors = anchors_of(sequence)
        self.strip.setVisible(bool(anchors))
        self.strip.show_anchors(anchors)
        self._below.setContentsMargins(SPACE_2, SPACE_4, SPACE_2, SPACE_2 if anchors else SPACE_4)
        code = "tray_hint" if sequence.steps else "tray_needs_step"
        self._hint.setText("" if anchors else _words(code))
