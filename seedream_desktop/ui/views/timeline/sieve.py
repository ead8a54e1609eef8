"""Which images are shown: goes through all frames a slice at a time, so that no key waits."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.frames import Table

_SLICE_S: Final = 0.006
_EACH: Final = 16
"""Images between two looks at the clock."""

Passes = Callable[[int], bool]
"""Says of an image, by its number, whether it is shown."""


class Sieve(QObject):
    """Counts and sifts. What is passed over by a newer wish is given up."""

    counted = Signal()
    """All frames are counted."""
    sifted = Signal(object)
    """Carries the numbers of the images that pass, or None where all do."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin idle."""
        super().__init__(parent)
        self._counting: Iterator[None] = iter(())
        self._is_counting = False
        self._sifting: Iterator[bool] = iter(())
        self._passed: list[int] = []
        self._number = 0
        self._is_sifting = False
        self._tick = QTimer(self)
        self._tick.setInterval(0)
        self._tick.timeout.connect(self._on_tick)

    @property
    def is_idle(self) -> bool:
        """Say whether nothing is left to be gone through."""
        return not (self._is_counting or self._is_sifting)

    def count(self, counting: Iterator[None]) -> None:
        """Go through what counts as it is gone through."""
        self._counting, self._is_counting = counting, True
        self._tick.start()

    def sift(self, table: Table | None, passes: Passes | None) -> None:
        """Find the images that pass; None lets all through at once."""
        self._is_sifting = False
        if passes is None or table is None:
            self.sifted.emit(None)
            return
        self._passed, self._number = [], 0
        self._sifting = map(passes, range(len(table.sequence.images)))
        self._is_sifting = True
        self._tick.start()

    def stop(self) -> None:
        """Give up what is left."""
        self._is_counting = self._is_sifting = False
        self._tick.stop()

    def _on_tick(self) -> None:
        until = time.perf_counter() + _SLICE_S
        while not self.is_idle and time.perf_counter() < until:
            if self._is_counting:
                self._count_some()
            else:
                self._sift_some()
        if self.is_idle:
            self._tick.stop()

    def _count_some(self) -> None:
        for _ in range(_EACH):
            if next(self._counting, _END) is _END:
                self._is_counting = False
                self.counted.emit()
                return

    def _sift_some(self) -> None:
        for _ in range(_EACH):
            passes = next(self._sifting, None)
            if passes is None:
                self._is_sifting = False
                self.sifted.emit(tuple(self._passed))
                return
            if passes:
                self._passed.append(self._number)
            self._number += 1


_END: Final = object()
