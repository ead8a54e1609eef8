import asyncio
import sqlite3
from dataclasses import replace
from itertools import product

import pytest

from seedream_desktop.domain.errors import OverBudget
from seedream_desktop.domain.ids import RequestId, RunId
from seedream_desktop.domain.ledger import Caps, EntryKind, Moment, balance
from seedream_desktop.domain.request import ALLOWED, OPEN, RequestState
from tests.unit.storage import samples
from tests.unit.storage.samples import charge

S = RequestState
NO_CAPS = samples.NO_CAPS


@pytest.fixture
async def filled(library):
    await samples.begin_run(library, *(samples.request(f"req-{n}", n) for n in range(6)))
    return library


async def ready(library, name, *keys, cost_micros=35_000):
    queued = await library.request(RequestId(name))
    return await samples.prepared(library, queued, *keys, cost_micros=cost_micros)


async def everything(library):
    """Return all that is written, to see that nothing was."""
    tables = ("requests", "request_keys", "attempts", "versions", "outputs", "ledger")
    return await library.database.read(
        lambda c: [c.execute(f"select * from {table}").fetchall() for table in tables]
    )


async def rows(library):
    return [(e.kind, e.amount_micros, e.note) for e in await library.entries()]


async def test_sending_reserves_records_the_attempt_and_moves_in_one_step(filled):
    request = await ready(filled, "req-1", "a", "b")
    sent = await filled.begin_sending(request, NO_CAPS, samples.moment(1000.0))
    assert sent == replace(
        request, state=S.SENDING, version=request.version + 1, attempts=1, sent_at=1000.0
    )
    assert await filled.request(request.id) == sent
    (entry,) = await filled.entries()
    assert (entry.request, entry.run, entry.provider) == (sent.id, sent.run, sent.provider)
    assert (entry.kind, entry.amount_micros, entry.attempt) == (EntryKind.RESERVED, 35_000, 1)
    assert (entry.at, entry.counted_at) == (1000.0, 1000.0)
    attempts = await filled.database.read(lambda c: c.execute("select * from attempts").fetchall())
    assert attempts == [("req-1", 1, "wavespeed", 35_000, 1000.0)]


async def test_what_the_recipe_costs_is_reserved_and_not_what_was_planned(filled):
    request = await ready(filled, "req-1", cost_micros=7)
    await filled.begin_sending(request, NO_CAPS, samples.moment())
    assert await rows(filled) == [(EntryKind.RESERVED, 7, "")]


@pytest.mark.parametrize("state", [S.SENDING, S.ACCEPTED, S.COLLECTING, S.IN_DOUBT])
async def test_a_key_that_may_be_bought_already_is_not_sent_again(filled, state):
    await samples.in_state(filled, "req-0", state, "a", "shared")
    request = await ready(filled, "req-1", "shared", "b")
    before = await everything(filled)
    assert await filled.begin_sending(request, NO_CAPS, samples.moment()) == "req-0"
    assert await everything(filled) == before


async def test_a_key_that_was_bought_names_the_request_that_paid(filled):
    request = await samples.in_state(filled, "req-0", S.COLLECTING, "a")
    paid = samples.version("v", "req-0", key=samples.key("a"))
    await filled.settle(request, S.DONE, charge(35_000), 9.0, (paid,))
    adopted = samples.version("w", "", key=samples.key("a"), bought_as=paid.id)
    await filled.adopt([adopted])
    again = await ready(filled, "req-1", "a")
    before = await everything(filled)
    assert await filled.begin_sending(again, NO_CAPS, samples.moment()) == "req-0"
    assert await everything(filled) == before


async def test_a_key_is_free_again_when_its_request_ended_without_a_result(filled):
    failed = await samples.in_state(filled, "req-0", S.ACCEPTED, "a")
    await filled.settle(failed, S.FAILED, charge(0), 9.0)
    queued = await samples.in_state(filled, "req-1", S.SENDING, "b")
    await filled.settle(queued, S.QUEUED, charge(0), 9.0)
    request = await ready(filled, "req-2", "a", "b")
    assert (await filled.begin_sending(request, NO_CAPS, samples.moment())).state is S.SENDING


