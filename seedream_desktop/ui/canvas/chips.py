"""The raised words on pictures: which is A, which is B, and what cannot be shown."""

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.contrast import mixed
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import CHIP_HEIGHT, RADIUS_PICTURE, SPACE_2, SPACE_3, Type

_LETTER: Final = 18
_LEAST: Final = 40


def draw_chip(
    painter: QPainter, room: QRectF, letter: str, words: str, *, at_right: bool = False
) -> None:
    """Draw a chip into the upper corner of a room; in device-independent pixels."""
    tokens, font = look.tokens, look.font(Type.CAPTION, tabular=True)
    metrics = look.metrics(Type.CAPTION, tabular=True)
    height = look.height(CHIP_HEIGHT) + 2
    lead = look.height(_LETTER) + 6 if letter else SPACE_2
    width = min(lead + metrics.horizontalAdvance(words) + 1 + SPACE_2, room.width() - 2 * SPACE_2)
    if width < _LEAST:
        return
    left = room.right() - SPACE_2 - width if at_right else room.left() + SPACE_2
    box = QRectF(round(left), round(room.top() + SPACE_2), round(width), height)
    paint.fill(painter, box, tokens.raised, RADIUS_PICTURE)
    paint.outline(painter, box, mixed(tokens.text, tokens.raised, 0.2), RADIUS_PICTURE)
    if letter:
        mark = QRectF(box.left() + 2, box.top() + 2, lead - 4, height - 4)
        paint.fill(painter, mark, mixed(tokens.text, tokens.raised, 0.14), 3)
        strong = look.font(Type.CONTROL_STRONG)
        paint.text(painter, mark, letter, strong, tokens.text, paint.Align.CENTRE)
    shown = QRectF(box.left() + lead + (2 if letter else 0), box.top(), width - lead - 4, height)
    paint.text(painter, shown, words, font, tokens.text)


def draw_sentence(painter: QPainter, room: QRectF, words: str) -> None:
    """Say in the middle of a room why there is no picture."""
    tokens = look.tokens
    width = min(look.height(320), room.width() - 2 * SPACE_3)
    metrics = look.metrics(Type.CONTROL)
    rows = paint.wrapped(words, metrics, int(width), 6)
    height = len(rows) * metrics.height() + 2 * SPACE_3
    box = paint.centred(room, width + 2 * SPACE_3, height)
    paint.fill(painter, box, tokens.raised)
    inner = box.adjusted(SPACE_3, SPACE_3, -SPACE_3, -SPACE_3)
    paint.lines(painter, inner, words, look.font(Type.CONTROL), tokens.text)
