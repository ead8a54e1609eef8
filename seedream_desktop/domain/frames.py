"""Frames: what became of each image in each step, and whether it still holds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from seedream_desktop.domain.currency import Currency, Offer
from seedream_desktop.domain.frame_record import FrameRecord, Place
from seedream_desktop.domain.ids import ImageId, RequestId, StepId, VersionId
from seedream_desktop.domain.making import Making
from seedream_desktop.domain.request import OPEN, RequestState, Trouble, Version
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import Step, StepMode

IsHeld = Callable[[Making], bool]


class FrameState(StrEnum):
    """How a frame stands; each has a word, a shape and a colour of its own."""

    NONE = "none"
    """Its step makes nothing of the image."""

    PLANNED = "planned"
    """A run would make it; no request does."""

    WAITING = "waiting"
    HELD = "held"
    """Its request waits until the user lets it go."""

    RUNNING = "running"
    IN_DOUBT = "in_doubt"
    FAILED = "failed"
    DONE = "done"
    UNSURE = "unsure"
    """It has a result that may be another image's."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The cell of an image and a step.

    versions are oldest first, those of all takes. request is the one that makes it, or was to;
    trouble is why that waits or brought nothing. A frame that is made again has its versions
    all the while. is_outdated: the chosen version is not what a run would make now: it rests on
    something else than what is chosen before it, or its step was edited.
    """

    image: ImageId
    step: StepId
    state: FrameState
    versions: tuple[Version, ...] = ()
    chosen: Version | None = None
    request: RequestId | None = None
    trouble: Trouble | None = None
    is_outdated: bool = False

    @property
    def is_unsure(self) -> bool:
        """Say whether its chosen result may be another image's."""
        return self.chosen is not None and not self.chosen.is_paired

    @property
    def has_unsure(self) -> bool:
        """Say whether any of its results, chosen or not, may be another image's."""
        return any(not version.is_paired for version in self.versions)

    @property
    def has_failed(self) -> bool:
        """Say whether its last request brought nothing, or less than was asked for."""
        is_short = self.trouble is not None and self.state is FrameState.DONE
        return self.state is FrameState.FAILED or is_short


