"""The frame of the program's dialogs: a title, what it is about, and a row of buttons."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.label import Label


class DialogFrame(QDialog):
    """A dialog over its window; open() it, never exec(). Esc is the safe answer."""

    def __init__(self, title: str, parent: QWidget | None, width_px: int = 480) -> None:
        """Take the title sentence and the width at 100 % text."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setMinimumWidth(look.height(width_px))
        self.title = Label(title, Type.TITLE, wraps=True)
        self.column = QVBoxLayout()
        self.column.setSpacing(SPACE_4)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(SPACE_2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
        whole.setSpacing(SPACE_4)
        whole.addWidget(self.title)
        whole.addLayout(self.column, 1)
        whole.addLayout(self._foot)
        self._ring = FocusRing(self)

    def say(self, words: str, *, ink: str = "text") -> Label:
        """Add a paragraph."""
        label = Label(words, Type.BODY, ink=ink, wraps=True)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(label)
        return label

    def add_to_foot(self, *widgets: QWidget) -> None:
        """Put widgets at the left of the foot; the buttons come at its right."""
        for widget in widgets:
            self._foot.addWidget(widget)
        self._foot.addStretch(1)

    def add_buttons(self, *buttons: Button, safe: Button) -> None:
        """Put buttons into the foot; safe is what Enter does."""
        if not self._foot.count():
            self._foot.addStretch(1)
        for button in buttons:
            button.setAutoDefault(False)
            self._foot.addWidget(button)
        safe.setDefault(True)
        safe.setFocus(Qt.FocusReason.OtherFocusReason)
