"""Strokes that every painted widget and delegate shares: crisp outlines, rounded grounds, text."""

from dataclasses import dataclass
from enum import IntFlag
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTextBoundaryFinder
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from seedream_desktop.ui.theme.scale import RADIUS, RING

_HINTS: Final = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
_NO_BRUSH: Final = Qt.BrushStyle.NoBrush
_NO_PEN: Final = Qt.PenStyle.NoPen
_SINGLE_LINE: Final = Qt.TextFlag.TextSingleLine
_RIGHT: Final = Qt.TextElideMode.ElideRight
_MIDDLE: Final = Qt.TextElideMode.ElideMiddle


class Align(IntFlag):
    """Where text stands in its box; always in the middle of its height."""

    LEFT = int(Qt.AlignmentFlag.AlignLeft.value) | int(Qt.AlignmentFlag.AlignVCenter.value)
    RIGHT = int(Qt.AlignmentFlag.AlignRight.value) | int(Qt.AlignmentFlag.AlignVCenter.value)
    CENTRE = int(Qt.AlignmentFlag.AlignHCenter.value) | int(Qt.AlignmentFlag.AlignVCenter.value)


_LINE_FLAG: Final = int(_SINGLE_LINE.value)
_FITTED_MAX: Final = 4096
_fits: Final[dict[tuple[str, str, int, bool], tuple[str, float]]] = {}


@dataclass(slots=True)
class _Tally:
    """Counts what was cut, for whoever paints to find out whether that is anything."""

    cuts: int = 0


_tally: Final = _Tally()


def begin(painter: QPainter) -> None:
    """Set what all strokes here count on."""
    painter.setRenderHints(_HINTS)


def fill(painter: QPainter, box: QRectF, colour: str, radius: float = RADIUS) -> None:
    """Fill a rounded box."""
    painter.setPen(_NO_PEN)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, radius, radius)


def outline(
    painter: QPainter,
    box: QRectF,
    colour: str,
    radius: float = RADIUS,
    *,
    width: float = 1.0,
    is_dashed: bool = False,
) -> None:
    """Draw a line along the inside of a rounded box, so that it falls on whole pixels."""
    half = width / 2
    pen = QPen(QColor(colour), width)
    if is_dashed:
        pen.setDashPattern([4 / width, 3 / width])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(_NO_BRUSH)
    inner = max(radius - half, 0.0)
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), inner, inner)


def ring(painter: QPainter, box: QRectF, colour: str, radius: float = RADIUS) -> None:
    """Draw the ring around what has the focus or is selected, outside its box."""
    grown = box.adjusted(-RING, -RING, RING, RING)
    outline(painter, grown, colour, radius + RING, width=RING)


def frame(painter: QPainter, box: QRectF, line: str, shade: str) -> None:
    """Draw a line between two of another colour along the inside of a box on a picture.

    Where the two differ by 9 to 1, one of them differs from any picture by 3 to 1.
    """
    outline(painter, box, shade, 0, width=2 * RING)
    outline(painter, box.adjusted(1, 1, -1, -1), line, 0, width=RING)


def hairline(painter: QPainter, left: float, right: float, y: float, colour: str) -> None:
    """Draw a horizontal line of one pixel."""
    painter.fillRect(QRectF(left, y, right - left, 1), QColor(colour))


def text(
    painter: QPainter,
    box: QRectF,
    words: str,
    font: QFont,
    colour: str,
    align: Align = Align.LEFT,
    *,
    cuts_middle: bool = False,
) -> float:
    """Write one line, cut with an ellipsis where it is too long; return its width."""
    if not words:
        return 0.0
    shown, width = _fitted(words, font, int(box.width()) + 1, cuts_middle=cuts_middle)
    if shown != words:
        _tally.cuts += 1
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(box, int(align) | _LINE_FLAG, shown)
    return width


def cuts() -> int:
    """Return how many lines were cut since the program began; GUI thread only."""
    return _tally.cuts


def _fitted(words: str, font: QFont, room: int, *, cuts_middle: bool) -> tuple[str, float]:
    """Return words as they fit into a width, and theirs; measuring costs half of a line's paint."""
    key = words, font.key(), room, cuts_middle
    found = _fits.get(key)
    if found is None:
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(words, _MIDDLE if cuts_middle else _RIGHT, room)
        found = shown, float(metrics.horizontalAdvance(shown))
        if len(_fits) >= _FITTED_MAX:
            _fits.clear()
        _fits[key] = found
    return found


def lines(
    painter: QPainter,
    box: QRectF,
    words: str,
    font: QFont,
    colour: str,
    align: Align = Align.CENTRE,
) -> None:
    """Write words in as many lines as fit, the last cut with an ellipsis."""
    metrics = QFontMetrics(font)
    rows = wrapped(words, metrics, int(box.width()), max(int(box.height() // metrics.height()), 1))
    top = box.top() + (box.height() - len(rows) * metrics.height()) / 2
    for number, row in enumerate(rows):
        line = QRectF(box.left(), top + number * metrics.height(), box.width(), metrics.height())
        text(painter, line, row, font, colour, align)


def wrapped(words: str, metrics: QFontMetrics, width: int, rows_max: int) -> list[str]:
    """Return words broken into lines; what does not fit is left to the last line's ellipsis."""
    rows = [""]
    for part in _breakable(" ".join(words.split())):
        longer = rows[-1] + part
        fits = metrics.horizontalAdvance(longer.rstrip()) <= width
        if fits or not rows[-1] or len(rows) == rows_max:
            rows[-1] = longer
        else:
            rows.append(part)
    return [row.rstrip() for row in rows]


@lru_cache(maxsize=1024)
def _breakable(words: str) -> tuple[str, ...]:
    """Return the parts between which a line may break: after spaces, and between Chinese signs."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, words)
    parts, begin = [], 0
    while (end := finder.toNextBoundary()) > 0:
        parts.append(words[begin:end])
        begin = end
    return tuple(parts)


def rounded(box: QRectF, radius: float) -> QPainterPath:
    """Return the path of a rounded box, for clipping pictures to it."""
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    return path


def whole(box: QRect | QRectF) -> QRectF:
    """Return a box with its corners on whole device-independent pixels."""
    return QRectF(box.toRect() if isinstance(box, QRectF) else box)


def centred(box: QRectF, width: float, height: float) -> QRectF:
    """Return a box of a size in the middle of another, its corner on a whole pixel."""
    left = round(box.left() + (box.width() - width) / 2)
    top = round(box.top() + (box.height() - height) / 2)
    return QRectF(QPointF(left, top), QPointF(left + width, top + height))
