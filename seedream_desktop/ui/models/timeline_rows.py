"""Which rows the timeline has: an image each, or one for each version of its frames."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import ImageId

CHOSEN: Final = -1
"""The slot that shows each frame's chosen version."""

Place = tuple[int, int]
"""A row's image, by its number from 0, and its slot: CHOSEN, or a version's number from 0."""


class TimelineRows:
    """Rows in the order of the images; those that a filter keeps away are not among them."""

    def __init__(self) -> None:
        """Begin with none."""
        self.places: list[Place] = []
        self.kept: tuple[int, ...] | None = None
        self.is_all = False
        self._table: Table | None = None

    @property
    def images(self) -> int:
        """How many images there are, shown or not."""
        return len(self._table.images) if self._table is not None else 0

    def show(self, table: Table | None) -> None:
        """Take another table; lay_out() makes its rows."""
        self._table = table

    def lay_out(self) -> None:
        """Make the rows anew."""
        count = self.images
        kept: Iterable[int] = range(count) if self.kept is None else self.kept
        if not self.is_all:
            self.places = [(number, CHOSEN) for number in kept if number < count]
        else:
            self.places = [
                (number, slot)
                for number in kept
                if number < count
                for slot in range(self.slots(number))
            ]

    def number(self, image: ImageId) -> int | None:
        """Return an image's number, from 0."""
        return self._table.number(image) if self._table is not None else None

    def slots(self, number: int) -> int:
        """Return how many rows an image has where every version is shown."""
        if self._table is None:
            return 0
        image, steps = self._table.sequence.images[number].id, self._table.sequence.steps
        return max([1, *(len(self._table.frame(image, step.id).versions) for step in steps)])

    def row_of(self, image: ImageId, slot: int = CHOSEN) -> int | None:
        """Return the row of an image, or of one of its versions; None where it is not shown."""
        number = self.number(image)
        if number is None:
            return None
        row = bisect_left(self.places, (number, max(slot, 0) if self.is_all else CHOSEN))
        is_there = row < len(self.places) and self.places[row][0] == number
        return row if is_there else None

    def span(self, number: int) -> range:
        """Return the rows of an image; where it has none, the place at which they would be."""
        first = bisect_left(self.places, (number, CHOSEN))
        last = bisect_left(self.places, (number + 1, CHOSEN))
        return range(first, last)

    def missing(self, numbers: Sequence[int]) -> Iterator[tuple[int, list[Place]]]:
        """Give where rows of images are to be put in that a filter lets through now, by row."""
        for number in sorted(set(numbers)):
            span = self.span(number)
            if not span and number < self.images:
                slots = range(self.slots(number)) if self.is_all else (CHOSEN,)
                yield span.start, [(number, slot) for slot in slots]
