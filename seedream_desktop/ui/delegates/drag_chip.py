"""What hangs on the pointer while something is dragged: a small chip, so that the rest stays seen.

Qt paints dragged items into a pixmap of its own, by their delegate.
"""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QCursor, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractScrollArea, QStyleOptionViewItem, QWidget

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RADIUS, SPACE_3, Type

OPACITY: Final = 0.9
_WIDEST: Final = 240
_HOLD: Final = 24
"""How far from its left end the chip is held."""


def is_dragged(painter: QPainter) -> bool:
    """Say whether an item is painted for a drag and not for the view."""
    return isinstance(painter.device(), QPixmap)


def draw_chip(painter: QPainter, option: QStyleOptionViewItem, words: str) -> None:
    """Draw words under the pointer, which is somewhere on the item."""
    tokens, box = look.tokens, QRectF(option.rect)
    metrics = look.metrics(Type.BODY_STRONG)
    width = min(metrics.horizontalAdvance(words), look.height(_WIDEST)) + 1 + 2 * SPACE_3
    held = _held(option) - _HOLD
    left = round(min(max(held, box.left()), box.right() - width))
    ground = QRectF(left, box.top(), width, box.height()).adjusted(0.5, 2.5, -0.5, -2.5)
    painter.setOpacity(OPACITY)
    paint.fill(painter, ground, tokens.raised)
    paint.outline(painter, ground, tokens.accent, RADIUS)
    room = ground.adjusted(SPACE_3, 0, -SPACE_3, 0)
    paint.text(painter, room, words, look.font(Type.BODY_STRONG), tokens.text)


def _held(option: QStyleOptionViewItem) -> float:
    view = option.widget
    if not isinstance(view, QAbstractScrollArea):
        return 0.0
    return view.viewport().mapFromGlobal(QCursor.pos()).x()


def files_chip(words: str, widget: QWidget) -> QPixmap:
    """Return a chip for files that are dragged out: their name, or how many they are."""
    metrics = look.metrics(Type.CONTROL_STRONG)
    width = min(metrics.horizontalAdvance(words), look.height(_WIDEST)) + 1 + 2 * SPACE_3
    density = widget.devicePixelRatioF()
    made = QPixmap(QSize(width, look.height()) * density)
    made.setDevicePixelRatio(density)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint.begin(painter)
    box = QRectF(0, 0, width, look.height())
    paint.fill(painter, box, look.tokens.raised)
    paint.outline(painter, box.adjusted(0.5, 0.5, -0.5, -0.5), look.tokens.accent, RADIUS)
    room = box.adjusted(SPACE_3, 0, -SPACE_3, 0)
    ink = look.tokens.text
    paint.text(painter, room, words, look.font(Type.CONTROL_STRONG), ink, cuts_middle=True)
    painter.end()
    return made
