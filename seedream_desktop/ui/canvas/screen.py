"""In which colour space the screen shows a window, as far as Qt says."""

from dataclasses import dataclass

from PySide6.QtGui import QColorSpace
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.canvas.decoding import srgb


@dataclass(frozen=True, slots=True)
class ScreenSpace:
    """A space to convert pictures to; is_known is false where Qt does not tell the screen's own."""

    space: QColorSpace
    is_known: bool


def screen_space(widget: QWidget) -> ScreenSpace:
    """Return the space of the screen that a widget's window is on; sRGB where it is not told.

    Qt tells it as the format of the window's surface, on systems whose windows carry one; it
    has no way to ask for a screen's profile elsewhere.
    """
    window = widget.window().windowHandle()
    space = window.format().colorSpace() if window is not None else QColorSpace()
    if space.isValid():
        return ScreenSpace(space, is_known=True)
    return ScreenSpace(srgb(), is_known=False)
