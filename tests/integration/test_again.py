"""What is made anew by decision is bought once more, and once only, wherever the power goes."""

import asyncio
from collections import Counter

import pytest

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.errors import OverBudget, UserFixable
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import ImageId, StepId
from seedream_desktop.domain.keys import repeat_of
from seedream_desktop.domain.ledger import Caps, balance
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.shop import PRICE_MICROS, PowerCut
from tests.fixtures.world import Cut, World, quiet, until

pytestmark = pytest.mark.timeout(60)

S = RequestState


def wish(*frames, onward=False):
    named = frozenset((ImageId(image), StepId(step)) for image, step in frames)
    return Again(frames=named, onward=onward)


FIRST = wish(("im-0", "st-0"), onward=True)
LAST = wish(("im-1", "st-1"))


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


async def run_again(world, sequence, again, **terms):
    plan = await world.engine.plan_again(sequence, again)
    run = await world.engine.run_again(sequence, again, plan.token, **terms)
    await world.engine.wait(run.id)
    return await world.engine.outcome(run.id)


async def bought_all(world, images=2, prompts=("one", "two"), **step):
    await world.start()
    await world.engine.start()
    sequence = world.sequence(images, prompts, **step)
    assert (await world.run(sequence)).state is OutcomeState.COMPLETED
    return sequence


async def versions_of(world, image, step):
    versions = await world.library.versions("sq-1")
    return [v for v in versions if (v.image, v.step) == (image, step)]


async def test_the_new_version_is_chosen_the_old_one_stays_and_the_next_plan_costs_nothing(world):
    sequence = await bought_all(world)
    outcome = await run_again(world, sequence, LAST)
    assert (outcome.state, outcome.requests, outcome.outputs) == (OutcomeState.COMPLETED, 1, 1)
    assert outcome.spent_micros == outcome.estimated_micros == PRICE_MICROS
    old, new = await versions_of(world, "im-1", "st-1")
    assert (old.is_chosen, new.is_chosen, repeat_of(new.key)) == (False, True, 1)
    plan = await world.engine.plan(sequence)
    assert (plan.requests, plan.cost_micros) == ((), 0)
    posts = world.shop.posts
    await world.run(sequence)
    assert world.shop.posts == posts
    assert (await world.library.chosen(sequence.id, old.image, old.step)).id == new.id


async def test_what_follows_a_new_result_is_made_of_it(world):
    sequence = await bought_all(world)
    await run_again(world, sequence, FIRST)
    (_, first), (_, second) = [await versions_of(world, "im-0", f"st-{n}") for n in (0, 1)]
    request = await world.library.request(second.request)
    assert [bound.digest for bound in request.recipe.inputs] == [first.digest]
    assert (await world.engine.plan(sequence)).requests == ()
    assert len(world.shop.sales) == 4 + 2


async def test_told_twice_in_a_breath_it_is_bought_once_and_there_is_one_new_version(world):
    sequence = await bought_all(world)
    plan = await world.engine.plan_again(sequence, LAST)
    run = await world.engine.run_again(sequence, LAST, plan.token)
    with pytest.raises(UserFixable, match="plan_changed"):
        await world.engine.run_again(sequence, LAST, plan.token)
    await world.engine.wait(run.id)
    assert len(world.shop.sales) == 4 + 1
    assert len(await versions_of(world, "im-1", "st-1")) == 2
    assert (await world.engine.outcome(run.id)).state is OutcomeState.COMPLETED


@pytest.mark.parametrize("again", [LAST, FIRST], ids=["one frame", "and what follows"])
async def test_what_waits_in_the_queue_is_on_its_way_and_not_asked_for_again(world, again):
    sequence = await bought_all(world)
    await world.engine.controls.pause(Hold.NOW)
    plan = await world.engine.plan_again(sequence, again)
    run = await world.engine.run_again(sequence, again, plan.token)
    second = await world.engine.plan_again(sequence, again)
    assert (second.requests, bool(second.held), second.is_runnable) == ((), True, False)
    await world.engine.controls.go_on()
    await world.engine.wait(run.id)
    assert len(world.shop.sales) == 4 + len(plan.requests)
    assert (await world.engine.plan_again(sequence, again)).is_runnable


