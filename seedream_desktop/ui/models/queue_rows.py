"""What the queue's tree knows of a run and of a request, role by role."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, Final, TypeAlias

from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.request import OPEN, Request, RequestState
from seedream_desktop.ports.queue import QueuedRun
from seedream_desktop.ui import figures, text
from seedream_desktop.ui.delegates.row import RequestRow, RunRow
from seedream_desktop.ui.models import queue_verbs, standing, waiting
from seedream_desktop.ui.models.appointment import starts_text
from seedream_desktop.ui.models.listing import ACCESSIBLE, DISPLAY, FIRST_ROLE
from seedream_desktop.ui.models.standing import Around, Frames, Held
from seedream_desktop.ui.models.tally import Tally, tally


class QueueRole(IntEnum):
    """What is known of a run or a request; those that a row has not are None."""

    IS_RUN = FIRST_ROLE
    ID = FIRST_ROLE + 1
    STATE = FIRST_ROLE + 2
    """A RunState or a RequestState."""
    STATE_WORD = FIRST_ROLE + 3
    WAITS_FOR = FIRST_ROLE + 4
    ELAPSED_S = FIRST_ROLE + 5
    COST_MICROS = FIRST_ROLE + 6
    CHARGED_MICROS = FIRST_ROLE + 7
    LEFT_S = FIRST_ROLE + 8
    ENDED = FIRST_ROLE + 9
    TOTAL = FIRST_ROLE + 10
    ACTIONS = FIRST_ROLE + 11
    VALUE = FIRST_ROLE + 12
    """The Run or the Request itself."""
    HELD = FIRST_ROLE + 13
    """Of a run: what keeps it from going on, a Held."""


@dataclass(slots=True)
class Branch:
    """One run in the tree. serial is in the ids of its children's indexes and never changes."""

    serial: int
    item: QueuedRun
    requests: list[Request]
    kept: set[RequestId] = field(default_factory=set)
    """Requests whose short result the user takes as it is; all branches share it."""
    places: dict[RequestId, int] = field(default_factory=dict)
    repeated: frozenset[RequestId] = frozenset()
    tally: Tally = field(default_factory=Tally)
    frames: Frames = field(default_factory=Frames)
    decimals: int = 2
    """How many the prices of its requests take, one below the other."""
    lines: dict[RequestId | None, RunRow | RequestRow] = field(default_factory=dict)
    """What views were told last: of requests, and of the run itself under None."""

    def put(self, place: int, request: Request) -> bool:
        """Replace a request by a newer one; say whether more than the tally may be another."""
        before, self.requests[place] = self.requests[place], request
        return _counted(before) != _counted(request)

    def retally(self, now: float) -> None:
        """Bring up to date what a step of a request on its way changes, without the rest."""
        self.tally = tally(self.requests, now, self.repeated)

    def recount(self, now: float) -> None:
        """Bring what is counted up to date with the requests."""
        self.places = {request.id: place for place, request in enumerate(self.requests)}
        self.repeated = standing.superseded(self.requests)
        self.tally = tally(self.requests, now, self.repeated)
        self.frames = standing.open_frames(self.requests)
        decimals = figures.decimals_of({price_micros(request) for request in self.requests})
        if decimals != self.decimals:
            self.decimals = decimals
            self.lines.clear()

    def forget(self, places: Iterable[int] | None = None) -> None:
        """Let the lines of the run and of requests be made anew, of all unless places are named."""
        if places is None:
            self.lines.clear()
            return
        for name in (None, *(self.requests[place].id for place in places)):
            self.lines.pop(name, None)

    @property
    def now(self) -> QueuedRun:
        """The run with its requests as they are now."""
        return replace(self.item, requests=tuple(self.requests))

    @property
    def is_over(self) -> bool:
        """Say whether nothing is open, and nothing failed or short that could be tried again."""
        is_open = any(request.state in OPEN for request in self.requests)
        return not is_open and self.tally.failed == 0 and not any(map(self.is_short, self.requests))

    def is_short(self, request: Request) -> bool:
        """Say whether a request lacks results, and nobody has said yet that this will do."""
        is_settled = request.id in self.repeated or request.id in self.kept
        return standing.is_short(request) and not is_settled

    @property
    def ended_at(self) -> float:
        """When the last request ended; the run's start where none has."""
        ends = (request.ended_at for request in self.requests)
        return max(ends, default=0.0) or self.item.run.started_at


RunReader: TypeAlias = Callable[[Branch, Around], Any]
RequestReader: TypeAlias = Callable[[Branch, Request, Around], Any]


