"""Loads pictures for the canvas: first small, then larger, then whole; never on the GUI thread."""

import logging
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColorSpace, QImage

from seedream_desktop.domain.ids import Digest
from seedream_desktop.ui.bridge import Caller
from seedream_desktop.ui.canvas.decoding import load_decoders, read_bytes, read_file, warm_up
from seedream_desktop.ui.canvas.head_start import HeadStart
from seedream_desktop.ui.canvas.pyramid import PictureFile, Pyramid, Tier, levels_of
from seedream_desktop.ui.canvas.shelf import PyramidShelf
from seedream_desktop.ui.colour import srgb

_log = logging.getLogger(__name__)

CACHE_BYTES: Final = 384 * 2**20
"""Four results of 4096 × 4096 with all their levels."""

_SMALL_AT_ONCE: Final = 4
_LARGE_AT_ONCE: Final = 2
_THREADS: Final = 2
_PATIENCE_MS: Final = 40
"""A stored proxy is there by then; until one is, its thumbnail would be work for nothing."""


_PER_PIXEL: Final = 4 * 4 / 3
_ALWAYS: Final = 2

Fetch = Callable[[Digest, Path], Coroutine[Any, Any, bytes]]
"""Returns a picture encoded, on the engine's loop."""


@dataclass(frozen=True, slots=True)
class PictureWish:
    """One picture at one tier."""

    file: PictureFile
    tier: Tier


