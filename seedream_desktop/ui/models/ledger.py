"""The ledger as a table: one row per submission, narrowed by month, provider and state; CSV."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from seedream_desktop.domain.ids import ProviderId, RequestId, RunId
from seedream_desktop.domain.ledger import Balance, Entry, EntryKind, balance
from seedream_desktop.domain.money import usd_text
from seedream_desktop.domain.request import Request
from seedream_desktop.ui import text
from seedream_desktop.ui.models.listing import ACCESSIBLE, DISPLAY, FIRST_ROLE, Index

_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


class LineState(StrEnum):
    """What is known of a submission's money."""

    IN_DOUBT = "in_doubt"
    RESERVED = "reserved"
    SPENT = "spent"
    FREE = "free"


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


class LedgerRole(IntEnum):
    """What is known of a row beside its cells."""

    LINE = FIRST_ROLE
    STATE = FIRST_ROLE + 1
    AMOUNT_MICROS = FIRST_ROLE + 2
    REQUEST_ID = FIRST_ROLE + 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One submission: what its entries add up to. at is when its money was set aside."""

    request: RequestId
    attempt: int
    run: RunId
    provider: ProviderId
    at: float
    state: LineState
    amount_micros: int
    title: str = ""
    outputs: int | None = None
    remote_id: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def month(self) -> str:
        """The month that it counts against, where the user is: "2026-11"."""
        return _local(self.at).strftime("%Y-%m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is shown; None lets everything through."""

    month: str | None = None
    provider: ProviderId | None = None
    state: LineState | None = None

    def lets_through(self, line: Line) -> bool:
        """Say whether a line is shown."""
        return (
            self.month in (None, line.month)
            and self.provider in (None, line.provider)
            and self.state in (None, line.state)
        )


class LedgerModel(QAbstractTableModel):
    """Lines, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty, showing everything."""
        super().__init__(parent)
        self._all: tuple[Line, ...] = ()
        self._shown: tuple[Line, ...] = ()
        self._filter = Filter()

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Take the whole ledger."""
        self._all = tuple(lines)
        self.narrow(self._filter)

    def narrow(self, to: Filter) -> None:
        """Show only what a filter lets through."""
        self._filter = to
        self.beginResetModel()
        self._shown = tuple(line for line in self._all if to.lets_through(line))
        self.endResetModel()

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
        return csv_text(sorted(entries, key=lambda entry: entry.id))

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
        if role == DISPLAY:
            return _CELLS[Column(index.column())](line)
        if role == _ALIGNMENT:
            return _RIGHT if index.column() == Column.PRICE else None
        reader = _READERS.get(role)
        return reader(line) if reader is not None else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Return a column's title."""
        is_title = orientation is Qt.Orientation.Horizontal and role in (DISPLAY, ACCESSIBLE)
        if not is_title or not 0 <= section < len(Column):
            return None
        return text.text(f"ledger_{Column(section).name.lower()}", section="models")


def lines_of(
    entries: Iterable[Entry],
    requests: Mapping[RequestId, Request] | None = None,
    titles: Mapping[RunId, str] | None = None,
) -> tuple[Line, ...]:
    """Put a ledger's entries together by submission, newest first."""
    found: dict[tuple[RequestId, int], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.request, entry.attempt), []).append(entry)
    lines = [_line(group, requests or {}, titles or {}) for group in found.values()]
    return tuple(sorted(lines, key=lambda line: (-line.at, -line.entries[0].id)))


def csv_text(entries: Iterable[Entry]) -> str:
    """Return entries as CSV; times are ISO 8601 where the user is, amounts US dollars."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(
        ("id", "at", "kind", "usd", "provider", "request", "run", "attempt", "counted_at", "note")
    )
    for entry in entries:
        writer.writerow(
            (
                entry.id,
                _local(entry.at).isoformat(timespec="seconds"),
                entry.kind.value,
                usd_text(entry.amount_micros),
                entry.provider,
                entry.request,
                entry.run,
                entry.attempt,
                _local(entry.counted_at).isoformat(timespec="seconds"),
                _harmless(entry.note),
            )
        )
    return table.getvalue()


def _line(
    group: list[Entry], requests: Mapping[RequestId, Request], titles: Mapping[RunId, str]
) -> Line:
    first = group[0]
    request = requests.get(first.request)
    sums = balance(group)
    is_doubted = any(entry.kind is EntryKind.IN_DOUBT for entry in group)
    if sums.open_micros > 0:
        state = LineState.IN_DOUBT if is_doubted else LineState.RESERVED
    else:
        state = LineState.SPENT if sums.spent_micros else LineState.FREE
    is_open = state in (LineState.IN_DOUBT, LineState.RESERVED)
    return Line(
        request=first.request,
        attempt=first.attempt,
        run=first.run,
        provider=first.provider,
        at=first.counted_at,
        state=state,
        amount_micros=sums.open_micros if is_open else sums.spent_micros,
        title=titles.get(first.run, "") if first.run else _errand_title(),
        outputs=len(request.targets) if request is not None else None,
        remote_id=(request.remote_id or "") if request is not None else "",
        entries=tuple(group),
    )


def _errand_title() -> str:
    """Return what stands in the place of a run's title where there is no run."""
    return text.text("errand_title", section="models")


def _harmless(note: str) -> str:
    """Return a note that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{note}" if note.startswith(_FORMULA_STARTS) else note


def _local(at: float) -> datetime:
    return datetime.fromtimestamp(at).astimezone()


def _state_word(line: Line) -> str:
    return text.text(f"money_{line.state.value}", section="models")


def _spoken(line: Line) -> str:
    params: dict[str, str | int] = {
        "at": _when(line),
        "run": line.title or line.run,
        "provider": line.provider,
        "price": line.amount_micros,
        "state": _state_word(line),
    }
    return text.text("line_spoken", params, section="models")


def _when(line: Line) -> str:
    return _local(line.at).strftime("%Y-%m-%d %H:%M")


_CELLS: Final[Mapping[Column, Callable[[Line], str]]] = {
    Column.WHEN: _when,
    Column.RUN: lambda line: line.title or line.run,
    Column.REQUEST: lambda line: line.request,
    Column.PROVIDER: lambda line: line.provider,
    Column.OUTPUTS: lambda line: "" if line.outputs is None else str(line.outputs),
    Column.PRICE: lambda line: text.usd(line.amount_micros),
    Column.STATE: _state_word,
    Column.REMOTE_ID: lambda line: line.remote_id,
}

_READERS: Final[Mapping[int, Callable[[Line], Any]]] = {
    ACCESSIBLE: _spoken,
    LedgerRole.LINE: lambda line: line,
    LedgerRole.STATE: lambda line: line.state,
    LedgerRole.AMOUNT_MICROS: lambda line: line.amount_micros,
    LedgerRole.REQUEST_ID: lambda line: line.request,
}
