"""The queue's finer rules: stop points, runs that wait for a time, slots that are waited for."""

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedream_desktop.domain.errors import NotFound, NothingSent
from seedream_desktop.domain.events import RunAppointed, SlotAwaited, StopPointMoved
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import RunId
from seedream_desktop.domain.request import RequestState
from tests.fixtures.queue import begin, come_to, states
from tests.fixtures.world import World, quiet, until

pytestmark = pytest.mark.timeout(60)

S = RequestState
_FAR_S = 1e9


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


# -- so many more, then hold


async def test_a_stop_point_sends_that_many_and_then_holds_until_the_user_goes_on(world):
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    run = await begin(world, 6)
    await engine.controls.run_next(2)
    await come_to(world, run, [S.DONE] * 2 + [S.QUEUED] * 4)
    await quiet(0.05)
    assert (world.shop.posts, engine.controls.hold) == (2, Hold.AFTER_CURRENT)
    assert engine.controls.stops_after is None
    left = [event.left for event in world.events if isinstance(event, StopPointMoved)]
    assert left == [2, 1, None]
    await engine.controls.go_on()
    await engine.wait(run.id)
    assert len(world.shop.sales) == 6


async def test_a_pause_leaves_the_count_as_it_is_and_none_takes_it_away(world):
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    run = await begin(world, 4)
    await engine.controls.run_next(3)
    await engine.controls.pause(Hold.NOW)
    await engine.controls.go_on()
    assert engine.controls.stops_after is not None
    await engine.controls.run_next(None)
    await engine.wait(run.id)
    assert (len(world.shop.sales), engine.controls.hold) == (4, Hold.NONE)


async def test_what_rests_unsent_gives_its_place_in_the_count_to_another(world):
    world.shop.script = ["unreachable", "rate"]
    world.parallel = 2
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    run = await begin(world, 4)
    await engine.controls.run_next(2)
    await come_to(world, run, [S.DONE] * 2 + [S.QUEUED] * 2)
    assert len(world.shop.sales) == 2


async def test_what_is_made_ready_beyond_the_count_turns_back(world):
    world.parallel = 1
    world.shop.polls_needed = 10**9
    engine = await world.start()
    run = await begin(world, 8)
    await come_to(world, run, [S.ACCEPTED] + [S.PREPARING] * 3 + [S.QUEUED] * 4)
    await engine.controls.run_next(1)
    await come_to(world, run, [S.ACCEPTED, S.PREPARING] + [S.QUEUED] * 6)
    world.shop.polls_needed = 1
    await come_to(world, run, [S.DONE] * 2 + [S.QUEUED] * 6)
    await quiet(0.05)
    assert world.shop.posts == 2


_WORDS = st.sampled_from(["ok", "ok", "ok", "unreachable", "rate", "refused"])


@settings(max_examples=30, deadline=None)
@given(
    count=st.integers(1, 5),
    images=st.integers(1, 7),
    parallel=st.integers(1, 5),
    script=st.lists(_WORDS, max_size=6),
    is_late=st.booleans(),
)
def test_a_stop_point_is_never_passed_whatever_fails_and_however_many_go_at_once(
    count, images, parallel, script, is_late
):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_played(Path(folder), count, images, parallel, script, is_late=is_late))


async def _played(folder, count, images, parallel, script, *, is_late):
    world = World(folder, parallel=parallel, is_patient=True)
    world.shop.script = list(script)
    answered = _answers_counted(world)
    try:
        engine = await world.start()
        await engine.controls.pause(Hold.NOW)
        run = await begin(world, images, prompts=("one",))
        before = 0
        if is_late:
            await engine.controls.go_on()
            await until(lambda: answered or world.shop.posts)
            # Nothing awaits between these two, so that what is leaving now is told apart.
            before = len(answered) + _leaving(engine)
            engine._clearance.stop_after(count)
        else:
            await engine.controls.run_next(count)
        await rest(world, run, or_held=True)
        await quiet(0.02)
        assert len(answered) <= before + count
        await engine.controls.run_next(None)
        await rest(world, run)
        assert len(world.shop.sold_keys) == len(set(world.shop.sold_keys))
    finally:
        await world.stop()


