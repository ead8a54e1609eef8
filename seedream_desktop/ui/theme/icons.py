"""Line drawings as pixmaps and icons, at the size, tint and pixel density asked for."""

from collections import OrderedDict
from functools import lru_cache
from math import ceil
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from seedream_desktop.bundle import bundled
from seedream_desktop.ui.theme.scale import ICON

_KEPT_MAX: Final = 1_024
_DENSITIES: Final = (1.0, 1.5, 2.0, 3.0)
_PROGRAM: Final = "app"
_PROGRAM_SIZES: Final = (16, 24, 32, 48, 64, 128, 256)

_kept: OrderedDict[tuple[str, str, int, float], QPixmap] = OrderedDict()


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Return the names of all line drawings."""
    found = (path.stem for path in bundled("icons").glob("*.svg"))
    return tuple(sorted(name for name in found if name != _PROGRAM))


@lru_cache(maxsize=256)
def _drawing(name: str) -> bytes:
    return bundled("icons", f"{name}.svg").read_bytes()


def pixmap(name: str, tint: str, size_px: int = ICON, density: float = 1.0) -> QPixmap:
    """Return a drawing, size_px wide and high, in a colour such as "#E8EAED".

    density is the pixels of the screen to one of the window, taken from the widget that shows
    it. GUI thread only.
    """
    key = (name, tint, size_px, density)
    if (kept := _kept.get(key)) is not None:
        _kept.move_to_end(key)
        return kept
    made = _rendered(_drawing(name).replace(b"currentColor", tint.encode()), size_px, density)
    _kept[key] = made
    while len(_kept) > _KEPT_MAX:
        _kept.popitem(last=False)
    return made


def icon(name: str, tint: str, off_tint: str, size_px: int = ICON) -> QIcon:
    """Return an icon for menus and system places; off_tint is for what is switched off."""
    made = QIcon()
    for density in _DENSITIES:
        made.addPixmap(pixmap(name, tint, size_px, density))
        made.addPixmap(pixmap(name, off_tint, size_px, density), QIcon.Mode.Disabled)
    return made


def program_icon() -> QIcon:
    """Return the program's own icon at the sizes that systems ask for."""
    made = QIcon()
    for size_px in _PROGRAM_SIZES:
        made.addPixmap(_rendered(_drawing(_PROGRAM), size_px, 1.0))
    return made


def _rendered(drawing: bytes, size_px: int, density: float) -> QPixmap:
    edge_px = ceil(size_px * density)
    image = QImage(QSize(edge_px, edge_px), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, edge_px, edge_px))
    painter.end()
    image.setDevicePixelRatio(density)
    return QPixmap.fromImage(image)
