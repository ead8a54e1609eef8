"""A line that says what is not right, with the one click that mends it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from seedream_desktop.ui.theme.scale import SPACE_2, Type
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.sign import Sign


class MendLine(QWidget):
    """Hidden while there is nothing to say."""

    asked = Signal()
    """The user wants it mended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._sign = Sign("warning", "waiting")
        self._words = Label("", Type.CAPTION, wraps=True)
        self.button = Button("", Kind.LINK)
        self.button.clicked.connect(self.asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def words(self) -> str:
        """What it says; empty while it is hidden."""
        return self._words.text()

    def say(self, words: str, mend: str = "") -> None:
        """Say something, with the words of the mend; nothing to say hides it."""
        if (words, mend) == (self._words.text(), self.button.text()):
            return
        self._words.setText(words)
        self.button.setText(mend)
        self.button.setAccessibleDescription(words)
        self.button.setVisible(bool(mend))
        self.setVisible(bool(words))
