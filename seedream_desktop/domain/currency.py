"""Whether results are still what a run would make: by their purchase keys, step after step."""

from collections.abc import Callable, Iterable

from seedream_desktop.domain.choice import chosen_by_hand
from seedream_desktop.domain.frame_record import FrameRecord, Place
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, ImageId
from seedream_desktop.domain.keys import FrameKeys, anchor_digests, keys_of, original, repeat_of
from seedream_desktop.domain.making import Terms
from seedream_desktop.domain.request import Version
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import Step, StepMode

Offer = Callable[[Step, Size | None], Terms | None]
"""Says with which model and options a step would be carried out for a picture of a size."""


class Currency:
    """Compares the keys of results with those that a run would look for now.

    A result is outdated, too, where a run would make anew what it rests on. It may well rest on
    what somebody chose among results of earlier words, as long as there is one of the words of
    now beside it, so that nothing is to be made. Costs what is asked for, each frame once; only
    what a change can reach is worked out anew.
    """

    def __init__(self, sequence: Sequence, record: FrameRecord, offer: Offer | None) -> None:
        """Take the sequence as it is now, and what came of it."""
        self._images = sequence.images
        self._numbers = {image.id: number for number, image in enumerate(sequence.images)}
        self._record = record
        self._columns = [_Column(step, sequence.leading(step), offer) for step in sequence.steps_on]
        self._indices = {column.step.id: index for index, column in enumerate(self._columns)}

    def is_outdated(self, version: Version) -> bool:
        """Say whether a version is outdated; never one of a step that is off."""
        index = self._indices.get(version.step)
        number = self._numbers.get(version.image)
        if index is None or number is None:
            return False
        return self._rests_on_old(number, index) or not self._is_current(version, number, index)

    def touch(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """Forget what depends on the chosen versions of frames; return the places of that."""
        reached: dict[Place, None] = {}
        by_index: dict[int, set[int]] = {}
        for image, step in places:
            reached[image, step] = None
            if step in self._indices and image in self._numbers:
                by_index.setdefault(self._indices[step], set()).add(self._numbers[image])
        numbers: set[int] = set()
        for index in range(min(by_index, default=len(self._columns)), len(self._columns)):
            column = self._columns[index]
            if any(self._numbers.get(image) in numbers for image in column.leading):
                numbers = set(range(len(self._images)))
                column.anchors = None
            numbers |= by_index.get(index, set())
            if column.is_carried:
                numbers |= self._carried_on(numbers, column)
            for number in numbers:
                column.stale.pop(number, None)
                column.results.pop(number, None)
                reached[self._images[number].id, column.step.id] = None
        return tuple(reached)

    def _carried_on(self, numbers: Iterable[int], column: "_Column") -> set[int]:
        """Return the images behind these, as far as each has a result to hand on."""
        found: set[int] = set()
        for number in sorted(numbers):
            behind = number + 1
            while behind < len(self._images) and behind not in found:
                found.add(behind)
                if not self._record.versions((self._images[behind].id, column.step.id)):
                    break
                behind += 1
        return found

    def _is_stale(self, number: int, index: int) -> bool:
        """Say whether a run would make anew what a step left of an image, or make it at all.

        A chain of carried results may be long, so it is walked from its first unknown link.
        """
        column = self._columns[index]
        first = number
        while column.is_carried and first > 0 and first - 1 not in column.stale:
            first -= 1
        for each in range(first, number + 1):
            if each not in column.stale:
                column.stale[each] = self._worked_out(each, index)
        return column.stale[number]

    def _worked_out(self, number: int, index: int) -> bool:
        """Say it of one frame; what is chosen may be of other words while those of now are held."""
        place = (self._images[number].id, self._columns[index].step.id)
        chosen = self._record.chosen(place)
        if chosen is None or self._rests_on_old(number, index):
            return True
        if self._is_current(chosen, number, index):
            return False
        return not any(
            self._is_current(version, number, index) for version in self._record.versions(place)
        )

    def _rests_on_old(self, number: int, index: int) -> bool:
        """Say whether anything that a frame is made from is outdated itself."""
        column = self._columns[index]
        if column.is_carried and number > 0 and self._is_stale(number - 1, index):
            return True
        if index == 0 or column.is_story:
            return False
        leading = (self._numbers[image] for image in column.leading)
        return self._is_stale(number, index - 1) or any(
            self._is_stale(anchor, index - 1) for anchor in leading
        )

    def _is_current(self, version: Version, number: int, index: int) -> bool:
        """Say whether a version has the key that a run would look for, or is made anew of it."""
        column = self._columns[index]
        own = None if column.is_story else self._left(number, index - 1)
        if own is None and not column.is_story:
            return False
        keys = self._keys(column, version, self._images[number], index, own)
        if keys is None:
            return True
        carried = None
        if column.is_carried and number > 0:
            carried = self._result(number - 1, index)
        return keys.key(carried, own, version.take) == original(version.key)

    def _keys(
        self, column: "_Column", version: Version, image: Image, index: int, own: Digest | None
    ) -> FrameKeys | None:
        terms = column.terms(image.picture.size if image.picture is not None else None)
        if terms is None:
            maker = self._record.maker(version)
            terms = maker.terms if maker is not None else None
        if terms is None:
            return None
        if column.anchors is None:
            leading = (self._last_left(self._numbers[one], index - 1) for one in column.leading)
            column.anchors = anchor_digests(column.step, (d for d in leading if d is not None))
        return column.keys(terms, column.anchors, own)

    def _result(self, number: int, index: int) -> Digest | None:
        """Return what goes on from a frame: what it shows, if that is of now or chosen by hand.

        Else it is what a run would take of it, where it has that.
        """
        column = self._columns[index]
        if number not in column.results:
            column.results[number] = self._goes_on(number, index)
        return column.results[number]

    def _goes_on(self, number: int, index: int) -> Digest | None:
        place = (self._images[number].id, self._columns[index].step.id)
        chosen, held = self._record.chosen(place), self._record.versions(place)
        if chosen is None:
            return None
        if len(held) == 1 or self._is_current(chosen, number, index) or chosen_by_hand(held):
            return chosen.digest
        of_now = [version for version in held if self._is_current(version, number, index)]
        last = max(of_now, key=lambda one: (-one.take, repeat_of(one.key)), default=chosen)
        return last.digest

    def _left(self, number: int, index: int) -> Digest | None:
        """Return what a step left of an image; before the first that is the original."""
        if index >= 0:
            return self._result(number, index)
        picture = self._images[number].picture
        return picture.digest if picture is not None else None

    def _last_left(self, number: int, index: int) -> Digest | None:
        """Return what the last step up to this one that made something left of an image."""
        left = (self._left(number, each) for each in range(index, -2, -1))
        return next((digest for digest in left if digest is not None), None)


class _Column:
    """One step that is on: what its keys share, and what is known of its frames."""

    def __init__(self, step: Step, leading: tuple[ImageId, ...], offer: Offer | None) -> None:
        self.step = step
        self.is_story = step.mode is StepMode.STORY
        self.is_carried = step.mode is StepMode.CARRY
        self.leading = () if self.is_story else leading
        self.stale: dict[int, bool] = {}
        self.results: dict[int, Digest | None] = {}
        self.anchors: tuple[Digest, ...] | None = None
        self._offer = offer
        self._offered: dict[Size | None, Terms | None] = {}
        self._keys: dict[tuple[Terms, tuple[Digest, ...], Digest | None], FrameKeys] = {}

    def terms(self, size: Size | None) -> Terms | None:
        if size not in self._offered:
            offer = self._offer
            self._offered[size] = offer(self.step, size) if offer is not None else None
        return self._offered[size]

    def keys(self, terms: Terms, anchors: tuple[Digest, ...], own: Digest | None) -> FrameKeys:
        """Return what makes keys; it is shared by all whose own picture is no anchor."""
        apart = own if own in anchors else None
        label = (terms, anchors, apart)
        if label not in self._keys:
            options = dict(terms.options)
            self._keys[label] = keys_of(self.step, terms.model, options, anchors=anchors, own=own)
        return self._keys[label]
