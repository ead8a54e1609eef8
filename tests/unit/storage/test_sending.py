import asyncio
from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import OverBudget
from seedream_desktop.domain.ids import RequestId, RunId
from seedream_desktop.domain.ledger import Caps, EntryKind, Moment, balance
from seedream_desktop.domain.request import RequestState
from tests.unit.storage import samples
from tests.unit.storage.samples import charge, everything, ready, rows

S = RequestState
NO_CAPS = samples.NO_CAPS


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
