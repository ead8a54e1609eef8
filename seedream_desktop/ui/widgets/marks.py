"""Marks with words: the check box and the radio button; their words break where it is narrow."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from seedream_desktop.ui import speech
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import TARGET, Type

_BOX: Final = 16
_GAP: Final = 8
_LEAST: Final = 120
_ROWS_MAX: Final = 4


def _mark_size(button: QAbstractButton) -> QSize:
    words = look.metrics(Type.CONTROL).horizontalAdvance(button.text())
    box = look.height(_BOX)
    return QSize(box + (_GAP + words if button.text() else 0) + 1, max(look.height(TARGET), TARGET))


def _least_mark_size(button: QAbstractButton) -> QSize:
    """Return the size below which words would not even be broken into lines."""
    whole = _mark_size(button)
    return QSize(min(whole.width(), look.height(_BOX) + _GAP + look.height(_LEAST)), whole.height())


def _mark_height(button: QAbstractButton, width: int) -> int:
    """Return how high a mark is whose words break into lines."""
    metrics = look.metrics(Type.CONTROL)
    room = width - look.height(_BOX) - _GAP
    rows = paint.wrapped(button.text(), metrics, max(room, 1), _ROWS_MAX)
    return max(_mark_size(button).height(), len(rows) * metrics.height())


def _let_break(button: QAbstractButton) -> None:
    """Have a layout ask how high a mark is at a width."""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    policy.setHeightForWidth(True)
    button.setSizePolicy(policy)
    look.changed.connect(button.updateGeometry)


def _paint_mark(button: QAbstractButton, *, is_round: bool) -> None:
    painter = QPainter(button)
    paint.begin(painter)
    tokens, edge = look.tokens, look.height(_BOX)
    box = QRectF(0, round((button.height() - edge) / 2), edge, edge)
    radius = edge / 2 if is_round else 4
    if button.isChecked():
        ground = tokens.accent if button.isEnabled() else tokens.outline
        paint.fill(painter, box, ground, radius)
        pen = QPen(QColor(tokens.on_accent), 1.75 * edge / _BOX)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        if is_round:
            painter.setBrush(QColor(tokens.on_accent))
            painter.drawEllipse(box.center(), edge * 0.14, edge * 0.14)
        else:
            path = [(0.28, 0.53), (0.44, 0.68), (0.73, 0.34)]
            painter.drawPolyline([box.topLeft() + QPointF(x * edge, y * edge) for x, y in path])
    else:
        paint.fill(painter, box, tokens.raised, radius)
        line = tokens.muted if button.underMouse() else tokens.outline
        paint.outline(painter, box, line, radius)
    if button.text():
        words = QRectF(edge + _GAP, 0, button.width() - edge - _GAP, button.height())
        ink = tokens.text if button.isEnabled() else tokens.muted
        font = look.font(Type.CONTROL)
        paint.lines(painter, words, button.text(), font, ink, paint.Align.LEFT)
    painter.end()


class CheckBox(QCheckBox):
    """Chosen or not, among several that do not exclude each other."""

    voice = speech.ToggleVoice

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        _let_break(self)

    def sizeHint(self) -> QSize:
        return _mark_size(self)

    def minimumSizeHint(self) -> QSize:
        return _least_mark_size(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _mark_height(self, width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        _paint_mark(self, is_round=False)


class RadioButton(QRadioButton):
    """One of several that exclude each other."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        _let_break(self)

    def sizeHint(self) -> QSize:
        return _mark_size(self)

    def minimumSizeHint(self) -> QSize:
        return _least_mark_size(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _mark_height(self, width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        _paint_mark(self, is_round=True)