async def rest(world, run, *, or_held=False):
    """Wait until all of a run has ended, or until the queue is held."""
    while not set(await states(world, run)) <= {S.DONE, S.FAILED}:
        if or_held and world.engine.controls.hold is not Hold.NONE:
            return
        await asyncio.sleep(0.005)


def _leaving(engine):
    return len(engine._clearance.stop_point._leaving)


def _answers_counted(world):
    """Note each order that the shop took, or turned down for good."""
    answered, real = [], world.shop.submit

    async def submit(order, outbox):
        try:
            reply = await real(order, outbox)
        except NothingSent:
            raise
        except Exception:
            answered.append(order.request)
            raise
        answered.append(order.request)
        return reply

    world.shop.submit = submit
    return answered


# -- later


async def test_a_run_that_is_to_start_later_sends_nothing_before_its_time(world):
    engine = await world.start()
    at = world.clock.time + 3600.0
    run = await begin(world, 2, not_before=at)
    assert (await world.library.run(run.id)).not_before == at
    await engine.wait(run.id)
    assert await states(world, run) == [S.DONE] * 2
    assert min(sale.at for sale in world.shop.sales) >= at
    assert RunAppointed(run=run.id, not_before=0.0) in world.events


async def test_a_going_run_is_put_off_and_started_at_once_by_the_user(world):
    world.parallel = 1
    world.shop.polls_needed = 10**9
    engine = await world.start()
    run = await begin(world, 4)
    await come_to(world, run, [S.ACCEPTED] + [S.PREPARING] * 3)
    await engine.appointments.start_at(run.id, world.clock.time + _FAR_S)
    await come_to(world, run, [S.ACCEPTED] + [S.QUEUED] * 3)
    world.shop.polls_needed = 1
    await come_to(world, run, [S.DONE] + [S.QUEUED] * 3)
    assert world.shop.posts == 1
    await engine.appointments.start_now(run.id)
    await engine.wait(run.id)
    assert len(world.shop.sales) == 4


async def test_other_runs_pass_one_that_waits_for_its_time(world):
    engine = await world.start()
    late = await begin(world, 1, ("late",), "sq-a", not_before=world.clock.time + _FAR_S)
    soon = await begin(world, 1, ("soon",), "sq-b")
    await engine.wait(soon.id)
    assert await states(world, late) == [S.QUEUED]


async def test_a_time_outlives_the_program_and_one_that_passed_meanwhile_waits_for_resume(world):
    engine = await world.start()
    run = await begin(world, 1, not_before=world.clock.time + _FAR_S)
    await world.stop()
    engine = await world.start()
    await engine.start()
    await engine.resume()
    await quiet(0.03)
    assert (await states(world, run), world.shop.posts) == ([S.QUEUED], 0)
    await world.stop()
    world.clock.time += 2 * _FAR_S
    engine = await world.start()
    await engine.start()
    await quiet(0.03)
    assert (await states(world, run), world.shop.posts) == ([S.QUEUED], 0)
    await engine.resume()
    await engine.wait(run.id)
    assert len(world.shop.sales) == 1


async def test_a_command_that_has_to_end_starts_what_waits_for_a_time(world):
    engine = await world.start()
    run = await begin(world, 1, not_before=world.clock.time + _FAR_S)
    await engine.resume(lifts_holds=True)
    await engine.wait(run.id)
    assert world.clock.time < _FAR_S


async def test_a_time_for_a_run_that_is_not_there_is_refused(world):
    engine = await world.start()
    with pytest.raises(NotFound):
        await engine.appointments.start_at(RunId("run-x"), world.clock.time + 60.0)


# -- slots


async def test_a_request_that_is_ready_says_how_many_slots_are_in_use(world):
    world.parallel = 2
    world.shop.polls_needed = 10**9
    await world.start()
    run = await begin(world, 4)
    await come_to(world, run, [S.ACCEPTED] * 2 + [S.PREPARING] * 2)
    waiting = await world.library.requests(run=run.id, states=frozenset({S.PREPARING}))
    await until(lambda: len([e for e in world.events if isinstance(e, SlotAwaited)]) == 2)
    told = {e.request: (e.used, e.parallel) for e in world.events if isinstance(e, SlotAwaited)}
    assert told == {request.id: (2, 2) for request in waiting}
    world.shop.polls_needed = 1
