"""Lets what was made for one screen be made anew where another has more or fewer pixels."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

_CHANGE: Final = QEvent.Type.DevicePixelRatioChange


class DensityWatch(QObject):
    """Tells when a widget has come to a screen of another density, seen or not.

    What is painted needs none: Qt repaints all there. It is for what is loaded, or kept, in as
    many pixels as the screen had.
    """

    def __init__(self, of: QWidget, refresh: Callable[[], object]) -> None:
        """Take the widget, and what is called when it asks its devicePixelRatioF() anew."""
        super().__init__(of)
        self._refresh = refresh
        of.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == _CHANGE:
            self._refresh()
        return False