@pytest.mark.parametrize("hold", [Hold.NOW, Hold.NONE], ids=["yet to be sent", "at the service"])
async def test_what_rests_on_a_result_that_is_made_anew_is_bought_from_the_new_one(world, hold):
    sequence = await bought_all(world)
    if hold is Hold.NOW:
        await world.engine.controls.pause(hold)
    else:
        world.shop.polls_needed = 10**9
    first, second = wish(("im-0", "st-0")), wish(("im-0", "st-1"))
    plan = await world.engine.plan_again(sequence, first)
    priced = await world.engine.plan_again(sequence, second)
    run = await world.engine.run_again(sequence, first, plan.token)
    with pytest.raises(UserFixable, match="plan_changed"):
        await world.engine.run_again(sequence, second, priced.token)
    await world.engine.controls.go_on()
    world.shop.polls_needed = 1
    await world.engine.wait(run.id)
    await run_again(world, sequence, second)
    (_, new), (_, next_) = [await versions_of(world, "im-0", f"st-{n}") for n in (0, 1)]
    request = await world.library.request(next_.request)
    assert [bound.digest for bound in request.recipe.inputs] == [new.digest]
    assert len(world.shop.sales) == 4 + 2


async def test_once_it_is_here_the_old_price_is_no_longer_agreed_to(world):
    sequence = await bought_all(world)
    plan = await world.engine.plan_again(sequence, LAST)
    await run_again(world, sequence, LAST)
    with pytest.raises(UserFixable, match="plan_changed"):
        await world.engine.run_again(sequence, LAST, plan.token)
    await run_again(world, sequence, LAST)
    assert [repeat_of(v.key) for v in await versions_of(world, "im-1", "st-1")] == [0, 1, 2]


async def test_a_cap_refuses_it_before_anything_is_written(world):
    sequence = await bought_all(world)
    world.caps = Caps(day_micros=4 * PRICE_MICROS)
    with pytest.raises(OverBudget):
        await run_again(world, sequence, LAST)
    assert len(await world.library.runs(sequence.id)) == 1


async def test_a_pilot_of_it_buys_its_first_request_alone(world):
    sequence = await bought_all(world)
    both = wish(("im-0", "st-1"), ("im-1", "st-1"))
    outcome = await run_again(world, sequence, both, is_pilot=True)
    assert (outcome.state, outcome.requests) == (OutcomeState.COMPLETED, 1)
    assert len(world.shop.sales) == 4 + 1


async def test_one_that_is_refused_leaves_the_old_version_chosen_and_may_be_tried_again(world):
    sequence = await bought_all(world)
    world.shop.script = ["refused"]
    outcome = await run_again(world, sequence, LAST)
    assert outcome.state is OutcomeState.FAILED
    (kept,) = await versions_of(world, "im-1", "st-1")
    assert kept.is_chosen
    (retried,) = await world.engine.controls.retry_failed(since=0.0)
    await world.engine.wait(retried.run)
    assert [repeat_of(v.key) for v in await versions_of(world, "im-1", "st-1")] == [0, 1]
    assert len(world.shop.sales) == 4 + 1


async def test_one_in_doubt_is_held_and_not_bought_a_second_time(world):
    sequence = await bought_all(world)
    await world.stop()
    world.card_changes = {"recovery": "none"}
    world.shop.script = ["lost"]
    await world.start()
    await world.engine.start()
    outcome = await run_again(world, sequence, LAST)
    assert outcome.state is OutcomeState.NEEDS_ATTENTION
    plan = await world.engine.plan_again(sequence, LAST)
    assert (plan.requests, len(plan.held), plan.is_runnable) == ((), 1, False)
    assert (await world.engine.plan(sequence)).cost_micros == 0
    assert len(world.shop.sales) == 4 + 1


