"""A run's requests counted: where it stands, what it cost, how long it still takes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median
from typing import Final

from seedream_desktop.domain.ids import ProviderId, RequestId
from seedream_desktop.domain.rehearsal import total_at
from seedream_desktop.domain.request import OPEN, Request, RequestState
from seedream_desktop.ui.models.standing import (
    ACTIVE,
    elapsed_s,
    is_active,
    is_left,
    is_sent,
    superseded,
)

_OVERDUE: Final = 2.0
"""How many times the usual a request may take before the usual says nothing of it."""


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

    Requests that others repeat count for what they were charged alone. left_s is measured: what
    requests of this run took so far, None while none is done.
    """

    state: RunState = RunState.DONE
    total: int = 0
    ended: int = 0
    failed: int = 0
    in_doubt: int = 0
    unsent: int = 0
    cost_micros: int = 0
    charged_micros: int = 0
    elapsed_s: float = 0.0
    left_s: float | None = None


def tally(
    requests: Iterable[Request], now: float, repeated: frozenset[RequestId] | None = None
) -> Tally:
    """Count a run's requests; repeated are those that superseded() names, where they are known.

    The queue counts with each of its news, so that all is counted in one pass.
    """
    own = tuple(requests)
    repeated = superseded(own) if repeated is None else repeated
    counted = _Counted()
    for request in own:
        counted.add(request, is_repeated=request.id in repeated)
    states, left = counted.states, counted.left
    until = counted.last_end if not counted.is_open else now
    return Tally(
        state=_run_state(states - left, is_short=bool(left)),
        total=sum(states.values()),
        ended=sum(count for state, count in states.items() if state not in OPEN),
        failed=states[RequestState.FAILED],
        in_doubt=states[RequestState.IN_DOUBT],
        unsent=states[RequestState.QUEUED] + states[RequestState.PREPARING],
        cost_micros=total_at(counted.cost_micros.items()),
        charged_micros=total_at(counted.charged_micros.items()),
        elapsed_s=max(0.0, until - counted.first_sent) if counted.first_sent else 0.0,
        left_s=_left_s(counted, now),
    )


@dataclass(slots=True)
class _Counted:
    """What one pass over a run's requests comes to; times are seconds since 1970, 0 for none."""

    states: Counter[RequestState] = field(default_factory=Counter)
    """Of those that no other repeats."""
    left: Counter[RequestState] = field(default_factory=Counter)
    cost_micros: Counter[ProviderId] = field(default_factory=Counter)
    charged_micros: Counter[ProviderId] = field(default_factory=Counter)
    took_s: list[float] = field(default_factory=list)
    active: list[Request] = field(default_factory=list)
    queued: int = 0
    is_open: bool = False
    first_sent: float = 0.0
    last_end: float = 0.0

    def add(self, request: Request, *, is_repeated: bool) -> None:
        state, sent_at, charged = request.state, request.sent_at, request.charged_micros
        if not is_repeated:
            self.states[state] += 1
        self.cost_micros[request.provider] += charged if is_repeated else request.cost_micros
        self.charged_micros[request.provider] += charged
        if sent_at and not 0 < self.first_sent <= sent_at:
            self.first_sent = sent_at
        if state in OPEN:
            self.is_open = True
            self._add_open(request, state)
        elif state is RequestState.DONE and sent_at:
            self.took_s.append(request.ended_at - sent_at)
        self.last_end = max(self.last_end, request.ended_at)

    def _add_open(self, request: Request, state: RequestState) -> None:
        if state is RequestState.QUEUED:
            self.queued += 1
        elif is_active(request):
            self.active.append(request)
        elif is_left(request):
            self.left[state] += 1


def _run_state(states: Mapping[RequestState, int], *, is_short: bool) -> RunState:
    """Return where a run stands; a short one lacks results that nobody waits for."""
    if states.get(RequestState.IN_DOUBT):
        return RunState.NEEDS_DECISION
    if any(states.get(state) for state in ACTIVE):
        return RunState.RUNNING
    if states.get(RequestState.QUEUED):
        return RunState.WAITING
    done, failed = states.get(RequestState.DONE), states.get(RequestState.FAILED)
    if failed:
        return RunState.PARTIAL if done else RunState.FAILED
    if states.get(RequestState.CANCELLED):
        return RunState.PARTIAL if done else RunState.CANCELLED
    return RunState.PARTIAL if is_short else RunState.DONE


def _left_s(counted: _Counted, now: float) -> float | None:
    """Return the median of what was done times what is to be done, by how many go at once.

    None where nothing is at a service, or where one takes so long that the median says nothing.
    """
    active = counted.active
    if not counted.took_s or not any(is_sent(request) for request in active):
        return None
    usual = median(counted.took_s)
    gone = [elapsed_s(request, now) or 0.0 for request in active]
    if max(gone) > _OVERDUE * usual:
        return None
    begun = sum(max(0.0, usual - each) for each in gone)
    return (begun + usual * counted.queued) / max(1, len(active))