async def test_a_request_may_hold_one_key_for_two_equal_frames(filled):
    request = await ready(filled, "req-1", "a", "a")
    assert (await filled.begin_sending(request, NO_CAPS, samples.moment())).state is S.SENDING
    assert (await filled.known(samples.SEQUENCE)).in_flight == {samples.key("a"): "req-1"}


async def test_a_second_attempt_holds_the_keys_of_its_own_recipe_only(filled):
    sent = await samples.in_state(filled, "req-1", S.SENDING, "a", "b")
    queued = await filled.settle(sent, S.QUEUED, charge(0), 9.0)
    request = await samples.prepared(filled, queued, "b", "c")
    again = await filled.begin_sending(request, NO_CAPS, samples.moment(2000.0))
    assert again.attempts == 2
    held = (await filled.known(samples.SEQUENCE)).in_flight
    assert set(held) == {samples.key("b"), samples.key("c")}
    assert [(e.kind, e.attempt) for e in await filled.entries()] == [
        (EntryKind.RESERVED, 1),
        (EntryKind.RELEASED, 1),
        (EntryKind.RESERVED, 2),
    ]


async def test_only_what_is_prepared_and_has_a_recipe_is_sent(filled):
    queued = await filled.request(RequestId("req-1"))
    bare = await filled.move(queued, S.PREPARING)
    with_recipe = replace(queued, recipe=samples.recipe("a"))
    for wrong in (bare, with_recipe, replace(with_recipe, state=S.PREPARING, version=9)):
        with pytest.raises(AssertionError):
            await filled.begin_sending(wrong, NO_CAPS, samples.moment())
    assert await filled.entries() == ()


@pytest.mark.parametrize(
    ("caps", "name"),
    [
        (Caps(run_micros=69_999), "run"),
        (Caps(day_micros=69_999), "day"),
        (Caps(month_micros=69_999), "month"),
    ],
)
async def test_a_cap_refuses_what_would_pass_it_and_writes_nothing(filled, caps, name):
    await samples.sent(filled, "req-0")
    request = await ready(filled, "req-1")
    before = await everything(filled)
    with pytest.raises(OverBudget) as caught:
        await filled.begin_sending(request, caps, samples.moment())
    assert caught.value.code == "over_budget"
    assert caught.value.params == {
        "cap": name,
        "cap_micros": 69_999,
        "used_micros": 35_000,
        "cost_micros": 35_000,
    }
    assert await everything(filled) == before


async def test_a_cap_may_be_filled_to_the_last_micro(filled):
    await samples.sent(filled, "req-0")
    request = await ready(filled, "req-1")
    caps = Caps(run_micros=70_000, day_micros=70_000, month_micros=70_000)
    assert (await filled.begin_sending(request, caps, samples.moment())).state is S.SENDING


async def test_what_was_released_makes_room_again(filled):
    failed = await samples.in_state(filled, "req-0", S.ACCEPTED)
    await filled.settle(failed, S.FAILED, charge(5_000), 9.0)
    request = await ready(filled, "req-1")
    for cap, fits in ((39_999, False), (40_000, True)):
        if fits:
            await filled.begin_sending(request, Caps(run_micros=cap), samples.moment())
        else:
            with pytest.raises(OverBudget):
                await filled.begin_sending(request, Caps(run_micros=cap), samples.moment())


async def test_the_runs_own_cap_holds_beside_the_one_handed_in(library):
    await samples.begin_run(library, samples.request("req-0"), cap_micros=34_999)
    request = await ready(library, "req-0")
    for caps in (NO_CAPS, Caps(run_micros=99_000_000)):
        with pytest.raises(OverBudget) as caught:
            await library.begin_sending(request, caps, samples.moment())
        assert caught.value.params["cap_micros"] == 34_999


