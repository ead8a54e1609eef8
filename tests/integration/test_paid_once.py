"""Paid once: the power goes at every moment, replies get lost, and the till is counted."""

import asyncio

import pytest

from seedream_desktop.domain.errors import (
    AccountRefused,
    DiskFull,
    OverBudget,
    Refused,
    RemoteGone,
    StorageFailed,
    UserFixable,
)
from seedream_desktop.domain.ledger import Caps, balance
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.shop import PRICE_MICROS, PowerCut, offline
from tests.fixtures.world import Cut, World, quiet, until

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


async def live_until_dark(world, sequence, cut):
    """Run until the end or until the power goes; True when it went."""
    try:
        engine = await world.start(cut)
        work = asyncio.create_task(begin(engine, world, sequence))
        dark = asyncio.create_task(watch(world, cut))
        await asyncio.wait({work, dark}, return_when=asyncio.FIRST_COMPLETED)
        for task in (work, dark):
            task.cancel()
        await asyncio.gather(work, dark, return_exceptions=True)
    except PowerCut:
        pass
    went = cut.at is not None and cut.seen >= cut.at
    await world.stop()
    return went


async def begin(engine, world, sequence):
    try:
        await engine.start()
        await engine.settle_in_flight(sequence.id)
        await world.run(sequence)
    except PowerCut:
        pass


async def watch(world, cut):
    await until(lambda: cut.at is not None and cut.seen >= cut.at)
    await quiet(0.03)


async def test_a_machine_that_dies_before_the_order_leaves_causes_no_doubt(tmp_path):
    """Cut after each commit: only where the leaving was written may there be a doubt."""
    doubts = []
    for at in range(1, 12):
        world = World(tmp_path / f"{at}")
        world.shop.list_shows = False
        sequence = world.sequence(1)
        await live_until_dark(world, sequence, Cut(at=at))
        engine = await world.start()
        found = await engine.start()
        doubts.append((len(found.in_doubt), world.shop.posts, len(world.shop.sales)))
        await world.stop()
    assert (1, 1, 0) in doubts
    assert [doubt for doubt, *_ in doubts].count(1) == 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("behaviour", ["ok", "lost"])
async def test_whatever_commit_the_power_goes_at_nothing_is_sold_twice_and_nothing_is_lost(
    tmp_path, behaviour, when
):
    """Count the commits of an undisturbed run, then cut at each of them in a new world."""
    commits = 40
    at = 0
    while at < commits:
        at += 1
        world = World(tmp_path / f"{at}")
        sequence = world.sequence(2, ("one", "two"))
        if behaviour != "ok":
            world.shop.script = ["ok", behaviour]
        cut = Cut(at=at, when=when)
        went = await live_until_dark(world, sequence, cut)
        if not went:
            commits = cut.seen
        for _ in range(2):
            await world.start()
            await world.resume()
            await world.stop()
            world.clock.time += 700.0  # by now the service's list shows all that was ever made
        await world.start()
        await world.engine.start()
        await world.engine.settle_in_flight(sequence.id)
        outcome = await world.run(sequence)
        assert outcome.state is OutcomeState.COMPLETED, f"cut {when} commit {at}"
        assert len(world.shop.sold_keys) == len(set(world.shop.sold_keys)) == 4
        entries = await world.library.entries()
        assert balance(entries).spent_micros == world.shop.billed_micros == 4 * PRICE_MICROS
        assert balance(entries).open_micros == 0
        await world.stop()
    assert commits > 15


async def test_a_lost_reply_is_found_in_the_history_and_not_sent_again(world):
    world.shop.script = ["lost"]
    await world.start()
    outcome = await world.run(world.sequence(1))
    assert outcome.state is OutcomeState.COMPLETED
    assert world.shop.posts == 1
    assert outcome.spent_micros == PRICE_MICROS


