"""Narrow moments in which an order might be sent twice, or what it bought be lost."""

import asyncio
import contextlib

import pytest

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.errors import NotFound, RemoteGone, SeedreamError, UserFixable
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import RemoteId
from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.shop import PRICE_MICROS, PowerCut, card
from tests.fixtures.world import Cut, World, quiet, until

pytestmark = pytest.mark.timeout(60)

S = RequestState
IN_DOUBT = frozenset({S.IN_DOUBT})
ONE_AT_A_TIME = {"models": tuple(m for m in card().models if m.kind is ModelKind.EDIT)}
KEYS = {"recovery": "idempotency"}


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


async def doubt(world):
    (request,) = await world.library.requests(states=IN_DOUBT)
    return request


async def check_books(world):
    books = balance(await world.library.entries())
    assert (books.spent_micros, books.open_micros) == (world.shop.billed_micros, 0)


# -- what is found in the list


async def test_equal_orders_whose_replies_are_lost_are_each_found_as_their_own(world):
    """Versions of one picture are orders of the same words: a job is one order's and no other's."""
    world.card_changes, world.parallel = ONE_AT_A_TIME, 4
    world.shop.script = ["lost"] * 4
    await world.start()
    outcome = await world.run(world.sequence(1, mode=StepMode.VARIANTS, count=4))
    assert (outcome.state, outcome.outputs) == (OutcomeState.COMPLETED, 4)
    found = [request.remote_id for request in await world.library.requests()]
    assert sorted(found) == sorted(sale.remote_id for sale in world.shop.sales)
    await check_books(world)


async def live_until_dark(world, cut, sequence):
    """Run until the end or until the power goes; True when it went."""

    async def live():
        with contextlib.suppress(PowerCut):
            await (await world.start(cut)).start()
            await world.run(sequence)

    async def watch():
        await until(lambda: cut.seen >= cut.at)
        await quiet(0.03)

    tasks = [asyncio.create_task(live()), asyncio.create_task(watch())]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await world.stop()
    return cut.seen >= cut.at


@pytest.mark.parametrize("when", ["before", "after"])
async def test_whatever_commit_the_power_goes_at_equal_orders_get_each_its_own_job(tmp_path, when):
    at, is_over = 0, False
    while not is_over:
        at += 1
        world = World(tmp_path / f"{at}", card_changes=ONE_AT_A_TIME, parallel=2)
        world.shop.script = ["lost"] * 2
        sequence = world.sequence(1, mode=StepMode.VARIANTS, count=2)
        cut = Cut(at=at, when=when)
        is_over = not await live_until_dark(world, cut, sequence)
        await world.start()
        await world.resume()
        done = await world.library.requests(states=frozenset({S.DONE}))
        # What was announced, never left, and of which no sign tells.
        for lost in await world.library.requests(states=IN_DOUBT):
            assert len(world.shop.sales) == len(done), f"cut {when} commit {at}"
            again = await world.engine.decisions.resend(lost.id)
            await world.engine.wait(again.run)
        outcome = await world.run(sequence)
        assert outcome.state is OutcomeState.COMPLETED, f"cut {when} commit {at}"
        found = [r.remote_id for r in await world.library.requests(states=frozenset({S.DONE}))]
        assert sorted(found) == sorted(sale.remote_id for sale in world.shop.sales)
        assert len(found) == 2, f"cut {when} commit {at}"
        books = balance(await world.library.entries())
        assert books.spent_micros >= world.shop.billed_micros, f"cut {when} commit {at}"
        assert books.open_micros == 0, f"cut {when} commit {at}"
        await world.stop()
    assert at > 8


async def test_an_id_that_belongs_to_another_request_is_not_taken_for_a_doubt(world):
    world.shop.script = ["ok", "hidden"]
    world.parallel = 1
    await world.start()
    await world.run(world.sequence(2))
    (done,) = await world.library.requests(states=frozenset({S.DONE}))
    lost = await doubt(world)
    with pytest.raises(UserFixable, match="id_of_another"):
        await world.engine.decisions.found(lost.id, done.remote_id)
    assert (await doubt(world)).version == lost.version


