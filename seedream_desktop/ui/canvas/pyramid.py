"""A decoded picture with its halves and quarters, so that it is quick and calm at any zoom."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest
from seedream_desktop.ui.canvas.viewport import SHARP_FROM, Box

_LEAST_PX: Final = 256
_BAND_ROWS: Final = 512
_ENOUGH: Final = 0.99
_EXACT: Final = 1e-6
_SMOOTH: Final = QPainter.RenderHint.SmoothPixmapTransform
_SOURCE: Final = QPainter.CompositionMode.CompositionMode_Source


class Tier(IntEnum):
    """How much of a picture is there; the higher, the sharper."""

    THUMBNAIL = 0
    PROXY = 1
    WHOLE = 2


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture that can be shown: what it is told apart by, where it lies, its upright size."""

    digest: Digest
    path: str
    size: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Pyramid:
    """A picture's pixels at one tier, the largest first.

    form is the file's format as its content says, where the file itself was read.
    """

    file: PictureFile
    tier: Tier
    levels: tuple[QImage, ...]
    form: str = ""

    @property
    def byte_count(self) -> int:
        """What it takes up."""
        return sum(level.sizeInBytes() for level in self.levels)

    @property
    def has_alpha(self) -> bool:
        """Whether parts of it are transparent."""
        return self.levels[0].hasAlphaChannel()

    def level_for(self, width: float) -> QImage:
        """Return the smallest level that has as many pixels as are shown, else the largest."""
        fitting = (level for level in reversed(self.levels) if level.width() >= width * _ENOUGH)
        return next(fitting, self.levels[0])

    def draw(self, painter: QPainter, placed: Box, seen: Box) -> None:
        """Draw what is seen of the picture, whose whole stands at placed; in device pixels."""
        left, top = max(placed.x, seen.x), max(placed.y, seen.y)
        right, bottom = min(placed.right, seen.right), min(placed.bottom, seen.bottom)
        if right <= left or bottom <= top:
            return
        level = self.level_for(placed.width)
        across, down = placed.width / level.width(), placed.height / level.height()
        is_exact = max(abs(across - 1), abs(down - 1)) < _EXACT
        is_square = placed.width / self.file.size.width_px >= SHARP_FROM
        is_smooth = not is_exact and not (is_square and self.tier is Tier.WHOLE)
        painter.setRenderHint(_SMOOTH, is_smooth)
        target = QRectF(left, top, right - left, bottom - top)
        source = QRectF(
            (left - placed.x) / across,
            (top - placed.y) / down,
            (right - left) / across,
            (bottom - top) / down,
        )
        painter.drawImage(target, level, source)


def levels_of(image: QImage) -> tuple[QImage, ...]:
    """Return an image and its halves; for a worker's thread."""
    levels = [image]
    while max(levels[-1].width(), levels[-1].height()) > _LEAST_PX:
        levels.append(halved(levels[-1]))
    return tuple(levels)


def halved(image: QImage) -> QImage:
    """Return an image at half its width and height, each pixel the mean of four.

    In bands, since Qt's painter keeps the interpreter for itself while it draws, and the window
    must come to its turn.
    """
    width, height = max(image.width() // 2, 1), max(image.height() // 2, 1)
    made = QImage(width, height, image.format())
    made.setColorSpace(image.colorSpace())
    across, down = image.width() / width, image.height() / height
    painter = QPainter(made)
    painter.setCompositionMode(_SOURCE)
    painter.setRenderHint(_SMOOTH)
    for top in range(0, height, _BAND_ROWS):
        rows = min(_BAND_ROWS, height - top)
        source = QRectF(0, top * down, width * across, rows * down)
        painter.drawImage(QRectF(0, top, width, rows), image, source)
    painter.end()
    return made
