"""The naming template's field, with a menu of what can stand in it."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.exporting.template import LONGEST, TOKENS
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.export.wording import words
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, Type
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.field import Field, LineEdit
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.menu import Menu

_OPTIONAL = ("{-version}", "{-take}", "{-rating}", "{-n}")


class NameField(QWidget):
    """What is wrong with a template is said beneath it."""

    edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the field and the menu."""
        super().__init__(parent)
        self.line = LineEdit()
        self.line.setMaxLength(LONGEST)
        self.line.written.connect(self.edited)
        self.tokens = Button(words("token"), icon="add")
        self.tokens.setAccessibleName(text.pair(words("name"), words("token")))
        self.tokens.setAutoDefault(False)
        self.tokens.clicked.connect(self.unfold)
        self.menu = Menu(words("token"), self)
        for token in TOKENS:
            self._offer(f"{{{token}}}", words(f"token_{token}"))
        self.menu.addSeparator()
        for written in _OPTIONAL:
            self._offer(written, words(f"token_{written.strip('{-}')}_optional"))
        self.field = Field(words("name"), self.line, words("name_hint"))
        beside = QVBoxLayout()
        beside.setSpacing(SPACE_1)
        beside.addWidget(Label(" ", Type.CAPTION))  # as high as the caption beside it
        beside.addWidget(self.tokens)
        top = Qt.AlignmentFlag.AlignTop
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.field, 1, top)
        row.addLayout(beside)
        row.setAlignment(beside, top)

    def show_template(self, template: str) -> None:
        """Show another template; what is being written stays as it is."""
        if self.line.text() != template:
            self.line.setText(template)

    def show_wrong(self, what: str) -> None:
        """Say what is wrong with it; empty for nothing."""
        self.field.show_wrong(what)

    def unfold(self) -> None:
        """Show what can be put in."""
        self.menu.popup(self.tokens.mapToGlobal(QPoint(0, self.tokens.height() + SPACE_1)))

    def _offer(self, written: str, meaning: str) -> None:
        action = self.menu.addAction(f"{meaning}\t{written}")
        action.triggered.connect(lambda _is_on=False, written=written: self._insert(written))

    def _insert(self, written: str) -> None:
        self.line.insert(written)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit(self.line.text())
