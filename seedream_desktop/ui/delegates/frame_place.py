"""What stands in a frame while its picture is not there: to come, under way, or failed."""

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RADIUS_PICTURE, SPACE_2, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph

_GLYPH: Final = 18
_ROWS_MAX: Final = 4
_TO_COME: Final = frozenset({Tone.QUIET, Tone.WAITING})
_WRONG: Final = frozenset({Tone.FAILED, Tone.DOUBT})


def draw_place(painter: QPainter, shown: QRectF, tone: Tone, sentence: str) -> None:
    """Draw a frame's outline: dashed for what is to come, with shape and reason if it went wrong.

    The word of the state stands below, in the caption.
    """
    tokens = look.tokens
    is_to_come = tone in _TO_COME
    if not is_to_come:
        paint.fill(painter, shown, tokens.surface, RADIUS_PICTURE)
    edge = tokens.outline if is_to_come else tokens.line
    paint.outline(painter, shown, edge, RADIUS_PICTURE, is_dashed=is_to_come)
    if tone not in _WRONG and not sentence:
        return
    font, metrics = look.font(Type.CAPTION), look.metrics(Type.CAPTION)
    inner = shown.adjusted(SPACE_2, SPACE_2, -SPACE_2, -SPACE_2)
    glyph = look.height(_GLYPH)
    room = int((inner.height() - glyph - SPACE_2) // metrics.height())
    rows = paint.wrapped(sentence, metrics, int(inner.width()), min(max(room, 1), _ROWS_MAX))
    height = len(rows) * metrics.height() if sentence and room > 0 else 0
    top = inner.top() + (inner.height() - glyph - (height + SPACE_2 if height else 0)) / 2
    place = QRectF(round(inner.center().x() - glyph / 2), round(top), glyph, glyph)
    state_glyph.draw(painter, place, tone, tokens.tone(tone), tokens.surface)
    if height:
        below = QRectF(inner.left(), place.bottom() + SPACE_2, inner.width(), height)
        paint.lines(painter, below, sentence, font, tokens.text)
