"""Above which worst case a run asks once more before it starts."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSpacerItem, QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.providers.caps import BadAmount, cap_of
from seedream_desktop.ui.dialogs.providers.wording import words
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.widgets.field import Field, LineEdit
from seedream_desktop.ui.widgets.label import Label

_LETTERS_MAX: Final = 16


class ThresholdField(QWidget):
    """One amount. changed carries micro-dollars, when it is left or Enter is pressed in it."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._micros = 0
        self.line = LineEdit("", "$0.00")
        self.line.setMaxLength(_LETTERS_MAX)
        self.line.written.connect(self._on_edited)
        self.line.editingFinished.connect(self._on_left)
        self.field = Field(words("ask_above"), self.line)
        self.line.setAccessibleDescription(words("ask_above_hint"))
        hint = Label(words("ask_above_hint"), ink="muted", wraps=True)
        beside = QVBoxLayout()  # as the field is made, so that the words stand beside its line
        beside.setSpacing(SPACE_1)
        beside.addWidget(Label(" ", Type.CAPTION))
        beside.addWidget(hint)
        hint.setMinimumHeight(self.line.sizeHint().height())
        beside.addStretch(1)
        row = QGridLayout(self)
        row.setContentsMargins(0, SPACE_3, 0, 0)
        row.setHorizontalSpacing(SPACE_4)
        row.setVerticalSpacing(0)
        row.addWidget(self.field, 0, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 0, 1, 1, 2)
        row.addItem(QSpacerItem(1, 0), 1, 2)  # else the last column has no gap of its own
        for column in range(3):  # the columns of the caps above
            row.setColumnStretch(column, 1)
            row.setColumnMinimumWidth(column, 1)

    def show_micros(self, micros: int) -> None:
        """Show what holds now, unless it is being written."""
        self._micros = micros
        if not (self.line.hasFocus() and self.line.isModified()):
            self.line.setText(text.usd(micros))
            self.field.show_wrong("")

    def _on_edited(self, written: str) -> None:
        try:
            cap_of(written)
        except BadAmount as error:
            self.field.show_wrong(words(str(error)))
        else:
            self.field.show_wrong("")

    def _on_left(self) -> None:
        if not self.line.isModified():
            return
        try:
            micros = cap_of(self.line.text()) or 0
        except BadAmount:
            return  # it stays in the field, and what is wrong with it beneath
        self.line.setModified(False)
        self.line.setText(text.usd(micros))
        if micros != self._micros:
            self._micros = micros
            self.changed.emit(micros)
