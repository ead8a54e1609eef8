import sqlite3
from dataclasses import replace
from itertools import product

import pytest

from seedream_desktop.domain.ids import RunId
from seedream_desktop.domain.ledger import EntryKind, balance
from seedream_desktop.domain.request import ALLOWED, OPEN, RequestState
from tests.unit.storage import samples
from tests.unit.storage.samples import charge, everything, ready, rows

S = RequestState
NO_CAPS = samples.NO_CAPS


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
