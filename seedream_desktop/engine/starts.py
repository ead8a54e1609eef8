"""The beginning of a run: what was shown is checked once more, and written down."""

from dataclasses import replace
from typing import TypedDict

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.request import Request
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.engine.budget import Budget
from seedream_desktop.engine.quotes import Quotes
from seedream_desktop.engine.runs import expand, new_run
from seedream_desktop.ports.library import Library, Run
from seedream_desktop.ports.world import Clock


class RunTerms(TypedDict, total=False):
    """How a run is wanted, all of it optional.

    cap_micros is what it may cost at most, out_dir where its results are exported to. The draft
    that it was is forgotten with it. is_first puts it before all other runs, else it comes after
    them. is_pilot runs the plan's first request alone; the others are in the next plan as they
    were. Nothing of it begins before not_before, in seconds since 1970.
    """

    cap_micros: int | None
    out_dir: str
    draft: int | None
    is_first: bool
    is_pilot: bool
    not_before: float


class Starts:
    """Makes runs of plans. One transaction writes all of a run; from there on it is bought once."""

    def __init__(self, library: Library, clock: Clock, quotes: Quotes, budget: Budget) -> None:
        """Take where runs are written, and what a plan is checked by."""
        self._library = library
        self._clock = clock
        self._quotes = quotes
        self._budget = budget

    async def write(
        self, sequence: Sequence, token: str, terms: RunTerms, wish: Again | None
    ) -> tuple[Run, tuple[Request, ...]]:
        """Write the plan of a token as a run: of the whole sequence, or of a wish.

        Raises UserFixable("plan_changed", "plan_has_stops"); OverBudget. Nothing is written then.
        """
        now = self._clock.now()
        is_pilot, cap_micros = terms.get("is_pilot", False), terms.get("cap_micros")
        fresh = await self._quotes.agreed(sequence, token, is_pilot=is_pilot, wish=wish)
        await self._budget.check(fresh, cap_micros)
        out_dir = terms.get("out_dir", "")
        run = new_run(sequence, fresh, now, cap_micros=cap_micros, out_dir=out_dir)
        run = replace(run, not_before=terms.get("not_before", 0.0))
        versions = await self._library.versions(sequence.id)
        requests, adopted = expand(run, fresh, versions, now)
        await self._library.save_sequence(sequence, now)
        await self._library.start_run(run, requests, adopted, terms.get("draft"))
        return run, requests
