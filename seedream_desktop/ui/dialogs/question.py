"""The one question before what cannot be undone or costs much; the safe answer is the default."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_5, Type
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.label import Label

_WIDTH = 440


class Question(QDialog):
    """Says price and consequence in its title sentence; Enter and Escape both give the safe answer.

    Show it with Flows.shown(), which returns whether the other answer was given.
    """

    def __init__(
        self,
        sentence: str,
        more: str,
        *,
        answer: str,
        safe: str,
        learn: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Take the sentence, a line more, the words of both answers, and what opens the guide."""
        super().__init__(parent or front())
        self.setModal(True)
        self.setWindowTitle(text.text("title", section="shell"))  # the sentence is said below it
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(more)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
        column.setSpacing(SPACE_3)
        column.addWidget(Label(sentence, Type.TITLE, wraps=True))
        column.addWidget(Label(more, Type.BODY, ink="muted", wraps=True))
        self.safe = Button(safe, Kind.SECONDARY)
        self.safe.clicked.connect(self.reject)
        self.answer = Button(answer, Kind.PRIMARY)
        self.answer.setAutoDefault(False)
        self.answer.clicked.connect(self.accept)
        column.addSpacing(SPACE_2)
        column.addLayout(self._foot(learn))
        self.setFixedWidth(look.height(_WIDTH))
        self.safe.setDefault(True)
        self.safe.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ring = FocusRing(self)

    def _foot(self, learn: Callable[[], object] | None) -> QHBoxLayout:
        middle = Qt.AlignmentFlag.AlignVCenter
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        if learn is not None:
            self.learn = Button(text.text("learn", section="guide"), Kind.LINK)
            self.learn.setAutoDefault(False)
            self.learn.clicked.connect(learn)
            row.addWidget(self.learn, 0, middle)
        row.addStretch(1)
        row.addWidget(self.safe, 0, middle)
        row.addWidget(self.answer, 0, middle)
        return row


def front() -> QWidget | None:
    """Return the window that a question belongs over."""
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow)]
    shown = (window for window in windows if window.isVisible())
    return QApplication.activeWindow() or next(shown, None)
