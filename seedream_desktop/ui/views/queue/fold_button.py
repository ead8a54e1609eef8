"""A button that unfolds a menu beneath it, with an arrow that says so."""

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2
from seedream_desktop.ui.widgets.button import Button, Dress
from seedream_desktop.ui.widgets.menu import Menu

_ARROW: Final = 14


class FoldButton(Button):
    """Shows menu when it is pressed."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        """Take what it is about."""
        super().__init__("", parent=parent)
        self.setToolTip(hint)
        self.setAccessibleDescription(hint)
        self.menu_below = Menu(self)
        self.clicked.connect(self.unfold)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + look.height(_ARROW) + SPACE_1, hint.height())

    def unfold(self) -> None:
        """Show the menu."""
        self.menu_below.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _draw_content(self, painter: QPainter, box: QRectF, worn: Dress) -> None:
        edge = look.height(_ARROW)
        super()._draw_content(painter, box.adjusted(0, 0, -edge - SPACE_1, 0), worn)
        arrow = look.pixmap("chevron-down", worn.ink, self, edge)
        at = QPointF(box.right() - edge - SPACE_2, round((box.height() - edge) / 2))
        painter.drawPixmap(at, arrow)
