"""One fact in a panel: what it is in small letters, and its value below."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.ui import speech, text
from seedream_desktop.ui.theme.scale import Type
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.value_label import ValueLabel


class FactLine(QWidget):
    """One fact: what it is, and its value, which can be selected and copied."""

    voice = speech.voice_of(QAccessible.Role.Grouping)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = Label("", Type.CAPTION, ink="muted")
        self.value = ValueLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addWidget(self.value)

    def show_fact(self, name: str, value: str) -> None:
        """Show a fact."""
        self.name.setText(name)
        if self.value.text() != value:
            self.value.setText(value)
        said = text.pair(name, value)
        if said != self.accessibleName():
            for each in (self, self.value):  # the value can have the focus, and is nothing alone
                each.setAccessibleName(said)
