"""One picture, large, in the table's place; the keys that walk the table walk the pictures."""

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from seedream_desktop.ui import speech
from seedream_desktop.ui.delegates.frame import FrameCell
from seedream_desktop.ui.delegates.frame_place import draw_place
from seedream_desktop.ui.delegates.verdict import draw_verdict
from seedream_desktop.ui.models.frame_words import say
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import GLYPH, SPACE_2, SPACE_4, Type
from seedream_desktop.ui.views.timeline.walking import HELD, is_own_key
from seedream_desktop.ui.widgets import state_glyph

_LINE: Final = 32
_STEPS: Final = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_PageUp: (-1, 0),
    Qt.Key.Key_PageDown: (1, 0),
}


class Loupe(QWidget):
    """Keeps the old picture until the next is decoded; Space, E and Escape leave it."""

    voice = speech.voice_of(QAccessible.Role.Graphic)

    stepped = Signal(int, int)
    """Rows and columns to go."""
    closed = Signal()
    opened = Signal()
    """Enter, or a double click: compare."""
    refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setProperty("ring_none", True)
        self.setAccessibleName(say("loupe"))
        self._cell: FrameCell | None = None
        self._pixmap: QPixmap | None = None

    def show_cell(self, cell: FrameCell | None, pixmap: QPixmap | None, said: str = "") -> None:
        """Show a frame; said is what a screen reader says of it.

        Without its picture the old one stays, as it is on its way; a frame that has none says so.
        """
        self._cell = cell
        if pixmap is not None or cell is None or not cell.versions:
            self._pixmap = pixmap
        is_news = said != self.accessibleDescription()
        self.setAccessibleDescription(said)
        if is_news and self.hasFocus():
            speech.read_aloud(self, said)
        self.update()

    def room(self) -> QSize:
        """Return the room that a picture has, in the window's pixels."""
        return QSize(self.width() - 2 * SPACE_4, self.height() - look.height(_LINE) - 2 * SPACE_2)

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def event(self, event: QEvent) -> bool:
        if is_own_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _STEPS and not event.modifiers() & HELD:
            self.stepped.emit(*_STEPS[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.refused.emit()
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.stepped.emit(0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        painter.fillRect(self.rect(), look.tokens.canvas)
        if self._cell is not None:
            room = QRectF(SPACE_4, SPACE_2, self.room().width(), self.room().height())
            self._draw_picture(painter, room, self._cell)
            line = QRectF(SPACE_4, room.bottom() + SPACE_2, room.width(), look.height(_LINE))
            self._draw_line(painter, line, self._cell)
        painter.end()

    def _draw_picture(self, painter: QPainter, room: QRectF, cell: FrameCell) -> None:
        if self._pixmap is None:
            width = min(room.width(), room.height() * cell.aspect) * 0.6
            shown = paint.centred(room, round(width), round(width / cell.aspect))
            if cell.tone is not None:
                draw_place(painter, shown, cell.tone, cell.sentence or cell.word)
            return
        size = QSize(self._pixmap.size()).scaled(
            room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
        )
        shown = paint.centred(room, size.width(), size.height())
        painter.drawPixmap(shown, self._pixmap, QRectF(self._pixmap.rect()))

    def _draw_line(self, painter: QPainter, line: QRectF, cell: FrameCell) -> None:
        tokens = look.tokens
        right = draw_verdict(
            painter,
            line,
            stars=cell.rating,
            flag=cell.flag,
            label=cell.label,
            label_word=cell.label_word,
        )
        left = line.left()
        if cell.tone is not None:
            edge = look.height(GLYPH)
            place = QRectF(round(left), round(line.center().y() - edge / 2), edge, edge)
            state_glyph.draw(painter, place, cell.tone, tokens.tone(cell.tone), tokens.canvas)
            left = place.right() + 6
        words = " · ".join(part for part in (cell.word, cell.older, cell.aside) if part)
        room = QRectF(left, line.top(), max(right - left, 0), line.height())
        paint.text(painter, room, words, look.font(Type.BODY), tokens.muted)
