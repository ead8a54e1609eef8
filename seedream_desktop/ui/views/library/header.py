"""The open sequence above its pictures: title to be edited, facts, and where to go with it."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.intakes import counted
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_4, Type
from seedream_desktop.ui.views.library.listing import steps
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.flow import BarLayout
from seedream_desktop.ui.widgets.label import CutLabel
from seedream_desktop.ui.widgets.tips import plain_tip

_words = partial(text.text, section="library")
_INSET: Final = 3
"""What a field keeps between its edge and its words beside its padding."""
_TITLE_LEAST: Final = 200


class TitleEdit(QLineEdit):
    """A title that is edited where it stands; Escape takes back what was typed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Follow the open document."""
        super().__init__(parent)
        self._desk = desk
        self._shown = ""
        self.setAccessibleName(_words("sequence_title"))
        self.setProperty("dress", "title")
        self.editingFinished.connect(self._on_finished)
        look.changed.connect(self._refit)
        self._refit()

    def show_title(self, title: str) -> None:
        """Show a title, unless another is being typed."""
        self._shown = title
        self.setToolTip(plain_tip(title))
        if not self.hasFocus() or not self.isModified():
            self.setText(title)
            self.setCursorPosition(0)

    def begin(self) -> None:
        """Take the focus with everything selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setText(self._shown)
            self.selectAll()
            return
        super().keyPressEvent(event)

    def _on_finished(self) -> None:
        document = self._desk.documents.current
        if document is not None and self.isModified():
            document.rename(self.text())
            self.setModified(False)
            self.setText(document.sequence.title)

    def _refit(self) -> None:
        self.setFont(look.font(Type.TITLE))


class SequenceHeader(QWidget):
    """Follows the open document."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Take the desk."""
        super().__init__(parent)
        self.title = TitleEdit(desk)
        self.facts = CutLabel("", ink="muted")
        self.add = Button(_words("add"), icon="import")
        self.add.clicked.connect(desk.actions.action("library.add_files").trigger)
        self.open_button = Button(_words("open"), Kind.PRIMARY, icon="build")
        self.open_button.clicked.connect(desk.actions.action("library.open").trigger)
        names = QWidget()
        left = QVBoxLayout(names)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.title)
        facts = QHBoxLayout()
        facts.setContentsMargins(SPACE_2 + _INSET, 0, 0, 0)  # under the title
        facts.addWidget(self.facts)
        left.addLayout(facts)
        row = BarLayout(self, gap=SPACE_2)
        row.setContentsMargins(
            SPACE_4 - SPACE_2 - _INSET, SPACE_2 + SPACE_1, SPACE_4, SPACE_2 + SPACE_1
        )
        row.add_wide(names, _TITLE_LEAST)
        row.addWidget(self.add)
        row.addWidget(self.open_button)
        desk.documents.changed.connect(self._on_changed)
        desk.documents.edited.connect(self._on_edited)
        self._on_changed(desk.documents.current)

    def _on_changed(self, document: SequenceDocument | None) -> None:
        if document is not None:
            self.title.setModified(False)
            self._on_edited(document.sequence)

    def _on_edited(self, sequence: Sequence) -> None:
        self.title.show_title(sequence.title)
        pictures = counted("picture", len(sequence.images))
        said = _words("facts", {"pictures": pictures, "steps": steps(len(sequence.steps))})
        self.facts.show_words(said)
        # Without pictures it is adding them that comes first, and the grid's place offers that.
        self.add.setVisible(bool(sequence.images))
        self.open_button.kind = Kind.PRIMARY if sequence.images else Kind.SECONDARY
        self.open_button.updateGeometry()
        self.open_button.update()