def held(branch: Branch) -> Held:
    """Return what keeps a run from going on."""
    if branch.item.run.is_held:
        return Held.BY_USER
    if not branch.item.is_going:
        return Held.UNTIL_RESUMED
    return Held.UNTIL_TIME if branch.item.run.not_before else Held.NO


def waits_for(branch: Branch, request: Request, around: Around) -> str:
    """Return what a request waits for, as the whole queue stands."""
    own = held(branch)
    waits = request.state is RequestState.QUEUED and request.trouble is None
    if own is Held.UNTIL_TIME and waits and around.hold is Hold.NONE:
        return starts_text(branch.item.run.not_before, around.now)
    return waiting.waits_for(request, frames=branch.frames, around=around, held=own)


def actions(branch: Branch, request: Request) -> tuple[str, ...]:
    """Return the commands that a request is open to."""
    is_superseded, is_kept = request.id in branch.repeated, request.id in branch.kept
    return queue_verbs.actions(request, is_superseded=is_superseded, is_kept=is_kept)


def _counted(request: Request) -> tuple[object, ...]:
    """Return all of a request that recount() looks at beside the tally."""
    frames = request.state in OPEN, request.step_index, request.targets
    return request.id, request.resend_of, frames, price_micros(request)


def price_micros(request: Request) -> int:
    """Return what a request was charged once it has ended, else its worst case."""
    return request.charged if request.ended_at else request.price


def _run_word(branch: Branch, _around: Around) -> str:
    return text.text(f"run_{branch.tally.state.value}", section="models")


def _run_spoken(branch: Branch, around: Around) -> str:
    tally = branch.tally
    return text.text(
        "run_spoken",
        {
            "title": branch.item.title,
            "state": _run_word(branch, around),
            "ended": tally.ended,
            "total": tally.total,
            "charged": tally.charged_micros,
            "cost": tally.cost_micros,
        },
        section="models",
    )


def _request_spoken(branch: Branch, request: Request, around: Around) -> str:
    params: dict[str, str | int] = {
        "number": branch.places.get(request.id, 0) + 1,
        "step": request.step_index + 1,
        "outputs": len(request.targets),
        "state": standing.word(request),
        "cost": price_micros(request),
    }
    said = text.text("request_spoken", params, section="models")
    answer = around.remarks.get(request.id)
    more = answer.words if answer is not None else waits_for(branch, request, around)
    return text.sentences((said, more))


RUN_READERS: Final[Mapping[int, RunReader]] = {
    DISPLAY: lambda branch, _: branch.item.title,
    ACCESSIBLE: _run_spoken,
    QueueRole.IS_RUN: lambda _branch, _: True,
    QueueRole.ID: lambda branch, _: branch.item.run.id,
    QueueRole.STATE: lambda branch, _: branch.tally.state,
    QueueRole.STATE_WORD: _run_word,
    QueueRole.ELAPSED_S: lambda branch, _: branch.tally.elapsed_s,
    QueueRole.COST_MICROS: lambda branch, _: branch.tally.cost_micros,
    QueueRole.CHARGED_MICROS: lambda branch, _: branch.tally.charged_micros,
    QueueRole.LEFT_S: lambda branch, _: branch.tally.left_s,
    QueueRole.ENDED: lambda branch, _: branch.tally.ended,
    QueueRole.TOTAL: lambda branch, _: branch.tally.total,
    QueueRole.ACTIONS: lambda branch, _: queue_verbs.run_actions(branch.tally, held(branch)),
    QueueRole.HELD: lambda branch, _: held(branch),
    QueueRole.VALUE: lambda branch, _: branch.item.run,
}

REQUEST_READERS: Final[Mapping[int, RequestReader]] = {
    DISPLAY: lambda _branch, request, _around: request.id,
    ACCESSIBLE: _request_spoken,
    QueueRole.IS_RUN: lambda _branch, _request, _around: False,
    QueueRole.ID: lambda _branch, request, _around: request.id,
    QueueRole.STATE: lambda _branch, request, _around: request.state,
    QueueRole.STATE_WORD: lambda _branch, request, _around: standing.word(request),
    QueueRole.WAITS_FOR: waits_for,
    QueueRole.ELAPSED_S: lambda _b, request, around: standing.elapsed_s(request, around.now),
    QueueRole.COST_MICROS: lambda _branch, request, _around: request.price,
    QueueRole.CHARGED_MICROS: lambda _branch, request, _around: request.charged,
    QueueRole.ACTIONS: lambda branch, request, _around: actions(branch, request),
    QueueRole.VALUE: lambda _branch, request, _around: request,
}
