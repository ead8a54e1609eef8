"""Where each image stands between steps, and which frames are done, held or still to be asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, FrameKey, ImageId, RequestId, StepId
from seedream_desktop.domain.keys import anchor_digests, key_of, repeated
from seedream_desktop.domain.plan import Bought, DoneFrame, HeldFrame, Known
from seedream_desktop.domain.request import Target
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.holdings import Holdings
from seedream_desktop.engine.options import options_for
from seedream_desktop.engine.premises import Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """What a step left of an image: its content, where that is known, or who may be buying it.

    With neither, it is still to be made by this plan, or is_missing: not here, nor asked for.
    """

    digest: Digest | None = None
    held_by: RequestId | None = None
    is_missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The outputs of one image that a step still has to buy, with their keys where known."""

    image: Image
    targets: tuple[Target, ...]
    keys: tuple[FrameKey | None, ...]
    carried: ImageId | None = None


class Standings:
    """Walks the steps in order. done and held grow; before a step, `now` is its input.

    lacking are frames that are wanted anew and cannot be: what they are made from is not here.
    awaiting are those that are held because what they are made from is being made anew itself.
    """

    def __init__(self, sequence: Sequence, known: Known, wish: Again | None = None) -> None:
        """Begin with the pictures as they lie on disk; without a wish all is wanted once."""
        self._holdings = Holdings(known)
        self._wish = wish
        self.done: list[DoneFrame] = []
        self.held: list[HeldFrame] = []
        self.lacking: list[tuple[ImageId, StepId]] = []
        self.awaiting: list[tuple[ImageId, StepId]] = []
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
                targets=tuple(Target(image.id, take) for take in stage.takes(number)),
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
        sources = [one for one in (before, *look.standings, own) if one is not None]
        if any(one.is_missing for one in sources):
            self._go_without(frame)
            return None
        holder = _holder(sources) or self._going(frame)
        if holder is not None:
            self._hold_all(frame, holder, is_fed=_holder(sources) is None)
            return None
        if not _is_known(frame, look, own, before):
            if not self._is_fed_for(frame):
                self._go_without(frame)
                return None
            self.after[image.id] = Standing()
            keys: tuple[FrameKey | None, ...] = (None,) * len(frame.targets)
            return Asked(image=image, targets=frame.targets, keys=keys, carried=frame.carried)
        coming = self._coming(frame)
        if coming is not None:
            self.after[image.id] = Standing(held_by=coming)
            return None
        carried = before.digest if before is not None else None
        keyed = [
            (target, frame.key(target, look.digests, carried, own.digest))
            for target in frame.targets
        ]
        return self._anew(frame, keyed) if self._is_named(frame) else self._sort(frame, keyed)

    def _is_named(self, frame: "_Frame") -> bool:
        place = (frame.image.id, frame.stage.step.id)
        return self._wish is not None and place in self._wish.frames

    def _going(self, frame: "_Frame") -> RequestId | None:
        """Return who waits to be sent for a frame that is wanted anew: it needs no second one."""
        place = (frame.image.id, frame.stage.step.id)
        return self._holdings.going(*place) if self._is_named(frame) else None

    def _coming(self, frame: "_Frame") -> RequestId | None:
        """Return who makes a result on which what is wanted anew is to rest: it waits for that."""
        is_named = self._is_named(frame)
        return None if is_named else self._holdings.coming(frame.image.id, frame.stage.step.id)

    def _hold_all(self, frame: "_Frame", holder: RequestId, *, is_fed: bool) -> None:
        """Ask for nothing of a frame while another request has it, or what it is made from."""
        is_named = self._is_named(frame)
        if is_named and not is_fed:
            self.awaiting.append((frame.image.id, frame.stage.step.id))
        if self._wish is None or is_named:
            for target in frame.targets:
                self._hold(frame, target.take, holder)
        self.after[frame.image.id] = Standing(held_by=holder)

    def _is_fed_for(self, frame: "_Frame") -> bool:
        """Say whether a frame that rests on what this plan makes is for this plan too."""
        return self._wish is None or self._wish.onward or self._is_named(frame)

    def _go_without(self, frame: "_Frame") -> None:
        """Leave a frame as it is that is not for this plan, or cannot be made by it.

        What it shows, though a run would make it otherwise by now, is what goes on from it.
        """
        place = (frame.image.id, frame.stage.step.id)
        is_named = self._is_named(frame)
        shown = None if is_named else self._holdings.shown(*place)
        if is_named:
            self.lacking.append(place)
        if shown is not None:
            self._finish(frame, frame.targets[0].take, shown)
            self.after[frame.image.id] = Standing(shown.digest)
        else:
            self.after[frame.image.id] = Standing(is_missing=True)

    def _anew(self, frame: "_Frame", keyed: list[tuple[Target, FrameKey]]) -> Asked | None:
        """Ask for a frame's outputs whatever was bought of them, but for what is on its way."""
        fresh: list[tuple[Target, FrameKey]] = []
        holder: RequestId | None = None
        for target, key in keyed:
            flying = self._holdings.holder(key)
            if flying is not None:
                holder = holder or flying
                self._hold(frame, target.take, flying)
                continue
            repeat = self._holdings.next_repeat(key)
            fresh.append((replace(target, repeat=repeat), repeated(key, repeat)))
        self.after[frame.image.id] = Standing(held_by=holder)
        return _asked(frame, fresh)

    def _sort(self, frame: "_Frame", keyed: list[tuple[Target, FrameKey]]) -> Asked | None:
        """Put keyed outputs where they belong: done, held, or still to be asked.

        Where nothing is asked for, or taken over from elsewhere, what the user chose for the
        frame goes on from it, be that a result of earlier words.
        """
        image, holdings = frame.image.id, self._holdings
        place = image, frame.stage.step.id
        fed: Bought | None = None
        holder: RequestId | None = None
        missing: list[tuple[Target, FrameKey]] = []
        is_held = all(holdings.is_held(*place, key) for _, key in keyed)
        for target, key in keyed:
            bought, flying = holdings.found(*place, key), holdings.holder(key)
            if bought is not None:
                is_chosen = holdings.chosen(*place, key) is not None
                self._finish(frame, target.take, bought)
                fed = bought if fed is None or is_chosen else fed
            elif flying is not None:
                holder = holder or flying
                if self._wish is None:
                    self._hold(frame, target.take, flying)
            else:
                missing.append((target, key))
        if missing and self._wish is not None and holder is None:
            self._go_without(frame)
            return None
        if holder is not None or missing:
            self.after[image] = Standing(held_by=holder)
        else:
            fed = (holdings.shown(*place) if is_held else None) or fed
            self.after[image] = Standing(fed.digest if fed is not None else None)
        return _asked(frame, missing) if self._wish is None else None

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


def _asked(frame: _Frame, keyed: list[tuple[Target, FrameKey]]) -> Asked | None:
    if not keyed:
        return None
    return Asked(
        image=frame.image,
        targets=tuple(target for target, _ in keyed),
        keys=tuple(key for _, key in keyed),
        carried=frame.carried,
    )


def _is_known(frame: _Frame, look: _Look, own: Standing, before: Standing | None) -> bool:
    """Say whether all that the frame is made from exists; a story's panels need nothing."""
    has_own = own.digest is not None or frame.stage.step.mode is StepMode.STORY
    has_before = before is None or before.digest is not None
    return look.is_known and has_own and has_before


def _holder(standings: Iterable[Standing]) -> RequestId | None:
    for standing in standings:
        if standing.held_by is not None:
            return standing.held_by
    return None
