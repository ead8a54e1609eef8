"""A small drawing before a line that says something: that it informs, warns, or is well."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import GLYPH, SPACE_1


class Sign(QWidget):
    """As high as the first line of what it stands before; it takes the colour of a token.

    States have StateGlyph: a warning is not one.
    """

    def __init__(self, icon: str, ink: str) -> None:
        """Take the icon's name and the token's."""
        super().__init__()
        self._icon = icon
        self._ink = ink

    def sizeHint(self) -> QSize:
        return QSize(look.height(GLYPH) + 2, look.height(GLYPH) + SPACE_1 + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = look.height(GLYPH) + 2
        box = paint.centred(QRectF(self.rect()), edge, edge)
        colour = str(getattr(look.tokens, self._ink))
        painter.drawPixmap(box.topLeft(), look.pixmap(self._icon, colour, self, edge))
        painter.end()
