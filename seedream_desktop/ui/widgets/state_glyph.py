"""The shapes of states, drawn: a state is always shape, word and colour together."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import ceil
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui import speech
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import GLYPH, SPACE_1
from seedream_desktop.ui.theme.tokens import Tone

TONES: Final[Mapping[RequestState, Tone]] = {
    RequestState.QUEUED: Tone.WAITING,
    RequestState.PREPARING: Tone.RUNNING,
    RequestState.SENDING: Tone.RUNNING,
    RequestState.ACCEPTED: Tone.RUNNING,
    RequestState.COLLECTING: Tone.RUNNING,
    RequestState.DONE: Tone.DONE,
    RequestState.IN_DOUBT: Tone.DOUBT,
    RequestState.FAILED: Tone.FAILED,
    RequestState.CANCELLED: Tone.QUIET,
}

_GRID: Final = 12.0
_STROKE: Final = 1.5


def draw(painter: QPainter, box: QRectF, tone: Tone, colour: str, ground: str) -> None:
    """Draw a state's shape into a square box; ground is the colour that it stands on."""
    corner = box.topLeft()
    if corner == corner.toPoint().toPointF():
        density = painter.device().devicePixelRatio()
        painter.drawPixmap(corner, _drawing(box.width(), density, tone, colour, ground))
    else:
        _stroke(painter, box, tone, colour, ground)


def draw_before(painter: QPainter, line: QRectF, tone: Tone, ground: str) -> float:
    """Draw a state's shape at the left of a line of words; return where these begin."""
    edge = look.height(GLYPH) - 2
    place = QRectF(round(line.left()), round(line.center().y() - edge / 2), edge, edge)
    draw(painter, place, tone, look.tokens.tone(tone), ground)
    return place.right() + SPACE_1 + 1


@lru_cache(maxsize=256)
def _drawing(edge: float, density: float, tone: Tone, colour: str, ground: str) -> QPixmap:
    """Return a shape that a row of a list need not stroke again for each of its paints."""
    edge_px = ceil(edge * density)
    image = QImage(edge_px, edge_px, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(density)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _stroke(painter, QRectF(0, 0, edge, edge), tone, colour, ground)
    painter.end()
    return QPixmap.fromImage(image)


def _stroke(painter: QPainter, box: QRectF, tone: Tone, colour: str, ground: str) -> None:
    painter.save()
    paint.begin(painter)
    painter.translate(box.topLeft())
    painter.scale(box.width() / _GRID, box.height() / _GRID)
    pen = QPen(QColor(colour), _STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _SHAPES[tone](painter, colour, ground)
    painter.restore()


def _disc(painter: QPainter, colour: str, ground: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(0.25, 0.25, 11.5, 11.5))
    tick = QPen(QColor(ground), _STROKE)
    tick.setCapStyle(Qt.PenCapStyle.RoundCap)
    tick.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(tick)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([QPointF(3.5, 6.25), QPointF(5.25, 8), QPointF(8.6, 4.1)])


def _half(painter: QPainter, colour: str, _ground: str) -> None:
    ring = QRectF(1, 1, 10, 10)
    painter.drawEllipse(ring)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPie(ring, 90 * 16, 180 * 16)


def _hourglass(painter: QPainter, _colour: str, _ground: str) -> None:
    path = QPainterPath(QPointF(2.25, 1))
    path.lineTo(9.75, 1)
    path.moveTo(2.25, 11)
    path.lineTo(9.75, 11)
    for top in (1.0, 11.0):
        shoulder = top + (6 - top) * 0.45
        path.moveTo(3.1, top)
        path.lineTo(3.1, shoulder)
        path.lineTo(6, 6)
        path.lineTo(8.9, shoulder)
        path.lineTo(8.9, top)
    painter.drawPath(path)


def _question(painter: QPainter, colour: str, _ground: str) -> None:
    path = QPainterPath(QPointF(3.1, 3.9))
    path.cubicTo(3.2, 0.1, 8.9, 0.1, 8.9, 3.8)
    path.cubicTo(8.9, 6, 6, 5.9, 6, 8)
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QPointF(6, 10.75), 1.05, 1.05)


def _cross(painter: QPainter, _colour: str, _ground: str) -> None:
    painter.drawLine(QPointF(2, 2), QPointF(10, 10))
    painter.drawLine(QPointF(10, 2), QPointF(2, 10))


def _dashed_ring(painter: QPainter, _colour: str, _ground: str) -> None:
    for start in range(0, 360, 60):
        painter.drawArc(QRectF(1, 1, 10, 10), (start + 14) * 16, 32 * 16)


_SHAPES: Final[Mapping[Tone, Callable[[QPainter, str, str], None]]] = {
    Tone.DONE: _disc,
    Tone.RUNNING: _half,
    Tone.WAITING: _hourglass,
    Tone.DOUBT: _question,
    Tone.FAILED: _cross,
    Tone.QUIET: _dashed_ring,
}


class StateGlyph(QWidget):
    """A state's shape alone; the word has to stand beside it.

    It is its accessible name too, unless a label beside it says the very same.
    """

    voice = speech.voice_of(QAccessible.Role.Graphic)

    def __init__(self, tone: Tone, word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        self.show_state(tone, word)

    def show_state(self, tone: Tone, word: str = "") -> None:
        """Show another state."""
        self._tone = tone
        self.setAccessibleName(word)
        self.update()

    def sizeHint(self) -> QSize:
        edge = look.height(GLYPH)
        return QSize(edge, edge)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = min(self.width(), self.height())
        box = paint.centred(QRectF(self.rect()), edge, edge)
        tokens = look.tokens
        draw(painter, box, self._tone, tokens.tone(self._tone), tokens.surface)
        painter.end()
