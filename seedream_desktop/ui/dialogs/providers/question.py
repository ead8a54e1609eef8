"""The question before a key is removed, in the place where it was asked."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from seedream_desktop.ui.dialogs.providers.wording import words
from seedream_desktop.ui.theme.scale import SPACE_2
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.state_glyph import StateGlyph


class RemovalQuestion(QWidget):
    """Asks once; the answer that changes nothing has the focus."""

    agreed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = StateGlyph(Tone.WAITING, "")
        self._label = Label(wraps=True)
        self.keep = Button(words("remove_no"))
        self.remove = Button(words("remove_yes"), Kind.DANGER)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._label, 1)
        for button in (self.keep, self.remove):
            button.setAutoDefault(False)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.keep.clicked.connect(self.left)
        self.remove.clicked.connect(self.agreed)

    def begin(self, question: str) -> None:
        """Ask."""
        self._label.setText(question)
        self._glyph.setAccessibleName(question)
        for button in (self.keep, self.remove):
            button.setAccessibleDescription(question)
        self.show()
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.left.emit()
            return
        super().keyPressEvent(event)
