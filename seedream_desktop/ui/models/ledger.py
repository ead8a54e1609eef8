"""The ledger as a table: one row per submission, narrowed by month, provider and state; CSV."""

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from seedream_desktop.domain.ids import ProviderId, RequestId
from seedream_desktop.domain.ledger import Balance, balance
from seedream_desktop.exporting.ledger_csv import ledger_csv
from seedream_desktop.ui import figures, text
from seedream_desktop.ui.models.ledger_lines import Filter, Line, LineState, local_time
from seedream_desktop.ui.models.listing import ACCESSIBLE, DISPLAY, FIRST_ROLE, Index

_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Column(IntEnum):
    """The table's columns."""

    WHEN = 0
    RUN = 1
    REQUEST = 2
    PROVIDER = 3
    OUTPUTS = 4
    PRICE = 5
    STATE = 6
    REMOTE_ID = 7


_FIGURES: Final = (Column.OUTPUTS, Column.PRICE)


class LedgerRole(IntEnum):
    """What is known of a row beside its cells."""

    LINE = FIRST_ROLE
    STATE = FIRST_ROLE + 1
    AMOUNT_MICROS = FIRST_ROLE + 2
    REQUEST_ID = FIRST_ROLE + 3


class LedgerModel(QAbstractTableModel):
    """Lines, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty, showing everything."""
        super().__init__(parent)
        self._all: tuple[Line, ...] = ()
        self._shown: tuple[Line, ...] = ()
        self._decimals = 2
        self._filter = Filter()
        self._order = (Column.WHEN, Qt.SortOrder.DescendingOrder)

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Take the whole ledger."""
        self._all = tuple(lines)
        self.narrow(self._filter)

    def narrow(self, to: Filter) -> None:
        """Show only what a filter lets through."""
        self._filter = to
        shown = self._sorted(line for line in self._all if to.lets_through(line))
        self._decimals = figures.decimals_of(line.amount_micros for line in shown)
        if [line.key for line in shown] == [line.key for line in self._shown]:
            self._shown = shown
            if shown:
                self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, len(Column) - 1))
            return
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Show lines by a column; those that are equal in it come newest first."""
        self._order = (Column(column), order)
        before = {line.key: line for line in self._shown}
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self._shown[index.row()].key) for index in self.persistentIndexList()]
        self._shown = self._sorted(before.values())
        places = {line.key: place for place, line in enumerate(self._shown)}
        self.changePersistentIndexList(
            [index for index, _ in kept],
            [self.index(places[key], index.column()) for index, key in kept],
        )
        self.layoutChanged.emit()

    def place(self, key: tuple[RequestId, int]) -> int | None:
        """Return the row of a submission, None where it is not shown."""
        places = (place for place, line in enumerate(self._shown) if line.key == key)
        return next(places, None)

    def _sorted(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        column, order = self._order
        newest_first = sorted(lines, key=lambda line: (-line.at, -line.entries[0].id))
        is_falling = order is Qt.SortOrder.DescendingOrder
        if column is Column.WHEN:
            return tuple(newest_first if is_falling else reversed(newest_first))
        return tuple(sorted(newest_first, key=_SORTS[column], reverse=is_falling))

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are shown."""
        return self._shown

    @property
    def months(self) -> tuple[str, ...]:
        """The months of which there is anything, newest first."""
        return tuple(sorted({line.month for line in self._all}, reverse=True))

    @property
    def providers(self) -> tuple[ProviderId, ...]:
        """The providers of which there is anything, by id."""
        return tuple(sorted({line.provider for line in self._all}))

    def balance(self) -> Balance:
        """Add up what is shown."""
        return balance(entry for line in self._shown for entry in line.entries)

    def csv(self) -> str:
        """Return every entry of what is shown, oldest first, as CSV."""
        entries = [entry for line in self._shown for entry in line.entries]
        return ledger_csv(sorted(entries, key=lambda entry: entry.id))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt)
        """Return how many lines are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt)
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what a role shows of a cell."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        line = self._shown[index.row()]
        if role == DISPLAY and index.column() == Column.PRICE:
            return text.usd(line.amount_micros, self._decimals)
        if role == DISPLAY:
            return _CELLS[Column(index.column())](line)
        if role == _ALIGNMENT:
            return _RIGHT if index.column() in _FIGURES else None
        if role == ACCESSIBLE and index.column():
            return _alone(Column(index.column()), line) or self.data(index)
        reader = _READERS.get(role)
        return reader(line) if reader is not None else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Return a column's title."""
        if role == _ALIGNMENT and section in _FIGURES:
            return _RIGHT
        is_title = orientation is Qt.Orientation.Horizontal and role in (DISPLAY, ACCESSIBLE)
        if not is_title or not 0 <= section < len(Column):
            return None
        return text.text(f"ledger_{Column(section).name.lower()}", section="models")


