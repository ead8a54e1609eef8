"""Any order of answers, losses, refusals and decisions keeps the books balanced."""

import asyncio
import shutil
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from seedream_desktop.domain.errors import OverBudget
from seedream_desktop.domain.ids import FrameKey, RunId
from seedream_desktop.domain.ledger import Caps, EntryKind, Moment, balance
from seedream_desktop.domain.request import IN_FLIGHT, OPEN, Request, RequestState
from seedream_desktop.storage import requests
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from tests.unit.storage import samples
from tests.unit.storage.samples import charge

S = RequestState
DAY = samples.DAY_S
KEYS = [f"key {n}" for n in range(8)]
COSTS = st.integers(0, 50_000)
CAPS = st.integers(0, 100_000) | st.just(10**9)
RARELY = st.sampled_from([False] * 30 + [True])
HOURS = st.sampled_from([0, 0, 0, 0, 1, 30])
CHARGES = st.none() | COSTS | st.integers(90_000, 99_000)
PLANS = st.tuples(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3), COSTS)
PICKS = st.integers(0, 10**6)


WAYS = {
    S.QUEUED: ("send",),
    S.PREPARING: ("send",),
    S.SENDING: ("accept", "collect", "lose_the_answer", "send_nothing", "fail"),
    S.ACCEPTED: ("collect", "collect", "fail"),
    S.COLLECTING: ("finish", "finish", "fail"),
    S.IN_DOUBT: ("accept", "fail", "give_up", "resend"),
}


