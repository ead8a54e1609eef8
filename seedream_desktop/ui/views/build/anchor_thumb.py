"""One anchor as a small picture; pressing it takes the anchor out."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from seedream_desktop.domain.picture import Picture
from seedream_desktop.ui.images import ThumbnailLoader, Wish, at_hand, loaded_px
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import ICON_SMALL, RADIUS_PICTURE
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.widgets.tips import plain_tip

EDGE: Final = 48
"""Edge of an anchor's picture."""


def wish_for(picture: Picture, of: QWidget) -> Wish:
    """Return what is loaded for a thumb, for the screen that a widget is on."""
    return Wish(picture.digest, picture.path, loaded_px(2 * EDGE, of.devicePixelRatioF()))


class AnchorThumb(QAbstractButton):
    """Clicked, or pressed with Enter, Space or Delete, it asks to be taken out."""

    def __init__(self, picture: Picture, loader: ThumbnailLoader) -> None:
        """Show a picture as soon as the loader has it."""
        super().__init__()
        self.picture = picture
        self._loader = loader
        self._is_over = False
        name = said("remove_anchor", name=picture.name)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring_radius", RADIUS_PICTURE)

    def sizeHint(self) -> QSize:
        return QSize(EDGE, EDGE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in {keys.Key_Delete, keys.Key_Backspace, keys.Key_Return, keys.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
            is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if event.key() in keys and is_plain:
                event.accept()
                return True
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._is_over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._is_over = False
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, box = look.tokens, QRectF(self.rect())
        shown = at_hand(self._loader, wish_for(self.picture, self))
        if shown is not None:
            painter.setClipPath(paint.rounded(box, RADIUS_PICTURE))
            painter.drawPixmap(box, shown, _middle(shown))
            painter.setClipping(False)
        else:
            paint.outline(painter, box, tokens.outline, RADIUS_PICTURE, is_dashed=True)
        if self._is_over or self.hasFocus():
            edge = ICON_SMALL + 4
            corner = QRectF(box.right() - edge - 2, box.top() + 2, edge, edge)
            paint.fill(painter, corner, tokens.raised, RADIUS_PICTURE)
            drawn = look.pixmap("close", tokens.text, self, ICON_SMALL - 2)
            painter.drawPixmap(corner.topLeft() + QPointF(3, 3), drawn)
        painter.end()


def _middle(picture: QPixmap) -> QRectF:
    """Return the square in the middle of a picture."""
    side = min(picture.width(), picture.height())
    return QRectF((picture.width() - side) / 2, (picture.height() - side) / 2, side, side)
