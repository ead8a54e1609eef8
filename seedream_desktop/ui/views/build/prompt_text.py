"""The text of a step's prompt: typing goes to the document, and the document's edits come back."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QTextCursor

from seedream_desktop.ui.widgets.field import PromptEdit


class PromptText(PromptEdit):
    """Undo and redo are left to the window, whose stack holds every edit of the sequence.

    While an input method composes, the text is left alone: what the document says meanwhile
    is shown when the composition is done.
    """

    written = Signal(str)
    """Carries the text that the user made of it."""
    left = Signal()

    def __init__(self, placeholder: str) -> None:
        """Start empty."""
        super().__init__("", placeholder)
        self.setUndoRedoEnabled(False)
        self._is_showing = False
        self._is_composing = False
        self._shown = ""
        self._waiting: str | None = None
        self.edited.connect(self._on_edited)

    def show_text(self, words: str) -> None:
        """Show a text; cursor and scroll position stay where the text around them is the same."""
        if self._is_composing:
            self._waiting = words
            return
        now = self.toPlainText()
        if words == now:
            self._shown = words
            return
        self._is_showing = True
        self._replace(now, words)
        self._is_showing = False
        self._shown = words

    def put_in(self, words: str) -> None:
        """Put a sentence in at the cursor, apart from what is before it."""
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.selectionStart()]
        gap = "" if not before or before[-1].isspace() else self._gap(before)
        cursor.insertText(gap + words)
        self.setTextCursor(cursor)
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if not self._is_composing and self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            if self.toPlainText() == self._shown:
                self.show_text(waiting)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def _on_edited(self, words: str) -> None:
        if not self._is_showing and words != self._shown:
            self._shown = words
            self.written.emit(words)

    def _replace(self, now: str, words: str) -> None:
        """Change only the part that differs, as a person would."""
        first = _alike(now, words)
        last = _alike(now[first:][::-1], words[first:][::-1])
        cursor = QTextCursor(self.document())
        cursor.setPosition(_place(now, first))
        cursor.setPosition(_place(now, len(now) - last), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(words[first : len(words) - last])

    @staticmethod
    def _gap(before: str) -> str:
        return " " if before[-1] in ".,;:!?。，；、" else ", "


def _alike(one: str, other: str) -> int:
    """Return how many letters two texts begin with alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _place(words: str, letters: int) -> int:
    """Return where Qt counts a letter: by UTF-16 units."""
    return len(words[:letters].encode("utf-16-le")) // 2
