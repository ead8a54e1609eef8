"""Images a minute: a service that bounds them is asked for no more, however they are grouped."""

import pytest

from seedream_desktop.domain.card import AccountRule
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.world import World

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


async def seconds(world, most, mode):
    """Buy twenty images; return how long the last of them had to wait to be asked for."""
    world.card_changes = {"account": AccountRule(parallel=4, images_per_minute=most)}
    await world.start()
    began = world.clock.now()
    outcome = await world.run(world.sequence(20, mode=mode))
    assert outcome.state is OutcomeState.COMPLETED
    assert sum(sale.outputs for sale in world.shop.sales) == 20
    return world.shop.sales[-1].at - began


@pytest.mark.parametrize("mode", [StepMode.SET, StepMode.EACH])
async def test_twenty_images_at_eight_a_minute_are_asked_for_in_three_minutes(world, mode):
    assert await seconds(world, 8, mode) == pytest.approx(120.0, abs=5.0)


@pytest.mark.parametrize("mode", [StepMode.SET, StepMode.EACH])
async def test_where_there_is_no_bound_they_wait_for_nothing_but_a_slot(world, mode):
    assert await seconds(world, 0, mode) < 60.0
