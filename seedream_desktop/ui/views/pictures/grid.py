"""The open sequence's images as a grid: dragged into order, made anchors, taken out."""

import itertools
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.ids import ImageId
from seedream_desktop.domain.picture import Picture
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.intakes import counted
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.images import loaded_px
from seedream_desktop.ui.models.listing import moved
from seedream_desktop.ui.views.pictures.cells import CellsModel
from seedream_desktop.ui.views.pictures.reordering import ReorderedGrid
from seedream_desktop.ui.views.pictures.revealing import reveal
from seedream_desktop.ui.views.unseen import Unseen
from seedream_desktop.ui.widgets.density import DensityWatch
from seedream_desktop.ui.widgets.menu import Menu

EDGE_PX: Final = 168
EDGE_LEAST_PX: Final = 72
EDGE_MOST_PX: Final = 360
_EDGE_STEP_PX: Final = 24
_COMMANDS: Final = (
    "image.set_anchor",
    "image.remove",
    "image.move_left",
    "image.move_right",
    "image.reveal",
)
_views = itertools.count(1)


class ImageGrid(ReorderedGrid):
    """Follows desk.documents: what is open is shown, and every change is an edit of it.

    Keys of the image commands work while it has the focus. A workspace of those commands'
    context calls answer(), so that menus and the palette reach this grid, too.
    """

    picked = Signal(object)
    """Carries the selected images, in order."""
    opened = Signal()
    """Enter, or a double click."""
    resized = Signal(int)
    """The least edge of a picture, in pixels, when the wheel changed it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Take the desk and show what is open."""
        words = partial(text.text, section="pictures")
        actions = (("anchor", words("set_anchor")), ("remove", words("remove")))
        super().__init__(words("grid"), EDGE_PX, actions, parent=parent)
        self.edge_px = EDGE_PX
        self._desk = desk
        self._document: SequenceDocument | None = None
        self.images = CellsModel(desk.loader, self, view=f"images {next(_views)}")
        self.setModel(self.images)
        self.cells.acted.connect(self._on_acted)
        self.moved_before.connect(self._move_before)
        self.verticalScrollBar().valueChanged.connect(self._load)
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.doubleClicked.connect(self._on_opened)
        desk.documents.changed.connect(self._on_changed)
        self._unseen = Unseen(self, self._on_edited)
        DensityWatch(self, self._load)
        desk.documents.edited.connect(self._unseen.take)
        desk.documents.pointed.connect(self.select)
        document = desk.documents.current
        self._on_changed(document)
        if document is not None:
            self._on_edited(document.sequence)

    @property
    def selected(self) -> tuple[Image, ...]:
        """The selected images, in order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.images.rows[row].image for row in rows)

    def answer(self) -> None:
        """Have the commands for images done here."""
        for command, do in self._commands().items():
            self._desk.actions.handle(command, do)

    def show_edge(self, edge_px: int) -> None:
        """Show pictures at least this large."""
        self.edge_px = max(EDGE_LEAST_PX, min(edge_px, EDGE_MOST_PX))
        self.show_at(self.edge_px)
        self._load()

    # -- what is done to images

    def remove_selected(self) -> None:
        """Take the selected images out of the sequence; undo brings them back."""
        images, document = self.selected, self._document
        if not images or document is None:
            return
        row = self.images.place(images[0].id) or 0
        document.remove_images({image.id for image in images})
        self._select_row(min(row, len(self.images.rows) - 1))
        words = text.text(
            "removed",
            {"pictures": counted("picture", len(images)), "title": document.sequence.title},
            section="pictures",
        )
        undo = text.text("undo", section="pictures")
        self._desk.messages.say(words, action=undo, act=document.undo_stack.undo)

    def make_anchors(self) -> bool:
        """Make the selected images anchors of every step that is on; False where all were."""
        document, pictures = self._document, self._selected_pictures()
        if document is None or not pictures:
            return False
        if not document.sequence.steps:
            self._desk.messages.say(text.text("needs_step", section="pictures"))
            return True
        before = document.sequence
        document.add_anchors_to_all(pictures)
        return document.sequence != before

    def set_anchors(self) -> None:
        """Make the selected images anchors; or no more, where all of them are."""
        if not self.make_anchors() and self._document is not None:
            gone = {picture.digest for picture in self._selected_pictures()}
            self._document.remove_anchors(gone)

    def move_selected(self, by: int) -> None:
        """Move the selected images one place to the left (-1) or right (1)."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        if rows:
            self._move_before(rows[0] - 1 if by < 0 else rows[-1] + 2)

    def reveal_selected(self) -> None:
        """Show the first selected image's file in its folder."""
        pictures = self._selected_pictures()
        if pictures:
            reveal(pictures[0].path)

    def sort_naturally(self) -> None:
        """Put all images into the natural order of their names."""
        from natsort import natsort_keygen, ns

        natural = natsort_keygen(alg=ns.IGNORECASE)
        if self._document is not None:
            rows = sorted(self.images.rows, key=lambda row: natural(row.name))
            self._document.order_images(row.image.id for row in rows)

    def _move_before(self, row: int) -> None:
        rows = [index.row() for index in self.selectionModel().selectedRows()]
        count = len(self.images.rows)
        if self._document is None or not rows:
            return
        order = moved(count, rows, max(0, min(row, count)))
        self._document.order_images(self.images.rows[place].image.id for place in order)
        self.scrollTo(self.currentIndex())

    def _selected_pictures(self) -> list[Picture]:
        return [image.picture for image in self.selected if image.picture is not None]

    def _commands(self) -> dict[str, Callable[[], object]]:
        return dict(
            zip(
                _COMMANDS,
                (
                    self.set_anchors,
                    self.remove_selected,
                    partial(self.move_selected, -1),
                    partial(self.move_selected, 1),
                    self.reveal_selected,
                ),
                strict=True,
            )
        )

    # -- what is shown

    def _on_changed(self, document: SequenceDocument | None) -> None:
        self._document = document
        if document is None:
            self._unseen.forget()
            self.images.set_rows(())

    def _on_edited(self, sequence: Sequence) -> None:
        self.images.show_images(sequence)
        self._load()
        self._on_selected()

    def _load(self) -> None:
        """Have thumbnails loaded for what is in sight."""
        first, last = self.rows_in_sight()
        if not self.isVisible() or last < first:
            self.images.hide()
            return
        edge_px = loaded_px(self.cells.edge_px, self.devicePixelRatioF())
        self.images.show_rows(first, last, edge_px)

    def _on_selected(
        self, _new: QItemSelection | None = None, _old: QItemSelection | None = None
    ) -> None:
        self.picked.emit(self.selected)

    def _on_opened(self, _index: QModelIndex) -> None:
        self.opened.emit()

    def _on_acted(self, index: QModelIndex, icon: str) -> None:
        at = self.images.index(index.row())
        if not self.selectionModel().isSelected(at):
            self._select_row(index.row())
        self.set_anchors() if icon == "anchor" else self.remove_selected()

    def _select_row(self, row: int) -> None:
        if row >= 0:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self.images.index(row), flag)

    def select(self, images: tuple[ImageId, ...]) -> None:
        """Select these images, those that are there, and bring the first into sight."""
        self._unseen.settle()
        selection = QItemSelection()
        for image in images:
            index = self.images.index_of(image)
            if index.isValid():
                selection.select(index, index)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().select(selection, flag)
        if selection.indexes():
            self.scrollTo(selection.indexes()[0])

    # -- Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = QKeySequence(event.keyCombination())
        for command, do in self._commands().items():
            if pressed in self._desk.actions.action(command).shortcuts():
                do()
                return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        by = _EDGE_STEP_PX if event.angleDelta().y() > 0 else -_EDGE_STEP_PX
        self.show_edge(self.edge_px + by)
        self.resized.emit(self.edge_px)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.selected:
            return
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, (command, do) in zip(
            ("set_anchor", "remove", "move_left", "move_right", "reveal"),
            self._commands().items(),
            strict=True,
        ):
            action = menu.addAction(text.text(name, section="pictures"), do)
            action.setShortcuts(self._desk.actions.action(command).shortcuts())
        menu.addSeparator()
        menu.addAction(text.text("sort", section="pictures"), self.sort_naturally)
        menu.popup(event.globalPos())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._unseen.settle()
        self._load()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.images.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._load()
