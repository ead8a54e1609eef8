"""What is chosen is what the next step is made from, whichever words it was made by."""

import pytest

from seedream_desktop.domain.ids import StepId
from tests.fixtures.world import World

pytestmark = pytest.mark.timeout(60)

FIRST = StepId("st-0")


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


async def made_twice(world):
    """Make the first step by two texts; return its versions, oldest first."""
    engine = await world.start()
    await engine.start()
    for words in ("one", "ONE"):
        await world.run(world.sequence(1, (words, "two")))
    versions = await world.library.versions(world.sequence().id)
    return [version for version in versions if version.step == FIRST]


async def last_input(world):
    request = (await world.library.requests(sequence=world.sequence().id))[-1]
    return request.recipe.inputs[-1].digest


async def test_a_result_of_earlier_words_that_was_chosen_goes_on_to_the_next_step(world):
    older, newer = await made_twice(world)
    assert (older.is_chosen, newer.is_chosen) == (False, True)
    await world.library.frames.choose(older.id)
    bill = world.shop.billed_micros
    await world.run(world.sequence(1, ("ONE", "TWO")))
    assert await last_input(world) == older.digest
    assert world.shop.billed_micros > bill
    await world.library.frames.choose(newer.id)
    await world.run(world.sequence(1, ("ONE", "TWO")))
    assert await last_input(world) == newer.digest


async def test_choosing_back_and_forth_between_what_was_bought_costs_nothing(world):
    older, newer = await made_twice(world)
    bill = world.shop.billed_micros
    for chosen in (older, newer, older):
        await world.library.frames.choose(chosen.id)
        await world.run(world.sequence(1, ("ONE", "two")))
    assert world.shop.billed_micros == bill
    assert len(world.shop.sold_keys) == len(set(world.shop.sold_keys))


async def test_words_that_were_never_tried_are_bought_whatever_is_chosen(world):
    older, _ = await made_twice(world)
    await world.library.frames.choose(older.id)
    await world.run(world.sequence(1, ("first", "TWO")))
    chosen = await world.library.chosen(older.sequence, older.image, FIRST)
    assert chosen.id != older.id
    assert await last_input(world) == chosen.digest
