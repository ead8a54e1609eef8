"""Colours of pictures on the screen: into the screen's own space where it is known, else sRGB.

Qt says of a window, not of a screen, which space its pixels are taken to be in, and keeps that
promise where the system converts from there: on macOS, once it is asked for (app.application).
Elsewhere a window's pixels go to the screen as they are, and Qt does not know its profile.
"""

from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColorSpace, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui import text

_BAND = 64
"""Rows: half a millisecond's work at 2048 px."""

_PACKED = frozenset({QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied})

_MANAGED = frozenset({"cocoa"})
"""Qt's platforms whose windows have the space that was asked for."""


@dataclass(frozen=True, slots=True)
class Display:
    """What a window's pixels are taken to be, and whether that is known or only assumed."""

    space: QColorSpace
    is_known: bool

    @property
    def words(self) -> str:
        """Say in a sentence how far colours can be trusted."""
        code = "managed" if self.is_known else "assumed"
        return text.text(code, {"space": self.space.description()}, section="colour")


@cache
def srgb() -> QColorSpace:
    """Return the space of the window's own colours, and of thumbnails."""
    return QColorSpace(QColorSpace.NamedColorSpace.SRgb)


def display_of(widget: QWidget) -> Display:
    """Return what the window of a widget takes pixels to be; it may change with the screen."""
    window = widget.window().windowHandle()
    if window is not None and QGuiApplication.platformName() in _MANAGED:
        space = window.format().colorSpace()
        if space.isValid():
            return Display(space, is_known=True)
    return Display(srgb(), is_known=False)


def in_space(image: QImage, space: QColorSpace) -> QImage:
    """Return a picture whose pixels are meant for a space, of the format it has; any thread.

    What carries no profile that can be read is taken as sRGB. Nothing is done to a picture that
    is in the space already; 17 ms for 2048 × 2048 pixels that are not.
    """
    if image.isNull():
        return image
    if not image.colorSpace().isValid():
        image.setColorSpace(srgb())
    if image.colorSpace() == space:
        return image
    if image.format() in _PACKED:
        _convert_in_bands(image, space)
    else:
        image.convertToColorSpace(space)
    return image


def _convert_in_bands(image: QImage, space: QColorSpace) -> None:
    """Convert some rows at a time: Qt's call keeps Python's lock, and the window would stop."""
    own, bits, line = image.colorSpace(), memoryview(image.bits()), image.bytesPerLine()
    for top in range(0, image.height(), _BAND):
        rows = min(_BAND, image.height() - top)
        piece = bits[top * line : (top + rows) * line]
        band = QImage(piece, image.width(), rows, line, image.format())
        band.setColorSpace(own)
        band.convertToColorSpace(space)
        piece[:] = band.constBits()
    image.setColorSpace(space)
