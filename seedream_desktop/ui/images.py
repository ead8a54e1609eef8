"""Thumbnails for the window: asked for while they are visible, decoded off the GUI thread."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QImageWriter, QPixmap

from seedream_desktop.domain.ids import Digest
from seedream_desktop.ui.bridge import Caller
from seedream_desktop.ui.colour import in_space, srgb

_log = logging.getLogger(__name__)

CACHE_BYTES: Final = 96 * 2**20
"""About 500 thumbnails of 256 px, or twenty screens of them."""

STEP_PX: Final = 128
"""Edges are wished for in whole steps: a view that is zoomed loads little anew."""

_EDGES: Final = (512, 384, 256, 128, 640, 768, 896, 1024)
_AT_ONCE: Final = 6
_DECODERS: Final = 2

Fetch = Callable[[Digest, Path], Coroutine[Any, Any, bytes]]
"""Returns a picture's encoded thumbnail, on the engine's loop."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One picture in one size: the longer edge in device pixels, at most."""

    digest: Digest
    path: str
    edge_px: int


class PixmapCache:
    """Pixmaps by what was wished for, bounded by their bytes; the oldest used go first."""

    def __init__(self, limit_bytes: int = CACHE_BYTES) -> None:
        """Start empty."""
        self._limit_bytes = limit_bytes
        self._pixmaps: OrderedDict[Wish, QPixmap] = OrderedDict()
        self.held_bytes = 0

    def get(self, wish: Wish) -> QPixmap | None:
        """Return a pixmap that is there, and note its use."""
        pixmap = self._pixmaps.get(wish)
        if pixmap is not None:
            self._pixmaps.move_to_end(wish)
        return pixmap

    def put(self, wish: Wish, pixmap: QPixmap) -> None:
        """Keep a pixmap, and let go of the oldest until the limit holds."""
        before = self._pixmaps.pop(wish, None)
        if before is not None:
            self.held_bytes -= _bytes_of(before)
        self._pixmaps[wish] = pixmap
        self.held_bytes += _bytes_of(pixmap)
        while self.held_bytes > self._limit_bytes and len(self._pixmaps) > 1:
            _, gone = self._pixmaps.popitem(last=False)
            self.held_bytes -= _bytes_of(gone)

    def __contains__(self, wish: object) -> bool:
        return wish in self._pixmaps

    def __len__(self) -> int:
        return len(self._pixmaps)


