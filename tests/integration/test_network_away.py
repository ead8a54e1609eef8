"""A program that stays waits for the network and for the rate, and says until when."""

import pytest

from seedream_desktop.domain.events import (
    ProviderPaused,
    ProviderResumed,
)
from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.request import RequestState
from tests.fixtures.queue import begin, changed, ended, states
from tests.fixtures.shop import PRICE_MICROS, offline
from tests.fixtures.world import World, until

pytestmark = pytest.mark.timeout(60)

S = RequestState


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


async def test_a_program_that_stays_waits_for_the_network_and_names_the_next_try(world):
    """Far more tries than a command would make; of many requests only a few are tried each time."""
    world.is_patient = True
    world.parallel = 1
    world.shop.behaviour = "unreachable"
    engine = await world.start()
    run = await begin(world, 12)
    began = world.clock.now()
    await until(lambda: world.clock.now() - began > 600.0)
    posts = world.shop.posts
    assert posts <= 60
    waits = [r for r in changed(world) if r.not_before > r.sent_at > 0]
    assert waits[-1].trouble.code == "not_connected"
    listed = (await engine.controls.queue())[0].requests
    assert {request.state for request in listed} <= {S.QUEUED, S.PREPARING, S.SENDING}
    assert max(request.not_before for request in listed) > began + 540.0
    paused = [e for e in world.events if isinstance(e, ProviderPaused)]
    times = sorted({event.until for event in paused})
    assert 0 < times[-1] - times[-2] <= 61.0
    assert not ended(world, run)
    world.shop.behaviour = "ok"
    await engine.wait(run.id)
    assert world.shop.billed_micros == 12 * PRICE_MICROS
    assert any(isinstance(event, ProviderResumed) for event in world.events)
    assert balance(await world.library.entries()).open_micros == 0


async def test_uploads_that_cannot_be_made_wait_for_the_network_too(world):
    world.is_patient = True
    world.shop.upload_trouble = offline()
    engine = await world.start()
    run = await begin(world, 2)
    began = world.clock.now()
    await until(lambda: world.clock.now() - began > 300.0)
    world.shop.upload_trouble = None
    await engine.wait(run.id)
    assert await states(world, run) == [S.DONE, S.DONE]


async def test_outputs_are_fetched_when_the_network_is_back(world):
    world.is_patient = True
    world.delivery.fails = {"*": [offline() for _ in range(40)]}
    engine = await world.start()
    run = await begin(world, 1)
    await engine.wait(run.id)
    assert await states(world, run) == [S.DONE]
    assert world.shop.posts == 1


async def test_a_rate_that_is_refused_many_times_is_waited_out_with_its_time_named(world):
    world.is_patient = True
    world.shop.script = ["rate"] * 30
    engine = await world.start()
    run = await begin(world, 1)
    await engine.wait(run.id)
    assert await states(world, run) == [S.DONE]
    paused = [e for e in world.events if isinstance(e, ProviderPaused)]
    assert [event.trouble.code for event in paused] == ["rate_limited"] * 30
    assert all(event.until for event in paused)
