"""What the queue says of requests and runs: state, what is waited for, time, what can be done."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from seedream_desktop.domain.events import (
    Event,
    ProviderPaused,
    ProviderResumed,
    QueueHeld,
    SlotAwaited,
    StopPointMoved,
)
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import ImageId, ProviderId, RequestId, SequenceId
from seedream_desktop.domain.request import OPEN, Request, RequestState
from seedream_desktop.ui import text

ACTIVE: Final = frozenset(
    {
        RequestState.PREPARING,
        RequestState.SENDING,
        RequestState.ACCEPTED,
        RequestState.COLLECTING,
    }
)

_MADE_SOME: Final = frozenset({RequestState.DONE, RequestState.IN_DOUBT, RequestState.CANCELLED})
_UNSENT: Final = frozenset({RequestState.QUEUED, RequestState.PREPARING})


Frames = Counter[tuple[int, ImageId]]
"""How many open requests of a run still make a frame, by step index and image."""


class Held(StrEnum):
    """What keeps a whole run from going on."""

    NO = "no"
    BY_USER = "by_user"
    UNTIL_TIME = "until_time"
    UNTIL_RESUMED = "until_resumed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a wish with a request: in full, and short enough for its line."""

    words: str
    brief: str


@dataclass(slots=True)
class Around:
    """What rows depend on beside themselves: time, which providers take nothing, the pause.

    numbers are the places of images in their sequences, from 1, where they are known; remarks
    are what could not be done with a request, until it moves. slots tells of requests that are
    ready and wait for one; stops_after is how many are sent before the queue is held. kept are
    requests whose short result the user takes as it is.
    """

    now: float
    paused: dict[ProviderId, ProviderPaused] = field(default_factory=dict)
    hold: Hold = Hold.NONE
    numbers: dict[SequenceId, Mapping[ImageId, int]] = field(default_factory=dict)
    remarks: dict[RequestId, Answer] = field(default_factory=dict)
    kept: set[RequestId] = field(default_factory=set)
    slots: dict[RequestId, SlotAwaited] = field(default_factory=dict)
    stops_after: int | None = None

    def is_timed(self, request: Request) -> bool:
        """Say whether a request's line says a time that passes."""
        is_paused = request.provider in self.paused or bool(request.not_before)
        is_waiting = request.state is RequestState.QUEUED and is_paused
        return is_active(request) or is_waiting

    def heed(self, event: Event) -> bool:
        """Take an event that concerns all rows; False for any other."""
        match event:
            case ProviderPaused(provider=provider):
                self.paused[provider] = event
            case ProviderResumed(provider=provider):
                self.paused.pop(provider, None)
            case QueueHeld(kind=kind):
                self.hold = kind
            case StopPointMoved(left=left):
                self.stops_after = left
            case _:
                return False
        return True


def is_active(request: Request) -> bool:
    """Say whether something is being done about a request right now, and waited for."""
    return request.state in ACTIVE and not request.is_unawaited


def is_sent(request: Request) -> bool:
    """Say whether a request's order is out, and its result on its way and waited for."""
    return is_active(request) and request.state is not RequestState.PREPARING


def is_short(request: Request) -> bool:
    """Say whether a request is done and lacks some of what was asked for."""
    return request.state is RequestState.DONE and request.trouble is not None


def is_left(request: Request) -> bool:
    """Say whether a request is at the service, or on its way home, and nobody waits for it."""
    return request.state in ACTIVE and request.is_unawaited


def missing_of(request: Request) -> tuple[int, int] | None:
    """Return how many results are missing of a request that made some, and of how many.

    It is done, or in doubt, or was given up after some of its answer had arrived.
    """
    if request.state not in _MADE_SOME or request.trouble is None:
        return None
    asked, got = request.trouble.params.get("asked"), request.trouble.params.get("got")
    if isinstance(asked, int) and isinstance(got, int) and 0 <= got < asked:
        return asked - got, asked
    return None


def elapsed_s(request: Request, now: float) -> float | None:
    """Return how long a request has been, or was, on its way; None before it is sent."""
    if not request.sent_at or request.state in _UNSENT:  # what was turned down is not on its way
        return None
    return max(0.0, (request.ended_at or now) - request.sent_at)


def superseded(requests: Iterable[Request]) -> frozenset[RequestId]:
    """Return the requests that others of the run repeat."""
    return frozenset(r.resend_of for r in requests if r.resend_of is not None)


def word(request: Request) -> str:
    """Return the word for where a request stands."""
    return _words("request_left") if is_left(request) else text.state(request.state)


def open_frames(requests: Iterable[Request]) -> Frames:
    """Count the frames that are still to be made."""
    frames: Frames = Counter()
    for request in requests:
        if request.state in OPEN:
            frames.update((request.step_index, target.image) for target in request.targets)
    return frames


def clock_text(at: float) -> str:
    """Return a time of day where the user is: "14:03:20"."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S")


def moment_text(at: float, now: float) -> str:
    """Return a time where the user is, with its day unless that is today's."""
    then, today = (datetime.fromtimestamp(each).astimezone().date() for each in (at, now))
    return clock_text(at) if then == today else f"{then.isoformat()} {clock_text(at)}"


def duration_text(seconds: float) -> str:
    """Return "0:41" or "1:02:03"."""
    whole = max(0, math.floor(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def _words(code: str, **params: str | int) -> str:
    return text.text(code, params, section="models")