async def test_each_cap_counts_what_is_its_own(filled):
    await filled.save_sequence(samples.sequence(), 0.0)
    other = samples.request("other", run=RunId("run-2"))
    await filled.start_run(samples.run("run-2"), (other,), ())
    yesterday = Moment(now=100.0, day_start=0.0, month_start=0.0)
    first = await ready(filled, "req-0")
    await filled.begin_sending(first, NO_CAPS, yesterday)
    today = Moment(now=1000.0, day_start=500.0, month_start=0.0)
    second = await ready(filled, "other")
    tight = 35_000
    with pytest.raises(OverBudget) as caught:
        await filled.begin_sending(second, Caps(month_micros=tight), today)
    assert caught.value.params["cap"] == "month"
    caps = Caps(run_micros=tight, day_micros=tight, month_micros=2 * tight)
    assert (await filled.begin_sending(second, caps, today)).state is S.SENDING


async def test_a_charge_counts_against_the_day_of_its_reservation(filled):
    request = await samples.in_state(filled, "req-0", S.COLLECTING)
    await filled.settle(request, S.DONE, charge(30_000), 90_000.0)
    assert {(e.at, e.counted_at) for e in await filled.entries()} == {
        (1000.0, 1000.0),
        (90_000.0, 1000.0),
    }
    assert balance(await filled.entries(since=1000.0)).exposure_micros == 30_000
    assert await filled.entries(since=1000.1) == ()


async def test_what_is_free_passes_a_cap_that_is_used_up(filled):
    full = await samples.in_state(filled, "req-0", S.COLLECTING)
    await filled.settle(full, S.DONE, charge(99_000), 9.0)
    request = await ready(filled, "req-1", cost_micros=0)
    caps = Caps(run_micros=35_000, day_micros=35_000, month_micros=35_000)
    assert (await filled.begin_sending(request, caps, samples.moment())).state is S.SENDING


async def test_64_submissions_at_once_never_overrun_a_cap(library):
    names = [f"req-{n}" for n in range(64)]
    await samples.begin_run(library, *(samples.request(name) for name in names))
    prepared = await asyncio.gather(*(ready(library, name) for name in names))
    caps = Caps(run_micros=35_000 * 20 + 34_999, day_micros=10**9, month_micros=10**9)
    outcomes = await asyncio.gather(
        *(library.begin_sending(request, caps, samples.moment()) for request in prepared),
        return_exceptions=True,
    )
    refused = [o for o in outcomes if isinstance(o, OverBudget)]
    assert len(refused) == 44
    assert balance(await library.entries()).exposure_micros == 35_000 * 20
    assert len(await library.requests(states=frozenset({S.SENDING}))) == 20


async def test_64_submissions_of_one_key_at_once_send_one(library):
    names = [f"req-{n}" for n in range(64)]
    await samples.begin_run(library, *(samples.request(name) for name in names))
    prepared = await asyncio.gather(*(ready(library, name, "same") for name in names))
    outcomes = await asyncio.gather(
        *(library.begin_sending(request, NO_CAPS, samples.moment()) for request in prepared)
    )
    sent = [o for o in outcomes if not isinstance(o, str)]
    assert len(sent) == 1
    assert {o for o in outcomes if isinstance(o, str)} == {sent[0].id}
    assert balance(await library.entries()).reserved_micros == 35_000


async def test_settling_spends_what_was_charged_and_releases_the_rest(filled):
    request = await samples.in_state(filled, "req-1", S.COLLECTING)
    done = await filled.settle(request, S.DONE, charge(30_000, "billed per output"), 9.0)
    assert (done.state, done.charged_micros, done.ended_at) == (S.DONE, 30_000, 9.0)
    assert await filled.request(done.id) == done
    assert await rows(filled) == [
        (EntryKind.RESERVED, 35_000, ""),
        (EntryKind.SPENT, 30_000, "billed per output"),
        (EntryKind.RELEASED, 5_000, "billed per output"),
    ]


