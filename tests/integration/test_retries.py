"""Trying again what failed: linked requests for missing frames, never twice, never too much."""

import asyncio

import pytest

from seedream_desktop.domain.errors import OverBudget, StorageFailed, UserFixable
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ledger import Caps, balance
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.shop import PRICE_MICROS
from tests.fixtures.world import World, quiet

pytestmark = pytest.mark.timeout(60)

S = RequestState


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


async def ended_run(world, sequence, script=(), **options):
    """Start the engine and run a sequence of which some requests fail; return the run's id."""
    world.parallel = 1
    world.shop.script = list(script)
    await world.start()
    await world.engine.start()
    return (await world.run(sequence, **options)).run


async def test_a_failed_request_gets_a_linked_one_that_begins_at_once_and_ends_the_run_anew(world):
    run = await ended_run(world, world.sequence(2), ["refused"])
    ends = len(world.events)
    (fresh,) = await world.engine.controls.retry_failed(run)
    await world.engine.wait(run)
    requests = await world.library.requests()
    failed = next(r for r in requests if r.state is S.FAILED)
    assert fresh.resend_of == failed.id
    assert (await world.library.request(fresh.id)).state is S.DONE
    assert (await world.engine.outcome(run)).state is OutcomeState.COMPLETED
    assert world.shop.billed_micros == 2 * PRICE_MICROS
    assert type(world.events[-1]).__name__ == "RunEnded"
    assert len(world.events) > ends
    assert await world.engine.controls.retry_failed(run) == ()
    assert await world.engine.controls.to_retry() == ()


async def test_later_steps_that_were_left_out_go_along(world):
    run = await ended_run(world, world.sequence(3, ("one", "two", "three")), ["refused"])
    preview = await world.engine.controls.to_retry(run)
    assert [request.step_index for request in preview] == [0, 1, 2]
    assert sum(request.cost_micros for request in preview) == 3 * PRICE_MICROS
    await world.engine.controls.retry_failed()
    await world.engine.wait(run)
    assert (await world.engine.outcome(run)).state is OutcomeState.COMPLETED
    assert world.shop.billed_micros == 9 * PRICE_MICROS


async def test_of_a_set_that_lacks_one_picture_only_that_frame_is_bought_again(world):
    """Step two edits three pictures together, of which one had no result of step one."""
    sequence = world.sequence(3, ("one", "two"))
    second = sequence.steps[1]
    steps = (sequence.steps[0], type(second)(**{**_fields(second), "mode": StepMode.SET}))
    sequence = type(sequence)(**{**_fields(sequence), "steps": steps})
    run = await ended_run(world, sequence, ["refused"])
    assert world.shop.billed_micros == 4 * PRICE_MICROS
    fresh = await world.engine.controls.retry_failed(run)
    assert [len(request.targets) for request in fresh] == [1, 1]
    assert [len(request.inputs) for request in fresh] == [1, 1]
    await world.engine.wait(run)
    assert (await world.engine.outcome(run)).state is OutcomeState.COMPLETED
    assert world.shop.billed_micros == 6 * PRICE_MICROS


def _fields(value):
    return {name: getattr(value, name) for name in value.__slots__}


async def test_a_request_that_came_short_is_completed_by_its_missing_frames(world):
    world.shop.outputs_given = 2
    run = await ended_run(world, world.sequence(4, mode=StepMode.SET))
    assert await world.engine.controls.retry_failed(run) == ()
    world.shop.outputs_given = None
    (request,) = await world.library.requests()
    fresh = await world.engine.controls.retry(request.id)
    assert (len(fresh.targets), fresh.cost_micros) == (2, 2 * PRICE_MICROS)
    await world.engine.wait(run)
    assert (await world.engine.outcome(run)).state is OutcomeState.COMPLETED
    with pytest.raises(UserFixable, match="cannot_retry"):
        await world.engine.controls.retry(request.id)


async def test_what_is_in_doubt_is_never_tried_again_this_way(world):
    world.card_changes = {"recovery": "none"}
    run = await ended_run(world, world.sequence(2, ("one", "two")), ["lost"])
    doubtful = next(r for r in await world.library.requests() if r.state is S.IN_DOUBT)
    assert await world.engine.controls.retry_failed(run) == ()
    with pytest.raises(UserFixable, match="cannot_retry"):
        await world.engine.controls.retry(doubtful.id)
    assert world.shop.posts == 3


async def test_what_was_taken_back_is_tried_again_only_by_name(world):
    world.parallel = 1
    engine = await world.start()
    await engine.start()
    await engine.controls.pause(Hold.NOW)
    sequence = world.sequence(1)
    run = await engine.run(sequence, (await engine.plan(sequence)).token)
    await engine.controls.cancel_run(run.id)
    await engine.controls.go_on()
    assert await engine.controls.retry_failed(run.id) == ()
    (request,) = await world.library.requests()
    await engine.controls.retry(request.id)
    await engine.wait(run.id)
    assert world.shop.billed_micros == PRICE_MICROS


