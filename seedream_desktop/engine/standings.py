"""Where each image stands between steps, and which frames are done, held or still to be asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, FrameKey, ImageId, RequestId
from seedream_desktop.domain.keys import anchor_digests, key_of
from seedream_desktop.domain.plan import Bought, DoneFrame, HeldFrame, Known
from seedream_desktop.domain.request import Target
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.options import options_for
from seedream_desktop.engine.premises import Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """What a step left of an image: its content, where that is known, or who may be buying it."""

    digest: Digest | None = None
    held_by: RequestId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The outputs of one image that a step still has to buy, with their keys where known."""

    image: Image
    targets: tuple[Target, ...]
    keys: tuple[FrameKey | None, ...]
    carried: ImageId | None = None


class Standings:
    """Walks the steps in order. done and held grow; before a step, `now` is its input."""

    def __init__(self, sequence: Sequence, known: Known) -> None:
        """Begin with the pictures as they lie on disk."""
        self._known = known
        self.done: list[DoneFrame] = []
        self.held: list[HeldFrame] = []
        self.now = {
            image.id: Standing(image.picture.digest if image.picture else None)
            for image in sequence.images
        }
        self.after: dict[ImageId, Standing] = {}

    def walk(self, stage: Stage, originals: Mapping[ImageId, Size]) -> tuple[Asked, ...]:
        """Take all images through a step; return what it has to buy, in order.

        Call advance() once the inputs of the step are no longer needed.
        """
        self.after = {}
        look = _Look(stage, [self.now[image] for image in stage.leading])
        asked: list[Asked] = []
        previous: ImageId | None = None
        for number, image in enumerate(stage.images):
            frame = _Frame(
                stage=stage,
                image=image,
                carried=previous,
                targets=tuple(Target(image.id, take) for take in _takes(stage, number)),
                options=options_for(stage, originals.get(image.id)),
            )
            found = self._settle(frame, look)
            if found is not None:
                asked.append(found)
            if stage.step.mode is StepMode.CARRY:
                previous = image.id
        return tuple(asked)

    def advance(self) -> None:
        """Let the results of the step become the inputs of the next."""
        self.now = self.after

    def _settle(self, frame: "_Frame", look: "_Look") -> Asked | None:
        image = frame.image
        own = self.now[image.id]
        before = self.after[frame.carried] if frame.carried is not None else None
        holder = _holder([before, *look.standings, own])
        if holder is not None:
            for target in frame.targets:
                self._hold(frame, target.take, holder)
            self.after[image.id] = Standing(held_by=holder)
            return None
        if not _is_known(frame, look, own, before):
            self.after[image.id] = Standing()
            keys: tuple[FrameKey | None, ...] = (None,) * len(frame.targets)
            return Asked(image=image, targets=frame.targets, keys=keys, carried=frame.carried)
        carried = before.digest if before is not None else None
        keyed = [
            (target, frame.key(target, look.digests, carried, own.digest))
            for target in frame.targets
        ]
        return self._sort(frame, keyed)

    def _sort(self, frame: "_Frame", keyed: list[tuple[Target, FrameKey]]) -> Asked | None:
        """Put keyed outputs where they belong: done, held, or still to be asked."""
        image, step = frame.image, frame.stage.step
        chosen = self._known.chosen.get((image.id, step.id))
        fed: Bought | None = None
        holder: RequestId | None = None
        missing: list[tuple[Target, FrameKey]] = []
        for target, key in keyed:
            bought = self._known.bought.get(key)
            if bought is not None:
                is_chosen = chosen is not None and chosen.key == key
                bought = chosen if is_chosen and chosen is not None else bought
                self._finish(frame, target.take, bought)
                fed = bought if fed is None or is_chosen else fed
            elif key in self._known.in_flight:
                holder = holder or self._known.in_flight[key]
                self._hold(frame, target.take, self._known.in_flight[key])
            else:
                missing.append((target, key))
        if holder is not None or missing:
            self.after[image.id] = Standing(held_by=holder)
        else:
            self.after[image.id] = Standing(fed.digest if fed is not None else None)
        if not missing:
            return None
        return Asked(
            image=image,
            targets=tuple(target for target, _ in missing),
            keys=tuple(key for _, key in missing),
            carried=frame.carried,
        )

    def _finish(self, frame: "_Frame", take: int, bought: Bought) -> None:
        stage = frame.stage
        self.done.append(
            DoneFrame(
                image=frame.image.id,
                step=stage.step.id,
                step_index=stage.index,
                take=take,
                bought=bought,
            )
        )

    def _hold(self, frame: "_Frame", take: int, by: RequestId) -> None:
        stage = frame.stage
        self.held.append(
            HeldFrame(
                image=frame.image.id,
                step=stage.step.id,
                step_index=stage.index,
                take=take,
                by=by,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """One image in one step, with the outputs that the step wants of it."""

    stage: Stage
    image: Image
    carried: ImageId | None
    targets: tuple[Target, ...]
    options: Mapping[str, str]

    def key(
        self,
        target: Target,
        anchors: tuple[Digest, ...],
        carried: Digest | None,
        own: Digest | None,
    ) -> FrameKey:
        return key_of(
            self.stage.step,
            self.stage.model.id,
            self.options,
            anchors=anchors,
            carried=carried,
            own=own,
            target=target,
        )


class _Look:
    """The anchors of a step, as far as they are known."""

    def __init__(self, stage: Stage, standings: list[Standing]) -> None:
        self.standings = standings
        digests = [standing.digest for standing in standings if standing.digest is not None]
        self.is_known = len(digests) == len(standings)
        self.digests = anchor_digests(stage.step, digests)


def _is_known(frame: _Frame, look: _Look, own: Standing, before: Standing | None) -> bool:
    """Say whether all that the frame is made from exists; a story's panels need nothing."""
    has_own = own.digest is not None or frame.stage.step.mode is StepMode.STORY
    has_before = before is None or before.digest is not None
    return look.is_known and has_own and has_before


def _holder(standings: Iterable[Standing | None]) -> RequestId | None:
    for standing in standings:
        if standing is not None and standing.held_by is not None:
            return standing.held_by
    return None


def _takes(stage: Stage, number: int) -> range:
    """Return an image's takes: a story's panel has its own number, variants have several."""
    if stage.step.mode is StepMode.STORY:
        return range(number, number + 1)
    return range(stage.step.count) if stage.step.mode is StepMode.VARIANTS else range(1)
