"""A window with the program's own grid and queue, and the tick that measures it."""

import statistics
import time
from itertools import pairwise

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from seedream_desktop.ui.attendance import Attendance
from seedream_desktop.ui.delegates.cell import CELL_ROLE, Cell
from seedream_desktop.ui.models.images import ImagesModel
from seedream_desktop.ui.models.queue import QueueModel
from seedream_desktop.ui.widgets.picture_grid import PictureGrid
from seedream_desktop.ui.widgets.queue_view import QueueView
from tests.fixtures.wheel import scroll

TICK_MS = 16
EDGE_PX = 256
WIDTH_PX, HEIGHT_PX = 1600, 900
_DECORATION = int(Qt.ItemDataRole.DecorationRole)


class Cells(ImagesModel):
    """The images as what the grid's delegate paints."""

    def data(self, index, role=int(Qt.ItemDataRole.DisplayRole)):
        if role != CELL_ROLE:
            return super().data(index, role)
        return Cell(name=super().data(index), picture=super().data(index, _DECORATION))


class Window:
    """The grid of images and the queue beside it.

    scroll() goes on by a quarter of a picture, as the system tells of a finger on a touchpad.
    """

    def __init__(self, bridge, loader) -> None:
        self.images, self.queue = Cells(loader), QueueModel(time.time)
        self.grid, self.tree = PictureGrid("Pictures", EDGE_PX), QueueView("Queue")
        self.grid.setModel(self.images)
        self.tree.setModel(self.queue)
        self.widget = shown()
        layout = QHBoxLayout(self.widget)
        layout.addWidget(self.grid, 2)
        layout.addWidget(self.tree, 1)
        bridge.changed.connect(self.queue.apply)
        self.attendance = Attendance(self.widget)
        self.timer = QTimer(self.widget)
        self.timer.timeout.connect(self.scroll)

    def scroll(self) -> None:
        bar = self.grid.verticalScrollBar()
        if bar.value() == bar.maximum():
            bar.setValue(0)
        else:
            scroll(self.widget.windowHandle(), QPointF(EDGE_PX, EDGE_PX))
        first = max(0, self.grid.indexAt(self.grid.rect().topLeft()).row())
        self.images.show_rows(first, first + 16, EDGE_PX)


def shown() -> QWidget:
    """Return an empty window, shown."""
    widget = QWidget()
    widget.resize(WIDTH_PX, HEIGHT_PX)
    widget.show()
    return widget


class Ticks:
    """A precise timer that repaints the window and writes down when it came."""

    def __init__(self, widget: QWidget) -> None:
        self.times: list[float] = []
        self._spent: list[float] = []
        self._widget = widget
        self._timer = QTimer(widget)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def gaps_ms(self, until: float, since: float = 0.0) -> list[float]:
        """Return the gaps between two moments of time.perf_counter()."""
        return [(b - a) * 1000 for a, b in pairwise(self.times) if since <= a and b <= until]

    def figures(self, until: float, since: float = 0.0) -> dict[str, float]:
        """Return what the gaps come to; own_ms is what this thread computed in the longest."""
        gaps = self.gaps_ms(until, since)
        place = gaps.index(max(gaps)) + sum(time < since for time in self.times)
        return {
            "p50_ms": statistics.median(gaps),
            "p99_ms": statistics.quantiles(gaps, n=100)[98],
            "longest_ms": max(gaps),
            "own_ms": (self._spent[place + 1] - self._spent[place]) * 1000,
            "ticks": len(gaps),
        }

    def _tick(self) -> None:
        self.times.append(time.perf_counter())
        self._spent.append(time.thread_time())
        self._widget.update()
