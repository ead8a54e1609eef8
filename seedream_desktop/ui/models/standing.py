"""What the queue says of requests and runs: state, what is waited for, time, what can be done."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median
from typing import Final

from seedream_desktop.domain.events import ProviderPaused
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import ImageId, ProviderId, RequestId
from seedream_desktop.domain.request import OPEN, Request, RequestState
from seedream_desktop.ui import text

_ACTIVE: Final = frozenset(
    {
        RequestState.PREPARING,
        RequestState.SENDING,
        RequestState.ACCEPTED,
        RequestState.COLLECTING,
    }
)

_ACTIONS: Final[Mapping[RequestState, tuple[str, ...]]] = {
    RequestState.QUEUED: ("request.cancel",),
    RequestState.ACCEPTED: ("request.stop_waiting",),
    RequestState.COLLECTING: ("request.stop_waiting",),
    RequestState.IN_DOUBT: (
        "request.look_up",
        "request.explain",
        "request.send_again",
        "request.abandon",
    ),
    RequestState.FAILED: ("request.retry",),
}
"""The commands that a request in a state is open to, the first being the usual one."""

_MENDS: Final[Mapping[str, str]] = {
    "over_budget": "settings.caps",
    "key_missing": "settings.keys",
    "key_refused": "settings.keys",
    "moderated": "request.edit",
    "parameters_refused": "request.edit",
    "service_refused": "request.edit",
    "picture_too_narrow": "request.edit",
    "picture_too_heavy": "request.edit",
}
"""What removes the cause of a trouble."""

_MENDABLE: Final = frozenset({RequestState.QUEUED, RequestState.FAILED})

Frames = Counter[tuple[int, ImageId]]
"""How many open requests of a run still make a frame, by step index and image."""


class RunState(StrEnum):
    """Where a run stands; the first that fits, in this order."""

    NEEDS_DECISION = "needs_decision"
    RUNNING = "running"
    WAITING = "waiting"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A run's requests counted, and its time and money.

    failed are those that were not tried again since. left_s is measured: what requests of this
    run took so far, None while none is done.
    """

    state: RunState = RunState.DONE
    total: int = 0
    ended: int = 0
    failed: int = 0
    in_doubt: int = 0
    cost_micros: int = 0
    charged_micros: int = 0
    elapsed_s: float = 0.0
    left_s: float | None = None


def is_active(request: Request) -> bool:
    """Say whether something is being done about a request right now."""
    return request.state in _ACTIVE


def elapsed_s(request: Request, now: float) -> float | None:
    """Return how long a request has been, or was, on its way; None before it is sent."""
    if not request.sent_at:
        return None
    return max(0.0, (request.ended_at or now) - request.sent_at)


def actions(request: Request, *, is_superseded: bool = False) -> tuple[str, ...]:
    """Return the ids of the commands that a request is open to, the usual one first.

    One that was tried again is open to none: the other is.
    """
    if is_superseded or request.is_unawaited:
        return ()
    mend = _MENDS.get(request.trouble.code) if request.trouble is not None else None
    mends = (mend,) if mend and request.state in _MENDABLE else ()
    return mends + _ACTIONS.get(request.state, ())


def superseded(requests: Iterable[Request]) -> frozenset[RequestId]:
    """Return the requests that others of the run repeat."""
    return frozenset(r.resend_of for r in requests if r.resend_of is not None)


def open_frames(requests: Iterable[Request]) -> Frames:
    """Count the frames that are still to be made."""
    frames: Frames = Counter()
    for request in requests:
        if request.state in OPEN:
            frames.update((request.step_index, target.image) for target in request.targets)
    return frames


def waits_for(
    request: Request,
    *,
    frames: Frames,
    paused: Mapping[ProviderId, ProviderPaused],
    is_going: bool,
    now: float,
    is_held: bool = False,
    hold: Hold = Hold.NONE,
) -> str:
    """Return a sentence on what a request waits for; empty for one that waits for nothing.

    is_held says that the user holds its run, hold how the whole queue is held.
    """
    if request.state is not RequestState.QUEUED:
        return text.of_trouble(request.trouble) if request.trouble is not None else ""
    pause = paused.get(request.provider)
    if pause is not None and (pause.until is None or pause.until > now):
        return _of_pause(pause)
    if hold is not Hold.NONE:
        return _words("wait_paused")
    if is_held:
        return _words("wait_held")
    if request.not_before > now:
        return _words("wait_until", time=clock_text(request.not_before))
    if request.trouble is not None:
        return text.of_trouble(request.trouble)
    if not is_going:
        return _words("wait_resume")
    step = _step_waited_for(request, frames)
    return _words("wait_slot") if step is None else _words("wait_step", step=step + 1)


def tally(requests: Iterable[Request], now: float) -> Tally:
    """Count a run's requests."""
    own = tuple(requests)
    repeated = superseded(own)
    states = Counter(request.state for request in own if request.id not in repeated)
    begun = [request.sent_at for request in own if request.sent_at]
    is_over = all(request.state not in OPEN for request in own)
    until = max((request.ended_at for request in own), default=0.0) if is_over else now
    return Tally(
        state=_run_state(states),
        total=sum(states.values()),
        ended=sum(count for state, count in states.items() if state not in OPEN),
        failed=states[RequestState.FAILED],
        in_doubt=states[RequestState.IN_DOUBT],
        cost_micros=sum(request.cost_micros for request in own),
        charged_micros=sum(request.charged_micros for request in own),
        elapsed_s=max(0.0, until - min(begun)) if begun else 0.0,
        left_s=_left_s(own, now),
    )


def clock_text(at: float) -> str:
    """Return a time of day where the user is: "14:03:20"."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S")


def duration_text(seconds: float) -> str:
    """Return "0:41" or "1:02:03"."""
    whole = max(0, math.floor(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def _words(code: str, **params: str | int) -> str:
    return text.text(code, params, section="models")


def _of_pause(pause: ProviderPaused) -> str:
    why = text.of_trouble(pause.trouble)
    if pause.until is None:
        return why
    return _words("wait_paused_until", why=why, time=clock_text(pause.until))


def _step_waited_for(request: Request, frames: Frames) -> int | None:
    for wanted in request.inputs:
        frame = (wanted.after_step, wanted.image)
        if wanted.after_step is not None and wanted.image is not None:
            own = wanted.after_step == request.step_index
            makers = frames[wanted.after_step, wanted.image]
            if makers > own:
                return frame[0]
    return None


def _run_state(states: Mapping[RequestState, int]) -> RunState:
    if states.get(RequestState.IN_DOUBT):
        return RunState.NEEDS_DECISION
    if any(states.get(state) for state in _ACTIVE):
        return RunState.RUNNING
    if states.get(RequestState.QUEUED):
        return RunState.WAITING
    done, failed = states.get(RequestState.DONE), states.get(RequestState.FAILED)
    if failed:
        return RunState.PARTIAL if done else RunState.FAILED
    if states.get(RequestState.CANCELLED):
        return RunState.PARTIAL if done else RunState.CANCELLED
    return RunState.DONE


def _left_s(requests: tuple[Request, ...], now: float) -> float | None:
    """Return the median of what was done times what is to be done, by how many go at once."""
    took = [r.ended_at - r.sent_at for r in requests if r.state is RequestState.DONE and r.sent_at]
    active = [request for request in requests if is_active(request)]
    queued = sum(request.state is RequestState.QUEUED for request in requests)
    if not took or not (active or queued):
        return None
    usual = median(took)
    begun = sum(max(0.0, usual - (elapsed_s(request, now) or 0.0)) for request in active)
    return (begun + usual * queued) / max(1, len(active))
