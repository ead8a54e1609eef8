"""Moves the line under running cells, only while there are any in sight and motion is wanted."""

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QTimer
from PySide6.QtWidgets import QListView

from seedream_desktop.ui.delegates.cell import CELL_ROLE, Cell
from seedream_desktop.ui.delegates.thumbnail import STILL, ThumbnailDelegate
from seedream_desktop.ui.theme.look import look

_TICK_MS: Final = 33
_ROUND_MS: Final = 1_400
_LOOK_MS: Final = 500


class RunningTicker(QObject):
    """Belongs to a view with a grid that scrolls by pixels.

    It looks twice a second, and ticks while something runs in sight.
    """

    def __init__(self, view: QListView, delegate: ThumbnailDelegate) -> None:
        super().__init__(view)
        self._view = view
        self._delegate = delegate
        self._elapsed_ms = 0
        self._tick = QTimer(self)
        self._tick.setInterval(_LOOK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._tick.start()

    def stop(self) -> None:
        """End it; for views that are closed before their program ends."""
        self._tick.stop()

    def _on_tick(self) -> None:
        running = self._running() if look.has_motion and self._view.isVisible() else []
        self._tick.setInterval(_TICK_MS if running else _LOOK_MS)
        if not running:
            self._delegate.phase = STILL
            return
        self._elapsed_ms = (self._elapsed_ms + _TICK_MS) % _ROUND_MS
        self._delegate.phase = self._elapsed_ms / _ROUND_MS
        for index in running:
            self._view.update(index)

    def _running(self) -> list[QModelIndex]:
        model, viewport = self._view.model(), self._view.viewport().rect()
        if model is None or not model.rowCount():
            return []
        cell = self._view.gridSize()
        columns = max(viewport.width() // cell.width(), 1)
        first = self._view.verticalScrollBar().value() // cell.height() * columns
        in_sight = (viewport.height() // cell.height() + 2) * columns
        rows = range(first, min(first + in_sight, model.rowCount()))
        found = []
        for row in rows:
            index = model.index(row, 0)
            shown = index.data(CELL_ROLE)
            if isinstance(shown, Cell) and shown.is_running:
                found.append(index)
        return found
