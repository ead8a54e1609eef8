"""The heads of the timeline: a file's name at each row, a step with its counts at each column."""

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from seedream_desktop.ui.delegates.frame import HEAD_ROLE, ColumnHead, RowHead
from seedream_desktop.ui.theme import icons, paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.prints import Prints
from seedream_desktop.ui.theme.scale import GLYPH, SPACE_1, SPACE_2, SPACE_3, SPACE_4, TARGET, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.tips import plain_tip

_ROW_WIDTH: Final = 152
_ROW_NARROW: Final = 112
_NUMBER: Final = 18
_PRINTS_BYTES: Final = 6 * 2**20
_NARROW: Final = 128
"""Below this width a column's head has its number and its counts alone."""


class TellingHeads(QHeaderView):
    """Tell in a tool tip what a screen reader says of a head, which may be cut."""

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().viewportEvent(event)
        role = Qt.ItemDataRole.AccessibleTextRole
        words = self.model().headerData(self.logicalIndexAt(event.pos()), self.orientation(), role)
        QToolTip.showText(event.globalPos(), plain_tip(str(words or "")), self.viewport())
        return True


class RowHeads(TellingHeads):
    """Names of files; the row with the current cell stands out."""

    def __init__(self, parent: QWidget) -> None:
        """Stand at the left of a table."""
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setProperty("ground", "canvas")
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(16)
        self._prints = Prints(_PRINTS_BYTES)
        self.current_row = -1
        self.is_narrow = False

    def sizeHint(self) -> QSize:
        return QSize(look.height(_ROW_NARROW if self.is_narrow else _ROW_WIDTH), 0)

    def mark(self, row: int) -> None:
        """Let a row stand out."""
        if row != self.current_row:
            self.current_row = row
            self.viewport().update()

    def paintSection(self, painter: QPainter, box: QRect, row: int) -> None:
        head = self.model().headerData(row, Qt.Orientation.Vertical, int(HEAD_ROLE))
        if not isinstance(head, RowHead):
            return
        painter.save()
        paint.begin(painter)
        is_current = row == self.current_row
        key = head, is_current, look.theme, look.text_scale
        draw = partial(self._draw, head, is_current)
        self._prints.draw(painter, QRectF(box), key, draw, look.tokens.canvas)
        painter.restore()

    def _draw(self, head: RowHead, is_current: bool, painter: QPainter, box: QRectF) -> None:
        tokens = look.tokens
        painter.fillRect(box, QColor(tokens.canvas))
        if is_current:
            bar = QRectF(box.left(), box.top() + SPACE_3, 2, box.height() - 2 * SPACE_3)
            paint.fill(painter, bar, tokens.accent, 1)
        name, caption = look.metrics(Type.CONTROL_STRONG), look.metrics(Type.CAPTION)
        left, width = box.left() + SPACE_4, box.width() - SPACE_4 - SPACE_2
        line = name.height() + 2
        notes = head.notes
        fits = max(int((box.height() - SPACE_3 - line) // (caption.height() + 2)), 0)
        top = box.top() + SPACE_3
        place = QRectF(left, top, width, line)
        font = look.font(Type.CONTROL_STRONG if is_current else Type.CONTROL)
        paint.text(painter, place, head.name, font, tokens.text, cuts_middle=True)
        top += line
        if head.number and fits > len(notes):
            place = QRectF(left, top, width, caption.height() + 2)
            paint.text(
                painter, place, head.number, look.font(Type.CAPTION, tabular=True), tokens.muted
            )
            top += caption.height() + 2
        for tone, words in notes[:fits]:
            draw_note(painter, QRectF(left, top, width, caption.height() + 2), tone, words)
            top += caption.height() + 2


class ColumnHeads(TellingHeads):
    """Steps with their counts; each has a button for what can be done with the column."""

    menu_asked = Signal(int, QPoint)
    """A column, and where on the screen its menu opens."""

    def __init__(self, parent: QWidget) -> None:
        """Stand above a table."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setProperty("ground", "canvas")
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(16)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setMouseTracking(True)
        self._over = -1

    def sizeHint(self) -> QSize:
        lines = look.metrics(Type.CONTROL_STRONG).height() + look.metrics(Type.CAPTION).height()
        return QSize(0, lines + 2 * SPACE_2 + SPACE_1)

    def button_box(self, column: int) -> QRect:
        """Return where the button of a column is, in the header."""
        left = self.sectionViewportPosition(column)
        return self._button_in(QRect(left, 0, self.sectionSize(column), self.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self.logicalIndexAt(event.position().toPoint())
        box = self.button_box(column) if column >= 0 else QRect()
        if event.button() == Qt.MouseButton.LeftButton and box.contains(event.position().toPoint()):
            self.menu_asked.emit(column, self.viewport().mapToGlobal(box.bottomLeft()))
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        column = self.logicalIndexAt(event.position().toPoint())
        box = self.button_box(column) if column >= 0 else QRect()
        over = column if box.contains(event.position().toPoint()) else -1
        if over != self._over:
            self._over = over
            self.viewport().update()
        super().mouseMoveEvent(event)

    def paintSection(self, painter: QPainter, box: QRect, column: int) -> None:
        head = self.model().headerData(column, Qt.Orientation.Horizontal, int(HEAD_ROLE))
        painter.save()
        paint.begin(painter)
        painter.fillRect(box, look.tokens.canvas)
        paint.hairline(painter, box.left(), box.right() + 1, box.bottom(), look.tokens.line)
        if isinstance(head, ColumnHead):
            self._draw(painter, QRectF(box), head)
            self._draw_button(painter, QRectF(self._button_in(box)), is_over=column == self._over)
        painter.restore()

    def _draw(self, painter: QPainter, box: QRectF, head: ColumnHead) -> None:
        tokens = look.tokens
        strong, caption = look.metrics(Type.CONTROL_STRONG), look.metrics(Type.CAPTION)
        left, top = box.left() + SPACE_2, box.top() + SPACE_2
        right = box.right() - look.height(TARGET) - SPACE_1
        ink = tokens.muted if head.is_off else tokens.text
        first = QRectF(left, top, right - left, strong.height())
        if head.number:
            edge = look.height(_NUMBER)
            disc = QRectF(left, round(first.center().y() - edge / 2), edge, edge)
            paint.outline(painter, disc, tokens.outline, edge / 2)
            font = look.font(Type.CAPTION, tabular=True)
            paint.text(painter, disc, str(head.number), font, ink, paint.Align.CENTRE)
            first.setLeft(disc.right() + 6)
        is_narrow = box.width() < look.height(_NARROW)
        if not (is_narrow and head.number):
            paint.text(painter, first, head.title, look.font(Type.CONTROL_STRONG), ink)
        second = QRectF(left, first.bottom() + SPACE_1, box.right() - left, caption.height())
        font = look.font(Type.CAPTION, tabular=True)
        x = second.left() + SPACE_3 + paint.text(painter, second, head.counted, font, tokens.muted)
        for tone, words in head.notes:
            width = look.height(GLYPH) + SPACE_1 + caption.horizontalAdvance(words)
            if x + width > box.right():
                break
            draw_note(painter, QRectF(x, second.top(), width + 1, second.height()), tone, words)
            x += width + SPACE_2

    def _draw_button(self, painter: QPainter, box: QRectF, *, is_over: bool) -> None:
        tokens = look.tokens
        if is_over:
            paint.fill(painter, box, tokens.hover, 4)
        edge = look.height(16)
        tint = tokens.text if is_over else tokens.muted
        drawn = icons.pixmap("more", tint, edge, painter.device().devicePixelRatio())
        painter.drawPixmap(paint.centred(box, edge, edge).topLeft(), drawn)

    def _button_in(self, box: QRect) -> QRect:
        edge = look.height(TARGET)
        return QRect(box.right() - edge - 3, box.top() + SPACE_1, edge, edge)


def draw_note(painter: QPainter, box: QRectF, tone: Tone, words: str) -> None:
    """Draw shape and word of something that asks to be looked at."""
    tokens, room = look.tokens, QRectF(box)
    room.setLeft(state_glyph.draw_before(painter, box, tone, tokens.canvas) - 1)
    paint.text(painter, room, words, look.font(Type.CAPTION, tabular=True), tokens.tone(tone))
