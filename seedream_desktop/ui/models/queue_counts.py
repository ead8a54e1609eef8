"""The whole queue in a few figures, for status bar, strip, buttons and the badge."""

from collections.abc import Iterable
from dataclasses import dataclass

from seedream_desktop.domain.money import total
from seedream_desktop.domain.request import OPEN, Request, RequestState
from seedream_desktop.ui.models import standing
from seedream_desktop.ui.models.queue_rows import Branch
from seedream_desktop.ui.models.standing import missing_of

_INPUTS_FAILED = "inputs_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Requests of all runs that are shown, by what they need.

    running are being sent, at a service or being saved; waiting are not sent, those that are
    made ready among them; failed can be tried again, which would cost at most retry_micros.
    ended and total are of the runs that are not over; left_s is measured, None where it is not
    known. unresumed wait for the user to resume since the start of the program, which would
    cost at most resume_micros. over are runs that are done.
    """

    running: int = 0
    waiting: int = 0
    in_doubt: int = 0
    failed: int = 0
    retry_micros: int = 0
    ended: int = 0
    total: int = 0
    left_s: float | None = None
    unresumed: int = 0
    resume_micros: int = 0
    over: int = 0

    @property
    def share(self) -> float | None:
        """How much of the unfinished runs is done, 0 to 1; None where nothing is unfinished."""
        return self.ended / self.total if self.total else None


def count(branches: Iterable[Branch]) -> Counts:
    """Count what runs need."""
    runs = tuple(branches)
    tallies = [branch.tally for branch in runs]
    going = [b.tally for b in runs if any(request.state in OPEN for request in b.requests)]
    lefts = [tally.left_s for tally in going]
    known = [left for left in lefts if left is not None]
    unresumed = [r for branch in runs if not branch.item.is_going for r in _queued(branch)]
    return Counts(
        running=sum(standing.is_sent(r) for branch in runs for r in branch.requests),
        waiting=sum(tally.unsent for tally in tallies),
        in_doubt=sum(tally.in_doubt for tally in tallies),
        failed=sum(tally.failed for tally in tallies),
        retry_micros=total(cost for branch in runs for cost in _retry_prices(branch)),
        ended=sum(tally.ended for tally in going),
        total=sum(tally.total for tally in going),
        left_s=max(known) if known and len(known) == len(lefts) else None,
        unresumed=len(unresumed),
        resume_micros=total(request.price for request in unresumed),
        over=sum(branch.is_over for branch in runs),
    )


def again_micros(request: Request, requests: Iterable[Request]) -> int:
    """Return the most that trying a request again costs, later steps that go along included."""
    missing = missing_of(request)
    own = request.price
    if missing is not None:
        own = -(-own * missing[0] // missing[1])
    images = {target.image for target in request.targets}
    later = (
        other.price
        for other in requests
        if other.step_index > request.step_index
        and other.state is RequestState.FAILED
        and other.trouble is not None
        and other.trouble.code == _INPUTS_FAILED
        and any(target.image in images for target in other.targets)
    )
    return total([own, *later])


def _retry_prices(branch: Branch) -> list[int]:
    return [
        request.price
        for request in branch.requests
        if request.state is RequestState.FAILED and request.id not in branch.repeated
    ]


def _queued(branch: Branch) -> list[Request]:
    return [request for request in branch.requests if request.state is RequestState.QUEUED]
