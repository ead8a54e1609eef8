"""Frees what Python's collector has to free, where Qt's objects may be freed: on their thread."""

import gc
import time
from collections.abc import Callable
from typing import Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

_TURN_MS: Final = 250
"""How often it is looked whether there is something to collect."""

_FULL_S: Final = 60.0
"""What lies between two collections that look through everything, at least."""


class Collector(QObject):
    """Runs Python's cyclic collector on the GUI thread alone, a little at a time.

    Left alone it runs on whatever thread allocates: the engine's, or one that decodes. Where a
    cycle holds an object of Qt, Qt's destructor would run there, beside the GUI thread's own work
    on the same objects. The engine's cycles are collected here as well: there is one collector.
    """

    def __init__(
        self, parent: QObject | None = None, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Take collecting over, until close() or the parent's end."""
        super().__init__(parent)
        self._now = now
        self._full_at_s = now()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_TURN_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect what Python would have collected by now: the youngest, seldom everything."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        if counts[0] <= thresholds[0]:
            return
        if counts[1] <= thresholds[1]:
            gc.collect(0)
        elif counts[2] <= thresholds[2] or self._now() - self._full_at_s < _FULL_S:
            gc.collect(1)
        else:
            gc.collect()
            self._full_at_s = self._now()

    def close(self) -> None:
        """Give collecting back to Python."""
        self._timer.stop()
        gc.enable()


def let_go(*owners: QObject) -> None:
    """Have Qt delete these with all that they own, now.

    What Qt owns must be gone before Python's collector comes to it: the collector frees in an
    order of its own, and frees the items of layouts, for one, which the layout then frees again.
    """
    for owner in owners:
        if shiboken6.isValid(owner):
            owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
