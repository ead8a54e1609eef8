"""A list of plain values for item views: updated by what differs, dragged into a new order."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final, Generic, TypeAlias, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

Row = TypeVar("Row")
Index: TypeAlias = QModelIndex | QPersistentModelIndex
Reader: TypeAlias = Callable[[Row], Any]

FIRST_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 16  # the first ones are the cells of delegates
DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
TOOL_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)

_MIME: Final = "application/x-seedream-rows"
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_DRAGGED = _PLAIN | Qt.ItemFlag.ItemIsDragEnabled


class Listing(QAbstractListModel, Generic[Row]):
    """Rows known by a key that no other row has; readers say what a role shows of a row.

    Readers are pure and quick: data() calls one of them and nothing else. A reader that may
    fail is a defect of the model that gives it.
    """

    reordered = Signal(object)
    """Carries the keys in the order that a drag asks for. The rows are the owner's to change."""

    def __init__(
        self,
        key: Callable[[Row], Hashable],
        readers: Mapping[int, Reader[Row]],
        parent: QObject | None = None,
        *,
        can_reorder: bool = False,
    ) -> None:
        """Start empty."""
        super().__init__(parent)
        self._key = key
        self._readers = {int(role): reader for role, reader in readers.items()}
        self._can_reorder = can_reorder
        self._rows: list[Row] = []
        self._places: dict[Hashable, int] = {}

    # -- for the owner

    @property
    def rows(self) -> Sequence[Row]:
        """The rows as they are shown."""
        return tuple(self._rows)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these rows; what stays keeps its selection, and views are told what differs."""
        new = list(rows)
        wanted = {self._key(row) for row in new}
        assert len(wanted) == len(new), "two rows have one key"
        if self._rows and not any(key in wanted for key in self._places):
            self._reset(new)
            return
        if not self._rows:
            self._insert_missing(new)
            return
        self._remove_others(wanted)
        self._permute([row for row in new if self._key(row) in self._places])
        self._insert_missing(new)
        self._replace(enumerate(new))

    def update_rows(self, rows: Iterable[Row]) -> None:
        """Replace rows that are there by newer ones of the same keys; others are ignored."""
        self._replace(
            (self._places[self._key(row)], row) for row in rows if self._key(row) in self._places
        )

    def place(self, key: Hashable) -> int | None:
        """Return the row of a key."""
        return self._places.get(key)

    def at(self, index: Index) -> Row | None:
        """Return the value behind an index, None where there is none."""
        row = index.row() if index.isValid() else -1
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def keys(self, indexes: Iterable[Index]) -> tuple[Any, ...]:
        """Return the keys behind indexes, in the order of the rows."""
        places = sorted({index.row() for index in indexes if self.at(index) is not None})
        return tuple(self._key(self._rows[place]) for place in places)

    def index_of(self, key: Hashable) -> QModelIndex:
        """Return the index of a key; an invalid one where it is not shown."""
        place = self._places.get(key)
        return self.index(place) if place is not None else QModelIndex()

    def tell_changed(self, places: Collection[int], roles: Sequence[int] = ()) -> None:
        """Tell views of rows whose data changed by other ways than the rows themselves."""
        for first, last in spans(places):
            self.dataChanged.emit(self.index(first), self.index(last), list(roles))

    # -- for views (Qt's names)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt)
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what a role shows of a row."""
        row = self.at(index)
        reader = self._readers.get(role)
        return reader(row) if row is not None and reader is not None else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say what can be done with a row; between rows, dragged ones can be dropped."""
        if not index.isValid():
            can_drop = self._can_reorder
            return Qt.ItemFlag.ItemIsDropEnabled if can_drop else Qt.ItemFlag.NoItemFlags
        return _DRAGGED if self._can_reorder else _PLAIN

    def supportedDropActions(self) -> Qt.DropAction:
        """Return that rows are moved within their list."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Return the one type that holds dragged rows."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return dragged rows: this model, and their places."""
        data = QMimeData()
        places = sorted({index.row() for index in indexes})
        data.setData(_MIME, " ".join(map(str, (id(self), *places))).encode())
        return data

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Take only rows of this very list."""
        return self._can_reorder and self._dragged(data) is not None

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask for the order that a drop means, on the next turn.

        The answer is no, always: a view that is told yes removes the rows that were dragged.
        """
        places = self._dragged(data)
        if self._can_reorder and places:
            before = parent.row() if parent.isValid() else row
            order = moved(len(self._rows), places, len(self._rows) if before < 0 else before)
            keys = tuple(self._key(self._rows[place]) for place in order)
            if order != list(range(len(order))):
                QTimer.singleShot(0, self, partial(self.reordered.emit, keys))
        return False

    # -- own

    def _dragged(self, data: QMimeData) -> list[int] | None:
        words = bytes(data.data(_MIME).data()).split()
        if len(words) < 2 or int(words[0]) != id(self):  # noqa: PLR2004 - the list, and a row
            return None
        places = [int(word) for word in words[1:]]
        return places if max(places) < len(self._rows) else None

    def _reset(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self._rows = rows
        self._renumber()
        self.endResetModel()

    def _remove_others(self, wanted: Collection[Hashable]) -> None:
        gone = [place for place, row in enumerate(self._rows) if self._key(row) not in wanted]
        for first, last in reversed(spans(gone)):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self._renumber()
            self.endRemoveRows()

    def _permute(self, rows: list[Row]) -> None:
        old = [self._places[self._key(row)] for row in rows]
        if old == list(range(len(old))):
            return
        self.layoutAboutToBeChanged.emit()
        new_places = {place: number for number, place in enumerate(old)}
        self._rows = [self._rows[place] for place in old]
        self._renumber()
        before = self.persistentIndexList()
        after = [self.index(new_places[index.row()]) for index in before]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _insert_missing(self, rows: list[Row]) -> None:
        missing = [place for place, row in enumerate(rows) if self._key(row) not in self._places]
        for first, last in spans(missing):
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = rows[first : last + 1]
            self._renumber()
            self.endInsertRows()

    def _replace(self, rows: Iterable[tuple[int, Row]]) -> None:
        changed = []
        for place, row in rows:
            if self._rows[place] is not row and self._rows[place] != row:
                self._rows[place] = row
                changed.append(place)
        self.tell_changed(changed)

    def _renumber(self) -> None:
        self._places = {self._key(row): place for place, row in enumerate(self._rows)}


def spans(places: Iterable[int]) -> list[tuple[int, int]]:
    """Return places as runs of neighbours, (first, last), by rising place."""
    found: list[tuple[int, int]] = []
    for place in sorted(places):
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def moved(count: int, places: Collection[int], before: int) -> list[int]:
    """Return the order of count rows after some, kept in their order, go before another row."""
    going = sorted(set(places))
    staying = [place for place in range(count) if place not in set(going)]
    cut = sum(place < before for place in staying)
    return [*staying[:cut], *going, *staying[cut:]]
