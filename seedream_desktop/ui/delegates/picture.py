"""The picture of a cell, or what stands in its place, with the marks on its corners."""

from functools import lru_cache
from math import cos, pi, sin
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPolygonF

from seedream_desktop.ui.delegates.cell import Cell
from seedream_desktop.ui.theme import icons, paint
from seedream_desktop.ui.theme.contrast import mixed
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import CHIP_HEIGHT, RADIUS_PICTURE, SPACE_1, SPACE_2, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph

_GLYPH: Final = 20
_FADED: Final = 0.38
SOURCE: Final = 28
_SENTENCE_ROWS: Final = 4


def placed(cell: Cell, room: QRectF) -> QRectF:
    """Return where the picture stands: fitted, centred, its corners on whole pixels."""
    shown = cell.picture
    aspect = cell.aspect
    if shown is not None and shown.height():
        aspect = shown.width() / shown.height()
    width = min(room.width(), round(room.height() * aspect))
    height = min(room.height(), round(room.width() / aspect))
    left = round(room.left() + (room.width() - width) / 2)
    top = round(room.top() + (room.height() - height))
    return QRectF(left, top, width, height)


def draw(painter: QPainter, cell: Cell, shown: QRectF) -> None:
    """Draw the picture or its place, and the marks on its corners."""
    if cell.picture is not None:
        draw_pixmap(painter, shown, cell.picture)
    else:
        _draw_place(painter, cell, shown)
    if cell.versions > 1:
        draw_badge(painter, shown, str(cell.versions), is_right=True)
    if cell.mark:
        draw_badge(painter, shown, cell.mark, is_right=False)
    if cell.is_unsure:
        draw_unsure(painter, cell.source, shown)


def draw_pixmap(
    painter: QPainter, shown: QRectF, pixmap: QPixmap, *, is_faded: bool = False
) -> None:
    """Draw a picture with its round corners; faded where it is not wanted, or rests on another."""
    painter.save()
    painter.setClipPath(paint.rounded(shown, RADIUS_PICTURE))
    if is_faded:
        painter.setOpacity(_FADED)
    painter.drawPixmap(shown, pixmap, QRectF(pixmap.rect()))
    painter.restore()


def _draw_place(painter: QPainter, cell: Cell, shown: QRectF) -> None:
    """Draw the place of a picture that is not there: to come, waited for, or failed."""
    tokens = look.tokens
    tone = cell.tone or Tone.QUIET
    is_to_come = tone in {Tone.QUIET, Tone.WAITING}
    edge = tokens.outline if is_to_come else tokens.line
    if not is_to_come:
        paint.fill(painter, shown, tokens.surface, RADIUS_PICTURE)
    paint.outline(painter, shown, edge, RADIUS_PICTURE, is_dashed=is_to_come)
    words = cell.sentence or cell.word
    font, metrics = look.font(Type.CAPTION), look.metrics(Type.CAPTION)
    inner = shown.adjusted(SPACE_2, SPACE_2, -SPACE_2, -SPACE_2)
    rows = paint.wrapped(words, metrics, int(inner.width()), _SENTENCE_ROWS)
    height = len(rows) * metrics.height()
    glyph = look.height(_GLYPH)
    has_glyph = inner.height() >= height + glyph + SPACE_2
    content = height + (glyph + SPACE_2 if has_glyph else 0)
    top = inner.top() + (inner.height() - content) / 2
    if has_glyph:
        place = QRectF(round(inner.center().x() - glyph / 2), round(top), glyph, glyph)
        state_glyph.draw(painter, place, tone, tokens.tone(tone), tokens.surface)
        top += glyph + SPACE_2
    ink = tokens.text if cell.sentence else tokens.muted
    paint.lines(painter, QRectF(inner.left(), top, inner.width(), height), words, font, ink)


def draw_badge(painter: QPainter, shown: QRectF, words: str, *, is_right: bool) -> None:
    """Draw words on a chip in an upper corner of a picture."""
    font, metrics = look.font(Type.CAPTION, tabular=True), look.metrics(Type.CAPTION, tabular=True)
    height = look.height(CHIP_HEIGHT) - 2
    width = max(height, metrics.horizontalAdvance(words) + 10)
    left = shown.right() - width - SPACE_1 if is_right else shown.left() + SPACE_1
    box = QRectF(left, shown.top() + SPACE_1, width, height)
    _chip(painter, box)
    paint.text(painter, box, words, font, look.tokens.text, paint.Align.CENTRE)


def draw_unsure(
    painter: QPainter, source: QPixmap | None, shown: QRectF, source_px: int = SOURCE
) -> None:
    """Draw the chip that says: it is not sure that this result belongs to this image.

    source is the picture of that image, source_px the edge at which the chip shows it.
    """
    tokens = look.tokens
    glyph, pad = look.height(12), SPACE_1
    edge = look.height(source_px) if source is not None else 0
    width = glyph + 2 * pad + 4 + edge
    height = max(edge, glyph + SPACE_1) + 2 * 3
    box = QRectF(shown.right() - width - SPACE_1, shown.bottom() - height - SPACE_1, width, height)
    _chip(painter, box)
    place = QRectF(box.left() + pad + 1, round(box.center().y() - glyph / 2), glyph, glyph)
    state_glyph.draw(painter, place, Tone.DOUBT, tokens.doubt, tokens.raised)
    if source is not None:
        draw_square(painter, source, QRectF(box.right() - edge - 3, box.top() + 3, edge, edge))


def draw_square(painter: QPainter, picture: QPixmap, box: QRectF) -> None:
    """Draw the middle of a picture into a small square with round corners."""
    side = min(picture.width(), picture.height())
    crop = QRectF((picture.width() - side) / 2, (picture.height() - side) / 2, side, side)
    painter.save()
    painter.setClipPath(paint.rounded(box, 3))
    painter.drawPixmap(box, picture, crop)
    painter.restore()


def _chip(painter: QPainter, box: QRectF) -> None:
    tokens = look.tokens
    paint.fill(painter, box, tokens.raised, RADIUS_PICTURE)
    paint.outline(painter, box, mixed(tokens.text, tokens.raised, 0.16), RADIUS_PICTURE)


@lru_cache(maxsize=1)
def _star() -> QPolygonF:
    points = []
    for number in range(10):
        angle, reach = -pi / 2 + number * pi / 5, 0.52 if number % 2 == 0 else 0.23
        points.append(QPointF(0.5 + reach * cos(angle), 0.54 + reach * sin(angle)))
    return QPolygonF(points)


def draw_star(painter: QPainter, box: QRectF, colour: str) -> None:
    """Draw a filled star into a square box."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPolygon(
        [
            QPointF(box.left() + point.x() * box.width(), box.top() + point.y() * box.height())
            for point in _star().toList()
        ]
    )


def drawing(name: str, tint: str, size_px: int, painter: QPainter) -> QPixmap:
    """Return an icon for what a painter paints on."""
    return icons.pixmap(name, tint, size_px, painter.device().devicePixelRatio())
