"""What people think of a picture, drawn from the right: stars, flag and label."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from seedream_desktop.domain.judgement import Flag, Label
from seedream_desktop.ui.delegates import picture
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.labels import label_colour
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, Type

_STAR: Final = 9
_FLAG: Final = 14
_PATCH: Final = 14
_ROOMY: Final = 150
"""From this width on there is room for a star each, and for a label's word."""


def draw_verdict(
    painter: QPainter,
    box: QRectF,
    *,
    stars: int,
    flag: Flag,
    label: Label = Label.NONE,
    label_word: str = "",
    is_roomy: bool | None = None,
) -> float:
    """Draw what is said at the right of a line; return where it begins.

    is_roomy has a star each and words drawn; without it the width decides.
    """
    right, ink = box.right(), look.tokens.text
    is_roomy = box.width() >= look.height(_ROOMY) if is_roomy is None else is_roomy
    if label is not Label.NONE:
        right = _draw_label(painter, box, right, label, label_word, is_roomy=is_roomy)
    if stars:
        right = _draw_stars(painter, box, right, stars, ink, is_roomy=is_roomy)
    if flag is not Flag.NONE:
        edge = look.height(_FLAG)
        right -= edge
        tint = look.tokens.failed if flag is Flag.REJECT else ink
        drawn = picture.drawing(flag.value, tint, edge, painter)
        painter.drawPixmap(QPointF(right, round(box.center().y() - edge / 2)), drawn)
        right -= SPACE_1
    return right


def _draw_stars(
    painter: QPainter, box: QRectF, right: float, stars: int, ink: str, *, is_roomy: bool
) -> float:
    edge = look.height(_STAR)
    top = round(box.center().y() - edge / 2)
    if is_roomy:
        for _ in range(stars):
            right -= edge + 1
            picture.draw_star(painter, QRectF(right, top, edge, edge), ink)
        return right - SPACE_1
    font = look.font(Type.CAPTION, tabular=True)
    width = look.metrics(Type.CAPTION, tabular=True).horizontalAdvance(str(stars))
    room = QRectF(right - width, box.top(), width, box.height())
    paint.text(painter, room, str(stars), font, ink, paint.Align.RIGHT)
    right = room.left() - edge - 1
    picture.draw_star(painter, QRectF(round(right), top, edge, edge), ink)
    return right - SPACE_1


def _draw_label(
    painter: QPainter, box: QRectF, right: float, label: Label, word: str, *, is_roomy: bool
) -> float:
    """Draw a label as a patch of its colour with its word, or the word's first letter."""
    tokens, height = look.tokens, look.height(_PATCH)
    shown = word if is_roomy else word[:1]
    font, metrics = look.font(Type.CAPTION), look.metrics(Type.CAPTION)
    width = max(height, metrics.horizontalAdvance(shown) + 2 * SPACE_1)
    place = QRectF(right - width, round(box.center().y() - height / 2), width, height)
    paint.fill(painter, place, label_colour(label, look.theme), 3)
    paint.text(painter, place, shown, font, tokens.canvas, paint.Align.CENTRE)
    return place.left() - SPACE_1
