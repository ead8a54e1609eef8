"""The grid of thumbnails: cells grow until they fill the width, so that pictures take the room."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QScrollBar, QWidget

from seedream_desktop.ui.delegates.thumbnail import ThumbnailDelegate
from seedream_desktop.ui.delegates.ticker import RunningTicker
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2

_GAP: Final = SPACE_2
_BATCH: Final = 200


class _RoomBar(QScrollBar):
    """Keeps its room, so that no picture grows or shrinks for it; drawn where it can be moved."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class PictureGrid(QListView):
    """Shows the Cells of a model; good to some 50,000 of them."""

    def __init__(
        self,
        name: str,
        edge_px: int,
        actions: Sequence[tuple[str, str]] = (),
        *,
        delegate: type[ThumbnailDelegate] = ThumbnailDelegate,
        parent: QWidget | None = None,
    ) -> None:
        """Take the name, the least edge of a picture, and the actions under the pointer."""
        super().__init__(parent)
        self._least_px = edge_px
        self.cells = delegate(edge_px, actions, self)
        self.setAccessibleName(name)
        self.setProperty("ground", "canvas")
        self.setItemDelegate(self.cells)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBar(_RoomBar(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(SPACE_1, 0, 0, 0)  # pictures begin where the words above begin
        self.ticker = RunningTicker(self, self.cells)
        look.changed.connect(self._fit)
        self._fit()

    def show_at(self, edge_px: int) -> None:
        """Show pictures at least this large."""
        self._least_px = edge_px
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        width = self.viewport().width() - 1
        around = 2 * SPACE_2 + _GAP
        columns = self.columns_in(width)
        self.cells.edge_px = max(width // columns - around, min(self._least_px, 48))
        self.setGridSize(self.cells.cell_size() + QSize(_GAP, _GAP))

    def columns_in(self, width: int) -> int:
        """Return how many pictures stand side by side in a width."""
        return max(width // (self._least_px + 2 * SPACE_2 + _GAP), 1)
