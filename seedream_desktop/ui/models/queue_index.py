"""The tree of the queue as views read it: indexes, values, and runs that are dragged."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, Qt, QTimer, Signal

from seedream_desktop.domain.ids import RequestId, RunId
from seedream_desktop.domain.request import Request
from seedream_desktop.ports.queue import QueuedRun
from seedream_desktop.ui.delegates.row import PLAIN_ROLE, ROW_ROLE, RequestRow, RunRow
from seedream_desktop.ui.models.listing import ACCESSIBLE, DISPLAY, Index, moved
from seedream_desktop.ui.models.queue_lines import is_plain, request_row, run_row, section_row
from seedream_desktop.ui.models.queue_rows import (
    REQUEST_READERS,
    RUN_READERS,
    Branch,
)
from seedream_desktop.ui.models.queue_shelves import Shelf, Shelves
from seedream_desktop.ui.models.standing import Around

_MIME: Final = "application/x-seedream-runs"
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_LEAF = _PLAIN | Qt.ItemFlag.ItemNeverHasChildren

_TOP, _OVER = 0, 1
FIRST_SERIAL: Final = 2
"""What an index carries: 0 a live run or the heading, 1 a run under it, else its run's serial."""


class QueueTree(QAbstractItemModel):
    """Live runs from the top, then the heading over those that are over, once there are any."""

    reordered = Signal(object)
    """Carries the ids of the live runs in the order that a drag asks for."""

    def __init__(self, now: Callable[[], float], parent: QObject | None = None) -> None:
        """Take the clock; seconds since 1970."""
        super().__init__(parent)
        self._clock = now
        self._shelves = Shelves()
        self.around = Around(now())

    # -- where things are

    def index_of(self, run: RunId, request: RequestId | None = None) -> QModelIndex:
        """Return the index of a run or of one of its requests, invalid where there is none."""
        branch = self._shelves.find(run)
        if branch is None:
            return QModelIndex()
        spot = self._shelves.spot(branch)
        parent = self.createIndex(spot.row, 0, _OVER if spot.shelf is Shelf.OVER else _TOP)
        if request is None:
            return parent
        row = branch.places.get(request)
        return self.index(row, 0, parent) if row is not None else QModelIndex()

    def heading(self) -> QModelIndex:
        """Return the index of the heading over what is done; invalid where nothing is."""
        return self._shelf_index(Shelf.OVER) if self._shelves.over else QModelIndex()

    def branch_at(self, index: Index) -> Branch | None:
        """Return the run behind an index, also behind that of one of its requests."""
        if not index.isValid():
            return None
        own = index.internalId()
        if own >= FIRST_SERIAL:
            return self._shelves.by_serial(own)
        return self._shelves.at(Shelf.OVER if own == _OVER else Shelf.LIVE, index.row())

    def run_at(self, index: Index) -> QueuedRun | None:
        """Return the run behind an index, also behind that of one of its requests."""
        branch = self.branch_at(index)
        return branch.item if branch is not None else None

    def request_at(self, index: Index) -> Request | None:
        """Return the request behind an index; None for a run."""
        branch = self.branch_at(index)
        is_here = branch is not None and index.internalId() >= FIRST_SERIAL
        return branch.requests[index.row()] if branch is not None and is_here else None

    # -- for views (Qt's names)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 (Qt)
        """Return the index of a run, of the heading, or of a request within a run."""
        below, inside = self._inside(parent)
        if column != 0 or not 0 <= row < inside:
            return QModelIndex()
        return self.createIndex(row, 0, below)

    def parent(self, child: Index = QModelIndex()) -> Any:  # noqa: B008 (Qt; also the QObject's)
        """Return a request's run, or the heading of a run that is over."""
        own = child.internalId() if child.isValid() else _TOP
        if own == _TOP:
            return QModelIndex()
        if own == _OVER:
            return self._shelf_index(Shelf.OVER)
        spot = self._shelves.spot_of(own)
        if spot is None:
            return QModelIndex()
        return self.createIndex(spot.row, 0, _OVER if spot.shelf is Shelf.OVER else _TOP)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt)
        """Return how many runs there are, or how many requests a run has."""
        return self._inside(parent)[1]

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt)
        """One column: a delegate paints the row."""
        return 1

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what a role shows of a run, a request or the heading."""
        if not index.isValid():
            return None
        branch = self.branch_at(index)
        if branch is None:
            return self._of_heading(role)
        if index.internalId() < FIRST_SERIAL:
            if role == ROW_ROLE:
                return self._line(branch, None)
            run_reader = RUN_READERS.get(role)
            return run_reader(branch, self.around) if run_reader is not None else None
        request = branch.requests[index.row()]
        if role == ROW_ROLE:
            return self._line(branch, request)
        if role == PLAIN_ROLE:
            return is_plain(branch, request, self.around)
        reader = REQUEST_READERS.get(role)
        return reader(branch, request, self.around) if reader is not None else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let live runs be dragged, to between runs."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if index.internalId() >= FIRST_SERIAL:
            return _LEAF
        is_live = index.internalId() == _TOP and self.branch_at(index) is not None
        return _PLAIN | Qt.ItemFlag.ItemIsDragEnabled if is_live else _PLAIN

    def supportedDropActions(self) -> Qt.DropAction:
        """Return that runs are moved within the queue."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Return the one type that holds dragged runs."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the dragged runs."""
        data = QMimeData()
        live = [index.row() for index in indexes if index.internalId() == _TOP]
        serials = [b.serial for row in live if (b := self._shelves.at(Shelf.LIVE, row))]
        data.setData(_MIME, " ".join(map(str, (id(self), *serials))).encode())
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask for the order that a drop means, on the next turn; see Listing.dropMimeData."""
        words = [int(word) for word in bytes(data.data(_MIME).data()).split()]
        if words[:1] != [id(self)]:
            return False
        live = self._shelves.live
        wanted = set(words[1:])
        places = [place for place, branch in enumerate(live) if branch.serial in wanted]
        before = self._row_above(parent) if parent.isValid() else row
        count = len(live)
        order = moved(count, places, before if 0 <= before < count else count)
        if order != list(range(count)):
            runs = tuple(live[place].item.run.id for place in order)
            QTimer.singleShot(0, self, partial(self.reordered.emit, runs))
        return False

    # -- for those that change it

    def _inside(self, parent: Index) -> tuple[int, int]:
        """Return what indexes of the rows in an index carry, and how many rows there are.

        Views ask this for each row of each frame.
        """
        shelves = self._shelves
        if not parent.isValid():
            return _TOP, len(shelves.live) + shelves.has_heading
        own = parent.internalId()
        if own >= FIRST_SERIAL:
            return own, 0
        branch = shelves.at(Shelf.OVER if own == _OVER else Shelf.LIVE, parent.row())
        if branch is None:
            return _OVER, len(shelves.over)
        return branch.serial, len(branch.requests)

    def _row_above(self, index: Index) -> int:
        """Return the row among live runs that a drop on an index means; -1 for their end."""
        branch = self.branch_at(index)
        if branch is None or self._shelves.spot(branch).shelf is Shelf.OVER:
            return -1
        return self._shelves.spot(branch).row

    def _owner(self, index: Index) -> Branch | None:
        """Return the live run that is at an index itself."""
        return self.branch_at(index) if index.internalId() == _TOP else None

    def _shelf_index(self, shelf: Shelf) -> QModelIndex:
        """Return the index that a shelf's runs are under."""
        if shelf is Shelf.LIVE or not self._shelves.has_heading:
            return QModelIndex()
        return self.createIndex(len(self._shelves.live), 0, _TOP)

    def _line(self, branch: Branch, request: Request | None) -> RunRow | RequestRow:
        """Return a line as it was when views were told last; each frame asks for all in sight."""
        name = request.id if request is not None else None
        line = branch.lines.get(name)
        if line is None:
            if request is None:
                line = run_row(branch, self.around)
            else:
                line = request_row(branch, request, self.around)
            branch.lines[name] = line
        return line

    def _of_heading(self, role: int) -> Any:
        if role not in {ROW_ROLE, ACCESSIBLE, DISPLAY}:
            return None
        row = section_row(self._shelves.over)
        return row if role == ROW_ROLE else row.title
