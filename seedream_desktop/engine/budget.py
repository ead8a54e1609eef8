"""Caps: what a run, a day and a month may cost at most, the user's settings and a run's own."""

from collections.abc import Callable

from seedream_desktop.domain.errors import OverBudget
from seedream_desktop.domain.ids import RunId
from seedream_desktop.domain.ledger import Caps, balance
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

    async def check(self, cost_micros: int, cap_micros: int | None) -> None:
        """Refuse a run whose worst case passes a cap as things stand. Raises OverBudget."""
        general, moment = self._caps(), self._clock.moment()
        bounds: tuple[tuple[str, int | None, float | None], ...] = (
            ("run", cap_micros, None),
            ("run", general.run_micros, None),
            ("day", general.day_micros, moment.day_start),
            ("month", general.month_micros, moment.month_start),
        )
        for name, cap, since in bounds:
            if cap is None or cost_micros == 0:
                continue
            used = 0
            if since is not None:
                entries = await self._library.entries(since=since)
                used = balance(entries).exposure_micros
            if used + cost_micros > cap:
                raise OverBudget(
                    "over_budget",
                    cap=name,
                    cap_micros=cap,
                    used_micros=used,
                    cost_micros=cost_micros,
                )