class ThumbnailLoader(QObject):
    """Fetches what views want to show: the newest view first, each in its own order.

    Everything but the fetching and decoding happens on the GUI thread, which never waits.
    """

    arrived = Signal(object)
    """Carries the wishes, as a tuple, that can be painted now or are known to be broken."""
    _ready = Signal()

    def __init__(
        self,
        caller: Caller,
        fetch: Fetch,
        parent: QObject | None = None,
        *,
        limit_bytes: int = CACHE_BYTES,
    ) -> None:
        """Take the way to the engine's loop and what is called there."""
        super().__init__(parent)
        self._caller = caller
        self._fetch = fetch
        self._cache = PixmapCache(limit_bytes)
        self._broken: set[Wish] = set()
        self._views: dict[str, tuple[Wish, ...]] = {}
        self._going: dict[Wish, Future[bytes]] = {}
        self._guard = threading.Lock()
        self._results: list[tuple[Wish, Future[bytes], QImage | None]] = []
        self._is_closed = False
        self._decoders = ThreadPoolExecutor(_DECODERS, thread_name_prefix="thumbnail-decoder")
        self._ready.connect(self._collect, Qt.ConnectionType.QueuedConnection)
        warm_up()

    def pixmap(self, wish: Wish) -> QPixmap | None:
        """Return what can be painted at once; never loads."""
        return self._cache.get(wish)

    def is_broken(self, wish: Wish) -> bool:
        """Say whether it was tried and cannot be shown."""
        return wish in self._broken

    def want(self, view: str, wishes: Iterable[Wish]) -> None:
        """Say what a view shows now, most wanted first; what it showed before is given up."""
        self._views.pop(view, None)
        self._views[view] = tuple(wishes)
        wanted = {wish for wishes in self._views.values() for wish in wishes}
        for wish in [wish for wish in self._going if wish not in wanted]:
            self._going.pop(wish).cancel()
        self._pump()

    def leave(self, view: str) -> None:
        """Say that a view shows nothing any more."""
        self.want(view, ())
        self._views.pop(view, None)

    def retry(self) -> None:
        """Try again what was broken: files may be back."""
        self._broken.clear()
        self._pump()

    def close(self) -> None:
        """Give everything up and end the threads."""
        with self._guard:
            self._is_closed = True
        self._views.clear()
        going, self._going = self._going, {}
        for future in going.values():
            future.cancel()
        self._decoders.shutdown(wait=True, cancel_futures=True)

    def _pump(self) -> None:
        """Begin as many as may run at once."""
        if self._is_closed:
            return
        for wishes in reversed(tuple(self._views.values())):
            for wish in wishes:
                if len(self._going) >= _AT_ONCE:
                    return
                if not (wish in self._cache or wish in self._going or wish in self._broken):
                    self._begin(wish)

    def _begin(self, wish: Wish) -> None:
        future = self._caller(self._fetch(wish.digest, Path(wish.path)))
        self._going[wish] = future
        future.add_done_callback(partial(self._fetched, wish))

    def _fetched(self, wish: Wish, future: Future[bytes]) -> None:
        """Hand encoded bytes to a decoder; runs on the thread that fetched them."""
        with self._guard:
            if self._is_closed or future.cancelled():
                return
            if future.exception() is None:
                self._decoders.submit(self._decode, wish, future)
                return
        _log.info("no thumbnail of %s: %s", wish.digest[:12], future.exception())
        self._finish(wish, future, None)

    def _decode(self, wish: Wish, future: Future[bytes]) -> None:
        """Run on a decoder's thread; a barrier, since nobody looks at its future."""
        image: QImage | None = None
        try:
            image = decoded(future.result(timeout=0), wish.edge_px)
        except Exception:  # noqa: BLE001 (a barrier, as said)
            _log.exception("a thumbnail could not be decoded")
        self._finish(wish, future, None if image is None or image.isNull() else image)

    def _finish(self, wish: Wish, future: Future[bytes], image: QImage | None) -> None:
        with self._guard:
            if self._is_closed:
                return
            self._results.append((wish, future, image))
            if len(self._results) == 1:
                self._ready.emit()

    @Slot()
    def _collect(self) -> None:
        with self._guard:
            results, self._results = self._results, []
        for wish, future, image in results:
            if self._going.get(wish) is future:
                del self._going[wish]
            if image is None:
                self._broken.add(wish)
            else:
                self._cache.put(wish, QPixmap.fromImage(image))
        if results:
            self.arrived.emit(tuple(wish for wish, _, _ in results))
        self._pump()


def loaded_px(edge: int, density: float) -> int:
    """Return the edge in which a picture is loaded for a place: whole steps, in device pixels.

    edge is that of the place in the window's own pixels, density the pixels of the screen to one
    of those.
    """
    return -(-round(edge * density) // STEP_PX) * STEP_PX


def at_hand(loader: ThumbnailLoader, wish: Wish) -> QPixmap | None:
    """Return a picture, in another size until the one that is wished for is there."""
    found = loader.pixmap(wish)
    if found is not None:
        return found
    others = (edge for edge in _EDGES if edge != wish.edge_px)
    sizes = (loader.pixmap(Wish(wish.digest, wish.path, edge)) for edge in others)
    return next((pixmap for pixmap in sizes if pixmap is not None), None)


def decoded(data: bytes, edge_px: int, space: QColorSpace | None = None) -> QImage:
    """Return encoded bytes as an image whose longer edge is at most edge_px; null if they are none.

    Its colours are in the given space, sRGB without one; ui.colour knows a window's. RGB32 where
    it is opaque and ARGB32_Premultiplied where not: of these a pixmap is made without another
    pass over the pixels. Any thread.
    """
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > edge_px:
        fitted = size.scaled(edge_px, edge_px, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(fitted.expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        return image
    has_alpha = image.hasAlphaChannel()
    image = image.convertToFormat(
        QImage.Format.Format_ARGB32_Premultiplied if has_alpha else QImage.Format.Format_RGB32
    )
    return in_space(image, space or srgb())


def warm_up() -> None:
    """Run the worker's function once on the GUI thread, with each kind of picture.

    The first use of Qt's types from two threads at once can lock both up for good (lazy
    initialisation in PySide6, seen up to 6.12); after one whole call on one thread it cannot.
    """
    for form, pixels in (
        (b"JPEG", QImage.Format.Format_RGB32),
        (b"PNG", QImage.Format.Format_ARGB32),
    ):
        image = QImage(2, 2, pixels)
        image.fill(Qt.GlobalColor.transparent)
        image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb))
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(form)).write(image)
        decoded(bytes(buffer.data().data()), 1)


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
