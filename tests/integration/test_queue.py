"""The queue in the user's hands: pauses, holds, order, what is taken back and not waited for."""

import asyncio

import pytest

from seedream_desktop.domain.card import Recovery
from seedream_desktop.domain.errors import NotFound, UserFixable
from seedream_desktop.domain.events import (
    FrameFailed,
    ProviderAnswered,
    QueueHeld,
    QueueReordered,
    RunHeld,
)
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import RequestId, RunId
from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.request import RequestState
from tests.fixtures.queue import begin, changed, come_to, ended, prompts_sold, slots_awaited, states
from tests.fixtures.shop import PRICE_MICROS
from tests.fixtures.world import World, quiet, until

pytestmark = pytest.mark.timeout(60)

S = RequestState


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


# -- the whole queue


async def test_a_pause_after_current_begins_nothing_more_and_lets_what_has_begun_end(world):
    world.parallel = 1
    world.shop.polls_needed = 10**9
    engine = await world.start()
    run = await begin(world, 8)
    await come_to(world, run, [S.ACCEPTED] + [S.PREPARING] * 3 + [S.QUEUED] * 4)
    await engine.controls.pause(Hold.AFTER_CURRENT)
    world.shop.polls_needed = 1
    await until(lambda: len(world.shop.sales) >= 4)
    await come_to(world, run, [S.DONE] * 4 + [S.QUEUED] * 4)
    await quiet(0.05)
    assert len(world.shop.sales) == 4
    assert engine.controls.hold is Hold.AFTER_CURRENT
    assert not ended(world, run)
    await engine.controls.go_on()
    await engine.wait(run.id)
    assert len(world.shop.sales) == 8
    held = [event.kind for event in world.events if isinstance(event, QueueHeld)]
    assert held == [Hold.AFTER_CURRENT, Hold.NONE]


async def test_hold_now_sends_nothing_more_though_it_be_made_ready_and_fetches_what_is_sent(world):
    world.parallel = 1
    world.shop.polls_needed = 10**9
    engine = await world.start()
    run = await begin(world, 8)
    await come_to(world, run, [S.ACCEPTED] + [S.PREPARING] * 3 + [S.QUEUED] * 4)
    await engine.controls.pause(Hold.NOW)
    await come_to(world, run, [S.ACCEPTED] + [S.QUEUED] * 7)
    world.shop.polls_needed = 1
    await come_to(world, run, [S.DONE] + [S.QUEUED] * 7)
    assert world.shop.posts == 1
    await engine.controls.go_on()
    await engine.wait(run.id)
    assert len(world.shop.sales) == 8


async def test_a_hold_catches_an_order_whose_intent_is_written_and_whose_connection_stands(world):
    """Between the intent and the first byte the user holds: nothing leaves, nothing is owed."""
    engine = await world.start()
    real, connected, go = world.shop.submit, asyncio.Event(), asyncio.Event()

    async def connecting(order, outbox):
        connected.set()
        await go.wait()
        return await real(order, outbox)

    world.shop.submit = connecting
    run = await begin(world, 1)
    await connected.wait()
    await engine.controls.pause(Hold.NOW)
    go.set()
    await come_to(world, run, [S.QUEUED])
    await quiet(0.05)
    (request,) = await world.library.requests()
    assert (request.state, request.trouble) == (S.QUEUED, None)
    assert balance(await world.library.entries()).open_micros == 0
    assert world.shop.sales == []
    await engine.controls.go_on()
    await engine.wait(run.id)
    assert world.shop.billed_micros == PRICE_MICROS


async def test_a_post_that_is_on_its_way_is_not_cancelled_by_a_hold(world):
    engine = await world.start()
    real, sold, go = world.shop.submit, asyncio.Event(), asyncio.Event()

    async def slow(order, outbox):
        reply = await real(order, outbox)
        sold.set()
        await go.wait()
        return reply

    world.shop.submit = slow
    run = await begin(world, 1)
    await sold.wait()
    await engine.controls.pause(Hold.NOW)
    go.set()
    await engine.wait(run.id)
    assert await states(world, run) == [S.DONE]


async def test_one_pause_replaces_the_other_and_one_go_on_reverts_both(world):
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    await engine.controls.pause(Hold.AFTER_CURRENT)
    run = await begin(world, 2)
    await quiet(0.05)
    assert world.shop.posts == 0
    await engine.controls.go_on()
    await engine.controls.go_on()
    await engine.wait(run.id)
    assert await states(world, run) == [S.DONE, S.DONE]
    assert len([event for event in world.events if isinstance(event, QueueHeld)]) == 3


async def test_a_pause_ends_with_the_program(world):
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    await begin(world, 1)
    await world.stop()
    await world.start()
    assert world.engine.controls.hold is Hold.NONE
    await world.resume()
    assert world.shop.billed_micros == PRICE_MICROS