async def test_a_reply_lost_on_a_service_without_a_history_waits_for_the_user(world):
    world.card_changes = {"recovery": "none"}
    world.shop.script = ["lost"]
    await world.start()
    outcome = await world.run(world.sequence(1))
    assert outcome.state is OutcomeState.NEEDS_ATTENTION
    assert world.shop.posts == 1
    assert outcome.reserved_micros == PRICE_MICROS


async def test_what_the_service_never_made_is_failed_unbilled_once_its_list_is_settled(world):
    world.shop.script = ["broken"]
    await world.start()
    sequence = world.sequence(1)
    outcome = await world.run(sequence)
    assert outcome.state is OutcomeState.NEEDS_ATTENTION
    await world.stop()
    world.clock.time += 700.0
    await world.start()
    await world.resume()
    (request,) = await world.library.requests()
    assert (request.state, request.trouble.code) == (RequestState.FAILED, "never_made")
    again = await world.run(sequence)
    assert again.state is OutcomeState.COMPLETED
    assert world.shop.billed_micros == PRICE_MICROS
    assert balance(await world.library.entries()).open_micros == 0


@pytest.mark.parametrize(("shows_after_s", "ends_as"), [(30.0, "done"), (1e9, "in_doubt")])
async def test_an_order_that_a_kill_caught_on_its_way_is_looked_for_until_the_list_is_settled(
    tmp_path, shows_after_s, ends_as
):
    """The list lags: what shows within its time is found; what never shows may have been billed."""
    for at in range(1, 40):
        world = World(tmp_path / f"{at}")
        await live_until_dark(world, world.sequence(1), Cut(at=at, when="before"))
        await world.start()
        sending = await world.library.requests(states=frozenset({RequestState.SENDING}))
        if sending and world.shop.sales:
            break
        await world.stop()
    world.shop.list_from = world.clock.now() + shows_after_s
    began = world.clock.now()
    await world.resume()
    (request,) = await world.library.requests()
    assert request.state.value == ends_as
    assert world.shop.posts == 1
    assert 30.0 < world.clock.now() - began < 60.0
    await world.stop()


async def test_a_second_run_of_the_same_work_buys_nothing(world):
    await world.start()
    sequence = world.sequence(3, ("one", "two"))
    await world.run(sequence)
    posts = world.shop.posts
    plan = await world.engine.plan(sequence)
    assert (plan.requests, plan.cost_micros) == ((), 0)
    again = await world.run(sequence)
    assert world.shop.posts == posts == 6
    assert again.state is OutcomeState.COMPLETED


async def test_an_unreachable_service_is_tried_again_and_paid_once(world):
    world.shop.script = ["unreachable", "unreachable"]
    await world.start()
    outcome = await world.run(world.sequence(1))
    assert outcome.state is OutcomeState.COMPLETED
    assert (world.shop.posts, len(world.shop.sales)) == (3, 1)
    assert outcome.spent_micros == PRICE_MICROS


async def test_a_service_that_stays_away_leaves_the_request_waiting_for_resume(world):
    world.shop.behaviour = "unreachable"
    await world.start()
    outcome = await world.run(world.sequence(1))
    assert (outcome.state, outcome.waiting) == (OutcomeState.FAILED, 1)
    world.shop.behaviour = "ok"
    await world.resume()
    assert world.shop.billed_micros == PRICE_MICROS


async def test_a_wait_that_the_service_asks_for_is_kept(world):
    world.shop.script = ["rate"]
    await world.start()
    began = world.clock.now()
    outcome = await world.run(world.sequence(1))
    assert outcome.state is OutcomeState.COMPLETED
    assert world.clock.now() - began >= 1.0
    assert len(world.shop.sales) == 1


@pytest.mark.parametrize("trouble", ["account", "no key"])
async def test_a_bad_or_missing_key_pauses_the_provider_and_is_not_tried_for_each_picture(
    world, trouble
):
    world.shop.behaviour = trouble
    world.parallel = 1
    await world.start()
    outcome = await world.run(world.sequence(8))
    assert world.shop.posts == 1
    assert (outcome.state, outcome.waiting) == (OutcomeState.FAILED, 8)
    assert balance(await world.library.entries()).exposure_micros == 0
    world.shop.behaviour = "ok"
    await world.resume()
    assert len(world.shop.sales) == 8


