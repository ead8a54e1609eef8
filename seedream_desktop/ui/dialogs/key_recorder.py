"""Takes one combination of keys from the keyboard."""

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from seedream_desktop.ui import text

_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Control,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Alt,
        Qt.Key.Key_Meta,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_unknown,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
_KEPT = ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.GroupSwitchModifier


class KeyRecorder(QLineEdit):
    """While it has the focus, whatever is pressed is the new key; Esc gives up."""

    recorded = Signal(str)
    """Carries the keys in portable text."""
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setPlaceholderText(text.text("press_keys", section="shell"))
        self.setAccessibleName(text.text("press_keys", section="shell"))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.given_up.emit()

    def _take(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MODIFIERS:
            return
        if key == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        modifiers = event.modifiers() & _KEPT
        if key == Qt.Key.Key_Backtab:
            key = Qt.Key.Key_Tab
        if self._is_sign(event) and modifiers == Qt.KeyboardModifier.ShiftModifier:
            modifiers = Qt.KeyboardModifier.NoModifier
        pressed = QKeySequence(QKeyCombination(modifiers, key))
        self.recorded.emit(pressed.toString(QKeySequence.SequenceFormat.PortableText))

    def _is_sign(self, event: QKeyEvent) -> bool:
        """Say whether Shift only made the sign, as in "?", and is no part of the key."""
        typed = event.text()
        return len(typed) == 1 and typed.isprintable() and not typed.isalnum() and typed != " "
