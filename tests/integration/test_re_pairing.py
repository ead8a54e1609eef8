"""Results that came mixed up are put in order: a replay buys what is missing and nothing else."""

import pytest

from seedream_desktop.domain.frame_record import FrameRecord
from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.step import StepMode
from tests.fixtures.shop import PowerCut
from tests.fixtures.world import Cut, World

pytestmark = pytest.mark.timeout(60)

FIRST, SECOND = StepId("st-0"), StepId("st-1")


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


async def results(world, step):
    """Return the chosen results of a step by image."""
    versions = await world.library.versions(world.sequence().id)
    return {v.image: v for v in versions if v.step == step and v.is_chosen}


async def swapped(world, step=FIRST):
    """Have the results of the first two images trade places; return what was changed."""
    made = await results(world, step)
    one, two = sorted(made)[:2]
    return await world.library.frames.re_pair({made[one].id: two, made[two].id: one})


async def table(world, work):
    frames = world.library.frames
    versions = await world.library.versions(work.id)
    makings, makers = await frames.makings(work.id), await frames.makers(work.id)
    return Table(work, FrameRecord(versions, makings, makers))


async def outdated(world, work):
    return {(f.image, f.step) for f in (await table(world, work)).frames() if f.is_outdated}


async def test_what_rests_on_a_wrong_pair_is_outdated_and_a_replay_finds_it_and_pays_nothing(world):
    engine = await world.start()
    await engine.start()
    work = world.sequence(3, ("one", "two"), StepMode.SET)
    await world.run(work)
    bill = world.shop.billed_micros
    before = await results(world, SECOND)
    await swapped(world)
    one, two, _ = (image.id for image in work.images)
    assert await outdated(world, work) == {(one, SECOND), (two, SECOND)}
    plan = await engine.plan(work)
    assert (plan.cost_micros, plan.outputs) == (0, 0)
    await world.run(work)
    after = await results(world, SECOND)
    assert [after[image].digest for image in (one, two)] == [
        before[image].digest for image in (two, one)
    ]
    assert await outdated(world, work) == set()
    assert world.shop.billed_micros == bill == balance(await world.library.entries()).spent_micros
    assert len(world.shop.sold_keys) == len(set(world.shop.sold_keys))


async def test_undone_it_is_as_if_nothing_had_been(world):
    engine = await world.start()
    await engine.start()
    work = world.sequence(3, ("one", "two"), StepMode.SET)
    await world.run(work)
    held, token = await world.library.versions(work.id), (await engine.plan(work)).token
    change = await swapped(world)
    await world.library.frames.put_back(change.before)
    assert await world.library.versions(work.id) == held
    assert (await engine.plan(work)).token == token
    assert await outdated(world, work) == set()


async def test_a_run_that_waits_takes_the_results_as_they_are_put_in_order_by_then(world):
    engine = await world.start()
    await engine.start()
    await world.run(world.sequence(3, ("one",), StepMode.SET))
    work = world.sequence(3, ("one", "two"), StepMode.SET)
    await engine.controls.pause(Hold.NOW)
    plan = await engine.plan(work)
    run = await engine.run(work, plan.token)
    await swapped(world)
    await engine.controls.go_on()
    await engine.wait(run.id)
    (request,) = await world.library.requests(run=run.id)
    now = await results(world, FIRST)
    sent = {bound.image: bound.digest for bound in request.recipe.inputs}
    assert sent == {image: version.digest for image, version in now.items()}
    assert await outdated(world, work) == set()
    assert (await engine.plan(work)).outputs == 0


@pytest.mark.parametrize("when", ["before", "after"])
async def test_the_power_may_go_while_results_are_put_in_order(world, when):
    engine = await world.start()
    await engine.start()
    work = world.sequence(3, ("one", "two"), StepMode.SET)
    await world.run(work)
    held, bill = await world.library.versions(work.id), world.shop.billed_micros
    await world.stop()
    await world.start(Cut(at=1, when=when))
    with pytest.raises(PowerCut):
        await swapped(world)
    await world.stop()
    engine = await world.start()
    await engine.start()
    now = await world.library.versions(work.id)
    assert (now == held) is (when == "before")
    assert {v.id: v.digest for v in now} == {v.id: v.digest for v in held}
    await world.run(work)
    assert world.shop.billed_micros == bill


async def test_a_run_that_waits_never_buys_from_a_result_of_earlier_words_in_a_moved_ones_place(
    world,
):
    engine = await world.start()
    await engine.start()
    await world.run(world.sequence(3, ("old",), StepMode.SET))
    await world.run(world.sequence(3, ("one",), StepMode.SET))
    work = world.sequence(3, ("one", "two"), StepMode.SET)
    await engine.controls.pause(Hold.NOW)
    plan = await engine.plan(work)
    run = await engine.run(work, plan.token)
    made = await results(world, FIRST)
    one, two, _ = (image.id for image in work.images)
    await world.library.frames.re_pair({made[one].id: two})
    await engine.controls.go_on()
    await engine.wait(run.id)
    (request,) = await world.library.requests(run=run.id)
    assert one not in {target.image for target in request.recipe.targets}
    after = await engine.plan(work)
    assert {t.image for r in after.requests for t in r.targets} == {one}