async def test_a_key_refused_at_the_upload_is_not_tried_for_each_picture_either(world):
    world.shop.upload_trouble = AccountRefused("key_refused", service="Shop", said="")
    world.parallel = 1
    await world.start()
    outcome = await world.run(world.sequence(12))
    assert world.shop.uploads <= 3
    assert (world.shop.posts, outcome.waiting) == (0, 12)
    world.shop.upload_trouble = None
    await world.resume()
    assert len(world.shop.sales) == 12


async def test_a_run_after_the_key_was_mended_asks_the_service_again(world):
    world.shop.behaviour = "account"
    await world.start()
    await world.run(world.sequence(1))
    world.shop.behaviour = "ok"
    outcome = await world.run(world.sequence(1))
    assert outcome.state is OutcomeState.COMPLETED
    await world.resume()
    assert world.shop.billed_micros == PRICE_MICROS


async def test_a_reference_that_cannot_be_written_ends_the_run_with_the_reason_and_buys_nothing(
    world,
):
    await world.start()
    world.blobs.scratch = lambda: world.folder / "no such folder" / "scratch"
    sequence = world.sequence(1)
    with pytest.raises(StorageFailed, match="file_not_written"):
        await world.run(sequence)
    assert world.shop.posts == 0
    await world.stop()
    await world.start()
    await world.resume()
    assert (await world.engine.plan(sequence)).requests == ()
    assert len(world.shop.sales) == 1


async def test_a_refused_upload_fails_its_own_frame(world):
    world.shop.upload_trouble = Refused("upload_address_refused", host="h", reason="private")
    await world.start()
    outcome = await world.run(world.sequence(1))
    assert (outcome.state, world.shop.posts) == (OutcomeState.FAILED, 0)


async def test_a_refusal_fails_its_own_frame_only(world):
    world.shop.script = ["ok", "refused"]
    world.parallel = 1
    await world.start()
    outcome = await world.run(world.sequence(3, ("one", "two")))
    assert outcome.state is OutcomeState.PARTIAL
    assert len(world.shop.sales) == 4
    requests = await world.library.requests()
    states = sorted(request.state.value for request in requests)
    assert states == ["cancelled", "done", "done", "done", "done", "failed"]


async def test_a_moderated_frame_is_not_charged_and_its_later_steps_are_held(world):
    world.shop.script = ["moderated"]
    world.parallel = 1
    await world.start()
    outcome = await world.run(world.sequence(2, ("one", "two")))
    assert outcome.state is OutcomeState.PARTIAL
    assert outcome.spent_micros == world.shop.billed_micros == 2 * PRICE_MICROS


async def test_an_older_result_never_stands_in_for_a_frame_that_failed(world):
    """Step one is rewritten and fails: step two must not edit what the old text had made."""
    await world.start()
    await world.run(world.sequence(1, ("one", "two")))
    world.shop.behaviour = "refused"
    sequence = world.sequence(1, ("another", "two"))
    outcome = await world.run(sequence)
    assert outcome.state is OutcomeState.FAILED
    assert len(world.shop.sales) == 2


async def test_fewer_outputs_than_asked_are_kept_charged_as_asked_and_named(world):
    world.shop.outputs_given = 2
    await world.start()
    outcome = await world.run(world.sequence(4, mode=StepMode.SET))
    assert (outcome.state, outcome.outputs) == (OutcomeState.PARTIAL, 2)
    assert outcome.spent_micros == 4 * PRICE_MICROS
    (request,) = await world.library.requests()
    assert request.trouble.code == "short_count"
    assert request.trouble.params == {"asked": 4, "got": 2}