async def test_a_set_is_made_anew_with_its_anchor_and_paired_to_its_frame(world):
    sequence = await bought_all(world, 3, ("one",), mode=StepMode.SET, leading_anchors=1)
    outcome = await run_again(world, sequence, wish(("im-2", "st-0")))
    assert outcome.state is OutcomeState.COMPLETED
    order = world.shop.sales[-1].order
    assert (order.outputs, len(order.references)) == (1, 2)
    assert len(await versions_of(world, "im-2", "st-0")) == 2
    assert len(await versions_of(world, "im-0", "st-0")) == 1


async def live_until_dark(world, cut, work):
    async def guarded():
        try:
            engine = await world.start(cut)
            await engine.start()
            await work(engine)
        except PowerCut:
            await asyncio.Event().wait()

    async def watch():
        await until(lambda: cut.seen >= cut.at)
        await quiet(0.03)

    doing, dark = asyncio.create_task(guarded()), asyncio.create_task(watch())
    await asyncio.wait({doing, dark}, return_when=asyncio.FIRST_COMPLETED)
    if doing.done():
        doing.result()
    for task in (doing, dark):
        task.cancel()
    await asyncio.gather(doing, dark, return_exceptions=True)
    await world.stop()
    return cut.seen >= cut.at


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("word", ["ok", "lost", "broken"])
async def test_wherever_the_power_goes_it_is_bought_once_and_the_plan_after_it_is_free(
    tmp_path, word, when
):
    commits = at = 0
    while at <= commits:
        at += 1
        world = World(tmp_path / f"{at}")
        sequence = await bought_all(world)
        await world.stop()
        world.shop.script = [word]
        if await live_until_dark(
            world, Cut(at=at, when=when), lambda _, w=world, s=sequence: run_again(w, s, FIRST)
        ):
            commits = at + 1
        world.shop.script = []
        note = f"{word}, cut {when} commit {at}"
        try:
            await come_to_rest(world)
            made = [run for run in await world.library.runs(sequence.id) if run.is_again]
            assert len(made) <= 1, note
            await finish(world, sequence)
            await check(world, sequence, note)
        finally:
            await world.stop()
    assert commits > 8


async def come_to_rest(world):
    for _ in range(3):
        await world.stop()
        world.clock.time += 700.0
        await world.start()
        await world.engine.start()
        for run in await world.engine.resume(lifts_holds=True):
            await world.engine.wait(run)


async def finish(world, sequence):
    """Tell the wish to a library that has none of it; retry what the service never made."""
    if not [run for run in await world.library.runs(sequence.id) if run.is_again]:
        await run_again(world, sequence, FIRST)
    for fresh in await world.engine.controls.retry_failed(since=0.0):
        await world.engine.wait(fresh.run)


async def check(world, sequence, note):
    plan = await world.engine.plan(sequence)
    assert (plan.requests, plan.held, plan.cost_micros) == ((), (), 0), note
    sold = Counter(world.shop.sold_keys)
    assert len(world.shop.sold_keys) == 4 + 2, note
    twice = [key for key, count in sold.items() if count > 1]
    assert [(prompt, sold[key]) for key in twice for prompt in key[:1]] == [("one", 2)], note
    for step in ("st-0", "st-1"):
        old, new = await versions_of(world, "im-0", step)
        assert (old.is_chosen, new.is_chosen) == (False, True), note
    books = balance(await world.library.entries())
    assert (books.spent_micros, books.open_micros) == (world.shop.billed_micros, 0), note
    assert books.spent_micros == 6 * PRICE_MICROS, note


async def test_edits_that_are_taken_back_cost_nothing_and_the_results_of_before_are_used(world):
    """A newer result is chosen because it is newer, which is no word on the definition before."""
    await world.start()
    await world.engine.start()
    before, after = (world.sequence(2, prompts) for prompts in (("one", "two"), ("three", "four")))
    for sequence in (before, after):
        await world.run(sequence)
    plan = await world.engine.plan(before)
    assert (plan.requests, plan.cost_micros) == ((), 0)
