"""The power goes at every commit while the user holds, retries, sends again, stops waiting."""

import asyncio
import contextlib

import pytest

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.request import OPEN, RequestState
from seedream_desktop.engine.order import same_order
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.shop import PRICE_MICROS, PowerCut
from tests.fixtures.world import Cut, World, quiet, until

pytestmark = [pytest.mark.timeout(60), pytest.mark.parametrize("when", ["before", "after"])]

S = RequestState


async def live_until_dark(world, cut, work):
    """Do work with an engine until its end or until the power goes; True when it went."""
    try:
        doing = asyncio.create_task(guarded(world, cut, work))
        dark = asyncio.create_task(watch(cut))
        await asyncio.wait({doing, dark}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            doing.result()
        for task in (doing, dark):
            task.cancel()
        await asyncio.gather(doing, dark, return_exceptions=True)
    finally:
        await world.stop()
    return cut.seen >= cut.at


async def guarded(world, cut, work):
    try:
        engine = await world.start(cut)
        await engine.start()
        await work(engine)
    except PowerCut:
        await asyncio.Event().wait()


async def watch(cut):
    await until(lambda: cut.seen >= cut.at)
    await quiet(0.03)


async def every_cut(tmp_path, when, prepare, work):
    """Give a world for each commit of the work, in which the power went at it."""
    commits = at = 0
    while at <= commits:
        at += 1
        world = World(tmp_path / f"{at}")
        sequence = await prepare(world)
        cut = Cut(at=at, when=when)
        if await live_until_dark(
            world, cut, lambda engine, w=world, s=sequence: work(engine, w, s)
        ):
            commits = at + 1
        world.shop.polls_needed = 1
        world.shop.script = []
        yield world, sequence, at
        await world.stop()
    assert at > 4


async def come_to_rest(world):
    """Start and resume until all is settled; by then the service's list shows all it made."""
    for _ in range(3):
        await world.stop()
        world.clock.time += 700.0
        engine = await world.start()
        await engine.start()
        for run in await engine.resume(lifts_holds=True):
            await engine.wait(run)


async def finish(world, sequence, note):
    """Run what is still missing; then all is there, each frame sold once, and the books agree."""
    outcome = await world.run(sequence)
    assert outcome.state is OutcomeState.COMPLETED, note
    frames = len(sequence.images) * len(sequence.steps)
    assert len(world.shop.sold_keys) == len(set(world.shop.sold_keys)) == frames, note
    books = balance(await world.library.entries())
    assert (books.spent_micros, books.open_micros) == (world.shop.billed_micros, 0), note
    assert books.spent_micros == frames * PRICE_MICROS, note


async def some_failed(world):
    sequence = world.sequence(2, ("one", "two"))
    world.parallel = 1
    world.shop.script = ["refused"]
    await world.start()
    await world.run(sequence)
    await world.stop()
    return sequence


async def test_a_retry_that_is_cut_off_buys_nothing_twice_and_loses_nothing(tmp_path, when):
    async def work(engine, world, _sequence):
        fresh = await engine.controls.retry_failed()
        assert len(fresh) == 2
        await engine.wait(fresh[0].run)

    async for world, sequence, at in every_cut(tmp_path, when, some_failed, work):
        await come_to_rest(world)
        written = await world.library.requests()
        assert len(written) in (4, 6), f"all of a retry is written or none, at {at}"
        for fresh in await world.engine.controls.retry_failed(since=0.0):
            await world.engine.wait(fresh.run)
        await finish(world, sequence, f"cut {when} commit {at}")


async def one_in_doubt(world):
    world.card_changes = {"recovery": "none"}
    world.shop.script = ["lost"]
    sequence = world.sequence(1)
    await world.start()
    await world.run(sequence)
    await world.stop()
    return sequence


def is_of(sale, request):
    return sale.order.idempotency_key == same_order(request).idempotency_key


async def test_sending_again_that_is_cut_off_is_one_more_order_at_most(tmp_path, when):
    async def work(engine, world, _sequence):
        (doubtful,) = await world.library.requests(states=frozenset({S.IN_DOUBT}))
        again = await engine.decisions.resend(doubtful.id)
        await engine.wait(again.run)

    async for world, sequence, at in every_cut(tmp_path, when, one_in_doubt, work):
        note = f"cut {when} commit {at}"
        await come_to_rest(world)
        for doubtful in await world.library.requests(states=frozenset({S.IN_DOUBT})):
            sold = [sale.remote_id for sale in world.shop.sales if is_of(sale, doubtful)]
            if sold:  # as the user sees it on the service's own site
                request = await world.engine.decisions.found(doubtful.id, sold[0])
            else:
                request = await world.engine.decisions.resend(doubtful.id)
            await world.engine.wait(request.run)
        assert await world.library.requests(states=OPEN) == (), note
        assert len(world.shop.sales) <= 2, note
        assert (await world.engine.plan(sequence)).requests == (), note
        books = balance(await world.library.entries())
        assert (books.open_micros, books.spent_micros >= world.shop.billed_micros) == (0, True)


async def one_never_made(world):
    world.shop.script = ["broken"]
    sequence = world.sequence(1)
    await world.start()
    await world.run(sequence)
    await world.stop()
    return sequence


async def test_a_check_that_finds_a_doubt_never_made_and_is_cut_off_costs_nothing(tmp_path, when):
    async def work(engine, world, _sequence):
        world.shop.list_shows = True
        for doubtful in await world.library.requests(states=frozenset({S.IN_DOUBT})):
            world.clock.time = doubtful.sent_at + 700.0
            with contextlib.suppress(UserFixable):  # the start looks it up as well
                await engine.decisions.found(doubtful.id, None)
        run = (await world.library.requests())[0].run
        for fresh in await engine.controls.retry_failed(since=0.0):
            assert fresh.run == run
        await engine.wait(run)

    async for world, sequence, at in every_cut(tmp_path, when, one_never_made, work):
        await come_to_rest(world)
        await finish(world, sequence, f"cut {when} commit {at}")


async def fresh_work(world):
    return world.sequence(2, ("one", "two"))


async def begin(engine, sequence):
    plan = await engine.plan(sequence)
    return await engine.run(sequence, plan.token)


async def both_at_the_service(world):
    """Return the first step's requests once the ledger, and not just the till, has their ids."""
    while len(found := await world.library.requests(states=frozenset({S.ACCEPTED}))) < 2:  # noqa: ASYNC110 (the ledger has no event to wait for)
        await asyncio.sleep(0.002)
    return found


async def test_what_nobody_waits_for_is_paid_once_and_fetched_wherever_it_is_cut_off(
    tmp_path, when
):
    async def work(engine, world, sequence):
        world.shop.polls_needed = 10**9
        run = await begin(engine, sequence)
        for request in await both_at_the_service(world):
            await engine.controls.stop_waiting(request.id)
        await engine.wait(run.id)
        world.shop.polls_needed = 1
        await until(lambda: len(world.shop.sales) == 4)
        await engine.wait(run.id)

    async for world, sequence, at in every_cut(tmp_path, when, fresh_work, work):
        await come_to_rest(world)
        await finish(world, sequence, f"cut {when} commit {at}")


async def test_holds_and_a_new_order_that_are_cut_off_neither_buy_twice_nor_lose(tmp_path, when):
    async def work(engine, world, sequence):
        await engine.controls.pause(Hold.AFTER_CURRENT)
        run = await begin(engine, sequence)
        await engine.controls.hold_run(run.id)
        await engine.controls.go_on()
        await engine.controls.first(run.id)
        await engine.controls.let_run_go(run.id)
        await until(lambda: world.shop.posts)
        await engine.controls.pause(Hold.NOW)
        await quiet()
        await engine.controls.hold_run(run.id)
        await engine.controls.go_on()
        await engine.controls.let_run_go(run.id)
        await engine.wait(run.id)

    async for world, sequence, at in every_cut(tmp_path, when, fresh_work, work):
        await come_to_rest(world)
        await finish(world, sequence, f"cut {when} commit {at}")


async def test_a_run_that_is_taken_back_in_parts_leaves_nothing_open(tmp_path, when):
    async def work(engine, world, sequence):
        await engine.controls.pause(Hold.NOW)
        run = await begin(engine, sequence)
        await engine.controls.cancel_run(run.id)
        await engine.wait(run.id)

    async for world, sequence, at in every_cut(tmp_path, when, fresh_work, work):
        await come_to_rest(world)
        await finish(world, sequence, f"cut {when} commit {at}")


async def test_a_run_that_is_taken_out_and_run_again_is_paid_once_wherever_it_is_cut_off(
    tmp_path, when
):
    async def work(engine, world, sequence):
        world.parallel = 1
        await engine.controls.run_next(1)
        run = await begin(engine, sequence)
        await until(lambda: engine.controls.hold is Hold.AFTER_CURRENT)
        taken = await engine.controls.cancel_run(run.id)
        assert taken.cancelled
        await engine.wait(run.id)  # what was sent comes home, or the next plan would change
        await engine.controls.go_on()
        again = await begin(engine, sequence)
        await engine.controls.reorder((again.id,))
        await engine.wait(again.id)

    async for world, sequence, at in every_cut(tmp_path, when, fresh_work, work):
        await come_to_rest(world)
        await finish(world, sequence, f"cut {when} commit {at}")


async def test_a_run_for_later_that_is_cut_off_is_bought_only_once_the_user_resumes(tmp_path, when):
    async def work(engine, world, sequence):
        plan = await engine.plan(sequence)
        at = world.clock.time + 3600.0
        run = await engine.run(sequence, plan.token, not_before=at)
        await engine.appointments.start_at(run.id, at + 60.0)
        await engine.appointments.start_now(run.id)
        await engine.wait(run.id)

    async for world, sequence, at in every_cut(tmp_path, when, fresh_work, work):
        posts = world.shop.posts
        world.clock.time += 10_000.0
        engine = await world.start()
        await engine.start()
        await quiet()
        assert world.shop.posts == posts, f"a start buys nothing, cut {when} commit {at}"
        await come_to_rest(world)
        await finish(world, sequence, f"cut {when} commit {at}")
