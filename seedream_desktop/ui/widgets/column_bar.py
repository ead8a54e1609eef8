"""What columns are shown where there is no room for all of them beside each other."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4
from seedream_desktop.ui.widgets.panel import Hairline
from seedream_desktop.ui.widgets.segmented import SegmentedControl

_HANDLE_PX: Final = 1


class ColumnBar(QWidget):
    """Stands over a splitter while its columns do not fit, and says which of them is wanted.

    The wanted one is shown, and of the others, in the order in which they matter, as many as
    have room beside it. With room for all it is away.
    """

    def __init__(self, name: str, columns: QSplitter, parent: QWidget | None = None) -> None:
        """Take the name of the choice, and the splitter; name_columns() has it begin."""
        super().__init__(parent)
        self._name = name
        self._columns = columns
        self._order: tuple[int, ...] = ()
        self._wanted = 0
        self.choice: SegmentedControl | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        columns.installEventFilter(self)
        look.changed.connect(self.fit)
        self.hide()

    def name_columns(self, names: Sequence[str], order: Sequence[int]) -> None:
        """Name the splitter's columns; order has their numbers, what matters most first."""
        self._order = tuple(order)
        self._wanted = self._order[0]
        self.choice = SegmentedControl(self._name, [(name, "") for name in names])
        self.choice.choose(self._wanted)
        self.choice.chosen.connect(self.show_column)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        row.addWidget(self.choice)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addWidget(Hairline())

    def show_column(self, number: int) -> None:
        """Have a column shown, whatever else has to yield."""
        self._wanted = number
        if self.choice is not None:
            self.choice.choose(number)
        self.fit()

    def fit(self) -> None:
        """Show the columns that have room."""
        width = self._columns.width()
        least = [self._least(number) for number in range(self._columns.count())]
        has_all = sum(least) + _HANDLE_PX * (len(least) - 1) <= width
        shown = set(range(len(least)))
        if not has_all:
            shown = {self._wanted}
            left = width - least[self._wanted]
            for number in self._order:
                if number not in shown and least[number] + _HANDLE_PX <= left:
                    shown.add(number)
                    left -= least[number] + _HANDLE_PX
        for number in range(len(least)):
            self._widget(number).setVisible(number in shown)
        self.setVisible(not has_all)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_wider = (
            isinstance(event, QResizeEvent) and event.size().width() != event.oldSize().width()
        )
        # What is hidden may need less than what is shown: a column that yielded to what others
        # need now comes back with another width only, or it would come and go without end.
        is_grown = event.type() == QEvent.Type.LayoutRequest and self.isHidden()
        if is_wider or is_grown:
            QTimer.singleShot(0, self, self._soon)
        return super().eventFilter(watched, event)

    def _soon(self) -> None:
        if self._columns.isVisible() and self._order:
            self.fit()

    def _widget(self, number: int) -> QWidget:
        widget = self._columns.widget(number)
        assert widget is not None, "the splitter has as many"
        return widget

    def _least(self, number: int) -> int:
        widget = self._widget(number)
        return max(widget.minimumWidth(), widget.minimumSizeHint().width())