@pytest.mark.parametrize(
    ("answers", "error"), [(True, "job_not_there"), (False, "service_unreachable")]
)
async def test_an_id_that_the_service_does_not_confirm_leaves_the_doubt_and_its_money_as_they_are(
    world, answers, error
):
    world.shop.script = ["hidden"]
    await world.start()
    await world.run(world.sequence(1))
    lost, books = await doubt(world), await world.library.entries()
    world.shop.polls_unanswered = 0 if answers else 1
    with pytest.raises(SeedreamError, match=error):
        await world.engine.decisions.found(lost.id, RemoteId("job-77"))
    assert ((await doubt(world)).version, await world.library.entries()) == (lost.version, books)
    found = await world.engine.decisions.found(lost.id, world.shop.sales[0].remote_id)
    await world.engine.resume()
    await world.engine.wait(found.run)
    await check_books(world)


async def test_a_check_pressed_twice_leaves_the_looking_as_it_was(world):
    world.shop.script, world.shop.lag_s = ["lost"], 20.0
    engine = await world.start()
    await engine.start()
    sequence = world.sequence(1)
    run = await engine.run(sequence, (await engine.plan(sequence)).token)
    while not (waiting := await world.library.requests(states=IN_DOUBT)):
        await quiet(0.001)
    check = engine.decisions.found
    twice = await asyncio.gather(
        *(check(waiting[0].id, None) for _ in range(2)), return_exceptions=True
    )
    assert [type(error) for error in twice] == [NotFound] * 2
    await engine.wait(run.id)
    (request,) = await world.library.requests()
    assert request.state is S.DONE
    await check_books(world)


# -- a check by the user


async def test_a_check_says_nothing_again_before_the_user_resumes(world):
    world.card_changes, world.shop.has_keys, world.shop.is_mute = KEYS, True, True
    world.shop.script, world.shop.replies = ["broken"], ["pending"] * 10
    await world.start()
    await world.run(world.sequence(1))
    await world.stop()
    replays = world.shop.replays
    await world.start()
    await world.engine.start()
    world.clock.time += 700.0
    with pytest.raises(NotFound):
        await world.engine.decisions.found((await doubt(world)).id, None)
    assert (world.shop.replays, world.shop.sales) == (replays, [])


async def test_a_check_settles_nothing_while_another_order_is_under_way(world):
    world.parallel = 1
    world.shop.script = ["broken"]
    engine = await world.start()
    await engine.start()
    await world.run(world.sequence(1))
    lost = await doubt(world)
    world.shop.polls_needed = 10_000
    other = world.sequence(2, ("other",))
    await engine.run(other, (await engine.plan(other)).token)
    await until(lambda: world.shop.sales)
    await quiet()
    world.clock.time = max(world.clock.time, lost.sent_at + 700.0)
    with pytest.raises(NotFound, match="not_in_history"):
        await engine.decisions.found(lost.id, None)
    assert await doubt(world) is not None


async def test_a_check_that_finds_nothing_lets_the_looking_go_on(world):
    world.shop.script, world.shop.lag_s = ["lost"], 20.0
    engine = await world.start()
    await engine.start()
    sequence = world.sequence(1)
    run = await engine.run(sequence, (await engine.plan(sequence)).token)
    await until(lambda: world.shop.sales)
    while not (waiting := await world.library.requests(states=IN_DOUBT)):
        await quiet(0.001)
    with pytest.raises(NotFound):
        await engine.decisions.found(waiting[0].id, None)
    await engine.wait(run.id)
    (request,) = await world.library.requests()
    assert request.state is S.DONE
    await check_books(world)


async def test_a_decision_ends_a_check_that_is_still_asking(world):
    """Else the check's answer would come for a request that was given up."""
    world.card_changes, world.shop.has_keys, world.shop.is_mute = KEYS, True, True
    world.shop.script, world.shop.replies = ["broken"], ["refused"]
    engine = await world.start()
    await engine.start()
    await world.run(world.sequence(1))
    lost = await doubt(world)
    asked, never = asyncio.Event(), asyncio.Event()

    async def silent(_order, _outbox):
        asked.set()
        await never.wait()

    world.shop.replay = silent
    checking = asyncio.create_task(engine.decisions.found(lost.id, None))
    await asked.wait()
    given_up = await engine.decisions.abandon(lost.id)
    with pytest.raises(NotFound, match="not_in_history"):
        await checking
    assert given_up.state is S.CANCELLED
    assert (await world.library.request(lost.id)).version == given_up.version


