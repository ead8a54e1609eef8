"""The engine ends: what is on its way is waited for, and nothing more leaves."""

import asyncio
from collections import Counter

import pytest

from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.request import RequestState
from tests.fixtures.shop import PRICE_MICROS
from tests.fixtures.world import World, quiet, until

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


async def test_stopping_while_a_post_is_on_its_way_waits_for_its_reply(world):
    """The POST is answered while the engine stops: the answer is in the ledger."""
    engine = await world.start()
    release = asyncio.Event()
    real = world.shop.submit

    async def slow(order, outbox):
        reply = await real(order, outbox)
        await release.wait()
        return reply

    world.shop.submit = slow
    sequence = world.sequence(1)
    plan = await engine.plan(sequence)
    await engine.run(sequence, plan.token)
    await until(lambda: world.shop.sales)
    stopping = asyncio.create_task(engine.stop(timeout_s=5.0))
    await quiet()
    release.set()
    await stopping
    (request,) = await world.library.requests()
    assert request.state is RequestState.ACCEPTED
    assert request.remote_id == "job-0000"


async def test_what_is_asked_for_while_the_engine_stops_is_bought_by_no_one(world):
    """A run and a resume that come late are found by the next start, as they were left."""
    engine = await world.start()
    release = asyncio.Event()
    real = world.shop.submit

    async def slow(order, outbox):
        reply = await real(order, outbox)
        await release.wait()
        return reply

    world.shop.submit = slow
    first, late = world.sequence(1), world.sequence(2, prompts=("late",))
    await engine.run(first, (await engine.plan(first)).token)
    await until(lambda: world.shop.sales)
    plan = await engine.plan(late)
    stopping = asyncio.create_task(engine.stop(timeout_s=5.0))
    await quiet()
    await engine.run(late, plan.token)
    await engine.resume()
    await quiet()
    assert len(world.shop.sales) == 1
    release.set()
    await stopping
    await engine.resume()
    await quiet()
    states = Counter(request.state for request in await world.library.requests())
    assert states == {RequestState.ACCEPTED: 1, RequestState.QUEUED: 2}
    assert len(world.shop.sales) == 1


async def test_a_post_that_does_not_end_in_time_is_in_doubt_when_the_engine_stops(world):
    engine = await world.start()
    never = asyncio.Event()

    async def stuck(order, outbox):
        await outbox.leaving()
        world.shop.posts += 1
        await never.wait()

    world.shop.submit = stuck
    sequence = world.sequence(1)
    plan = await engine.plan(sequence)
    await engine.run(sequence, plan.token)
    await until(lambda: world.shop.posts)
    await engine.stop(timeout_s=0.01)
    (request,) = await world.library.requests()
    assert request.state is RequestState.IN_DOUBT


async def test_a_post_that_had_not_left_yet_is_not_in_doubt(world):
    """Connecting may take long; what is interrupted there is sent later, and once."""
    engine = await world.start()
    real, never = world.shop.submit, asyncio.Event()

    async def connecting(order, outbox):
        world.shop.posts += 1
        await never.wait()

    world.shop.submit = connecting
    sequence = world.sequence(1)
    plan = await engine.plan(sequence)
    await engine.run(sequence, plan.token)
    await until(lambda: world.shop.posts)
    await engine.stop(timeout_s=0.01)
    (request,) = await world.library.requests()
    assert (request.state, request.trouble.code) == (
        RequestState.QUEUED,
        "interrupted_before_sending",
    )
    assert balance(await world.library.entries()).open_micros == 0
    await world.stop()
    world.shop.submit = real
    await world.start()
    await world.resume()
    assert world.shop.billed_micros == PRICE_MICROS
