"""Tables: no grid, hairline rows, words at the left, money at the right, widths that last."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import ROW_HEIGHT


class Table(QTableView):
    """Rows are chosen whole. Money and counts are right-aligned by the model."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(48)
        look.changed.connect(self._refit)
        self._refit()

    def stretch(self, column: int) -> None:
        """Let a column take what the others leave."""
        self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def widths(self) -> bytes:
        """Return the widths and order of the columns, to be kept."""
        return bytes(self.horizontalHeader().saveState().data())

    def show_widths(self, kept: bytes) -> None:
        """Give the columns the widths and order that were kept."""
        self.horizontalHeader().restoreState(QByteArray(kept))

    def size_columns(self, widths: Sequence[int]) -> None:
        """Give the columns their first widths, at 100 % text."""
        for column, width in enumerate(widths):
            self.setColumnWidth(column, look.height(width))

    def _refit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(look.height(ROW_HEIGHT))