async def test_a_charge_above_the_estimate_is_reserved_before_it_is_spent(filled):
    request = await samples.in_state(filled, "req-1", S.COLLECTING)
    done = await filled.settle(request, S.DONE, charge(50_000), 9.0)
    assert done.charged_micros == 50_000
    assert await rows(filled) == [
        (EntryKind.RESERVED, 35_000, ""),
        (EntryKind.RESERVED, 15_000, "charged_above_estimate"),
        (EntryKind.SPENT, 50_000, ""),
    ]


async def test_a_submission_that_provably_cost_nothing_is_released_and_queued(filled):
    request = await samples.sent(filled, "req-1")
    queued = await filled.settle(request, S.QUEUED, charge(0, "429"), 9.0)
    assert (queued.state, queued.charged_micros, queued.ended_at) == (S.QUEUED, 0, 0.0)
    assert await rows(filled) == [
        (EntryKind.RESERVED, 35_000, ""),
        (EntryKind.RELEASED, 35_000, "429"),
    ]


async def test_doubt_keeps_the_reservation_and_leaves_a_mark(filled):
    request = await samples.sent(filled, "req-1")
    doubt = await filled.settle(request, S.IN_DOUBT, charge(None, "reset"), 9.0)
    assert (doubt.state, doubt.ended_at) == (S.IN_DOUBT, 0.0)
    assert await rows(filled) == [
        (EntryKind.RESERVED, 35_000, ""),
        (EntryKind.IN_DOUBT, 35_000, "reset"),
    ]
    assert balance(await filled.entries()).exposure_micros == 35_000


async def test_what_is_found_again_keeps_its_reservation(filled):
    doubt = await samples.in_state(filled, "req-1", S.IN_DOUBT)
    found = await filled.move(doubt, S.ACCEPTED)
    assert balance(await filled.entries()).open_micros == 35_000
    collecting = await filled.begin_collecting(found, samples.awaited(0))
    await filled.settle(collecting, S.DONE, charge(35_000), 9.0)
    assert balance(await filled.entries()).open_micros == 0


async def test_it_may_also_be_found_by_a_settlement_that_knows_no_charge(filled):
    doubt = await samples.in_state(filled, "req-1", S.IN_DOUBT)
    found = await filled.settle(doubt, S.ACCEPTED, charge(None), 9.0)
    assert found.state is S.ACCEPTED
    assert balance(await filled.entries()).open_micros == 35_000


async def test_what_ends_with_its_charge_unknown_counts_as_spent(filled):
    doubt = await samples.in_state(filled, "req-1", S.IN_DOUBT)
    failed = await filled.settle(doubt, S.FAILED, charge(None), 9.0)
    assert (failed.charged_micros, failed.ended_at) == (35_000, 9.0)
    assert (await rows(filled))[-1] == (EntryKind.SPENT, 35_000, "worst_case")


async def test_what_was_never_sent_ends_without_a_row_of_money(filled):
    request = await ready(filled, "req-1")
    for settlement in (charge(0), charge(None)):
        name = "req-1" if settlement.charged_micros == 0 else "req-2"
        request = await ready(filled, name) if name == "req-2" else request
        ended = await filled.settle(request, S.FAILED, settlement, 9.0)
        assert (ended.state, ended.charged_micros) == (S.FAILED, 0)
    third = await ready(filled, "req-3")
    with pytest.raises(AssertionError):
        await filled.settle(third, S.FAILED, charge(1), 9.0)
    assert await filled.entries() == ()


async def test_a_free_request_leaves_its_reservation_of_nothing_and_no_more(filled):
    sent = await samples.sent(filled, "req-1", cost_micros=0)
    collecting = await filled.begin_collecting(sent, samples.awaited(0))
    await filled.settle(collecting, S.DONE, charge(0), 9.0)
    assert await rows(filled) == [(EntryKind.RESERVED, 0, "")]


def settles(state, to, charged):
    """Say what the port means a settlement to allow."""
    if to not in ALLOWED[state] or to in {S.PREPARING, S.SENDING, S.COLLECTING}:
        return False
    if charged is None:
        return to is not S.QUEUED
    return to not in OPEN or (to is S.QUEUED and charged == 0)


