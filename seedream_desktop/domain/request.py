"""One provider call: its states, its inputs and outputs, and how it may move."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.errors import Billed, Param, SeedreamError
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import (
    Digest,
    FrameKey,
    ImageId,
    ModelId,
    ProviderId,
    RemoteId,
    RequestId,
    RunId,
    SequenceId,
    StepId,
    VersionId,
)
from seedream_desktop.domain.picture import Picture
from seedream_desktop.domain.rehearsal import marked


class RequestState(StrEnum):
    """Where a request stands; see ALLOWED for how it gets there."""

    QUEUED = "queued"
    PREPARING = "preparing"
    SENDING = "sending"
    ACCEPTED = "accepted"
    COLLECTING = "collecting"
    DONE = "done"
    IN_DOUBT = "in_doubt"
    FAILED = "failed"
    CANCELLED = "cancelled"


_S = RequestState

ALLOWED: Final[Mapping[RequestState, frozenset[RequestState]]] = {
    _S.QUEUED: frozenset({_S.PREPARING, _S.CANCELLED}),
    _S.PREPARING: frozenset({_S.SENDING, _S.QUEUED, _S.FAILED, _S.CANCELLED}),
    _S.SENDING: frozenset({_S.ACCEPTED, _S.COLLECTING, _S.QUEUED, _S.FAILED, _S.IN_DOUBT}),
    _S.IN_DOUBT: frozenset({_S.ACCEPTED, _S.COLLECTING, _S.FAILED, _S.CANCELLED}),
    _S.ACCEPTED: frozenset({_S.COLLECTING, _S.FAILED}),
    _S.COLLECTING: frozenset({_S.DONE, _S.FAILED}),
    _S.DONE: frozenset(),
    _S.FAILED: frozenset(),
    _S.CANCELLED: frozenset(),
}

OPEN: Final = frozenset(state for state, onward in ALLOWED.items() if onward)
"""States from which a request still goes on."""

IN_FLIGHT: Final = frozenset({_S.SENDING, _S.ACCEPTED, _S.COLLECTING, _S.IN_DOUBT})
"""States in which the request's frames are, or may be, paid for and not yet here."""


def may_move(state: RequestState, to: RequestState) -> bool:
    """Say whether a request may go from one state to another."""
    return to in ALLOWED[state]


class InputRole(StrEnum):
    """Why a picture is sent along."""

    ANCHOR = "anchor"
    CARRIED = "carried"
    TARGET = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRef:
    """One picture that a request sends, as far as it is known when the plan is made.

    Either a fixed `picture`, or `image` as the step with index `after_step` leaves it (its
    chosen version); after_step None is the image as it lies on disk. An anchor whose frame
    failed is taken as the last step that succeeded left it; a target is dropped. version pins
    a result that existed when the run started; without it the result is this run's own.
    """

    role: InputRole
    image: ImageId | None = None
    picture: Picture | None = None
    after_step: int | None = None
    version: VersionId | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One output that is asked for: the image whose frame it fills, and which take of it.

    repeat counts how often the user has had the same made anew, by their own decision: it
    belongs to the purchase key, and is settled when the plan is made.
    """

    image: ImageId
    take: int = 0
    repeat: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundInput:
    """One picture that a request sends, now that it is known: a file with its hash.

    path is the original, or the stored blob of a result; url is its address at the service,
    by which a lost submission is recognised in the service's history. is_unsure says that the
    pairing of the result behind it was unsure, which its own results inherit.
    """

    role: InputRole
    digest: Digest
    path: str
    size: Size
    image: ImageId | None = None
    url: str = ""
    is_unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Exactly what will be bought: inputs in order and the text as sent.

    targets[i] is what output i is meant to be; keys[i] is its purchase key. size None lets
    the model follow its inputs.
    """

    inputs: tuple[BoundInput, ...]
    targets: tuple[Target, ...]
    keys: tuple[FrameKey, ...]
    prompt: str
    size: Size | None
    cost_micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a request waits or ended: an error's code and parameters, and whether it was billed."""

    code: str
    billed: Billed
    params: Mapping[str, Param] = field(default_factory=dict)

    @classmethod
    def of(cls, error: SeedreamError, billed: Billed | None = None) -> "Trouble":
        """Return what an error says, with the caller's word on the money if it knows better."""
        return cls(code=error.code, billed=billed or error.billed, params=error.params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One row of the ledger's work: one provider call and the frames that it covers.

    targets and inputs are as planned; recipe is set from PREPARING on. region is the one of
    the provider's separate services for which it was planned, and to no other is it sent.
    version counts the row's changes, for optimistic locking. cost_micros is the worst case,
    charged_micros what is known to be billed. resend_of names the request that this one
    repeats by the user's own decision. not_before is when one that waits by itself is tried
    again. is_unawaited says that the user no longer waits for it since it was sent; it is
    fetched all the same, and version does not count this. is_unsent says of a SENDING request
    that its adapter has yet to announce the POST's first byte: provably nothing has left.
    copied_at says of an unsent one that it comes from a copy of the library made then, and may
    have been sent since. Times are seconds since 1970, UTC.
    """

    id: RequestId
    run: RunId
    sequence: SequenceId
    step: StepId
    step_index: int
    position: int
    provider: ProviderId
    model: ModelId
    kind: ModelKind
    targets: tuple[Target, ...]
    inputs: tuple[InputRef, ...]
    size: Size | None
    cost_micros: int
    region: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    state: RequestState = RequestState.QUEUED
    version: int = 0
    recipe: Recipe | None = None
    remote_id: RemoteId | None = None
    attempts: int = 0
    charged_micros: int = 0
    trouble: Trouble | None = None
    not_before: float = 0.0
    resend_of: RequestId | None = None
    is_unawaited: bool = False
    is_unsent: bool = False
    copied_at: float = 0.0
    sent_at: float = 0.0
    accepted_at: float = 0.0
    ended_at: float = 0.0

    @property
    def price(self) -> int:
        """Its worst case, as the kind of money that it is."""
        return marked(self.cost_micros, self.provider)

    @property
    def charged(self) -> int:
        """What is known to be billed, as the kind of money that it is."""
        return marked(self.charged_micros, self.provider)


class OutputState(StrEnum):
    """Where one output of a request stands."""

    AWAITED = "awaited"
    STORED = "stored"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One output of a request, in the service's order.

    url is where it can be fetched until it is stored; an output that came inside the reply is
    stored from the start.
    """

    index: int
    state: OutputState
    url: str = ""
    digest: Digest | None = None
    size: Size | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One result of a frame. Nothing overwrites it; exactly one version of a frame is chosen.

    is_paired is false where the pairing of output and image is not certain enough to be
    exported unseen. bought_as names the version that was paid for when this one was adopted
    from other work with the same key; such a version cost nothing.
    """

    id: VersionId
    sequence: SequenceId
    image: ImageId
    step: StepId
    take: int
    key: FrameKey
    digest: Digest
    size: Size
    request: RequestId
    output_index: int
    confidence: float = 1.0
    is_paired: bool = True
    is_chosen: bool = True
    cost_micros: int = 0
    bought_as: VersionId | None = None
    made_at: float = 0.0
