"""Paints a request of the queue: its columns, its second line, and what can be done with it."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from seedream_desktop.ui.delegates.row import RequestRow, RowAction
from seedream_desktop.ui.delegates.run_line import INDENT, middle
from seedream_desktop.ui.theme import icons, paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import (
    GLYPH,
    ROW_HEIGHT,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    TARGET,
    Type,
)
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph

SECOND: Final = 26
_WORD: Final = 168
_ELAPSED: Final = 64
_ID: Final = 104
_PRICE: Final = 72
_COVERS: Final = 128
_PAD: Final = 8


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts of a request's first line stand."""

    glyph: QRectF
    word: QRectF
    covers: QRectF
    elapsed: QRectF
    remote_id: QRectF
    price: QRectF


@dataclass(frozen=True, slots=True)
class Mark:
    """How a row is pointed at: by pointer, by keyboard, and where the pointer is."""

    is_over: bool = False
    is_current: bool = False
    pointer: QPointF | None = None


def has_second(row: RequestRow) -> bool:
    """Say whether a request takes two lines."""
    return bool(row.second or (row.is_pressing and row.actions))


def columns(box: QRectF) -> Columns:
    """Return the columns of a row."""
    first = QRectF(box.left(), box.top(), box.width(), look.height(ROW_HEIGHT))
    glyph, word = look.height(GLYPH), look.height(_WORD)
    left, right = box.left() + INDENT + SPACE_2, box.right() - SPACE_4
    price = right - look.height(_PRICE)
    remote_id = price - look.height(_ID)
    elapsed = remote_id - look.height(_ELAPSED)
    words = left + glyph + SPACE_2
    covers = words + word

    def cell(start: float, end: float) -> QRectF:
        return QRectF(start, first.top(), max(end - start, 0), first.height())

    return Columns(
        glyph=QRectF(left, middle(first, glyph), glyph, glyph),
        word=cell(words, covers - SPACE_2),
        covers=cell(covers, elapsed - SPACE_2),
        elapsed=cell(elapsed, remote_id),
        remote_id=cell(remote_id + SPACE_2, price),
        price=cell(price, right),
    )


def action_boxes(box: QRectF, row: RequestRow) -> tuple[tuple[RowAction, QRectF], ...]:
    """Return where each action can be clicked, from left to right."""
    at, metrics = columns(box), look.metrics(Type.CONTROL_STRONG)
    if has_second(row):
        line, right = _second_line(box), at.price.right() + _PAD
    else:
        line, right = at.covers, at.covers.right()
    height = max(look.height(TARGET - 2), TARGET - 2)
    placed: list[tuple[RowAction, QRectF]] = []
    for action in reversed(row.actions):
        width = metrics.horizontalAdvance(action.words) + 2 * _PAD
        right -= width
        placed.insert(0, (action, QRectF(right, middle(line, height), width, height)))
    return tuple(placed)


def draw_request(painter: QPainter, box: QRectF, row: RequestRow, mark: Mark) -> None:
    """Draw a request; its actions are seen when they press, or when it is pointed at."""
    tokens, at = look.tokens, columns(box)
    colour = tokens.tone(row.tone)
    state_glyph.draw(painter, at.glyph, row.tone, colour, tokens.surface)
    font, figures = look.font(Type.CONTROL), look.font(Type.CONTROL, tabular=True)
    is_shown = bool(row.actions) and (row.is_pressing or mark.is_over or mark.is_current)
    boxes = action_boxes(box, row) if is_shown else ()
    covers = QRectF(at.covers)
    if boxes and not has_second(row):
        covers.setRight(boxes[0][1].left() - SPACE_2)
    paint.text(painter, at.word, row.word, font, colour)
    width = paint.text(painter, covers, row.covers, figures, tokens.text)
    if row.aside:
        begin = covers.left() + max(width + SPACE_4, look.height(_COVERS))
        aside = QRectF(covers)
        aside.setLeft(begin)
        aside.setRight(covers.right() if boxes else at.price.left() - SPACE_4)
        if aside.width() > look.height(_COVERS) / 2:
            paint.text(painter, aside, row.aside, font, tokens.muted)
    paint.text(painter, at.elapsed, row.elapsed, figures, tokens.muted, paint.Align.RIGHT)
    paint.text(painter, at.price, row.price, figures, tokens.text, paint.Align.RIGHT)
    if row.remote_id:
        _draw_id(painter, at.remote_id, row.remote_id, is_over=mark.is_over)
    if row.second:
        room = QRectF(_second_line(box))
        room.setRight(boxes[0][1].left() - SPACE_3 if boxes else at.price.right())
        is_bad = row.tone in {Tone.FAILED, Tone.DOUBT}
        paint.text(painter, room, row.second, font, tokens.text if is_bad else tokens.muted)
    for action, place in boxes:
        _draw_action(painter, place, action, mark)


def _second_line(box: QRectF) -> QRectF:
    at = columns(box)
    top = box.top() + look.height(ROW_HEIGHT) - 4
    return QRectF(at.word.left(), top, at.price.right() - at.word.left(), look.height(SECOND))


def _draw_action(painter: QPainter, place: QRectF, action: RowAction, mark: Mark) -> None:
    tokens = look.tokens
    is_over = mark.pointer is not None and place.contains(mark.pointer)
    if is_over:
        paint.fill(painter, place, tokens.pressed, 4)
        paint.outline(painter, place, tokens.line, 4)
    font = look.font(Type.CONTROL_STRONG)
    paint.text(painter, place, action.words, font, tokens.accent, paint.Align.CENTRE)


def _draw_id(painter: QPainter, box: QRectF, words: str, *, is_over: bool) -> None:
    tokens, edge = look.tokens, look.height(12)
    if is_over:
        density = painter.device().devicePixelRatio()
        drawn = icons.pixmap("copy", tokens.muted, edge, density)
        painter.drawPixmap(QPointF(box.right() - edge, middle(box, edge)), drawn)
    room = box.adjusted(0, 0, -edge - 4, 0)
    font = look.font(Type.CAPTION, fixed=True)
    paint.text(painter, room, words, font, tokens.muted, paint.Align.RIGHT, cuts_middle=True)