# -- one run


async def test_a_held_run_waits_while_others_go_on_and_is_not_ended_by_that(world):
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    held = await begin(world, 2, ("one",), "sq-1")
    other = await begin(world, 2, ("two",), "sq-2")
    await engine.controls.hold_run(held.id)
    await engine.controls.go_on()
    await engine.wait(other.id)
    assert await states(world, held) == [S.QUEUED, S.QUEUED]
    assert engine.controls.held_runs == {held.id}
    assert not ended(world, held)
    await engine.controls.let_run_go(held.id)
    await engine.wait(held.id)
    assert await states(world, held) == [S.DONE, S.DONE]
    assert [e.is_held for e in world.events if isinstance(e, RunHeld)] == [True, False]


async def test_a_run_stays_held_over_a_restart_until_it_is_let_go(world):
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    run = await begin(world, 2)
    await engine.controls.hold_run(run.id)
    await world.stop()
    engine = await world.start()
    await engine.start()
    assert await engine.resume() == (run.id,)
    await quiet(0.05)
    assert (world.shop.posts, engine.controls.held_runs) == (0, {run.id})
    (listed,) = await engine.controls.queue()
    assert (listed.run.is_held, listed.is_going) == (True, True)
    await engine.resume(lifts_holds=True)
    await engine.wait(run.id)
    assert await states(world, run) == [S.DONE, S.DONE]


async def test_a_run_that_is_not_there_cannot_be_held_moved_or_taken_back(world):
    controls = (await world.start()).controls
    for act in (controls.hold_run, controls.first, controls.cancel_run, controls.let_run_go):
        with pytest.raises(NotFound, match="no_such_run"):
            await act(RunId("run-0"))
    assert controls.held_runs == frozenset()
    assert [e for e in world.events if isinstance(e, RunHeld | QueueReordered)] == []


# -- order


async def test_runs_go_in_the_order_that_the_user_gives_them_at_once_and_after_a_restart(world):
    world.parallel = 1
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    runs = [await begin(world, 2, (name,), f"sq-{name}") for name in ("one", "two", "three")]
    await engine.controls.reorder((runs[2].id, runs[0].id))
    listed = [queued.run.id for queued in await engine.controls.queue()]
    assert listed == [runs[2].id, runs[0].id, runs[1].id]
    await world.stop()
    await world.start()
    await world.resume()
    begun = [r.run for r in changed(world) if r.state is S.PREPARING]
    order = [run for number in (2, 0, 1) for run in (runs[number].id,) * 2]
    assert begun == order


async def test_an_urgent_run_goes_before_all_that_is_queued_or_made_ready(world):
    world.parallel = 1
    world.shop.polls_needed = 10**9
    engine = await world.start()
    background = await begin(world, 20, ("slow",), "sq-1")
    await come_to(world, background, [S.ACCEPTED] + [S.PREPARING] * 3 + [S.QUEUED] * 16)
    urgent = await begin(world, 2, ("urgent",), "sq-2", is_first=True)
    await come_to(world, urgent, [S.PREPARING] * 2)
    await slots_awaited(world, urgent, 2)
    world.shop.polls_needed = 1
    await engine.wait(urgent.id)
    await engine.wait(background.id)
    sold = prompts_sold(world)
    assert len(sold) == 22
    assert ["urgent" in prompt for prompt in sold[:4]] == [False, True, True, False]


async def test_a_run_goes_whole_before_the_next_one(world):
    """Its second step is ready only once the first is done; nobody waits idly meanwhile."""
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    first = await begin(world, 2, ("alpha",), "sq-1")
    second = await begin(world, 2, ("gamma",), "sq-2")
    await engine.controls.first(second.id)
    await engine.controls.first(first.id)
    await engine.controls.go_on()
    await engine.wait(second.id)
    begun = [r.run for r in changed(world) if r.state is S.PREPARING]
    assert begun == [first.id, first.id, second.id, second.id]


# -- taking back


async def test_taking_back_the_rest_of_a_run_costs_nothing_and_tells_what_was_sent(world):
    world.parallel = 2
    world.shop.polls_needed = 10**9
    engine = await world.start()
    run = await begin(world, 8, ("one", "two"))
    await come_to(world, run, [S.ACCEPTED] * 2 + [S.PREPARING] * 4 + [S.QUEUED] * 10)
    taken = await engine.controls.cancel_run(run.id)
    assert (len(taken.cancelled), len(taken.sent)) == (14, 2)
    assert {request.state for request in taken.sent} <= {S.SENDING, S.ACCEPTED}
    world.shop.polls_needed = 1
    await engine.wait(run.id)
    found = await states(world, run)
    assert (found.count(S.DONE), found.count(S.CANCELLED)) == (2, 14)
    assert world.shop.posts == 2
    entries = await world.library.entries()
    assert balance(entries).exposure_micros == 2 * PRICE_MICROS
    failed = [event for event in world.events if isinstance(event, FrameFailed)]
    assert {event.trouble.code for event in failed} == {"cancelled_by_user"}
    assert ended(world, run)
    again = await engine.controls.cancel_run(run.id)
    assert (again.cancelled, again.sent) == ((), ())


