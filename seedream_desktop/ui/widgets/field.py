"""Fields: caption above, control, and beneath it a hint, a count, or what is wrong."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.state_glyph import StateGlyph

_ROWS_MIN: Final = 3
_ROWS_MAX: Final = 10
_WRONG: Final = "wrong"


class Field(QWidget):
    """A control with its caption; what is wrong is said in place, never in a dialog."""

    def __init__(
        self, caption: str, control: QWidget, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._hint = hint
        control.setAccessibleName(caption)
        self.caption = Label(caption, Type.CAPTION, ink="muted")
        self.caption.setBuddy(control)
        self._glyph = StateGlyph(Tone.FAILED, "")
        self._below = Label(hint, Type.CAPTION, ink="muted", wraps=True)
        self._count = Label("", Type.CAPTION, ink="muted", tabular=True)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self._below, 1)
        foot.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(self.caption)
        column.addWidget(control)
        column.addLayout(foot)
        self.show_wrong("")
        self.show_count("")

    def show_hint(self, hint: str) -> None:
        """Say something else beneath."""
        self._hint = hint
        if not self.control.property(_WRONG):
            self.show_wrong("")

    def show_wrong(self, what: str) -> None:
        """Say what is wrong with the value; an empty text takes it back."""
        self._below.setText(what or self._hint)
        self._below.show_ink("failed" if what else "muted")
        self._below.setVisible(bool(what or self._hint))
        self._glyph.setVisible(bool(what))
        self._glyph.setAccessibleName(what)
        self.control.setAccessibleDescription(what or self._hint)
        self.control.setProperty(_WRONG, bool(what))
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)

    def show_count(self, count: str, *, is_over: bool = False) -> None:
        """Show how much is written of what fits, such as "212 of 2,000"."""
        self._count.setText(count)
        self._count.setVisible(bool(count))
        self._count.show_ink("failed" if is_over else "muted")


class LineEdit(QLineEdit):
    """One line of text."""

    written = Signal(str)
    """The user has it say something else: by keys, or by what speaks and listens for them.

    Qt's textEdited knows of keys alone, and textChanged of the program's own words too.
    """

    def __init__(
        self, words: str = "", placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(words, parent)
        self._is_showing = False
        self.setPlaceholderText(placeholder)
        self.textChanged.connect(self._on_changed)

    def setText(self, words: str | None) -> None:
        self._is_showing = True
        super().setText(words)
        self._is_showing = False

    def _on_changed(self, words: str) -> None:
        if not self._is_showing:
            self.written.emit(words)


class PromptEdit(QPlainTextEdit):
    """A prompt; it grows with its text. Tab leaves it, Ctrl+Enter is left to the window."""

    edited = Signal(str)

    def __init__(
        self, words: str = "", placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(words, parent)
        self._rows_min = _ROWS_MIN
        self._is_fixed = False
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_text)
        look.changed.connect(self._refit)
        self._refit()

    def show_as_sent(self) -> None:
        """Become the read-only field that shows a text exactly as it is sent."""
        self._is_fixed = True
        self.show_only()

    def show_only(self) -> None:
        """Become a field whose text is read, selected and copied, not written."""
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._refit()

    def sizeHint(self) -> QSize:
        rows = min(max(self._rows(), self._rows_min), _ROWS_MAX)
        self._see_to_bar()
        # One pixel less than this and the text can be scrolled by a row that is in sight.
        height = round(rows * self.fontMetrics().lineSpacing()) + 2 * SPACE_2 + 4
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _see_to_bar(self) -> None:
        policy = Qt.ScrollBarPolicy
        needs = self._rows() > _ROWS_MAX
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if needs else policy.ScrollBarAlwaysOff
        )

    def _rows(self) -> int:
        return round(self.document().size().height())

    def _on_text(self) -> None:
        self.updateGeometry()
        self.edited.emit(self.toPlainText())

    def _refit(self) -> None:
        step = Type.CONTROL if self._is_fixed else Type.BODY
        self.setFont(look.font(step, fixed=self._is_fixed))
        self.updateGeometry()