class PictureLoader(QObject):
    """Loads what views wish for, most wanted first, and keeps what it has loaded within bounds.

    fetches has the way to a picture at each tier; the whole is read from the file itself where
    Qt can, else fetched. Two threads are kept for what is small, so that no large picture that
    nobody looks at any more is waited for.
    """

    arrived = Signal()
    """Something can be shown now, or is known to be broken."""
    _ready = Signal()

    def __init__(
        self,
        caller: Caller,
        fetches: Mapping[Tier, Fetch],
        parent: QObject | None = None,
        *,
        limit_bytes: int = CACHE_BYTES,
    ) -> None:
        """Take the way to the engine's loop and what is called there for each tier."""
        super().__init__(parent)
        self._caller = caller
        self._fetches = dict(fetches)
        self.shelf = PyramidShelf(limit_bytes)
        self._least_px = 0
        self._space = srgb()
        self._broken: set[tuple[Digest, Tier]] = set()
        self._views: dict[str, tuple[PictureWish, ...]] = {}
        self._going: dict[tuple[Digest, Tier], PictureWish] = {}
        self._guard = threading.Lock()
        self._wanted: frozenset[tuple[Digest, Tier]] = frozenset()
        self._head_start = HeadStart()
        self._results: list[tuple[PictureWish, QColorSpace, Pyramid | None, bool]] = []
        self._is_closed = False
        self._is_patient = True
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._on_late)
        self._small = ThreadPoolExecutor(_THREADS, thread_name_prefix="canvas-small")
        self._large = ThreadPoolExecutor(_THREADS, thread_name_prefix="canvas-large")
        self._ready.connect(self._collect, Qt.ConnectionType.QueuedConnection)
        warm_up()
        self._small.submit(load_decoders)

    def best(self, file: PictureFile) -> Pyramid | None:
        """Return the sharpest that is there now; never loads."""
        return self.shelf.best(file)

    def is_broken(self, file: PictureFile, tier: Tier | None = None) -> bool:
        """Say whether nothing of a picture can be shown, or not a tier of it."""
        tiers = Tier if tier is None else (tier,)
        return all((file.digest, each) in self._broken for each in tiers)

    def want(self, view: str, wishes: Iterable[PictureWish]) -> None:
        """Say what a view wishes to see now, most wanted first; see leave()."""
        self._views.pop(view, None)
        self._views[view] = tuple(wishes)
        self._is_patient = True
        self._patience.start()
        self._pump()

    def need(self, least_px: int) -> None:
        """Say how many pixels across are enough for proxies whose whole follows; 0 for all."""
        self._least_px = least_px

    def leave(self, view: str) -> None:
        """Say that a view shows nothing any more; what is loaded stays for its return."""
        self._views.pop(view, None)
        self._pump()

    def show_in(self, space: QColorSpace) -> None:
        """Have all pictures in another colour space: that of the screen the window is on now."""
        if space != self._space:
            self._space = space
            self.shelf.clear()
            self._pump()

    def retry(self) -> None:
        """Try again what was broken: files may be back."""
        self._broken.clear()
        self._pump()

    def close(self) -> None:
        """Give everything up and end the threads."""
        with self._guard:
            self._is_closed = True
            self._wanted = frozenset()
        self._views.clear()
        self._patience.stop()
        for pool in (self._small, self._large):
            pool.shutdown(wait=True, cancel_futures=True)
        self.shelf.clear()

    # -- beginning

    def _pump(self) -> None:
        if self._is_closed:
            return
        wishes = self._affordable()
        with self._guard:
            self._wanted = frozenset((wish.file.digest, wish.tier) for wish in wishes)
        large = sum(wish.tier is Tier.WHOLE for wish in self._going.values())
        small, is_sharp = len(self._going) - large, True
        for wish in wishes:
            key, is_whole = (wish.file.digest, wish.tier), wish.tier is Tier.WHOLE
            if (
                self.shelf.has(wish.file, wish.tier)
                or key in self._broken
                or self._comes_soon(wish)
            ):
                continue
            is_late = not is_whole and not is_sharp
            is_sharp = is_sharp and not is_whole
            if key in self._going:
                continue
            if is_late:
                break  # what may be asked for next takes no time from what is looked at
            if is_whole and large < _LARGE_AT_ONCE:
                large += 1
            elif not is_whole and small < _SMALL_AT_ONCE:
                small += 1
            else:
                continue
            self._going[key] = wish
            self._begin(wish)

    def _comes_soon(self, wish: PictureWish) -> bool:
        """Say whether a thumbnail is not worth loading, since more is on its way."""
        is_going = (wish.file.digest, Tier.PROXY) in self._going
        return wish.tier is Tier.THUMBNAIL and is_going and self._is_patient

    def _on_late(self) -> None:
        self._is_patient = False
        self._pump()

    def _affordable(self) -> list[PictureWish]:
        """Return what is wished for, the newest view first, save the large that has no room."""
        found: list[PictureWish] = []
        held, large = 0.0, 0
        for wishes in reversed(tuple(self._views.values())):
            for wish in wishes:
                if wish.tier is Tier.WHOLE:
                    large += 1
                    held += wish.file.size.pixels * _PER_PIXEL
                    if held > self.shelf.limit_bytes and large > _ALWAYS:
                        continue
                found.append(wish)
        return found

    def _begin(self, wish: PictureWish) -> None:
        space = QColorSpace(self._space)
        if wish.tier is Tier.WHOLE:
            self._large.submit(self._read, wish, space)
            return
        self._head_start.begin((wish.file.digest, wish.tier))
        self._fetch(wish, space)

    def _fetch(self, wish: PictureWish, space: QColorSpace) -> None:
        """Have the encoded picture brought; from any thread."""
        fetched = self._caller(self._fetches[wish.tier](wish.file.digest, Path(wish.file.path)))
        fetched.add_done_callback(partial(self._fetched, wish, space))

    def _fetched(self, wish: PictureWish, space: QColorSpace, future: Future[bytes]) -> None:
        """Hand encoded bytes to a decoder; runs on the thread that fetched them."""
        with self._guard:
            if self._is_closed or future.cancelled():
                return
            if future.exception() is None:
                pool = self._large if wish.tier is Tier.WHOLE else self._small
                pool.submit(self._decode, wish, space, future.result(timeout=0))
                return
        _log.info("no picture of %s: %s", wish.file.digest[:12], future.exception())
        self._finish(wish, space, None)

    # -- on the workers' threads

    def _read(self, wish: PictureWish, space: QColorSpace) -> None:
        """Decode the file itself, or have it fetched where Qt cannot; a barrier."""
        image, form = None, ""
        try:
            self._head_start.give()
            if not self._is_wanted(wish):
                self._finish(wish, space, None, was_dropped=True)
                return
            image, form = read_file(Path(wish.file.path), space)
        except Exception:  # noqa: BLE001 (a barrier, as said)
            _log.exception("a picture could not be decoded")
        if image is not None:
            self._built(wish, space, image, form)
            return
        with self._guard:
            if self._is_closed:
                return
        self._fetch(wish, space)

    def _decode(self, wish: PictureWish, space: QColorSpace, data: bytes) -> None:
        """Decode fetched bytes; a barrier, since nobody looks at its future."""
        image: QImage | None = None
        try:
            image = read_bytes(data, space, least_px=self._least_px)
        except Exception:  # noqa: BLE001 (a barrier, as said)
            _log.exception("a picture could not be decoded")
        if image is None:
            self._finish(wish, space, None)
        else:
            self._built(wish, space, image)

    def _built(self, wish: PictureWish, space: QColorSpace, image: QImage, form: str = "") -> None:
        made = Pyramid(file=wish.file, tier=wish.tier, levels=levels_of(image), form=form)
        self._finish(wish, space, made)

    def _is_wanted(self, wish: PictureWish) -> bool:
        with self._guard:
            return (wish.file.digest, wish.tier) in self._wanted

    def _finish(
        self,
        wish: PictureWish,
        space: QColorSpace,
        made: Pyramid | None,
        *,
        was_dropped: bool = False,
    ) -> None:
        self._head_start.end((wish.file.digest, wish.tier))
        with self._guard:
            if self._is_closed:
                return
            self._results.append((wish, space, made, was_dropped))
            if len(self._results) == 1:
                self._ready.emit()

    # -- on the GUI thread again

    @Slot()
    def _collect(self) -> None:
        with self._guard:
            results, self._results = self._results, []
        for wish, space, made, was_dropped in results:
            key = wish.file.digest, wish.tier
            self._going.pop(key, None)
            if made is None and not was_dropped:
                self._broken.add(key)
            elif made is not None and space == self._space:
                self.shelf.put(made, self._wanted)
        self._pump()
        if results:
            self.arrived.emit()
