"""Paints the rows of the queue: runs with their progress, requests with their states."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from seedream_desktop.ui.delegates.row import ROW_ROLE, RequestRow, RunRow
from seedream_desktop.ui.theme import icons, paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import GLYPH, ROW_HEIGHT, SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.progress_line import draw_line

Index = QModelIndex | QPersistentModelIndex

_STATE: Final = QStyle.StateFlag
_RUN_HEIGHT: Final = 40
_SECOND: Final = 22
_INDENT: Final = 24
_WORD: Final = 168
_ELAPSED: Final = 64
_ID: Final = 104
_PRICE: Final = 88
_PROGRESS: Final = 120


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the parts of a request's first line stand."""

    glyph: QRectF
    word: QRectF
    covers: QRectF
    elapsed: QRectF
    remote_id: QRectF
    price: QRectF


class QueueRowDelegate(QStyledItemDelegate):
    """Rows are 28 high, those with a second line 50, runs 40 (at 100 % text)."""

    copy_asked = Signal(str)
    """The id that was clicked, to be copied."""
    action_asked = Signal(object)
    """The index whose action was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW_ROLE)
        if isinstance(row, RunRow):
            return QSize(option.rect.width(), look.height(_RUN_HEIGHT))
        has_second = isinstance(row, RequestRow) and bool(row.second or row.action)
        return QSize(option.rect.width(), look.height(ROW_HEIGHT + _SECOND * has_second))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        paint.begin(painter)
        box, row = QRectF(option.rect), index.data(ROW_ROLE)
        self._draw_ground(painter, box, option)
        if isinstance(row, RunRow):
            self._draw_run(painter, box, row, is_open=bool(option.state & _STATE.State_Open))
        elif isinstance(row, RequestRow):
            self._draw_request(
                painter, box, row, is_over=bool(option.state & _STATE.State_MouseOver)
            )
        painter.restore()

    def _draw_ground(self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem) -> None:
        tokens, state = look.tokens, option.state
        if state & _STATE.State_Selected:
            painter.fillRect(box, tokens.selected)
        elif state & _STATE.State_MouseOver:
            painter.fillRect(box, tokens.hover)
        paint.hairline(painter, box.left() + SPACE_4, box.right(), box.bottom() - 1, tokens.line)
        if state & _STATE.State_HasFocus:
            inner = box.adjusted(2, 1, -2, -2)
            paint.outline(painter, inner, tokens.accent, 4, width=2)

    def _draw_run(self, painter: QPainter, box: QRectF, row: RunRow, *, is_open: bool) -> None:
        tokens = look.tokens
        arrow = "chevron-down" if is_open else "chevron-right"
        edge = look.height(16)
        drawn = icons.pixmap(arrow, tokens.muted, edge, painter.device().devicePixelRatio())
        painter.drawPixmap(QPointF(box.left() + SPACE_2, _middle(box, edge)), drawn)
        right = box.right() - SPACE_4
        money = QRectF(right - 140, box.top(), 140, box.height())
        font = look.font(Type.CONTROL, tabular=True)
        right -= paint.text(painter, money, row.money, font, tokens.text, paint.Align.RIGHT)
        right = min(right, money.right() - _PRICE) - SPACE_4
        if row.left:
            left_box = QRectF(right - 190, box.top(), 190, box.height())
            right -= paint.text(painter, left_box, row.left, font, tokens.muted, paint.Align.RIGHT)
            right -= SPACE_3
        if row.share is not None:
            line = QRectF(right - _PROGRESS, round(box.center().y()) - 1, _PROGRESS, 3)
            draw_line(painter, line, tokens, row.share, 0)
            right = line.left() - SPACE_3
        counted = QRectF(right - 150, box.top(), 150, box.height())
        right -= paint.text(painter, counted, row.counted, font, tokens.muted, paint.Align.RIGHT)
        left = box.left() + _INDENT + SPACE_2
        if row.tone is not None:
            right = self._draw_run_state(painter, box, right, row.tone, row.word)
        title = QRectF(left, box.top(), right - left - SPACE_4, box.height())
        paint.text(painter, title, row.title, look.font(Type.BODY_STRONG), tokens.text)

    def _draw_run_state(
        self, painter: QPainter, box: QRectF, right: float, tone: Tone, word: str
    ) -> float:
        colour = look.tokens.tone(tone)
        glyph = look.height(GLYPH)
        right -= SPACE_4
        words = QRectF(right - 320, box.top(), 320, box.height())
        font = look.font(Type.CONTROL)
        left = right - paint.text(painter, words, word, font, colour, paint.Align.RIGHT)
        place = QRectF(round(left) - glyph - 6, _middle(box, glyph), glyph, glyph)
        state_glyph.draw(painter, place, tone, colour, look.tokens.surface)
        return place.left()

    def _draw_request(
        self, painter: QPainter, box: QRectF, row: RequestRow, *, is_over: bool
    ) -> None:
        tokens, at = look.tokens, self._columns(box)
        colour = tokens.tone(row.tone)
        state_glyph.draw(painter, at.glyph, row.tone, colour, tokens.surface)
        font, figures = look.font(Type.CONTROL), look.font(Type.CONTROL, tabular=True)
        paint.text(painter, at.word, row.word, font, colour)
        paint.text(painter, at.covers, row.covers, figures, tokens.text)
        paint.text(painter, at.elapsed, row.elapsed, figures, tokens.muted, paint.Align.RIGHT)
        paint.text(painter, at.price, row.price, figures, tokens.text, paint.Align.RIGHT)
        if row.remote_id:
            self._draw_id(painter, at.remote_id, row.remote_id, is_over=is_over)
        if row.second or row.action:
            self._draw_second(painter, box, row)

    def _draw_id(self, painter: QPainter, box: QRectF, words: str, *, is_over: bool) -> None:
        tokens = look.tokens
        edge = look.height(12)
        if is_over:
            density = painter.device().devicePixelRatio()
            drawn = icons.pixmap("copy", tokens.muted, edge, density)
            painter.drawPixmap(QPointF(box.right() - edge, _middle(box, edge)), drawn)
        font = look.font(Type.CAPTION, fixed=True)
        room = box.adjusted(0, 0, -edge - 4, 0)
        paint.text(painter, room, words, font, tokens.muted, paint.Align.RIGHT, cuts_middle=True)

    def _draw_second(self, painter: QPainter, box: QRectF, row: RequestRow) -> None:
        tokens, second = look.tokens, self._second_box(box)
        font, action = look.font(Type.CONTROL), self._action_box(box, row)
        is_bad = row.tone is Tone.FAILED
        room = QRectF(second)
        room.setRight(action.left() - SPACE_3 if row.action else second.right())
        paint.text(painter, room, row.second, font, tokens.text if is_bad else tokens.muted)
        if row.action:
            strong = look.font(Type.CONTROL_STRONG)
            paint.text(painter, action, row.action, strong, tokens.accent, paint.Align.RIGHT)

    def _columns(self, box: QRectF) -> _Columns:
        first = QRectF(box.left(), box.top(), box.width(), look.height(ROW_HEIGHT))
        glyph = look.height(GLYPH)
        left = box.left() + _INDENT + SPACE_2
        word = look.height(_WORD)
        right = box.right() - SPACE_4
        price = right - look.height(_PRICE)
        remote_id = price - look.height(_ID)
        elapsed = remote_id - look.height(_ELAPSED)
        words = left + glyph + SPACE_2
        covers = words + word

        def cell(start: float, end: float) -> QRectF:
            return QRectF(start, first.top(), max(end - start, 0), first.height())

        return _Columns(
            glyph=QRectF(left, _middle(first, glyph), glyph, glyph),
            word=cell(words, covers - SPACE_2),
            covers=cell(covers, elapsed - SPACE_2),
            elapsed=cell(elapsed, remote_id),
            remote_id=cell(remote_id + SPACE_2, price),
            price=cell(price, right),
        )

    def _second_box(self, box: QRectF) -> QRectF:
        at = self._columns(box)
        top = box.top() + look.height(ROW_HEIGHT) - 3
        return QRectF(at.word.left(), top, at.price.right() - at.word.left(), look.height(_SECOND))

    def _action_box(self, box: QRectF, row: RequestRow) -> QRectF:
        second = self._second_box(box)
        width = look.metrics(Type.CONTROL_STRONG).horizontalAdvance(row.action) + 1
        return QRectF(second.right() - width, second.top(), width, second.height())

    def editorEvent(
        self,
        event: QEvent,
        _model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        row = index.data(ROW_ROLE)
        if not isinstance(event, QMouseEvent) or not isinstance(row, RequestRow):
            return False
        if event.type() != QEvent.Type.MouseButtonRelease:
            return False
        box, at = QRectF(option.rect), event.position()
        if row.action and self._action_box(box, row).adjusted(-8, -2, 8, 4).contains(at):
            self.action_asked.emit(QPersistentModelIndex(index))
            return True
        if row.remote_id and self._columns(box).remote_id.contains(at):
            self.copy_asked.emit(row.remote_id)
            return True
        return False


def _middle(box: QRectF, height: float) -> float:
    return round(box.top() + (box.height() - height) / 2)
