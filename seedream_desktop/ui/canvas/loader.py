"""Loads pictures for the canvas: first small, then larger, then whole; never on the GUI thread."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColorSpace, QImage

from seedream_desktop.domain.ids import Digest
from seedream_desktop.ui.bridge import Caller
from seedream_desktop.ui.canvas.decoding import read_bytes, read_file, srgb, warm_up
from seedream_desktop.ui.canvas.pyramid import PictureFile, Pyramid, Tier, levels_of

_log = logging.getLogger(__name__)

CACHE_BYTES: Final = 384 * 2**20
"""Four results of 4096 × 4096 with all their levels."""

_SMALL_AT_ONCE: Final = 4
_LARGE_AT_ONCE: Final = 2
_THREADS: Final = 2
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
        self._limit_bytes = limit_bytes
        self._space = srgb()
        self._kept: OrderedDict[tuple[Digest, Tier], Pyramid] = OrderedDict()
        self._broken: set[tuple[Digest, Tier]] = set()
        self._views: dict[str, tuple[PictureWish, ...]] = {}
        self._going: dict[tuple[Digest, Tier], PictureWish] = {}
        self._guard = threading.Lock()
        self._wanted: frozenset[tuple[Digest, Tier]] = frozenset()
        self._results: list[tuple[PictureWish, QColorSpace, Pyramid | None, bool]] = []
        self._is_closed = False
        self._small = ThreadPoolExecutor(_THREADS, thread_name_prefix="canvas-small")
        self._large = ThreadPoolExecutor(_THREADS, thread_name_prefix="canvas-large")
        self._ready.connect(self._collect, Qt.ConnectionType.QueuedConnection)
        warm_up()

    @property
    def held_bytes(self) -> int:
        """What is kept."""
        return sum(pyramid.byte_count for pyramid in self._kept.values())

    def best(self, file: PictureFile) -> Pyramid | None:
        """Return the sharpest that is there now; never loads."""
        for tier in reversed(Tier):
            if (found := self._kept.get((file.digest, tier))) is not None:
                self._kept.move_to_end((file.digest, tier))
                return found
        return None

    def is_broken(self, file: PictureFile) -> bool:
        """Say whether nothing of a picture can be shown."""
        return all((file.digest, tier) in self._broken for tier in Tier)

    def want(self, view: str, wishes: Iterable[PictureWish]) -> None:
        """Say what a view wishes to see now, most wanted first; see leave()."""
        self._views.pop(view, None)
        self._views[view] = tuple(wishes)
        self._pump()

    def leave(self, view: str) -> None:
        """Say that a view shows nothing any more; what is loaded stays for its return."""
        self._views.pop(view, None)
        self._pump()

    def show_in(self, space: QColorSpace) -> None:
        """Have all pictures in another colour space: that of the screen the window is on now."""
        if space != self._space:
            self._space = space
            self._kept.clear()
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
        for pool in (self._small, self._large):
            pool.shutdown(wait=True, cancel_futures=True)
        self._kept.clear()

    # -- beginning

    def _pump(self) -> None:
        if self._is_closed:
            return
        wishes = self._affordable()
        with self._guard:
            self._wanted = frozenset((wish.file.digest, wish.tier) for wish in wishes)
        large = sum(wish.tier is Tier.WHOLE for wish in self._going.values())
        small = len(self._going) - large
        for wish in wishes:
            key = wish.file.digest, wish.tier
            if self._has(wish) or key in self._going or key in self._broken:
                continue
            if wish.tier is Tier.WHOLE and large < _LARGE_AT_ONCE:
                large += 1
            elif wish.tier is not Tier.WHOLE and small < _SMALL_AT_ONCE:
                small += 1
            else:
                continue
            self._going[key] = wish
            self._begin(wish)

    def _affordable(self) -> list[PictureWish]:
        """Return what is wished for, the newest view first, save the large that has no room."""
        found: list[PictureWish] = []
        held, large = 0.0, 0
        for wishes in reversed(tuple(self._views.values())):
            for wish in wishes:
                if wish.tier is Tier.WHOLE:
                    large += 1
                    held += wish.file.size.pixels * _PER_PIXEL
                    if held > self._limit_bytes and large > _ALWAYS:
                        continue
                found.append(wish)
        return found

    def _has(self, wish: PictureWish) -> bool:
        return any((wish.file.digest, tier) in self._kept for tier in Tier if tier >= wish.tier)

    def _begin(self, wish: PictureWish) -> None:
        space = QColorSpace(self._space)
        if wish.tier is Tier.WHOLE:
            self._large.submit(self._read, wish, space)
        else:
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
            image = read_bytes(data, space)
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
                self._keep(key, made)
        self._pump()
        if results:
            self.arrived.emit()

    def _keep(self, key: tuple[Digest, Tier], made: Pyramid) -> None:
        """Keep a picture; let go of what nobody wishes for, the oldest used first."""
        self._kept[key] = made
        self._kept.move_to_end(key)
        for other in [kept for kept in self._kept if kept not in self._wanted]:
            if self.held_bytes <= self._limit_bytes:
                return
            del self._kept[other]