async def test_a_retry_above_a_cap_is_refused_before_anything_is_written(world):
    cap = 2 * PRICE_MICROS
    run = await ended_run(world, world.sequence(2), ["moderated"], cap_micros=cap)
    world.caps = Caps(day_micros=PRICE_MICROS)
    with pytest.raises(OverBudget):
        await world.engine.controls.retry_failed(run)
    world.caps = Caps(run_micros=PRICE_MICROS)
    with pytest.raises(OverBudget):
        await world.engine.controls.retry_failed(run)
    assert len(await world.library.requests()) == 2
    world.caps = Caps()
    await world.engine.controls.retry_failed(run)
    await world.engine.wait(run)
    assert balance(await world.library.entries()).spent_micros == cap


async def test_a_retry_of_what_another_run_has_bought_meanwhile_buys_nothing(world):
    sequence = world.sequence(1)
    run = await ended_run(world, sequence, ["refused"])
    await world.run(sequence)
    (fresh,) = await world.engine.controls.retry_failed(run)
    await world.engine.wait(run)
    done = await world.library.request(fresh.id)
    assert (done.state, done.trouble.code) == (S.CANCELLED, "already_done")
    assert len(world.shop.sales) == 1


async def test_two_clicks_are_one_retry(world):
    run = await ended_run(world, world.sequence(1), ["refused"])
    controls = world.engine.controls
    written = await asyncio.gather(controls.retry_failed(run), controls.retry_failed(run))
    assert sorted(len(requests) for requests in written) == [0, 1]
    await world.engine.wait(run)
    assert len(world.shop.sales) == 1


async def test_what_still_waits_for_a_failed_frame_waits_for_its_retry(world):
    """Step two edits both pictures together; one is tried again while the other is under way."""
    sequence = world.sequence(2, ("one", "two"))
    second = sequence.steps[1]
    steps = (sequence.steps[0], type(second)(**{**_fields(second), "mode": StepMode.SET}))
    sequence = type(sequence)(**{**_fields(sequence), "steps": steps})
    world.parallel = 1
    world.shop.script = ["refused"]
    world.shop.polls_needed = 10**9
    engine = await world.start()
    await engine.start()
    run = await engine.run(sequence, (await engine.plan(sequence)).token)
    while S.ACCEPTED not in {r.state for r in await world.library.requests()}:
        await quiet()
    (fresh,) = await engine.controls.retry_failed(run.id)
    world.shop.polls_needed = 1
    await engine.wait(run.id)
    assert fresh.step_index == 0
    assert [sale.order.outputs for sale in world.shop.sales] == [1, 1, 2]


async def test_sending_again_goes_at_once_where_the_engine_runs_and_lets_later_steps_go(world):
    world.card_changes = {"recovery": "none"}
    run = await ended_run(world, world.sequence(1, ("one", "two")), ["lost"])
    doubtful = next(r for r in await world.library.requests() if r.state is S.IN_DOUBT)
    again = await world.engine.decisions.resend(doubtful.id)
    assert again.resend_of == doubtful.id
    await world.engine.wait(run)
    assert (await world.engine.outcome(run)).state is OutcomeState.COMPLETED
    assert world.shop.posts == 3


async def test_giving_up_lets_later_steps_end_and_found_goes_on_at_once(world):
    world.card_changes = {"recovery": "none"}
    run = await ended_run(world, world.sequence(2, ("one", "two")), ["lost", "lost"])
    first, second = [r for r in await world.library.requests() if r.state is S.IN_DOUBT]
    await world.engine.decisions.abandon(first.id)
    await world.engine.decisions.found(second.id, world.shop.sales[1].remote_id)
    await world.engine.wait(run)
    found = sorted(r.state for r in await world.library.requests())
    assert found == [S.CANCELLED, S.CANCELLED, S.DONE, S.DONE]


async def test_a_retry_before_the_start_waits_for_resume(world):
    run = await ended_run(world, world.sequence(1), ["refused"])
    await world.stop()
    await world.start()
    (fresh,) = await world.engine.controls.retry_failed(run)
    assert fresh.state is S.QUEUED
    await quiet(0.03)
    assert world.shop.sales == []
    await world.resume()
    assert world.shop.billed_micros == PRICE_MICROS


@pytest.mark.parametrize("images", [1, 12])
async def test_resume_goes_on_in_the_same_program_once_the_disk_has_room_again(world, images):
    """Those made ready, those on their way and those that wait: none is stuck, none sold twice."""
    engine = await world.start()
    await engine.start()
    real = world.blobs.scratch
    world.blobs.scratch = lambda: world.folder / "no such folder" / "scratch"
    with pytest.raises(StorageFailed):
        await world.run(world.sequence(images))
    world.blobs.scratch = real
    for run in await engine.resume():
        await engine.wait(run)
    assert {request.state for request in await world.library.requests()} == {S.DONE}
    assert world.shop.billed_micros == images * PRICE_MICROS
