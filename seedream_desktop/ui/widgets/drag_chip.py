"""What hangs on the pointer while rows of a view are dragged: a small chip, not the rows."""

from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QDrag, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RADIUS, SPACE_1, SPACE_2, SPACE_3, Type

_EDGE: Final = 40
_WIDEST: Final = 240
_OPACITY: Final = 0.9
_HANGS: Final = QPoint(-SPACE_3, -SPACE_3)
"""The chip hangs below the pointer, so that where it would land is seen."""


def drag_selected(
    view: QAbstractItemView, words: str, action: Qt.DropAction, picture: QPixmap | None = None
) -> None:
    """Drag what is selected in a view and may be; the view's startDrag() has nothing else to do.

    Qt would paint the rows themselves, which hides what lies beneath them.
    """
    dragged = [
        index for index in view.selectedIndexes() if index.flags() & Qt.ItemFlag.ItemIsDragEnabled
    ]
    if not dragged:
        return
    drag = QDrag(view)
    drag.setMimeData(view.model().mimeData(dragged))
    drag.setPixmap(chip(words, view.devicePixelRatioF(), picture))
    drag.setHotSpot(_HANGS)
    drag.exec(action)


def chip(words: str, density: float, picture: QPixmap | None = None) -> QPixmap:
    """Return words, and a picture before them where there is one, on a rounded ground."""
    font, metrics = look.font(Type.CONTROL_STRONG), look.metrics(Type.CONTROL_STRONG)
    edge = look.height(_EDGE) if picture is not None else 0
    lead = edge + SPACE_2 if edge else SPACE_2
    width = min(metrics.horizontalAdvance(words) + 1, look.height(_WIDEST))
    height = max(edge, metrics.height()) + 2 * SPACE_1
    size = QSize(SPACE_1 + lead + width + SPACE_3, height)
    made = QPixmap(size * density)
    made.setDevicePixelRatio(density)
    made.fill(QColor("transparent"))
    painter, tokens = QPainter(made), look.tokens
    paint.begin(painter)
    painter.setOpacity(_OPACITY)
    ground = QRectF(0, 0, size.width(), size.height()).adjusted(0.5, 0.5, -0.5, -0.5)
    paint.fill(painter, ground, tokens.raised)
    paint.outline(painter, ground, tokens.line, RADIUS)
    if picture is not None:
        _draw(painter, picture, QRectF(SPACE_1, SPACE_1, edge, edge))
    room = QRectF(SPACE_1 + lead, 0, width, size.height())
    paint.text(painter, room, words, font, tokens.text, cuts_middle=True)
    painter.end()
    return made


def _draw(painter: QPainter, picture: QPixmap, box: QRectF) -> None:
    """Draw the middle of a picture into a square."""
    edge = min(picture.width(), picture.height())
    middle = QRectF((picture.width() - edge) / 2, (picture.height() - edge) / 2, edge, edge)
    painter.save()
    painter.setClipPath(paint.rounded(box, RADIUS - 2))
    painter.drawPixmap(box, picture, middle)
    painter.restore()
