"""Paints a run of the queue, and the heading over those that are done."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from seedream_desktop.ui.delegates.row import RunRow, SectionRow
from seedream_desktop.ui.theme import icons, paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import GLYPH, SPACE_2, SPACE_3, SPACE_4, TARGET, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.progress_line import draw_line

INDENT: Final = 24
_MONEY: Final = 152
_LEFT: Final = 124
_COUNTED: Final = 124
_PROGRESS: Final = 96
_WIDE: Final = 860
"""From this width on there is room for the line beside what it says in figures."""
_COLUMNS: Final = 740
"""From this width on, at 100 % text, there is room for columns; below, each takes what it needs."""
_SAID: Final = 200
"""What title and state are left before the count goes, which the details say as well."""


def middle(box: QRectF, height: float) -> float:
    """Return the top of something that stands in the middle of a box."""
    return round(box.top() + (box.height() - height) / 2)


def more_box(box: QRectF, row: RunRow) -> QRectF:
    """Return where the button is that opens what else can be done with a run."""
    edge = max(look.height(TARGET), TARGET)
    width = look.metrics(Type.BODY_STRONG).horizontalAdvance(row.title)
    left = min(box.left() + INDENT + SPACE_2 + width + SPACE_2, box.left() + box.width() * 0.4)
    return QRectF(round(left), middle(box, edge), edge, edge)


def draw_section(painter: QPainter, box: QRectF, row: SectionRow, *, is_open: bool) -> None:
    """Draw the heading."""
    _draw_arrow(painter, box, is_open=is_open)
    words = box.adjusted(INDENT + SPACE_2, 0, -SPACE_4, 0)
    paint.text(painter, words, row.title, look.font(Type.CONTROL_STRONG), look.tokens.muted)


def draw_run(
    painter: QPainter, box: QRectF, row: RunRow, *, is_open: bool, is_near: bool, inset: int = 0
) -> None:
    """Draw a run; is_near shows the button for more, inset is how far it stands in."""
    tokens = look.tokens
    box = box.adjusted(inset, 0, 0, 0)
    _draw_arrow(painter, box, is_open=is_open)
    right = _draw_figures(painter, box, row)
    left = box.left() + INDENT + SPACE_2
    more = more_box(box, row)
    if row.tone is not None and row.word:
        least = more.right() if is_near else more.left()
        right = _draw_state(painter, box, max(least + SPACE_2, left), right, row)
    title = QRectF(left, box.top(), min(more.left(), right - SPACE_2) - left, box.height())
    paint.text(painter, title, row.title, look.font(Type.BODY_STRONG), tokens.text)
    if is_near:
        edge = look.height(16)
        drawn = icons.pixmap("more", tokens.text, edge, painter.device().devicePixelRatio())
        painter.drawPixmap(paint.centred(more, edge, edge).topLeft(), drawn)


def _draw_arrow(painter: QPainter, box: QRectF, *, is_open: bool) -> None:
    edge = look.height(16)
    name = "chevron-down" if is_open else "chevron-right"
    drawn = icons.pixmap(name, look.tokens.muted, edge, painter.device().devicePixelRatio())
    painter.drawPixmap(QPointF(box.left() + SPACE_2, middle(box, edge)), drawn)


def _draw_figures(painter: QPainter, box: QRectF, row: RunRow) -> float:
    """Draw money, time left, progress and count in columns; return where they begin."""
    tokens, figures = look.tokens, look.font(Type.CONTROL, tabular=True)
    metrics, has_columns = look.metrics(Type.CONTROL, tabular=True), _has_columns(box)
    right = box.right() - SPACE_4
    for words, width, ink in (
        (row.money, _MONEY, tokens.text),
        (row.left, _LEFT, tokens.muted),
    ):
        if not words and not has_columns:
            continue
        column = look.height(width) if has_columns else metrics.horizontalAdvance(words) + 1
        room = QRectF(right - column, box.top(), column, box.height())
        taken = paint.text(painter, room, words, figures, ink, paint.Align.RIGHT)
        right = min(room.left() if has_columns else right, room.right() - taken - SPACE_4)
        if not row.left and words == row.money and row.share is None:
            break
    if box.width() >= _WIDE and row.share is not None:
        line = QRectF(right - _PROGRESS, round(box.center().y()) - 1, _PROGRESS, 3)
        draw_line(painter, line, tokens, row.share, 0)
        right = line.left() - SPACE_3
    width = look.height(_COUNTED) if has_columns else metrics.horizontalAdvance(row.counted) + 1
    counted = QRectF(right - width, box.top(), width, box.height())
    if not has_columns and counted.left() - box.left() - INDENT < look.height(_SAID):
        return right
    paint.text(painter, counted, row.counted, figures, tokens.muted, paint.Align.RIGHT)
    return counted.left()


def _has_columns(box: QRectF) -> bool:
    return box.width() >= look.height(_COLUMNS)


def _draw_state(painter: QPainter, box: QRectF, left: float, right: float, row: RunRow) -> float:
    """Draw shape and word of a state, right-aligned; return where they begin."""
    tone = row.tone or Tone.QUIET
    colour, glyph = look.tokens.tone(tone), look.height(GLYPH)
    font, right = look.font(Type.CONTROL), right - SPACE_3
    words = QRectF(left + glyph + 6, box.top(), max(right - left - glyph - 6, 0), box.height())
    begin = right - paint.text(painter, words, row.word, font, colour, paint.Align.RIGHT)
    place = QRectF(round(begin) - glyph - 6, middle(box, glyph), glyph, glyph)
    state_glyph.draw(painter, place, tone, colour, look.tokens.surface)
    return place.left()