class Table:
    """The frames of a sequence. Each is worked out when it is asked for, and kept.

    It is told of changes by put_versions() and put_making(), which return the places of all
    frames that are, or may be, others now.
    """

    def __init__(
        self,
        sequence: Sequence,
        record: FrameRecord,
        *,
        offer: Offer | None = None,
        is_held: IsHeld | None = None,
    ) -> None:
        """Take the sequence as it is edited now, and what came of it so far.

        offer says with which model and options a step would be carried out now; is_held whether
        a queued request waits for the user.
        """
        self.sequence = sequence
        self.record = record
        self.images: tuple[ImageId, ...] = tuple(image.id for image in sequence.images)
        self.steps: tuple[StepId, ...] = tuple(step.id for step in sequence.steps)
        self._currency = Currency(sequence, record, offer)
        self._is_held = is_held or _is_never_held
        self._numbers = {image.id: number for number, image in enumerate(sequence.images)}
        self._by_step = {step.id: step for step in sequence.steps}
        self._story = _first_story(sequence.steps)
        self._known: dict[Place, Frame] = {}

    def __contains__(self, image: object) -> bool:
        """Say whether an image is in the sequence."""
        return image in self._numbers

    def number(self, image: ImageId) -> int | None:
        """Return an image's place, from 0; None where it is gone."""
        return self._numbers.get(image)

    def image(self, image: ImageId) -> Image | None:
        """Return an image; None where it is gone."""
        number = self._numbers.get(image)
        return self.sequence.images[number] if number is not None else None

    def frame(self, image: ImageId, step: StepId) -> Frame:
        """Return one frame. Raises KeyError for what is not in the sequence."""
        place = (image, step)
        known = self._known.get(place)
        if known is None:
            own = self.sequence.images[self._numbers[image]]
            known = self._known[place] = self._frame(own, self._by_step[step])
        return known

    def row(self, image: ImageId) -> tuple[Frame, ...]:
        """Return an image's frames in the order of the steps."""
        return tuple(self.frame(image, step) for step in self.steps)

    def column(self, step: StepId) -> Iterator[Frame]:
        """Give a step's frames in the order of the images."""
        return (self.frame(image, step) for image in self.images)

    def frames(self) -> Iterator[Frame]:
        """Give all frames, row by row."""
        return (self.frame(image, step) for image in self.images for step in self.steps)

    def version(self, name: VersionId) -> Version | None:
        """Return a version, if this sequence has it."""
        return self.record.version(name)

    def is_outdated(self, version: Version) -> bool:
        """Say whether a version, chosen or not, is other than what a run would make now."""
        return self._currency.is_outdated(version)

    def parent(self, name: VersionId) -> VersionId | None:
        """Return which version of the step before a version rests on; None for the original."""
        version = self.record.version(name)
        parent = self.record.parent(version) if version is not None else None
        return parent.id if parent is not None else None

    def put_versions(
        self, places: Iterable[Place], versions: Iterable[Version]
    ) -> tuple[Place, ...]:
        """Take all that some frames hold now, oldest first; return the places of what changed."""
        held: dict[Place, list[Version]] = {place: [] for place in places}
        for version in versions:
            held[version.image, version.step].append(version)
        for place, own in held.items():
            self.record.put_versions(place, own)
        return self._forget(self._currency.touch(held))

    def put_making(self, making: Making) -> tuple[Place, ...]:
        """Take a request as it is now; return the places of its frames."""
        return self._forget(self.record.put_making(making))

    def forget_holds(self) -> tuple[Place, ...]:
        """Work out anew what waits: something was held or let go. Returns the places of that."""
        waits = (FrameState.WAITING, FrameState.HELD)
        return self._forget(tuple(p for p, frame in self._known.items() if frame.state in waits))

    def _forget(self, places: tuple[Place, ...]) -> tuple[Place, ...]:
        for place in places:
            self._known.pop(place, None)
        return places

    def _frame(self, image: Image, step: Step) -> Frame:
        place = (image.id, step.id)
        versions = self.record.versions(place)
        chosen = self.record.chosen(place)
        making = self.record.making(place)
        lacks = making is not None and _lacks(making, image.id, versions)
        return Frame(
            image=image.id,
            step=step.id,
            state=self._state(image, step, chosen, making if lacks else None),
            versions=versions,
            chosen=chosen,
            request=making.request if making is not None else None,
            trouble=making.trouble if making is not None and lacks else None,
            is_outdated=chosen is not None and self._currency.is_outdated(chosen),
        )

    def _state(
        self, image: Image, step: Step, chosen: Version | None, making: Making | None
    ) -> FrameState:
        """Return the state; making is a request that still owes the frame something."""
        if making is not None and making.state in OPEN:
            return self._open_state(making)
        if chosen is not None:
            return FrameState.DONE if chosen.is_paired else FrameState.UNSURE
        if making is not None and _is_failure(making):
            return FrameState.FAILED
        return FrameState.PLANNED if self._is_wanted(image, step) else FrameState.NONE

    def _open_state(self, making: Making) -> FrameState:
        if making.state is RequestState.IN_DOUBT:
            return FrameState.IN_DOUBT
        if making.state is not RequestState.QUEUED:
            return FrameState.RUNNING
        return FrameState.HELD if self._is_held(making) else FrameState.WAITING

    def _is_wanted(self, image: Image, step: Step) -> bool:
        """Say whether a run has something to make a frame from: a picture, or a story."""
        if not step.is_on:
            return False
        if image.picture is not None:
            return True
        return self._story is not None and self.steps.index(step.id) >= self._story


def _lacks(making: Making, image: ImageId, versions: Iterable[Version]) -> bool:
    """Say whether a request has not brought, or not yet, all that it was asked for here."""
    asked = sum(target.image == image for target in making.targets)
    return sum(version.request == making.request for version in versions) < asked


def _is_failure(making: Making) -> bool:
    """Say whether a request ended without what it was asked for, by no wish of the user's."""
    is_short = making.state is RequestState.DONE and making.trouble is not None
    return making.state is RequestState.FAILED or is_short


def _first_story(steps: tuple[Step, ...]) -> int | None:
    stories = (n for n, step in enumerate(steps) if step.is_on and step.mode is StepMode.STORY)
    return next(stories, None)


def _is_never_held(_making: Making) -> bool:
    return False
