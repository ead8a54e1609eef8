"""The queue's model: brought up to date by the engine's news and the user's wishes."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Signal

from seedream_desktop.domain.events import (
    Event,
    QueueHeld,
    QueueReordered,
    RunAppointed,
    RunHeld,
    SlotAwaited,
)
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import ImageId, ProviderId, RequestId, RunId, SequenceId
from seedream_desktop.domain.request import Request
from seedream_desktop.ports.queue import QueuedRun
from seedream_desktop.ui.bridge import Changes
from seedream_desktop.ui.models import standing
from seedream_desktop.ui.models.listing import spans
from seedream_desktop.ui.models.queue_index import FIRST_SERIAL, QueueTree
from seedream_desktop.ui.models.queue_rows import Branch
from seedream_desktop.ui.models.queue_shelves import Shelf, Spot


class QueueModel(QueueTree):
    """Runs in the order in which they were started, or as the user put them."""

    run_missing = Signal(object)
    """Carries the id of a run that news came of and that is not here: fetch and add it."""

    def __init__(self, now: Callable[[], float], parent: QObject | None = None) -> None:
        """Take the clock; seconds since 1970."""
        super().__init__(now, parent)
        self._serials = FIRST_SERIAL

    @property
    def branches(self) -> tuple[Branch, ...]:
        """All runs with what is counted of them, from top to bottom."""
        return tuple(self._shelves.all())

    @property
    def is_timed(self) -> bool:
        """Whether any line says a time that passes."""
        return any(
            self.around.is_timed(r) for branch in self._shelves.live for r in branch.requests
        )

    def runs(self) -> tuple[QueuedRun, ...]:
        """Return all runs with their requests as they are now."""
        return tuple(branch.now for branch in self._shelves.all())

    def live(self) -> tuple[QueuedRun, ...]:
        """Return the runs that are not over, in their order."""
        return tuple(branch.now for branch in self._shelves.live)

    def run(self, run: RunId) -> QueuedRun | None:
        """Return a run that is here, as it is now."""
        branch = self._shelves.find(run)
        return branch.now if branch is not None else None

    def request(self, run: RunId, request: RequestId) -> Request | None:
        """Return a request that is here, as it is now."""
        branch = self._shelves.find(run)
        place = branch.places.get(request) if branch is not None else None
        return branch.requests[place] if branch is not None and place is not None else None

    def set_runs(self, runs: Iterable[QueuedRun]) -> None:
        """Show these runs and forget all others."""
        self.around.now = self._clock()
        self.beginResetModel()
        self._shelves.replace([self._branch(run) for run in runs])
        self.endResetModel()

    def add_run(self, run: QueuedRun) -> None:
        """Show one more run, or take newer values of one that is here."""
        branch = self._shelves.find(run.run.id)
        if branch is not None:
            branch.item = run
            self._take(branch, run.requests)
            self._tell(branch)
            return
        branch = self._branch(run)
        shelf = Shelf.OVER if branch.is_over else Shelf.LIVE
        spot = Spot(shelf, 0 if branch.is_over else len(self._shelves.live))
        if shelf is Shelf.OVER:
            self._need_heading()
        self.beginInsertRows(self._shelf_index(shelf), spot.row, spot.row)
        self._shelves.put(branch, spot)
        self.endInsertRows()
        self._tell_heading()

    def remove_run(self, run: RunId) -> None:
        """Show a run no more; nothing of it is deleted."""
        branch = self._shelves.find(run)
        if branch is None:
            return
        spot = self._shelves.spot(branch)
        self.beginRemoveRows(self._shelf_index(spot.shelf), spot.row, spot.row)
        self._shelves.take(branch)
        self.endRemoveRows()
        self._drop_heading()
        self._tell_heading()

    def set_order(self, runs: Sequence[RunId]) -> None:
        """Put the live runs into an order; those that are not named keep theirs at the end."""
        wanted = {run: place for place, run in enumerate(runs)}
        last = len(wanted)
        live = self._shelves.live
        order = sorted(live, key=lambda branch: wanted.get(branch.item.run.id, last))
        if order == live:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        owners = [self._owner(index) for index in before]
        self._shelves.order(order)
        after = [
            self.index(self._shelves.spot(owner).row, 0) if owner is not None else index
            for index, owner in zip(before, owners, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def apply(self, changes: Changes) -> None:
        """Take the engine's news of one frame."""
        self.around.now = self._clock()
        by_run: dict[RunId, list[Request]] = {}
        for request in changes.requests:
            by_run.setdefault(request.run, []).append(request)
            self.around.remarks.pop(request.id, None)
            self.around.slots.pop(request.id, None)
        for run, requests in by_run.items():
            branch = self._shelves.find(run)
            if branch is None:
                self.run_missing.emit(run)
            else:
                self._take(branch, requests)
        for event in changes.others:
            self.heed(event)

    def heed(self, event: Event) -> None:
        """Take one event that concerns more than single requests."""
        if self.around.heed(event):
            self._tell_all()
        elif isinstance(event, QueueReordered):
            self.set_order(event.first)
        elif isinstance(event, RunHeld):
            self._change_run(event.run, is_held=event.is_held)
        elif isinstance(event, RunAppointed):
            self._change_run(event.run, not_before=event.not_before)
        elif isinstance(event, SlotAwaited):
            self.around.slots[event.request] = event
            branch = self._shelves.find(event.run)
            if branch is not None and event.request in branch.places:
                self._tell(branch, [branch.places[event.request]])

    def _change_run(self, run: RunId, **changes: Any) -> None:
        branch = self._shelves.find(run)
        if branch is not None:
            branch.item = replace(branch.item, run=replace(branch.item.run, **changes))
            self._tell(branch)

    def hold(self, hold: Hold) -> None:
        """Note how the user holds the whole queue."""
        if hold is not self.around.hold:
            self.heed(QueueHeld(kind=hold))

    def resume(self, provider: ProviderId | None = None) -> None:
        """Note that a provider, or every one, and every run goes on again."""
        if provider is None:
            self.around.paused.clear()
            for branch in self._shelves.all():
                branch.item = replace(branch.item, is_going=True)
        else:
            self.around.paused.pop(provider, None)
        self._tell_all()

    def number_images(self, sequence: SequenceId, numbers: Mapping[ImageId, int]) -> None:
        """Say where a sequence's images stand in it, from 1."""
        self.around.numbers[sequence] = numbers
        for branch in self._shelves.all():
            if branch.item.run.sequence == sequence:
                self._tell(branch)

    def remark(self, request: RequestId, run: RunId, words: str, brief: str = "") -> None:
        """Say at a request what became of a wish, until it moves; brief is for its one line."""
        self.around.remarks[request] = standing.Answer(words, brief or words)
        branch = self._shelves.find(run)
        if branch is not None:
            self._tell(branch)

    def keep(self, request: RequestId, run: RunId) -> None:
        """Take a short result as it is, so that its run may be over."""
        self.around.kept.add(request)
        branch = self._shelves.find(run)
        if branch is not None:
            self._take(branch, [branch.requests[branch.places[request]]])

    def tick(self) -> None:
        """Let time pass: what is under way has waited longer. Called once a second."""
        self.around.now = self._clock()
        for branch in self._shelves.live:
            places = [p for p, r in enumerate(branch.requests) if self.around.is_timed(r)]
            if not places:
                continue
            branch.retally(self.around.now)
            branch.forget(places)
            parent = self.index_of(branch.item.run.id)
            self.dataChanged.emit(parent, parent)
            for first, last in spans(places):
                ends = self.index(first, 0, parent), self.index(last, 0, parent)
                self.dataChanged.emit(*ends)

    # -- own

    def _branch(self, item: QueuedRun) -> Branch:
        branch = Branch(self._serials, item, sorted(item.requests, key=_place), self.around.kept)
        self._serials += 1
        branch.recount(self.around.now)
        return branch

    def _take(self, branch: Branch, requests: Iterable[Request]) -> None:
        """Replace requests of a run by newer ones, and add those that are new to it."""
        before = branch.frames, branch.repeated, len(branch.requests)
        moved: set[RequestId] = set()
        is_more = False
        for request in requests:
            moved.add(request.id)
            place = branch.places.get(request.id)
            if place is not None:
                if request.version >= branch.requests[place].version:
                    is_more |= branch.put(place, request)
                continue
            at = bisect_right(branch.requests, _place(request), key=_place)
            self.beginInsertRows(self.index_of(branch.item.run.id), at, at)
            branch.requests.insert(at, request)
            branch.recount(self.around.now)
            self.endInsertRows()
        (branch.recount if is_more else branch.retally)(self.around.now)
        self._reshelve(branch)
        # One that ends changes what others wait for; a move between changes its own line only.
        is_own = before == (branch.frames, branch.repeated, len(branch.requests))
        self._tell(branch, [branch.places[name] for name in moved] if is_own else None)
        self._tell_heading()

    def _reshelve(self, branch: Branch) -> None:
        """Move a run below the heading once it is over, and back when it goes on."""
        spot = self._shelves.spot(branch)
        shelf = Shelf.OVER if branch.is_over else Shelf.LIVE
        if spot.shelf is shelf:
            return
        if shelf is Shelf.OVER:
            self._need_heading()
        to = Spot(shelf, 0 if shelf is Shelf.OVER else len(self._shelves.live))
        own, other = self._shelf_index(spot.shelf), self._shelf_index(shelf)
        self.beginMoveRows(own, spot.row, spot.row, other, to.row)
        self._shelves.take(branch)
        self._shelves.put(branch, to)
        self.endMoveRows()
        self._drop_heading()

    def _need_heading(self) -> None:
        if not self._shelves.has_heading:
            row = len(self._shelves.live)
            self.beginInsertRows(QModelIndex(), row, row)
            self._shelves.has_heading = True
            self.endInsertRows()

    def _drop_heading(self) -> None:
        if self._shelves.has_heading and not self._shelves.over:
            row = len(self._shelves.live)
            self.beginRemoveRows(QModelIndex(), row, row)
            self._shelves.has_heading = False
            self.endRemoveRows()

    def _tell_all(self) -> None:
        for branch in self._shelves.all():
            self._tell(branch)

    def _tell_heading(self) -> None:
        heading = self.heading()
        if heading.isValid():
            self.dataChanged.emit(heading, heading)

    def _tell(self, branch: Branch, places: Collection[int] | None = None) -> None:
        """Tell views of a run and of requests of it, all unless places are named."""
        branch.forget(places)
        parent = self.index_of(branch.item.run.id)
        self.dataChanged.emit(parent, parent)
        for first, last in spans(range(len(branch.requests)) if places is None else places):
            self.dataChanged.emit(self.index(first, 0, parent), self.index(last, 0, parent))


def _place(request: Request) -> tuple[int, int]:
    return request.step_index, request.position
