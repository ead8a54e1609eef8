"""The tones of A and B over each other."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from seedream_desktop.domain.comparison import Tones
from seedream_desktop.ui import speech
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4, Type
from seedream_desktop.ui.views.compare.wording import words

_HEIGHT: Final = 96
_STEPS: Final = 128
_SHADE: Final = 0.25


class Histogram(QWidget):
    """A as a filled shape, B as a line: told apart without colour. Its words say what it shows.

    The shape is faint, so that the line is seen on it; its contour bounds it.
    """

    voice = speech.voice_of(QAccessible.Role.Graphic)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._curves: tuple[list[float], list[float]] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        self.show_tones(None, None)

    def show_tones(self, a: Tones | None, b: Tones | None) -> None:
        """Show the brightness of two pictures."""
        self._curves = (_curve(a.luma), _curve(b.luma)) if a is not None and b is not None else None
        said = words("histogram")
        if a is not None and b is not None:
            means = {"a": _mean(a.luma), "b": _mean(b.luma)}
            said = words("histogram_said", a=means["a"], b=means["b"])
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, look.height(_HEIGHT) + look.metrics(Type.CAPTION).height() + SPACE_2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens = look.tokens
        box = QRectF(0, 0, self.width(), look.height(_HEIGHT))
        paint.fill(painter, box, tokens.canvas, 4)
        inner = box.adjusted(6, 8, -6, -4)
        if self._curves is not None:
            top = max(max(curve) for curve in self._curves) or 1.0
            a, b = (_points(curve, inner, top) for curve in self._curves)
            shade = QColor(tokens.text)
            shade.setAlphaF(_SHADE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawPolygon([*a, inner.bottomRight(), inner.bottomLeft()])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.muted), 1))
            painter.drawPolyline(a)
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.drawPolyline(b)
        self._draw_legend(painter, box.bottom() + SPACE_2 / 2)
        painter.end()

    def _draw_legend(self, painter: QPainter, top: float) -> None:
        tokens, font = look.tokens, look.font(Type.CAPTION)
        height = look.metrics(Type.CAPTION).height()
        left, mark = 0.0, 12.0
        for code in ("legend_a", "legend_b"):
            place = QRectF(left, top + height / 2 - 4, mark, 8)
            if code == "legend_a":
                shade = QColor(tokens.text)
                shade.setAlphaF(_SHADE)
                painter.fillRect(place, shade)
                paint.hairline(painter, place.left(), place.right(), place.top(), tokens.muted)
            else:
                line = QRectF(left, top + height / 2 - 1, mark, 2)
                painter.fillRect(line, QColor(tokens.accent))
            said = QRectF(left + mark + 6, top, self.width(), height)
            left += mark + 6 + SPACE_4
            left += paint.text(painter, said, words(code), font, tokens.muted)


def _curve(counts: Sequence[int]) -> list[float]:
    """Return counts in fewer steps, as roots: no peak hides the rest."""
    each = max(len(counts) // _STEPS, 1)
    sums = [sum(counts[at : at + each]) for at in range(0, len(counts), each)]
    whole = sum(sums) or 1
    return [(amount / whole) ** 0.5 for amount in sums]


def _mean(counts: Sequence[int]) -> int:
    """Return the mean brightness in percent."""
    whole = sum(counts) or 1
    level = sum(level * count for level, count in enumerate(counts)) / whole
    return round(level / max(len(counts) - 1, 1) * 100)


def _points(curve: Sequence[float], box: QRectF, top: float) -> list[QPointF]:
    across = box.width() / max(len(curve) - 1, 1)
    return [
        QPointF(box.left() + number * across, box.bottom() - value / top * box.height())
        for number, value in enumerate(curve)
    ]
