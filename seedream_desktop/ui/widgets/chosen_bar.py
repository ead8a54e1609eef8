"""The bar where a chosen row begins, by which it is told from others, not by its ground alone."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2

_WIDTH: Final = 2


def draw_bar(painter: QPainter, box: QRectF, direction: Qt.LayoutDirection) -> None:
    """Draw it along the edge at which a row's words begin, clear of the rows above and below."""
    inset = min(float(SPACE_2), box.height() / 4)
    is_mirrored = direction == Qt.LayoutDirection.RightToLeft
    left = box.right() - _WIDTH if is_mirrored else box.left()
    bar = QRectF(left, box.top() + inset, _WIDTH, box.height() - 2 * inset)
    paint.fill(painter, bar, look.tokens.accent, _WIDTH / 2)
