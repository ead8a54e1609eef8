"""The gate: how many at once, how often, and when not at all."""

import asyncio

import pytest

from seedream_desktop.domain.card import AccountRule
from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.request import Trouble
from seedream_desktop.engine.gate import Gate
from tests.fixtures.clock import WoundClock


@pytest.fixture
def clock():
    return WoundClock()


async def test_no_more_than_the_account_allows_are_inside(clock):
    gate = Gate(AccountRule(parallel=2), clock)
    assert await gate.enter()
    assert await gate.enter()
    third = asyncio.create_task(gate.enter())
    await asyncio.sleep(0.01)
    assert not third.done()
    gate.release()
    assert await third


async def test_those_who_wait_enter_in_the_order_in_which_they_came(clock):
    gate = Gate(AccountRule(parallel=1), clock)
    await gate.enter()
    entered = []

    async def visitor(name):
        assert await gate.enter()
        entered.append(name)
        gate.release()

    visitors = [asyncio.create_task(visitor(name)) for name in "abcd"]
    await asyncio.sleep(0)
    gate.release()
    await asyncio.gather(*visitors)
    assert entered == list("abcd")


async def test_who_was_begun_first_goes_first_though_it_is_ready_later(clock):
    gate = Gate(AccountRule(parallel=1), clock)
    await gate.enter()
    entered = []

    async def visitor(place):
        assert await gate.enter(place=place)
        entered.append(place)

    visitors = []
    for place in (7, 5, 9, 2):  # 7 is at the door already when the others come
        visitors.append(asyncio.create_task(visitor(place)))
        await asyncio.sleep(0)
    visitors[1].cancel()
    for _ in range(3):
        gate.release()
        for _ in range(5):
            await asyncio.sleep(0)
    assert entered == [2, 7, 9]
    await asyncio.gather(*visitors, return_exceptions=True)


async def test_who_is_behind_does_not_slip_past_one_that_waits_for_the_rate(clock):
    gate = Gate(AccountRule(parallel=9, images_per_minute=10), clock)
    assert await gate.enter(images=8)
    large = asyncio.create_task(gate.enter(images=5, place=1))
    small = asyncio.create_task(gate.enter(images=1, place=2))
    began = clock.monotonic()
    assert await large
    assert await small
    assert clock.monotonic() - began == pytest.approx(60.0, abs=0.5)


async def test_a_closed_gate_turns_away_those_who_wait_and_those_who_come(clock):
    gate = Gate(AccountRule(parallel=1), clock)
    await gate.enter()
    waiting = asyncio.create_task(gate.enter())
    await asyncio.sleep(0)
    gate.close(Trouble(code="key_refused", billed=Billed.NO))
    assert not await waiting
    assert not await gate.enter()
    gate.open()
    gate.release()
    assert await gate.enter()


async def test_a_named_wait_is_kept_to_the_second(clock):
    gate = Gate(AccountRule(parallel=2), clock)
    began = clock.now()
    assert gate.slow_down(17.0) == 17.0
    assert await gate.enter()
    assert clock.now() - began == pytest.approx(17.0)


async def test_the_rate_of_a_new_account_is_kept_once_the_service_insists(clock):
    gate = Gate(AccountRule(parallel=10, per_minute=2), clock)
    for _ in range(4):
        assert await gate.enter()
    assert clock.now() == 1_000_000.0
    gate.slow_down(1.0)
    gate.slow_down(1.0)
    assert await gate.enter()
    assert clock.now() == pytest.approx(1_000_060.0)


async def test_a_named_concurrency_lifts_the_rate_but_not_the_waits(clock):
    gate = Gate(AccountRule(parallel=2, per_minute=2), clock, parallel=8)
    for _ in range(8):
        assert await gate.enter()
    gate.slow_down(1.0)
    gate.slow_down(1.0)
    gate.release()
    assert await gate.enter()
    assert clock.now() == pytest.approx(1_000_001.0)


@pytest.mark.parametrize("parallel", [None, 8])
async def test_images_a_minute_are_kept_from_the_first_by_what_each_order_asks_for(clock, parallel):
    gate = Gate(AccountRule(parallel=8, images_per_minute=20), clock, parallel=parallel)
    entered = []
    for images in (8, 7, 5, 1, 14, 5):
        assert await gate.enter(images=images)
        entered.append(clock.now() - 1_000_000.0)
        gate.release()
        await clock.sleep(1.0)
    assert entered == pytest.approx([0.0, 1.0, 2.0, 60.0, 61.0, 62.0])


async def test_an_order_above_a_whole_minutes_images_waits_for_an_empty_minute(clock):
    gate = Gate(AccountRule(parallel=8, images_per_minute=10), clock)
    for images in (1, 15, 1):
        assert await gate.enter(images=images)
    assert clock.now() == pytest.approx(1_000_120.0)


async def test_images_that_wait_for_the_rate_keep_no_slot(clock):
    gate = Gate(AccountRule(parallel=1, images_per_minute=10), clock)
    told = []
    assert await gate.enter(images=10)
    gate.release()
    assert await gate.enter(lambda *full: told.append(full), images=5)
    assert (clock.now(), told) == (pytest.approx(1_000_060.0), [])


async def test_waits_grow_while_submissions_are_turned_down_and_shrink_after_one_went_well(clock):
    gate = Gate(AccountRule(parallel=1), clock)
    assert [gate.slow_down(None) for _ in range(4)] == [1.0, 2.0, 4.0, 8.0]
    gate.went_well()
    assert gate.slow_down(None) == 1.0


async def test_a_visitor_who_gives_up_waiting_leaves_the_door_to_the_next(clock):
    gate = Gate(AccountRule(parallel=1), clock)
    await gate.enter()
    quitter = asyncio.create_task(gate.enter())
    patient = asyncio.create_task(gate.enter())
    await asyncio.sleep(0)
    quitter.cancel()
    await asyncio.sleep(0)
    gate.release()
    assert await patient