async def test_an_order_is_not_said_again_while_the_queue_is_held_at_once(world):
    world.card_changes, world.shop.has_keys, world.shop.is_mute = KEYS, True, True
    world.shop.script, world.shop.replies = ["broken"], ["pending"] * 3
    engine = await world.start()
    await engine.start()
    real = world.shop.replay

    async def once_and_held(order, outbox):
        await engine.controls.pause(Hold.NOW)
        return await real(order, outbox)

    world.shop.replay = once_and_held
    await world.run(world.sequence(1))
    assert (world.shop.replays, world.shop.sales) == (1, [])
    await doubt(world)


# -- clocks


async def test_a_clock_that_jumps_ahead_makes_no_order_old(world):
    """The list has not had its time because a clock was set right."""
    ahead_s = 0.0
    wound = world.clock.now
    world.clock.now = lambda: wound() + ahead_s
    world.shop.clock = wound
    world.shop.script = ["hidden"]
    engine = await world.start()
    await engine.start()
    await world.run(world.sequence(1))
    world.shop.moved_micros = PRICE_MICROS  # the service bills late
    ahead_s = 3600.0
    with pytest.raises(NotFound, match="not_in_history"):
        await engine.decisions.found((await doubt(world)).id, None)
    await doubt(world)


async def test_an_order_that_has_just_been_done_may_not_be_billed_yet(world):
    """Its money, still there, must not make up for that of one whose reply was lost."""
    world.parallel = 1
    world.shop.script = ["hidden"]
    engine = await world.start()
    await engine.start()
    await world.run(world.sequence(1))
    lost = await doubt(world)
    world.clock.time = lost.sent_at + 700.0
    await world.run(world.sequence(1, ("another",)))
    world.shop.moved_micros = PRICE_MICROS  # the second is billed in a moment
    with pytest.raises(NotFound):
        await engine.decisions.found(lost.id, None)
    world.shop.moved_micros = 0
    world.clock.time += 120.0
    with pytest.raises(NotFound, match="not_listed_charged"):
        await engine.decisions.found(lost.id, None)


# -- the end of the program


async def test_what_is_being_prepared_when_the_engine_stops_does_not_leave(world):
    """It would leave while others are waited for, and its own answer would be heard by no one."""
    engine = await world.start()
    await engine.start()
    world.parallel = 2
    uploads, replies = asyncio.Event(), asyncio.Event()
    real_submit, real_upload = world.shop.submit, world.shop.upload

    async def slow_submit(order, outbox):
        reply = await real_submit(order, outbox)
        await replies.wait()
        return reply

    async def slow_upload(path, name):
        if world.shop.uploads:
            await uploads.wait()
        return await real_upload(path, name)

    world.shop.submit, world.shop.upload = slow_submit, slow_upload
    sequence = world.sequence(2)
    await engine.run(sequence, (await engine.plan(sequence)).token)
    await until(lambda: world.shop.sales)
    stopping = asyncio.create_task(engine.stop(timeout_s=5.0))
    await quiet()
    uploads.set()
    await quiet(0.05)
    replies.set()
    await stopping
    assert len(world.shop.sales) == 1
    states = sorted(request.state for request in await world.library.requests())
    assert states == [S.ACCEPTED, S.QUEUED]
    world.shop.submit, world.shop.upload = real_submit, real_upload
    await world.stop()
    await world.start()
    await world.resume()
    assert len(world.shop.sales) == 2
    await check_books(world)


# -- outputs


@pytest.mark.parametrize("error", [RemoteGone("output_gone", status=404)])
async def test_an_output_that_is_not_at_its_address_yet_is_waited_for(world, error):
    """Stores that hold pictures in several places show them everywhere only after a moment."""
    world.delivery.fails["*"] = [error] * 3
    await world.start()
    began = world.clock.now()
    outcome = await world.run(world.sequence(1))
    assert (outcome.state, world.shop.posts) == (OutcomeState.COMPLETED, 1)
    assert world.clock.now() - began > 5.0
    await check_books(world)


async def test_a_job_that_a_gateway_denies_for_minutes_is_not_given_up(world):
    await world.start()
    real, denied = world.shop.look_up, 0

    async def away(remote_id, outbox):
        nonlocal denied
        denied += 1
        if denied <= 12:
            raise RemoteGone("not_at_service", service="Shop", said="no route")
        return await real(remote_id, outbox)

    world.shop.look_up = away
    began = world.clock.now()
    outcome = await world.run(world.sequence(1))
    assert (outcome.state, world.shop.posts) == (OutcomeState.COMPLETED, 1)
    assert world.clock.now() - began > 120.0
    await check_books(world)