@pytest.mark.parametrize("state", list(S))
async def test_a_settlement_leads_where_it_may_and_nowhere_else(library, state):
    cases = {f"req-{n}": case for n, case in enumerate(product(S, (None, 0, 10)))}
    await samples.begin_run(library, *(samples.request(name) for name in cases))
    sent = {name: await samples.sent(library, name) for name in cases}
    await library.database.write(
        lambda c: c.execute("update requests set state = ?", (state,)).fetchall()
    )
    for name, (to, charged) in cases.items():
        request = replace(sent[name], state=state)
        if settles(state, to, charged):
            moved = await library.settle(request, to, charge(charged), 9.0)
            sums = balance(e for e in await library.entries() if e.request == name)
            assert moved.state is to
            assert (sums.open_micros == 0) is (to not in OPEN or to is S.QUEUED)
        else:
            before = await everything(library)
            with pytest.raises(AssertionError):
                await library.settle(request, to, charge(charged), 9.0)
            assert await everything(library) == before


async def test_nothing_that_was_never_sent_comes_into_doubt(filled):
    request = await ready(filled, "req-1")
    await filled.database.write(
        lambda c: c.execute("update requests set state = 'sending' where id = 'req-1'").fetchall()
    )
    with pytest.raises(AssertionError):
        await filled.settle(replace(request, state=S.SENDING), S.IN_DOUBT, charge(None), 9.0)


async def test_a_settlement_whose_version_cannot_be_written_leaves_all_as_it_was(filled):
    request = await samples.in_state(filled, "req-1", S.COLLECTING)
    taken = samples.version("v")
    await filled.adopt([taken])
    before = await everything(filled)
    with pytest.raises(sqlite3.IntegrityError):
        await filled.settle(request, S.DONE, charge(1), 9.0, (taken,))
    assert await everything(filled) == before


async def test_sending_again_anyway_gives_up_the_old_at_the_worst_price(filled):
    doubt = await samples.in_state(filled, "req-1", S.IN_DOUBT, "a")
    again = samples.request("again", resend_of=doubt.id)
    assert await filled.resend(doubt, again, 9.0) == again
    old = await filled.request(doubt.id)
    assert (old.state, old.charged_micros, old.ended_at) == (S.CANCELLED, 35_000, 9.0)
    assert await filled.request(again.id) == again
    assert (await rows(filled))[-1] == (EntryKind.SPENT, 35_000, "given_up")
    ready_again = await samples.prepared(filled, again, "a")
    sent = await filled.begin_sending(ready_again, NO_CAPS, samples.moment())
    assert sent.state is S.SENDING


async def test_only_what_is_in_doubt_is_given_up_for_a_request_that_names_it(filled):
    doubt = await samples.in_state(filled, "req-1", S.IN_DOUBT)
    accepted = await samples.in_state(filled, "req-2", S.ACCEPTED)
    before = await everything(filled)
    for old, again in (
        (accepted, samples.request("again", resend_of=accepted.id)),
        (doubt, samples.request("again")),
        (doubt, samples.request("again", resend_of=doubt.id, state=S.PREPARING)),
        (doubt, samples.request("again", resend_of=doubt.id, version=1)),
    ):
        with pytest.raises(AssertionError):
            await filled.resend(old, again, 9.0)
    assert await everything(filled) == before


async def test_entries_are_listed_by_run(filled):
    other = samples.request("other", run=RunId("run-2"))
    await filled.start_run(samples.run("run-2"), (other,), ())
    await samples.sent(filled, "other")
    await samples.sent(filled, "req-1")
    assert [e.request for e in await filled.entries()] == ["other", "req-1"]
    assert [e.request for e in await filled.entries(run=samples.RUN)] == ["req-1"]
    assert [e.id for e in await filled.entries()] == [1, 2]


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger set amount_micros = 0",
        "delete from ledger",
        "insert or replace into ledger select * from ledger",
    ],
)
async def test_the_ledger_can_only_grow(filled, statement):
    await samples.sent(filled, "req-1")
    before = await filled.entries()
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        await filled.database.write(lambda c: c.execute(statement))
    assert await filled.entries() == before