class Books(RuleBasedStateMachine):
    """A run whose requests do what they like; the model keeps what they may and what they cost."""

    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner()
        self.root = Path(tempfile.mkdtemp(prefix="books-"))
        self.library = None
        self.requests = {}
        self.held = set()
        self.now = 0.0

    def do(self, work):
        return self.runner.run(work)

    @initialize(
        run=CAPS, day=CAPS, own=st.booleans(), planned=st.lists(PLANS, min_size=2, max_size=7)
    )
    def open(self, run, day, own, planned):
        self.caps = Caps(run_micros=run, day_micros=day, month_micros=day * 2)
        self.library = self.do(Library.open(Locations(self.root)))
        self.do(samples.begin_run(self.library, cap_micros=run if own else None))
        self.do(self.library.start_run(samples.run("run-2"), (), ()))
        for keys, cost in planned:
            self.add(keys, cost)

    def teardown(self):
        if self.library is not None:
            self.do(self.library.close())
        self.runner.close()
        shutil.rmtree(self.root)

    def keep(self, request):
        assert self.requests[request.id].version < request.version
        self.requests[request.id] = request

    def add(self, keys, cost):
        number = len(self.requests)
        run = (samples.RUN, RunId("run-2"))[number % 2]
        request = samples.request(f"req-{number}", run=run)
        # Written as a row of its own: the port adds requests with a new run only.
        self.do(self.library.database.write(partial(requests.insert, request=request)))
        request = replace(request, recipe=samples.recipe(*keys, cost_micros=cost))
        self.requests[request.id] = self.do(self.library.move(request, S.QUEUED))

    @rule(number=PICKS, choice=PICKS, charged=CHARGES, hours=HOURS, restarts=RARELY)
    def go_on(self, number, choice, charged, hours, restarts):
        """Take one open request a step further, in one of the ways that its state leaves."""
        self.now += hours * 3600
        if restarts:
            self.do(self.library.close())
            self.library = self.do(Library.open(Locations(self.root)))
        going = [request for request in self.requests.values() if request.state in OPEN]
        if going:
            request = going[number % len(going)]
            ways = WAYS[request.state]
            getattr(self, ways[choice % len(ways)])(request, charged)

    def send(self, request, _charged):
        if request.state is S.QUEUED:
            request = self.do(self.library.move(request, S.PREPARING))
            self.keep(request)
        keys, cost = set(request.recipe.keys), request.recipe.cost_micros
        moment = Moment(
            now=self.now,
            day_start=self.now // DAY * DAY,
            month_start=self.now // (7 * DAY) * 7 * DAY,
        )
        taken = {r.id for r in self.requests.values() if keys & self.bought_by(r)}
        used = self.exposures(request, moment)
        fits = cost == 0 or all(u + cost <= cap for u, cap in used)
        try:
            outcome = self.do(self.library.begin_sending(request, self.caps, moment))
        except OverBudget:
            assert not taken
            assert not fits
            event("refused by a cap")
            return
        if isinstance(outcome, Request):
            assert not taken
            assert fits
            self.keep(outcome)
        else:
            assert outcome in taken
            event("refused for a key")

    def bought_by(self, request):
        is_holder = request.state in IN_FLIGHT or request.id in self.held
        return set(request.recipe.keys) if is_holder else set()

    def exposures(self, request, moment):
        entries = self.do(self.library.entries())
        counted = (
            ([e for e in entries if e.run == request.run], self.caps.run_micros),
            ([e for e in entries if e.counted_at >= moment.day_start], self.caps.day_micros),
            ([e for e in entries if e.counted_at >= moment.month_start], self.caps.month_micros),
        )
        return [(balance(group).exposure_micros, cap) for group, cap in counted]

    def accept(self, request, _charged):
        self.keep(self.do(self.library.move(request, S.ACCEPTED)))

    def collect(self, request, _charged):
        self.keep(self.do(self.library.begin_collecting(request, samples.awaited(0))))

    def settle(self, request, to, charged, versions=()):
        settlement = charge(charged)
        self.keep(self.do(self.library.settle(request, to, settlement, self.now, versions)))

    def lose_the_answer(self, request, _charged):
        self.settle(request, S.IN_DOUBT, None)

    def send_nothing(self, request, _charged):
        self.settle(request, S.QUEUED, 0)

    def fail(self, request, charged):
        self.settle(request, S.FAILED, charged)

    def finish(self, request, charged):
        versions = tuple(
            samples.version(f"{request.id}-{n}", request.id, key=FrameKey(key), take=n)
            for n, key in enumerate(request.recipe.keys)
        )
        self.settle(request, S.DONE, charged, versions)
        self.held.add(request.id)
        event("done")

    def give_up(self, request, _charged):
        self.settle(request, S.CANCELLED, None)

    def resend(self, request, _charged):
        name = f"req-{len(self.requests)}"
        fresh = samples.request(name, run=request.run, resend_of=request.id, recipe=request.recipe)
        assert self.do(self.library.resend(request, fresh, self.now)) == fresh
        self.keep(self.do(self.library.request(request.id)))
        self.requests[fresh.id] = fresh
        event("sent again")

    @invariant()
    def all_holds(self):
        if self.library is None:
            return
        entries = self.do(self.library.entries())
        self.the_books_balance(entries)
        self.no_cap_is_passed_but_by_a_charge_above_the_estimate(entries)
        self.every_attempt_has_one_reservation(entries)
        self.no_key_is_held_twice()
        stored = {r.id: r for r in self.do(self.library.requests())}
        assert stored == self.requests

    def the_books_balance(self, entries):
        for request in self.requests.values():
            sums = balance(e for e in entries if e.request == request.id)
            assert request.charged_micros == sums.spent_micros
            if request.state not in OPEN:
                assert sums.reserved_micros == sums.spent_micros + sums.released_micros
            elif request.state in IN_FLIGHT:
                assert sums.open_micros == request.recipe.cost_micros
                assert sums.spent_micros == 0
            else:
                assert sums.exposure_micros == 0
        total = balance(entries)
        assert total.spent_micros == sum(r.charged_micros for r in self.requests.values())
        assert total.open_micros >= 0

    def no_key_is_held_twice(self):
        flying = [r for r in self.requests.values() if r.state in IN_FLIGHT]
        keys = [key for r in flying for key in set(r.recipe.keys)]
        assert len(keys) == len(set(keys))

    def no_cap_is_passed_but_by_a_charge_above_the_estimate(self, entries):
        above = sum(e.amount_micros for e in entries if e.note == "charged_above_estimate")
        by_run, by_day = {}, {}
        for e in entries:
            by_run.setdefault(e.run, []).append(e)
            by_day.setdefault(e.counted_at // DAY, []).append(e)
        for group, cap in (
            *((g, self.caps.run_micros) for g in by_run.values()),
            *((g, self.caps.day_micros) for g in by_day.values()),
        ):
            assert balance(group).exposure_micros <= cap + above

    def every_attempt_has_one_reservation(self, entries):
        first = [
            (e.request, e.attempt)
            for e in entries
            if e.kind is EntryKind.RESERVED and e.note != "charged_above_estimate"
        ]
        rows = self.do(
            self.library.database.read(
                lambda c: c.execute("select request, number from attempts").fetchall()
            )
        )
        assert sorted(first) == sorted(rows)


Books.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestBooks = Books.TestCase