async def test_what_is_being_prepared_is_taken_back_at_once(world):
    engine = await world.start()
    never = asyncio.Event()

    async def stuck(path, name):
        world.shop.uploads += 1
        await never.wait()

    world.shop.upload = stuck
    run = await begin(world, 1)
    await until(lambda: world.shop.uploads)
    (request,) = await world.library.requests()
    cancelled = await engine.decisions.cancel(request.id)
    assert (cancelled.state, cancelled.trouble.code) == (S.CANCELLED, "cancelled_by_user")
    await engine.wait(run.id)
    assert world.shop.posts == 0


async def test_what_waits_for_its_next_try_is_taken_back_and_ends_its_run_at_once(world):
    world.shop.behaviour = "rate"
    engine = await world.start()
    slept = []

    async def long(seconds):
        slept.append(seconds)
        await asyncio.Event().wait()

    world.clock.sleep = long
    run = await begin(world, 1)
    await until(lambda: 1.0 in slept)
    (request,) = await world.library.requests()
    assert (await engine.decisions.cancel(request.id)).state is S.CANCELLED
    await engine.wait(run.id)
    assert ended(world, run)


async def test_what_was_sent_is_not_taken_back(world):
    world.shop.polls_needed = 10**9
    engine = await world.start()
    run = await begin(world, 1)
    await come_to(world, run, [S.ACCEPTED])
    (request,) = await world.library.requests()
    with pytest.raises(UserFixable, match="cancel_too_late"):
        await engine.decisions.cancel(request.id)
    world.shop.polls_needed = 1


# -- not waiting


async def at_the_service(world, images=1, prompts=("edit",)):
    world.shop.polls_needed = 10**9
    run = await begin(world, images, prompts)
    await come_to(world, run, [S.ACCEPTED] * images + [S.QUEUED] * (len(prompts) - 1) * images)
    return run


async def test_a_run_ends_without_what_is_no_longer_waited_for_and_the_result_still_comes(world):
    engine = await world.start()
    run = await at_the_service(world)
    (request,) = await world.library.requests()
    left = await engine.controls.stop_waiting(request.id)
    assert (left.state, left.is_unawaited) == (S.ACCEPTED, True)
    await engine.wait(run.id)
    assert ended(world, run)
    codes = [e.trouble.code for e in world.events if isinstance(e, FrameFailed)]
    assert codes == ["stopped_waiting"]
    entries = balance(await world.library.entries())
    assert (entries.open_micros, entries.spent_micros) == (PRICE_MICROS, 0)
    world.shop.polls_needed = 1
    await until(lambda: changed(world)[-1].state is S.DONE)
    assert [r.is_unawaited for r in changed(world)][-2:] == [True, True]
    assert balance(await world.library.entries()).spent_micros == PRICE_MICROS
    assert world.shop.posts == 1


async def test_what_is_not_waited_for_is_collected_after_the_next_start(world):
    engine = await world.start()
    run = await at_the_service(world)
    (request,) = await world.library.requests()
    await engine.controls.stop_waiting(request.id)
    await world.stop()
    world.shop.polls_needed = 1
    engine = await world.start()
    await engine.start()
    await engine.wait(run.id)
    await until(lambda: changed(world)[-1].state is S.DONE)
    assert world.shop.posts == 1


async def test_later_steps_go_on_when_what_was_not_waited_for_comes(world):
    engine = await world.start()
    run = await at_the_service(world, 1, ("one", "two"))
    first, second = await world.library.requests()
    await engine.controls.stop_waiting(first.id)
    await engine.wait(run.id)
    assert (await world.library.request(second.id)).state is S.QUEUED
    world.events.clear()
    world.shop.polls_needed = 1
    await until(lambda: ended(world, run))
    assert await states(world, run) == [S.DONE, S.DONE]


async def test_waiting_can_be_taken_up_again(world):
    engine = await world.start()
    run = await at_the_service(world)
    (request,) = await world.library.requests()
    await engine.controls.stop_waiting(request.id)
    await engine.wait(run.id)
    assert not (await engine.controls.wait_again(request.id)).is_unawaited
    waiting = asyncio.create_task(engine.wait(run.id))
    await quiet()
    assert not waiting.done()
    world.shop.polls_needed = 1
    await waiting
    assert await states(world, run) == [S.DONE]


