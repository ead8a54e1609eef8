"""Menus whose tick is drawn from the icon set, crisp at every scale."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import ICON_SMALL, SPACE_2


class Menu(QMenu):
    """A menu; the sheet leaves the room of the tick empty, this draws into it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        ticked = [each for each in self.actions() if each.isCheckable() and each.isChecked()]
        if not ticked:
            return
        painter = QPainter(self)
        for action in ticked:
            box, tokens = self.actionGeometry(action), look.tokens
            ink = tokens.text if action.isEnabled() else tokens.muted
            top = box.top() + (box.height() - ICON_SMALL) // 2
            drawn = look.pixmap("check", ink, self, ICON_SMALL)
            painter.drawPixmap(QPointF(box.left() + SPACE_2 - 2, top), drawn)
        painter.end()
