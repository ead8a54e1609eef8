"""Where the window stands on the screens, so that it is always to be seen and reached."""

import base64
from typing import Final

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

USUAL: Final = QSize(1440, 900)
LEAST: Final = QSize(900, 560)
_GRIP: Final = QSize(160, 40)
"""How much of the window's top has to be on a screen for it to be moved by hand."""


def put_back(window: QWidget, note: bytes) -> None:
    """Give a window the place and size of Qt's note; the usual where that is none or off-screen.

    Not shown yet. On Wayland windows have no places, and only the size is taken.
    """
    window.setMinimumSize(LEAST)
    if note and window.restoreGeometry(QByteArray(note)) and is_in_reach(window.geometry()):
        return
    screen = QGuiApplication.primaryScreen()
    room = screen.availableGeometry() if screen is not None else QRect(0, 0, 1440, 900)
    size = USUAL.boundedTo(room.size()).expandedTo(LEAST)
    window.resize(size)


def geometry_note(window: QWidget) -> str:
    """Return size, place and maximising as a note."""
    return base64.b64encode(bytes(window.saveGeometry().data())).decode("ascii")


def is_in_reach(box: QRect) -> bool:
    """Say whether enough of a window's top lies on one of the screens."""
    top = QRect(box.topLeft(), QSize(box.width(), _GRIP.height()))
    for screen in QGuiApplication.screens():
        seen = top.intersected(screen.availableGeometry())
        if seen.width() >= _GRIP.width() and seen.height() >= _GRIP.height() // 2:
            return True
    return False
