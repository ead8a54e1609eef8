"""Scrolls a view while something is dragged along its upper or lower edge."""

from typing import Final

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea

_EDGE_PX: Final = 48
_TICK_MS: Final = 30
_STEP_PX: Final = 24


class EdgeScroll(QObject):
    """Belongs to the view, which tells it where the pointer is; still until then."""

    scrolled = Signal()
    """Something else is under the pointer now."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        """Take the view."""
        super().__init__(view)
        self._view = view
        self.pointer = QPoint()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)

    def follow(self, pointer: QPoint) -> None:
        """Go by where the pointer is in the view, until stop()."""
        self.pointer = pointer
        if not self._tick.isActive():
            self._tick.start()

    def stop(self) -> None:
        """Stand still."""
        self._tick.stop()

    def _on_tick(self) -> None:
        height, y = self._view.viewport().height(), self.pointer.y()
        by = -_STEP_PX if y < _EDGE_PX else _STEP_PX if y > height - _EDGE_PX else 0
        bar = self._view.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + by)
        if bar.value() != before:
            self.scrolled.emit()
