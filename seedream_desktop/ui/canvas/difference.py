"""How two pictures differ, as a picture: made on a thread of its own, the newest wish first."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter

from seedream_desktop.domain.geometry import Size
from seedream_desktop.ui.canvas.pyramid import PictureFile, Pyramid, levels_of

_log = logging.getLogger(__name__)

_BAND_ROWS: Final = 256
_MODES: Final = QPainter.CompositionMode
_SMOOTH: Final = QPainter.RenderHint.SmoothPixmapTransform


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pictures, and how far B stands to the right of and below A, as fractions of A.

    gain is how many times as large differences are shown; need_px is how wide A is drawn, so
    that no more is computed than can be seen, 0 for all.
    """

    a: Pyramid
    b: Pyramid
    x: float = 0.0
    y: float = 0.0
    gain: int = 1
    need_px: float = 0.0


class DifferenceMaker(QObject):
    """Makes one difference at a time; what is asked for meanwhile replaces what waits."""

    made = Signal(object, object)
    """Carries the Pair and its difference as a Pyramid, in A's place and shape."""
    _ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin idle."""
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="canvas-difference")
        self._guard = threading.Lock()
        self._result: tuple[Pair, Pyramid] | None = None
        self._working: Pair | None = None
        self._next: Pair | None = None
        self._is_closed = False
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def want(self, pair: Pair) -> None:
        """Ask for a difference."""
        if self._is_closed or pair == self._working:
            self._next = None
            return
        if self._working is not None:
            self._next = pair
            return
        self._working = pair
        self._pool.submit(self._make, pair)

    def close(self) -> None:
        """End the thread."""
        with self._guard:
            self._is_closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _make(self, pair: Pair) -> None:
        """Run on the thread; a barrier, since nobody looks at its future."""
        made: Pyramid | None = None
        try:
            made = difference(pair)
        except Exception:  # noqa: BLE001 (a barrier, as said)
            _log.exception("a difference could not be made")
        with self._guard:
            if self._is_closed:
                return
            self._result = (pair, made) if made is not None else None
            self._ready.emit()

    @Slot()
    def _deliver(self) -> None:
        with self._guard:
            result, self._result = self._result, None
        self._working = None
        if self._next is not None:
            following, self._next = self._next, None
            self.want(following)
        if result is not None:
            self.made.emit(*result)


def size_of(pair: Pair) -> Size:
    """Return the size at which two pictures are compared: the smaller one's, in A's shape."""
    a, b = pair.a.levels[0], pair.b.levels[0]
    if pair.need_px:
        a = pair.a.level_for(pair.need_px)
    factor = min(1.0, b.width() / a.width())
    return Size(max(round(a.width() * factor), 1), max(round(a.height() * factor), 1))


def difference(pair: Pair) -> Pyramid:
    """Return what the channels of two pictures differ by; both are in the screen's space.

    In bands: Qt's painter keeps the interpreter for itself while it draws.
    """
    size = size_of(pair)
    a, b = pair.a.level_for(size.width_px), pair.b.level_for(size.width_px)
    made = QImage(size.width_px, size.height_px, QImage.Format.Format_RGB32)
    painter = QPainter(made)
    painter.setRenderHint(_SMOOTH)
    black = QColor(Qt.GlobalColor.black)
    for top in range(0, size.height_px, _BAND_ROWS):
        rows = min(_BAND_ROWS, size.height_px - top)
        band = QRectF(0, top, size.width_px, rows)
        painter.setCompositionMode(_MODES.CompositionMode_Source)
        painter.fillRect(band, black)
        painter.setCompositionMode(_MODES.CompositionMode_SourceOver)
        painter.drawImage(band, a, _part(a, size, band))
        painter.setCompositionMode(_MODES.CompositionMode_Difference)
        painter.drawImage(band, _flat(b, size, band, pair))
        _amplify(painter, made, band, pair.gain)
    painter.end()
    file = PictureFile(pair.a.file.digest, pair.a.file.path, pair.a.file.size)
    return Pyramid(file=file, tier=min(pair.a.tier, pair.b.tier), levels=levels_of(made))


def _amplify(painter: QPainter, made: QImage, band: QRectF, gain: int) -> None:
    """Show a band so many times as large: doubled by adding it to itself, the rest in part."""
    reached = 1
    painter.setCompositionMode(_MODES.CompositionMode_Plus)
    while reached < gain:
        painter.setOpacity(min((gain - reached) / reached, 1.0))
        painter.drawImage(band.topLeft(), made.copy(band.toRect()))
        reached *= 2
    painter.setOpacity(1.0)


def _part(image: QImage, size: Size, band: QRectF) -> QRectF:
    """Return the part of an image that fills a band of the difference."""
    down = image.height() / size.height_px
    return QRectF(0, band.top() * down, image.width(), band.height() * down)


def _flat(image: QImage, size: Size, band: QRectF, pair: Pair) -> QImage:
    """Return B's band without transparency: black shows through, as it does under A."""
    made = QImage(size.width_px, int(band.height()), QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.black)
    painter = QPainter(made)
    painter.setRenderHint(_SMOOTH)
    left, top = pair.x * size.width_px, pair.y * size.height_px - band.top()
    # Only what falls into the band is drawn: all of the image would be walked through otherwise.
    down = image.height() / size.height_px
    from_row, to_row = max(-top, 0.0), min(made.height() - top, float(size.height_px))
    if to_row > from_row:
        source = QRectF(0, from_row * down, image.width(), (to_row - from_row) * down)
        target = QRectF(left, from_row + top, size.width_px, to_row - from_row)
        painter.drawImage(target, image, source)
    painter.end()
    return made