def _state_word(line: Line) -> str:
    return text.text(f"money_{line.state.value}", section="models")


def _spoken(line: Line) -> str:
    params: dict[str, str | int] = {
        "at": _when(line),
        "run": _title(line),
        "provider": line.service or line.provider,
        "price": line.amount_micros,
        "state": _state_word(line),
    }
    return text.text("line_spoken", params, section="models")


def _when(line: Line) -> str:
    return local_time(line.at).strftime("%Y-%m-%d %H:%M")


def _title(line: Line) -> str:
    return line.title or line.run


def _outputs(line: Line) -> str:
    if line.outputs is None or line.got is None:
        return "" if line.outputs is None else str(line.outputs)
    return text.text("ledger_got", {"got": line.got, "asked": line.outputs}, section="models")


def _alone(column: Column, line: Line) -> str:
    """Return what is heard of a cell that by itself would not tell what it is; else nothing."""
    code = _ALONE.get(column)
    if code is None:
        return ""
    words = _CELLS[column](line)
    if not words:
        return text.text(f"{code}_none", section="models")
    if column is not Column.OUTPUTS:
        return text.text(code, {"id": words}, section="models")
    if line.got is None:
        return text.counted("result", line.outputs or 0)
    return text.text(code, {"got": line.got, "asked": line.outputs or 0}, section="models")


_ALONE: Final = {
    Column.REQUEST: "ledger_request_alone",
    Column.OUTPUTS: "ledger_got_alone",
    Column.REMOTE_ID: "ledger_remote_id_alone",
}
"""Columns of bare numbers and ids, with the codes of the sentences that are read of them."""

_CELLS: Final[Mapping[Column, Callable[[Line], str]]] = {
    Column.WHEN: _when,
    Column.RUN: _title,
    Column.REQUEST: lambda line: line.request,
    Column.PROVIDER: lambda line: line.service or line.provider,
    Column.OUTPUTS: _outputs,
    Column.STATE: _state_word,
    Column.REMOTE_ID: lambda line: line.remote_id,
}

_SORTS: Final[Mapping[Column, Callable[[Line], Any]]] = {
    Column.RUN: lambda line: _title(line).casefold(),
    Column.REQUEST: lambda line: line.request,
    Column.PROVIDER: lambda line: line.provider,
    Column.OUTPUTS: lambda line: line.outputs or 0,
    Column.PRICE: lambda line: line.amount_micros,
    Column.STATE: lambda line: list(LineState).index(line.state),
    Column.REMOTE_ID: lambda line: line.remote_id,
}

_READERS: Final[Mapping[int, Callable[[Line], Any]]] = {
    ACCESSIBLE: _spoken,
    LedgerRole.LINE: lambda line: line,
    LedgerRole.STATE: lambda line: line.state,
    LedgerRole.AMOUNT_MICROS: lambda line: line.amount_micros,
    LedgerRole.REQUEST_ID: lambda line: line.request,
}
