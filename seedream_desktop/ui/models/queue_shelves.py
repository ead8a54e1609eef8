"""The runs of the queue on two shelves: those that ask for something, and those that are over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from seedream_desktop.domain.ids import RunId
from seedream_desktop.ui.models.queue_rows import Branch


class Shelf(Enum):
    """Where a run stands in the tree."""

    LIVE = 0
    """At the top: open, failed, or in need of a decision."""
    OVER = 1
    """Under the heading, which stands below the last live run."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A run's shelf and its row on it."""

    shelf: Shelf
    row: int


@dataclass(slots=True)
class Shelves:
    """Both shelves, and where each run is. Change a shelf between Qt's begin and end."""

    live: list[Branch] = field(default_factory=list)
    over: list[Branch] = field(default_factory=list)
    has_heading: bool = False
    _spots: dict[int, Spot] = field(default_factory=dict)
    _runs: dict[RunId, Branch] = field(default_factory=dict)

    def of(self, shelf: Shelf) -> list[Branch]:
        """Return the runs of a shelf."""
        return self.live if shelf is Shelf.LIVE else self.over

    def all(self) -> Iterable[Branch]:
        """Return all runs from top to bottom."""
        return (*self.live, *self.over)

    def find(self, run: RunId) -> Branch | None:
        """Return a run that is here."""
        return self._runs.get(run)

    def spot(self, branch: Branch) -> Spot:
        """Return where a run is."""
        return self._spots[branch.serial]

    def spot_of(self, serial: int) -> Spot | None:
        """Return where the run of a serial is, if it is here."""
        return self._spots.get(serial)

    def by_serial(self, serial: int) -> Branch | None:
        """Return the run of a serial, if it is here."""
        spot = self._spots.get(serial)
        return self.of(spot.shelf)[spot.row] if spot is not None else None

    def at(self, shelf: Shelf, row: int) -> Branch | None:
        """Return the run at a row of a shelf."""
        own = self.of(shelf)
        return own[row] if 0 <= row < len(own) else None

    def replace(self, branches: Iterable[Branch]) -> None:
        """Take these runs in place of all others: live in their order, the others newest first."""
        self.live, self.over = [], []
        for branch in branches:
            (self.over if branch.is_over else self.live).append(branch)
        self.over.sort(key=lambda branch: branch.ended_at, reverse=True)
        self.has_heading = bool(self.over)
        self.renumber()

    def put(self, branch: Branch, spot: Spot) -> None:
        """Put a run in before the one that is there."""
        self.of(spot.shelf).insert(spot.row, branch)
        self.renumber()

    def take(self, branch: Branch) -> Spot:
        """Take a run away; return where it was."""
        spot = self.spot(branch)
        del self.of(spot.shelf)[spot.row]
        self.renumber()
        return spot

    def order(self, live: Sequence[Branch]) -> None:
        """Put the live runs into another order."""
        self.live = list(live)
        self.renumber()

    def renumber(self) -> None:
        """Bring what is known of places up to date."""
        self._spots = {
            branch.serial: Spot(shelf, row)
            for shelf in Shelf
            for row, branch in enumerate(self.of(shelf))
        }
        self._runs = {branch.item.run.id: branch for branch in self.all()}
