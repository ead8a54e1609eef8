"""Moves the line under frames that are made just now, while any is in sight and may move."""

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QTimer

from seedream_desktop.ui.delegates.frame import FRAME_ROLE, FrameCell
from seedream_desktop.ui.delegates.frame_cell import STILL
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.views.timeline.table import FrameTable

_TICK_MS: Final = 33
_ROUND_MS: Final = 1_400
_LOOK_MS: Final = 500


class FrameMotion(QObject):
    """Looks twice a second, and ticks while something runs in sight; still where nothing may."""

    def __init__(self, table: FrameTable) -> None:
        """Belong to a table; begins and ends with its being seen."""
        super().__init__(table)
        self._table = table
        self._elapsed_ms = 0
        self._tick = QTimer(self)
        self._tick.setInterval(_LOOK_MS)
        self._tick.timeout.connect(self._on_tick)

    def start(self) -> None:
        """Begin to look."""
        self._tick.start()

    def stop(self) -> None:
        """Look no more."""
        self._tick.stop()

    def _on_tick(self) -> None:
        may_move = look.has_motion and self._table.isVisible()
        running = self._running() if may_move else []
        self._tick.setInterval(_TICK_MS if running else _LOOK_MS)
        if not running:
            self._table.cells.phase = STILL
            return
        self._elapsed_ms = (self._elapsed_ms + _TICK_MS) % _ROUND_MS
        self._table.cells.phase = self._elapsed_ms / _ROUND_MS
        for index in running:
            self._table.update(index)

    def _running(self) -> list[QModelIndex]:
        model = self._table.model()
        found = []
        for row in self._table.rows_in_sight():
            for column in self._table.columns_in_sight():
                index = model.index(row, column)
                cell = index.data(int(FRAME_ROLE))
                if isinstance(cell, FrameCell) and cell.is_running:
                    found.append(index)
        return found