async def test_an_expired_address_is_asked_for_again(world):
    world.delivery.fails = {"shop://job-0000/0": [RemoteGone("output_gone")]}
    await world.start()
    outcome = await world.run(world.sequence(1))
    assert outcome.state is OutcomeState.COMPLETED
    assert len(world.delivery.fetched) == 2


async def test_outputs_wait_at_the_service_while_the_network_is_away(world):
    world.delivery.fails = {"*": [offline() for _ in range(6)]}
    await world.start()
    outcome = await world.run(world.sequence(1))
    assert (outcome.waiting, outcome.in_doubt) == (1, 0)
    await world.resume()
    assert (await world.engine.outcome(outcome.run)).state is OutcomeState.COMPLETED
    assert world.shop.posts == 1


async def test_a_plan_above_its_cap_is_refused_before_anything_is_written(world):
    await world.start()
    sequence = world.sequence(3)
    plan = await world.engine.plan(sequence)
    with pytest.raises(OverBudget):
        await world.engine.run(sequence, plan.token, cap_micros=plan.cost_micros - 1)
    assert await world.library.requests() == ()
    assert world.shop.posts == 0


async def test_a_cap_holds_however_many_workers_run_at_it(world):
    """The day's cap is reached while 64 requests are under way."""
    world.parallel = 64
    await world.start()
    sequence = world.sequence(64)
    plan = await world.engine.plan(sequence)
    run = await world.engine.run(sequence, plan.token)
    world.caps = Caps(day_micros=10 * PRICE_MICROS)
    await world.engine.wait(run.id)
    assert len(world.shop.sales) == 10
    outcome = await world.engine.outcome(run.id)
    assert (outcome.waiting, outcome.spent_micros) == (54, 10 * PRICE_MICROS)


async def test_a_plan_that_changed_since_it_was_shown_is_not_run(world):
    await world.start()
    plan = await world.engine.plan(world.sequence(2))
    with pytest.raises(UserFixable, match="plan_changed"):
        await world.engine.run(world.sequence(3), plan.token)


async def test_giving_up_a_doubtful_request_counts_it_as_spent(world):
    world.card_changes = {"recovery": "none"}
    world.shop.script = ["lost"]
    await world.start()
    await world.run(world.sequence(1))
    (request,) = await world.library.requests()
    given_up = await world.engine.decisions.abandon(request.id)
    assert given_up.state is RequestState.CANCELLED
    assert balance(await world.library.entries()).spent_micros == PRICE_MICROS


async def test_sending_again_is_a_new_request_linked_to_the_old(world):
    world.card_changes = {"recovery": "none"}
    world.shop.script = ["lost"]
    await world.start()
    sequence = world.sequence(1)
    await world.run(sequence)
    (request,) = await world.library.requests()
    again = await world.engine.decisions.resend(request.id)
    assert (again.state, again.resend_of) == (RequestState.QUEUED, request.id)
    await world.resume()
    assert world.shop.posts == 2
    assert (await world.engine.plan(sequence)).requests == ()


async def test_a_queued_request_can_be_taken_back_and_costs_nothing(world):
    world.shop.behaviour = "unreachable"
    await world.start()
    await world.run(world.sequence(1))
    (request,) = await world.library.requests()
    cancelled = await world.engine.decisions.cancel(request.id)
    assert cancelled.state is RequestState.CANCELLED
    with pytest.raises(UserFixable, match="cancel_too_late"):
        await world.engine.decisions.cancel(request.id)


async def test_a_post_whose_leaving_cannot_be_recorded_is_not_sent(world):
    real = world.shop.submit

    async def without_room(order, outbox):
        raise DiskFull("disk_full", path="library")

    world.shop.submit = without_room
    await world.start()
    with pytest.raises(DiskFull):
        await world.run(world.sequence(1))
    (request,) = await world.library.requests()
    assert (request.state, request.charged_micros) == (RequestState.QUEUED, 0)
    world.shop.submit = real
    await world.resume()
    assert world.shop.billed_micros == PRICE_MICROS
