"""What the engine tells its observers; values only, safe to hand to any thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import ImageId, ProviderId, RequestId, RunId, SequenceId, StepId
from seedream_desktop.domain.picture import Skipped
from seedream_desktop.domain.request import Request, Trouble, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """Files seen so far and pictures taken; skipped holds those new since the last event."""

    seen: int
    taken: int
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """A run's requests are in the ledger; what is only rehearsed costs play_micros."""

    run: RunId
    sequence: SequenceId
    requests: int
    outputs: int
    cost_micros: int
    play_micros: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChanged:
    """A request moved, or waits for something else than before."""

    request: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameDone:
    """A frame has a new version in the library, made by this provider."""

    run: RunId
    version: Version
    provider: ProviderId


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameFailed:
    """A frame of a run will get no version from it."""

    run: RunId
    request: RequestId
    image: ImageId
    step: StepId
    trouble: Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPaused:
    """A provider's queue stopped: account trouble, or a wait until a time."""

    provider: ProviderId
    trouble: Trouble
    until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderResumed:
    """A provider that had stopped is asked again."""

    provider: ProviderId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswered:
    """A provider told what it knows of a lost order, which proves that it can be reached."""

    provider: ProviderId


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueHeld:
    """The user held the whole queue, or let it go: Hold.NONE."""

    kind: Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHeld:
    """The user held one run, or let it go."""

    run: RunId
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAppointed:
    """The user set a time for a run to begin at, seconds since 1970; 0: it waits for none now."""

    run: RunId
    not_before: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StopPointMoved:
    """So many requests more are sent, and then the queue is held; None: there is no such point."""

    left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotAwaited:
    """A request is made ready and waits, PREPARING, for a slot: so many of all are in use.

    Its next RequestChanged ends that.
    """

    run: RunId
    request: RequestId
    used: int
    parallel: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueReordered:
    """These runs, in this order, come before all others."""

    first: tuple[RunId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something worth a line: a code of ui/text with its parameters."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded:
    """No request of the run goes on by itself any more."""

    run: RunId


Event: TypeAlias = (
    ImportProgress
    | RunStarted
    | RequestChanged
    | FrameDone
    | FrameFailed
    | ProviderPaused
    | ProviderResumed
    | ProviderAnswered
    | QueueHeld
    | RunHeld
    | RunAppointed
    | StopPointMoved
    | SlotAwaited
    | QueueReordered
    | Notice
    | RunEnded
)
