"""Caps: what a run, a day and a month may cost at most, the user's settings and a run's own."""

from collections.abc import Callable, Sequence

from seedream_desktop.domain.errors import OverBudget
from seedream_desktop.domain.ids import RunId
from seedream_desktop.domain.ledger import Caps, balance, play, real
from seedream_desktop.domain.plan import Plan
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.domain.request import Request
from seedream_desktop.ports.library import Library
from seedream_desktop.ports.world import Clock


class Budget:
    """Says which caps hold for a run.

    Holding them is the ledger's work: Library.begin_sending reserves in the transaction that
    records the intent, so no number of workers can pass a cap. check() is the friendly
    refusal before anything is written.
    """

    def __init__(self, library: Library, clock: Clock, caps: Callable[[], Caps]) -> None:
        """Take where the caps of day and month stand now; they may change while running."""
        self._library = library
        self._clock = clock
        self._caps = caps
        self._of_run: dict[RunId, int | None] = {}

    async def caps(self, run: RunId) -> Caps:
        """Return the caps that hold for a request of this run."""
        if run not in self._of_run:
            self._of_run[run] = (await self._library.run(run)).cap_micros
        own, general = self._of_run[run], self._caps()
        run_caps = [cap for cap in (own, general.run_micros) if cap is not None]
        return Caps(
            run_micros=min(run_caps, default=None),
            day_micros=general.day_micros,
            month_micros=general.month_micros,
        )

    async def check_more(self, requests: Sequence[Request]) -> None:
        """Refuse new requests of runs that began earlier. Raises OverBudget, as check() does."""
        for run in {request.run for request in requests}:
            cap_micros = (await self.caps(run)).run_micros
            entries = await self._library.entries(run=run)
            for kind, name, is_of_kind in ((real, "run", False), (play, "play_run", True)):
                own = (r for r in requests if r.run == run and is_play(r.provider) is is_of_kind)
                used = balance(kind(entries)).exposure_micros
                _refuse_above(name, cap_micros, used, sum(r.cost_micros for r in own))
        await self._check_time(
            sum(request.cost_micros for request in requests if not is_play(request.provider))
        )

    async def check(self, plan: Plan, cap_micros: int | None) -> None:
        """Refuse a run whose worst case passes a cap as things stand. Raises OverBudget.

        Play money is held against the run's caps as the real thing would be, by itself.
        """
        for cap in (cap_micros, self._caps().run_micros):
            _refuse_above("run", cap, 0, plan.cost_micros)
            _refuse_above("play_run", cap, 0, plan.play_micros)
        await self._check_time(plan.cost_micros)

    async def _check_time(self, cost_micros: int) -> None:
        caps, moment = self._caps(), self._clock.moment()
        bounds = (
            ("day", caps.day_micros, moment.day_start),
            ("month", caps.month_micros, moment.month_start),
        )
        for name, cap_micros, since in bounds:
            if cap_micros is not None and cost_micros:
                entries = await self._library.entries(since=since)
                used = balance(real(entries)).exposure_micros
                _refuse_above(name, cap_micros, used, cost_micros)


def _refuse_above(name: str, cap_micros: int | None, used_micros: int, cost_micros: int) -> None:
    if cap_micros is not None and cost_micros and used_micros + cost_micros > cap_micros:
        raise OverBudget(
            "over_budget",
            cap=name,
            cap_micros=cap_micros,
            used_micros=used_micros,
            cost_micros=cost_micros,
        )
