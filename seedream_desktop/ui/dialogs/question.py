"""A question that must be answered: one sentence, what follows from it, and a safe answer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_5, Type
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label

_WIDTH = 440


class Question(QDialog):
    """Enter and Escape both give the safe answer; the other has to be gone to."""

    def __init__(
        self,
        sentence: str,
        more: str,
        *,
        accept: str,
        safe: str,
        parent: QWidget | None = None,
    ) -> None:
        """Take the sentence, what follows, and the words of the two answers."""
        super().__init__(parent or front())
        self.setWindowTitle(sentence)
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(more)
        self.setModal(True)
        self.setMinimumWidth(_WIDTH)
        self.accept_button = Button(accept)
        self.accept_button.setAutoDefault(False)
        self.accept_button.clicked.connect(self.accept)
        self.safe_button = Button(safe, Kind.PRIMARY)
        self.safe_button.setDefault(True)
        self.safe_button.clicked.connect(self.reject)
        self._lay_out(sentence, more)
        self.safe_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, sentence: str, more: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
        column.setSpacing(SPACE_3)
        column.addWidget(Label(sentence, Type.TITLE, wraps=True))
        column.addWidget(Label(more, Type.BODY, ink="muted", wraps=True))
        column.addSpacing(SPACE_2)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addStretch(1)
        row.addWidget(self.accept_button)
        row.addWidget(self.safe_button)
        column.addLayout(row)


def front() -> QWidget | None:
    """Return the window that a question belongs over."""
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow)]
    shown = (window for window in windows if window.isVisible())
    return QApplication.activeWindow() or next(shown, None)
