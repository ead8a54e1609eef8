"""What stands in the window's place while the library is not open."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.errors import LibraryBusy, SeedreamError
from seedream_desktop.ui import text
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label

_WIDTH = 520
_GLYPH = 28


class NotOpenedPage(QWidget):
    """Says why the library is not open and what helps; nothing is lost meanwhile."""

    retry_asked = Signal()
    quit_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self._heading = Label("", Type.DISPLAY, wraps=True)
        self._reason = Label("", Type.BODY, wraps=True)
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._safe = Label(text.text("not_open_safe", section="shell"), Type.BODY, ink="muted")
        self._safe.setWordWrap(True)
        self.retry = Button(text.line("try_again"), Kind.PRIMARY)
        self.retry.clicked.connect(self.retry_asked)
        self.quit = Button(text.text("quit", section="shell"))
        self.quit.clicked.connect(self.quit_asked)
        self._lay_out()

    def show_error(self, error: SeedreamError) -> None:
        """Say what happened and take the focus."""
        is_busy = isinstance(error, LibraryBusy)
        name = "not_open_busy" if is_busy else "not_open"
        self._heading.setText(text.text(name, section="shell"))
        self._reason.setText(text.of_error(error))
        self.setAccessibleName(f"{self._heading.text()}. {self._reason.text()}")
        self.show_waiting(is_waiting=False)
        self.retry.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_deaf(self) -> None:
        """Say that the window that has the library does not answer."""
        self._heading.setText(text.text("not_open_deaf", section="shell"))
        self.setAccessibleName(f"{self._heading.text()}. {self._reason.text()}")

    def show_waiting(self, *, is_waiting: bool) -> None:
        """Show that it is tried again."""
        self.retry.setEnabled(not is_waiting)
        name = "opening" if is_waiting else "try_again"
        words = text.text(name, section="shell") if is_waiting else text.line("try_again")
        self.retry.setText(words)

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(look.height(_WIDTH))
        column = QVBoxLayout(inner)
        column.setSpacing(0)
        column.addWidget(_Sign())
        column.addSpacing(SPACE_4)
        column.addWidget(self._heading)
        column.addSpacing(SPACE_2)
        column.addWidget(self._reason)
        column.addSpacing(SPACE_2)
        column.addWidget(self._safe)
        column.addSpacing(SPACE_5)
        actions = QHBoxLayout()
        actions.setSpacing(SPACE_2)
        actions.addWidget(self.retry)
        actions.addWidget(self.quit)
        actions.addStretch(1)
        column.addLayout(actions)
        whole = QHBoxLayout(self)
        whole.addStretch(1)
        whole.addWidget(inner, 8, Qt.AlignmentFlag.AlignVCenter)
        whole.addStretch(1)


class _Sign(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(look.height(_GLYPH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens, edge = look.tokens, self.height()
        box = QRectF(0, 0, edge, edge)
        state_glyph.draw(painter, box, Tone.FAILED, tokens.tone(Tone.FAILED), tokens.canvas)
        painter.end()
