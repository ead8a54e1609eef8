"""Room for a column that is shown whole where the screen is large enough, and scrolls where not."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_AROUND: Final = 48
"""What a dialog leaves of the screen for its own frame and for what lies behind it."""


def room_for(widget: QWidget) -> QSize:
    """Return how large a dialog may be on the screen that a widget is on."""
    size = widget.screen().availableGeometry().size()
    return QSize(max(size.width() - _AROUND, 320), max(size.height() - _AROUND, 240))


class Scroller(QScrollArea):
    """Asks for all the room that its column needs, as far as the screen has it.

    foot_px is what stands above and below it in its dialog.
    """

    def __init__(self, inside: QWidget, foot_px: int, parent: QWidget | None = None) -> None:
        """Take the column, which has a layout."""
        super().__init__(parent)
        self._foot_px = foot_px
        self._inside = inside
        inside.setProperty("ground", "none")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setWidget(inside)
        inside.installEventFilter(self)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self._inside.layout()
        assert layout is not None, "a column has one"
        if layout.hasHeightForWidth():
            needed = layout.totalHeightForWidth(width)
        else:
            needed = layout.totalSizeHint().height()
        return min(needed, self._room().height())

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint().boundedTo(self._room())

    def minimumSizeHint(self) -> QSize:
        return self._inside.minimumSizeHint().boundedTo(self._room())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._inside:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _room(self) -> QSize:
        room = room_for(self)
        return QSize(room.width() - 2 * _AROUND, max(room.height() - self._foot_px, 120))


def scrolling(inside: QWidget) -> QScrollArea:
    """Return a widget in a room of its own, which scrolls down where it is too low."""
    made = QScrollArea()
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setWidgetResizable(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(inside)
    return made