async def test_a_check_says_never_made_only_once_the_list_had_time_enough(world):
    world.shop.script = ["broken"]
    engine = await world.start()
    await engine.start()
    await world.run(world.sequence(1))
    (doubt,) = await world.library.requests(states=frozenset({S.IN_DOUBT}))
    with pytest.raises(NotFound, match="not_in_history"):
        await engine.decisions.found(doubt.id, None)
    world.clock.time = doubt.sent_at + 700.0
    checked = await engine.decisions.found(doubt.id, None)
    assert (checked.state, checked.charged_micros) == (S.FAILED, 0)
    assert checked.trouble.code == "never_made"
    assert balance(await world.library.entries()).open_micros == 0
    assert [event.provider for event in world.events if isinstance(event, ProviderAnswered)]


async def test_a_service_without_a_list_leaves_a_doubt_to_the_user(world):
    world.card_changes = {"recovery": Recovery.NONE}
    world.shop.script = ["broken"]
    engine = await world.start()
    await engine.start()
    await world.run(world.sequence(1))
    (doubt,) = await world.library.requests(states=frozenset({S.IN_DOUBT}))
    world.clock.time = doubt.sent_at + 700.0
    with pytest.raises(NotFound, match="service_has_no_list"):
        await engine.decisions.found(doubt.id, None)


async def test_polls_that_are_not_answered_say_until_when_and_cost_nothing_of_the_record(world):
    world.shop.polls_needed, world.shop.polls_unanswered = 2, 3
    engine = await world.start()
    await engine.start()
    await world.run(world.sequence(1))
    accepted = [each for each in changed(world) if each.state is S.ACCEPTED]
    hindered = [each for each in accepted if each.trouble is not None]
    assert [each.trouble.code for each in hindered] == ["service_unreachable"] * 2
    assert all(each.not_before > 0 for each in hindered)
    assert accepted[-1].trouble is None, "who answers again is told as well"
    (done,) = await world.library.requests()
    assert (done.state, done.trouble, done.not_before) == (S.DONE, None, 0.0)
    assert [event for event in world.events if isinstance(event, ProviderAnswered)]


async def test_a_poll_that_fails_does_not_take_back_that_nobody_waits(world):
    world.shop.polls_needed = 10**9
    engine = await world.start()
    await engine.start()
    run = await begin(world, 1)
    await until(lambda: [each for each in changed(world) if each.state is S.ACCEPTED])
    (request,) = await world.library.requests(run=run.id)
    await engine.controls.stop_waiting(request.id)
    world.shop.polls_unanswered = 3
    await until(lambda: changed(world)[-1].trouble is not None)
    assert changed(world)[-1].is_unawaited
    world.shop.polls_needed = 1
    await come_to(world, run, [S.DONE])


async def test_only_what_is_at_the_service_can_be_left_to_come_by_itself(world):
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    await begin(world, 1)
    (request,) = await world.library.requests()
    with pytest.raises(UserFixable, match="not_waited_for"):
        await engine.controls.stop_waiting(request.id)
    with pytest.raises(NotFound):
        await engine.controls.stop_waiting(RequestId("rq-0"))


# -- reading it


async def test_the_queue_lists_what_is_unfinished_and_what_ended_since_in_its_order(world):
    engine = await world.start()
    done = await begin(world, 1, ("one",), "sq-1")
    await engine.wait(done.id)
    world.clock.time += 2 * 86_400
    recent = await begin(world, 1, ("two",), "sq-2")
    await engine.wait(recent.id)
    await engine.controls.pause(Hold.NOW)
    waiting = await begin(world, 2, ("three",), "sq-3")
    await engine.controls.first(waiting.id)
    today = await engine.controls.queue()
    assert [queued.run.id for queued in today] == [waiting.id, recent.id]
    assert [len(queued.requests) for queued in today] == [2, 1]
    assert {queued.title for queued in today} == {"Work"}
    assert [q.run.id for q in await engine.controls.queue(0.0)] == [
        *(waiting.id, done.id, recent.id),
    ]


async def test_a_run_that_was_not_resumed_is_listed_as_one_that_waits_for_it(world):
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    run = await begin(world, 2)
    await world.stop()
    engine = await world.start()
    await engine.start()
    assert [(q.run.id, q.is_going) for q in await engine.controls.queue()] == [(run.id, False)]
    await engine.resume()
    assert [q.is_going for q in await engine.controls.queue()] == [True]
    await engine.wait(run.id)


async def test_an_edit_of_the_sequence_does_not_reach_a_run_that_has_begun(world):
    engine = await world.start()
    await engine.controls.pause(Hold.NOW)
    run = await begin(world, 1, ("as planned",))
    await world.library.save_sequence(world.sequence(1, ("edited since",)), world.clock.now())
    await world.stop()
    engine = await world.start()
    await world.resume()
    await engine.wait(run.id)
    assert "as planned" in prompts_sold(world)[0]
