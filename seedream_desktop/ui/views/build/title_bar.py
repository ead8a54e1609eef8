"""The sequence's title, edited in place, with undo, redo and what else can be done."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.views.build.command_menu import OF_STEP, command_menu
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.widgets.button import IconButton
from seedream_desktop.ui.widgets.field import LineEdit
from seedream_desktop.ui.widgets.tips import plain_tip

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_SEQUENCE: Final = ("sequence.new", "library.add_files", "library.add_folder", "file.export")


class TitleEdit(LineEdit):
    """Looks like a title until it is written into; Enter takes the text, Esc gives it up."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._title = ""
        self.setAccessibleName(said("title_name"))
        self.setStyleSheet(
            "QLineEdit { padding: 0 5px; margin-left: -8px; }"
            "QLineEdit:!focus { background: transparent; border-color: transparent; }"
        )
        look.changed.connect(self._refit)
        self._refit()

    def show_title(self, title: str) -> None:
        """Show another title, unless one is being written."""
        self._title = title
        self.setToolTip(plain_tip(title))
        if not (self.hasFocus() and self.isModified()):
            self.setText(title)
            self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._title)
            self.setModified(False)
            self.clearFocus()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        words = self.contentsRect().adjusted(SPACE_2, 0, 0, 0)
        if self.hasFocus() or self.fontMetrics().horizontalAdvance(self.text()) <= words.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        shown = self.rect().adjusted(0, 0, -SPACE_1, 0)
        paint.text(painter, QRectF(shown), self.text(), self.font(), look.tokens.text)
        painter.end()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setCursorPosition(0)

    def _refit(self) -> None:
        self.setFont(look.font(Type.TITLE))


class TitleBar(QWidget):
    """The head of the steps."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        """Follow the open document and its undo stack."""
        super().__init__(parent)
        self._desk = desk
        self.title = TitleEdit()
        self.title.editingFinished.connect(self._on_title)
        self.undo = IconButton("undo", said("undo"))
        self.redo = IconButton("redo", said("redo"))
        self.more = IconButton("more", said("more"))
        self.more.clicked.connect(self._show_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, SPACE_3, SPACE_2, SPACE_2)
        row.setSpacing(SPACE_1)
        row.addWidget(self.title, 1)
        for button in (self.undo, self.redo, self.more):
            row.addWidget(button)
        self._follow_undo()

    def show_sequence(self, sequence: Sequence) -> None:
        """Show a sequence's title."""
        self.title.show_title(sequence.title)

    def _follow_undo(self) -> None:
        undo = self._desk.documents.undo
        self.undo.clicked.connect(undo.undo)
        self.redo.clicked.connect(undo.redo)
        undo.changed.connect(self._on_undo)
        self._on_undo()

    def _on_undo(self) -> None:
        undo = self._desk.documents.undo
        for button, code, what in (
            (self.undo, "undo", undo.undo_text),
            (self.redo, "redo", undo.redo_text),
        ):
            button.setEnabled(what is not None)
            button.setToolTip(said(f"{code}_what", what=what) if what else said(code))

    def _on_title(self) -> None:
        document = self._desk.documents.current
        if document is None or not self.title.isModified():
            return
        self.title.setModified(False)
        document.rename(self.title.text())
        self.title.setText(document.sequence.title)

    def _show_menu(self) -> None:
        menu = command_menu(self._desk.actions, (*OF_STEP, _SEQUENCE), self)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))
