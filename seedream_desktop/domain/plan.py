"""A plan: what a run would send, what it would cost, and what speaks against it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import (
    Digest,
    FrameKey,
    ImageId,
    ModelId,
    ProviderId,
    RequestId,
    SequenceId,
    StepId,
    VersionId,
)
from seedream_desktop.domain.money import PlayMicros, total
from seedream_desktop.domain.rehearsal import is_play, marked
from seedream_desktop.domain.request import InputRef, Target

_AGAIN: Final = "again-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A result that is already in the library."""

    version: VersionId
    key: FrameKey
    digest: Digest
    size: Size
    is_paired: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the library knows when a plan is made.

    bought is every result by its key; in_flight names the request that may be buying a key
    right now; chosen is each frame's chosen version in this sequence, repeats the last one that
    was made anew of a frame here, by the key that it repeats. held says for which keys a frame
    here has a result of its own, first or repeated, while it shows what somebody chose. A plan of
    a wish alone asks for the last two: going names the request that is yet to be sent for a frame
    here, coming the one from which another result of it is to be expected, sent or not.
    """

    bought: Mapping[FrameKey, Bought] = field(default_factory=dict)
    in_flight: Mapping[FrameKey, RequestId] = field(default_factory=dict)
    chosen: Mapping[tuple[ImageId, StepId], Bought] = field(default_factory=dict)
    repeats: Mapping[tuple[ImageId, StepId, FrameKey], Bought] = field(default_factory=dict)
    held: frozenset[tuple[ImageId, StepId, FrameKey]] = frozenset()
    going: Mapping[tuple[ImageId, StepId], RequestId] = field(default_factory=dict)
    coming: Mapping[tuple[ImageId, StepId], RequestId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRequest:
    """One provider call to be.

    keys[i] belongs to targets[i], None while an input is itself still to be made. prompt is
    the text as sent if every target's input comes through. cost_micros is the worst case.
    region is where it would be sent, of a provider that has several.
    """

    step: StepId
    step_index: int
    position: int
    provider: ProviderId
    model: ModelId
    kind: ModelKind
    targets: tuple[Target, ...]
    inputs: tuple[InputRef, ...]
    keys: tuple[FrameKey | None, ...]
    prompt: str
    size: Size | None
    cost_micros: int
    region: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def price(self) -> int:
        """Its worst case, as the kind of money that it is."""
        return marked(self.cost_micros, self.provider)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneFrame:
    """A frame that costs nothing: its result is in the library already."""

    image: ImageId
    step: StepId
    step_index: int
    take: int
    bought: Bought


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFrame:
    """A frame that is not bought now because another request may already have bought it."""

    image: ImageId
    step: StepId
    step_index: int
    take: int
    by: RequestId


class Weight(StrEnum):
    """How much a check matters: a notice tells, a warning asks to look, a stop refuses."""

    NOTICE = "notice"
    WARNING = "warning"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One remark on a plan; the sentence is made from code and params in ui/text."""

    weight: Weight
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    step_index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The pure expansion of a sequence into requests, by step and position.

    is_again says that it is not of the whole sequence, but of what is wanted anew; done are then
    only the results that are sent along.
    """

    sequence: SequenceId
    requests: tuple[PlannedRequest, ...]
    done: tuple[DoneFrame, ...] = ()
    held: tuple[HeldFrame, ...] = ()
    checks: tuple[Check, ...] = ()
    is_again: bool = False

    @property
    def cost_micros(self) -> int:
        """Worst case of the whole run, in real money."""
        return sum(r.cost_micros for r in self.requests if not is_play(r.provider))

    @property
    def play_micros(self) -> int:
        """Worst case of what is only rehearsed."""
        return PlayMicros(sum(r.cost_micros for r in self.requests if is_play(r.provider)))

    @property
    def price(self) -> int:
        """What to show: the real money where there is any, else the play money."""
        return total(request.price for request in self.requests)

    @property
    def outputs(self) -> int:
        """Number of outputs that are asked for."""
        return sum(len(request.targets) for request in self.requests)

    @property
    def is_runnable(self) -> bool:
        """Say whether nothing stops it."""
        return all(check.weight is not Weight.STOP for check in self.checks)

    @property
    def token(self) -> str:
        """A hash of all that would be sent: what is run is what was shown.

        It tells by its beginning what a run of it is of; see is_token_of_again().
        """
        content = [
            [
                r.step,
                r.provider,
                r.region,
                r.model,
                [(t.image, t.take, t.repeat) for t in r.targets],
                [
                    (i.role, i.image, i.picture.digest if i.picture else None, i.after_step)
                    for i in r.inputs
                ],
                r.prompt,
                (r.size.width_px, r.size.height_px) if r.size else None,
                r.cost_micros,
                sorted(r.options.items()),
            ]
            for r in self.requests
        ]
        text = json.dumps([self.sequence, content], ensure_ascii=False)
        return (_AGAIN if self.is_again else "") + hashlib.sha256(text.encode()).hexdigest()


def is_token_of_again(token: str) -> bool:
    """Say whether a plan's token is one of what was wanted anew, and not of a whole sequence."""
    return token.startswith(_AGAIN)
