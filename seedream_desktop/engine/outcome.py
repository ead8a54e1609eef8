"""What a run came to, counted from the record and not from memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from seedream_desktop.domain.ids import RunId, SequenceId
from seedream_desktop.domain.ledger import Entry, balance, play, real
from seedream_desktop.domain.money import PlayMicros, total
from seedream_desktop.domain.plan import Plan
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.domain.request import Request, RequestState, Version
from seedream_desktop.domain.sequence import Sequence


class OutcomeState(StrEnum):
    """The words of the console contract."""

    COMPLETED = "completed"
    PARTIAL = "partial"
    FAILED = "failed"
    NEEDS_ATTENTION = "needs_attention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Figures of one run; outputs are the pictures it made, unsure those to be looked at.

    Amounts are real money; those that begin with play are of what was only rehearsed.
    """

    run: RunId
    sequence: SequenceId
    state: OutcomeState
    images: int
    requests: int
    outputs: int
    unsure: int
    in_doubt: int
    waiting: int
    failed: int
    spent_micros: int
    reserved_micros: int
    estimated_micros: int
    play_spent_micros: int = 0
    play_reserved_micros: int = 0
    play_estimated_micros: int = 0

    @property
    def spent(self) -> int:
        """What to show: the real money where there is any, else the play money."""
        return total([self.spent_micros, PlayMicros(self.play_spent_micros)])

    @property
    def reserved(self) -> int:
        """What to show of what is set aside, by the same rule."""
        return total([self.reserved_micros, PlayMicros(self.play_reserved_micros)])


def outcome(
    run: RunId,
    sequence: Sequence,
    requests: Iterable[Request],
    versions: Iterable[Version],
    remaining: Plan | None,
    entries: Iterable[Entry],
    estimated_micros: int,
) -> Outcome:
    """Count. remaining is a plan made afresh: what it would still buy is not done.

    Without one, of a run of frames that were wanted anew, its own frames alone count.
    """
    own = [request for request in requests if request.run == run]
    versions = tuple(versions)
    ids = {request.id for request in own}
    made = [v for v in versions if v.request in ids and v.bought_as is None]
    states = [request.state for request in own]
    in_doubt = states.count(RequestState.IN_DOUBT)
    state = _of_frames(own, versions) if remaining is None else _of_plan(remaining)
    waits = (RequestState.QUEUED, RequestState.ACCEPTED, RequestState.COLLECTING)
    return Outcome(
        run=run,
        sequence=sequence.id,
        state=OutcomeState.NEEDS_ATTENTION if in_doubt else state,
        images=len(sequence.images),
        requests=len(own),
        outputs=len(made),
        unsure=sum(not version.is_paired for version in made),
        in_doubt=in_doubt,
        waiting=sum(states.count(wait) for wait in waits),
        failed=states.count(RequestState.FAILED),
        estimated_micros=estimated_micros,
        **_money(own, tuple(entries)),
    )


def _of_plan(remaining: Plan) -> OutcomeState:
    """Return what a run came to by what a plan would still buy."""
    if not remaining.requests and not remaining.held and remaining.is_runnable:
        return OutcomeState.COMPLETED
    return OutcomeState.PARTIAL if remaining.done else OutcomeState.FAILED


def _of_frames(own: Iterable[Request], versions: Iterable[Version]) -> OutcomeState:
    """Return what a run came to by the frames alone that its requests were to make."""
    requests = tuple(own)
    ids = {request.id for request in requests}
    here = {(v.step, v.image, v.take) for v in versions if v.request in ids}
    if {(r.step, t.image, t.take) for r in requests for t in r.targets} <= here:
        return OutcomeState.COMPLETED
    return OutcomeState.PARTIAL if here else OutcomeState.FAILED


def _money(requests: Iterable[Request], entries: Iterable[Entry]) -> dict[str, int]:
    """Return what is spent and set aside, the kinds of money apart; for a rehearsal its price."""
    rows = tuple(entries)
    paid, played = balance(real(rows)), balance(play(rows))
    first = (r for r in requests if r.resend_of is None and is_play(r.provider))
    return {
        "spent_micros": paid.spent_micros,
        "reserved_micros": paid.open_micros,
        "play_spent_micros": played.spent_micros,
        "play_reserved_micros": played.open_micros,
        "play_estimated_micros": sum(request.cost_micros for request in first),
    }
