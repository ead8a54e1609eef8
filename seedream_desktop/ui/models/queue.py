"""The queue as a tree: runs, and in each its requests, kept up to date by the engine's news."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, Qt, QTimer, Signal

from seedream_desktop.domain.events import Event, QueueReordered, RunHeld
from seedream_desktop.domain.ids import ProviderId, RunId
from seedream_desktop.domain.request import Request
from seedream_desktop.ports.queue import QueuedRun
from seedream_desktop.ui.bridge import Changes
from seedream_desktop.ui.models import standing
from seedream_desktop.ui.models.listing import DISPLAY, Index, moved, spans
from seedream_desktop.ui.models.queue_rows import (
    CLOCK_ROLES,
    REQUEST_READERS,
    RUN_READERS,
    Branch,
)
from seedream_desktop.ui.models.standing import Around

_MIME: Final = "application/x-seedream-runs"
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_LEAF = _PLAIN | Qt.ItemFlag.ItemNeverHasChildren


class QueueModel(QAbstractItemModel):
    """Runs in the order in which they were started, or as the user put them."""

    reordered = Signal(object)
    """Carries the ids of the runs in the order that a drag asks for."""
    run_missing = Signal(object)
    """Carries the id of a run that news came of and that is not here: fetch and add it."""

    def __init__(self, now: Callable[[], float], parent: QObject | None = None) -> None:
        """Take the clock; seconds since 1970."""
        super().__init__(parent)
        self._clock = now
        self._around = Around(now())
        self._branches: list[Branch] = []
        self._rows: dict[int, int] = {}
        self._serials = 0

    # -- for the owner

    def set_runs(self, runs: Iterable[QueuedRun]) -> None:
        """Show these runs and forget all others."""
        self._around.now = self._clock()
        self.beginResetModel()
        self._branches = [self._branch(run) for run in runs]
        self._renumber()
        self.endResetModel()

    def add_run(self, run: QueuedRun) -> None:
        """Show one more run, or take newer values of one that is here."""
        branch = self._find(run.run.id)
        if branch is not None:
            branch.item = run
            self._take(branch, run.requests)
            return
        place = len(self._branches)
        self.beginInsertRows(QModelIndex(), place, place)
        self._branches.append(self._branch(run))
        self._renumber()
        self.endInsertRows()

    def remove_run(self, run: RunId) -> None:
        """Show a run no more; nothing of it is deleted."""
        branch = self._find(run)
        if branch is None:
            return
        place = self._rows[branch.serial]
        self.beginRemoveRows(QModelIndex(), place, place)
        del self._branches[place]
        self._renumber()
        self.endRemoveRows()

    def set_order(self, runs: Sequence[RunId]) -> None:
        """Put the runs into an order; those that are not named keep theirs at the end."""
        wanted = {run: place for place, run in enumerate(runs)}
        last = len(wanted)
        order = sorted(self._branches, key=lambda branch: wanted.get(branch.item.run.id, last))
        if order == self._branches:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        owners = [None if i.internalId() else self._branches[i.row()].serial for i in before]
        self._branches = order
        self._renumber()
        after = [
            index if serial is None else self.index(self._rows[serial], 0)
            for index, serial in zip(before, owners, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def apply(self, changes: Changes) -> None:
        """Take the engine's news of one frame."""
        self._around.now = self._clock()
        by_run: dict[RunId, list[Request]] = {}
        for request in changes.requests:
            by_run.setdefault(request.run, []).append(request)
        for run, requests in by_run.items():
            branch = self._find(run)
            if branch is None:
                self.run_missing.emit(run)
            else:
                self._take(branch, requests)
        for event in changes.others:
            self._heed(event)

    def resume(self, provider: ProviderId | None = None) -> None:
        """Note that a provider, or every one, and every run goes on again."""
        if provider is None:
            self._around.paused.clear()
            for branch in self._branches:
                branch.item = replace(branch.item, is_going=True)
        else:
            self._around.paused.pop(provider, None)
        self._tell_all()

    def tick(self) -> None:
        """Let time pass: what is under way has waited longer. Called once a second."""
        self._around.now = self._clock()
        for row, branch in enumerate(self._branches):
            going = [p for p, request in enumerate(branch.requests) if standing.is_active(request)]
            if not going:
                continue
            branch.tally = standing.tally(branch.requests, self._around.now)
            parent = self.index(row, 0)
            self.dataChanged.emit(parent, parent, CLOCK_ROLES)
            for first, last in spans(going):
                ends = self.index(first, 0, parent), self.index(last, 0, parent)
                self.dataChanged.emit(*ends, CLOCK_ROLES)

    def run_at(self, index: Index) -> QueuedRun | None:
        """Return the run behind an index, also behind that of one of its requests."""
        branch = self._branch_of(index)
        return branch.item if branch is not None else None

    def request_at(self, index: Index) -> Request | None:
        """Return the request behind an index; None for a run."""
        branch = self._branch_of(index)
        is_here = branch is not None and bool(index.internalId())
        return branch.requests[index.row()] if branch is not None and is_here else None

    # -- for views (Qt's names)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 (Qt)
        """Return the index of a run, or of a request within a run."""
        if column != 0 or row < 0:
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, 0, 0) if row < len(self._branches) else QModelIndex()
        branch = None if parent.internalId() else self._branch_of(parent)
        if branch is None or row >= len(branch.requests):
            return QModelIndex()
        return self.createIndex(row, 0, branch.serial)

    def parent(self, child: Index = QModelIndex()) -> Any:  # noqa: B008 (Qt; also the QObject's)
        """Return a request's run."""
        row = self._rows.get(child.internalId()) if child.isValid() else None
        return self.createIndex(row, 0, 0) if row is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt)
        """Return how many runs there are, or how many requests a run has."""
        if not parent.isValid():
            return len(self._branches)
        branch = None if parent.internalId() else self._branch_of(parent)
        return len(branch.requests) if branch is not None else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt)
        """One column: a delegate paints the row."""
        return 1

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what a role shows of a run or a request."""
        branch = self._branch_of(index)
        if branch is None:
            return None
        if not index.internalId():
            run_reader = RUN_READERS.get(role)
            return run_reader(branch) if run_reader is not None else None
        reader = REQUEST_READERS.get(role)
        request = branch.requests[index.row()]
        return reader(branch, request, self._around) if reader is not None else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let runs be dragged, to between runs."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return _LEAF if index.internalId() else _PLAIN | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """Return that runs are moved within the queue."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Return the one type that holds dragged runs."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the dragged runs."""
        data = QMimeData()
        serials = [self._branches[i.row()].serial for i in indexes if not i.internalId()]
        data.setData(_MIME, " ".join(map(str, (id(self), *serials))).encode())
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask for the order that a drop means, on the next turn; see Listing.dropMimeData."""
        words = [int(word) for word in bytes(data.data(_MIME).data()).split()]
        if words[:1] != [id(self)]:
            return False
        places = [self._rows[serial] for serial in words[1:] if serial in self._rows]
        before = self._row_of(parent) if parent.isValid() else row
        count = len(self._branches)
        order = moved(count, places, count if before < 0 else before)
        if order != list(range(count)):
            runs = tuple(self._branches[place].item.run.id for place in order)
            QTimer.singleShot(0, self, partial(self.reordered.emit, runs))
        return False

    # -- own

    def _heed(self, event: Event) -> None:
        if self._around.heed(event):
            self._tell_all()
        elif isinstance(event, QueueReordered):
            self.set_order(event.first)
        elif isinstance(event, RunHeld) and (branch := self._find(event.run)) is not None:
            held = replace(branch.item.run, is_held=event.is_held)
            branch.item = replace(branch.item, run=held)
            self._tell(branch)

    def _branch(self, item: QueuedRun) -> Branch:
        self._serials += 1
        branch = Branch(self._serials, item, sorted(item.requests, key=_place))
        branch.recount(self._around.now)
        return branch

    def _renumber(self) -> None:
        self._rows = {branch.serial: row for row, branch in enumerate(self._branches)}

    def _find(self, run: RunId) -> Branch | None:
        return next((branch for branch in self._branches if branch.item.run.id == run), None)

    def _row_of(self, index: Index) -> int:
        return self._rows.get(index.internalId(), index.row())

    def _branch_of(self, index: Index) -> Branch | None:
        row = self._row_of(index) if index.isValid() else -1
        return self._branches[row] if 0 <= row < len(self._branches) else None

    def _take(self, branch: Branch, requests: Iterable[Request]) -> None:
        """Replace requests of a run by newer ones, and add those that are new to it."""
        parent = self.index(self._rows[branch.serial], 0)
        for request in requests:
            place = branch.places.get(request.id)
            if place is not None:
                if request.version >= branch.requests[place].version:
                    branch.requests[place] = request
                continue
            at = bisect_right(branch.requests, _place(request), key=_place)
            self.beginInsertRows(parent, at, at)
            branch.requests.insert(at, request)
            branch.recount(self._around.now)
            self.endInsertRows()
        branch.recount(self._around.now)
        self._tell(branch)

    def _tell_all(self) -> None:
        for branch in self._branches:
            self._tell(branch)

    def _tell(self, branch: Branch) -> None:
        """Tell views of a run and all its requests: one that moves changes what others wait for."""
        parent = self.index(self._rows[branch.serial], 0)
        self.dataChanged.emit(parent, parent)
        if branch.requests:
            last = self.index(len(branch.requests) - 1, 0, parent)
            self.dataChanged.emit(self.index(0, 0, parent), last)


def _place(request: Request) -> tuple[int, int]:
    return request.step_index, request.position
