"""Parts of views as they were painted, kept for the next frame."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from seedream_desktop.ui.theme import paint

KEPT_BYTES: Final = 24 * 2**20
"""The rows of a wide view on a dense screen; the cells of a grid."""


class Prints:
    """Blits what looks as it did before, and paints what does not; the oldest used go first.

    A row of text costs 0.15 ms to paint and 0.01 ms to blit, and every one of its strokes lets
    another thread take the interpreter. Where a pixel of the window is no whole number of the
    screen's, all is painted, since a blit would blur.
    """

    def __init__(self, limit_bytes: int = KEPT_BYTES) -> None:
        """Start empty."""
        self._limit_bytes = limit_bytes
        self._held_bytes = 0
        self._kept: OrderedDict[Hashable, QPixmap] = OrderedDict()

    def draw(
        self,
        painter: QPainter,
        box: QRectF,
        key: Hashable,
        draw: Callable[[QPainter, QRectF], None],
        ground: str = "transparent",
    ) -> None:
        """Show what draw would paint into a box whose corners are on whole pixels.

        key names all that it looks like, save size and density; ground is what lies beneath.
        Text needs a ground that is not transparent.
        """
        density = painter.device().devicePixelRatio()
        width, height = round(box.width()), round(box.height())
        if density % 1 or width < 1 or height < 1:
            painter.save()
            paint.begin(painter)
            draw(painter, box)
            painter.restore()
            return
        full = key, width, height, density
        kept = self._kept.get(full)
        if kept is None:
            kept = QPixmap(QSize(width, height) * density)
            kept.setDevicePixelRatio(density)
            kept.fill(QColor(ground))
            inner = QPainter(kept)
            paint.begin(inner)
            draw(inner, QRectF(0, 0, width, height))
            inner.end()
            self._keep(full, kept)
        else:
            self._kept.move_to_end(full)
        painter.drawPixmap(box.topLeft(), kept)

    def __len__(self) -> int:
        return len(self._kept)

    def _keep(self, key: Hashable, made: QPixmap) -> None:
        self._kept[key] = made
        self._held_bytes += _bytes_of(made)
        while self._held_bytes > self._limit_bytes and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._held_bytes -= _bytes_of(gone)


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
