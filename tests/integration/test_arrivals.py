"""Answers that hand their outputs over one by one: what is here is kept, and paid for once."""

import asyncio
from dataclasses import dataclass

import pytest

from seedream_desktop.domain.card import Recovery
from seedream_desktop.domain.errors import DiskFull, NotFound, StorageFailed, UserFixable
from seedream_desktop.domain.events import FrameDone, FrameFailed
from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.shop import PRICE_MICROS
from tests.fixtures.world import Cut, World
from tests.integration.test_paid_once import live_until_dark

pytestmark = pytest.mark.timeout(60)

S = RequestState
COUNT = 4


@pytest.fixture
async def world(tmp_path):
    made = streaming(tmp_path)
    yield made
    await made.stop()


def streaming(folder, **changes) -> World:
    """A world whose service answers at once, with files in the order and nothing to look up."""
    world = World(folder)
    world.card_changes = {"recovery": Recovery.NONE, "references_inside": True, **changes}
    world.shop.behaviour = "stream"
    return world


def a_set(world):
    return world.sequence(COUNT, mode=StepMode.SET)


@dataclass(frozen=True)
class Books:
    """What is in the library, and what the ledger and the till say, in outputs."""

    states: list[str]
    versions: int
    spent: int
    open: int
    billed: int


async def books(world) -> Books:
    requests = await world.library.requests()
    sums = balance(await world.library.entries())
    return Books(
        states=sorted(request.state.value for request in requests),
        versions=len(await world.library.versions("sq-1")),
        spent=sums.spent_micros // PRICE_MICROS,
        open=sums.open_micros // PRICE_MICROS,
        billed=world.shop.billed_micros // PRICE_MICROS,
    )


async def doubt(world):
    (request,) = await world.library.requests(states=frozenset({S.IN_DOUBT}))
    return request


def told(world, kind) -> list[str]:
    found = [event for event in world.events if isinstance(event, kind)]
    return sorted(e.version.image if isinstance(e, FrameDone) else e.image for e in found)


# -- the answer comes whole ------------------------------------------------------------------


async def test_outputs_that_come_one_by_one_are_stored_once_and_charged_as_the_service_says(world):
    await world.start()
    outcome = await world.run(a_set(world))
    assert outcome.state is OutcomeState.COMPLETED
    assert await books(world) == Books(["done"], 4, 4, 0, 4)
    (request,) = await world.library.requests()
    assert [o.index for o in await world.library.outputs(request.id)] == [0, 1, 2, 3]
    assert len(world.blobs.files()) == COUNT
    assert world.blobs.scratch_files() == []


async def test_without_a_word_of_the_service_the_cards_price_is_charged(world):
    world.shop.says_charge = False
    await world.start()
    await world.run(a_set(world))
    assert await books(world) == Books(["done"], 4, 4, 0, 4)


async def test_an_output_that_the_service_could_not_make_is_missing_in_its_own_place(world):
    world.shop.script = ["stream 1 short"]
    await world.start()
    outcome = await world.run(world.sequence(1, mode=StepMode.VARIANTS, count=COUNT))
    assert outcome.state is OutcomeState.PARTIAL
    versions = await world.library.versions("sq-1")
    assert [(v.take, v.output_index) for v in versions] == [(0, 0), (2, 2), (3, 3)]
    assert await books(world) == Books(["done"], 3, 3, 0, 3)


async def test_references_go_along_as_files_that_are_there_until_the_answer_is(world):
    await world.start()
    await world.run(a_set(world))
    assert world.shop.uploads == 0
    assert world.shop.files_seen == [[b"picture %d" % index for index in range(COUNT)]]
    assert world.blobs.scratch_files() == []


# -- the answer breaks off -------------------------------------------------------------------


@pytest.mark.parametrize("how", ["cut", "no", "bad"])
async def test_what_arrived_before_an_answer_broke_off_is_kept_and_the_rest_is_in_doubt(world, how):
    world.shop.script = [f"stream 3 {how}"]
    await world.start()
    outcome = await world.run(a_set(world))
    assert (outcome.state, outcome.in_doubt, outcome.outputs) == (
        OutcomeState.NEEDS_ATTENTION,
        1,
        3,
    )
    assert await books(world) == Books(["in_doubt"], 3, 0, 4, 4)
    request = await doubt(world)
    assert (request.trouble.code, dict(request.trouble.params)) == (
        "reply_broke_off",
        {"asked": 4, "got": 3},
    )
    assert told(world, FrameDone) == ["im-0", "im-1", "im-2"]
    assert told(world, FrameFailed) == []


async def test_an_answer_that_breaks_off_before_the_first_output_is_a_doubt_like_any_other(world):
    world.shop.script = ["stream 0 cut"]
    await world.start()
    await world.run(a_set(world))
    assert await books(world) == Books(["in_doubt"], 0, 0, 4, 4)
    assert (await doubt(world)).trouble.code == "answer_cut_off"


async def test_a_refusal_before_the_first_output_is_free(world):
    world.shop.script = ["refused"]
    await world.start()
    await world.run(a_set(world))
    assert await books(world) == Books(["failed"], 0, 0, 0, 0)


@pytest.mark.parametrize("how", ["cut", "no", "bad"])
async def test_an_answer_that_lacks_only_its_end_leaves_no_doubt(world, how):
    world.shop.script = [f"stream {COUNT} {how}"]
    await world.start()
    outcome = await world.run(a_set(world))
    assert outcome.state is OutcomeState.COMPLETED
    assert await books(world) == Books(["done"], 4, 4, 0, 4)


async def test_sending_again_buys_only_what_did_not_arrive(world):
    world.shop.script = ["stream 3 cut"]
    await world.start()
    sequence = a_set(world)
    outcome = await world.run(sequence)
    request = await doubt(world)
    shown = await world.engine.decisions.to_resend(request.id)
    assert (len(shown.targets), shown.cost_micros) == (1, PRICE_MICROS)
    again = await world.engine.decisions.resend(request.id)
    assert (again.resend_of, again.cost_micros) == (request.id, PRICE_MICROS)
    await world.resume()
    assert [sale.order.outputs for sale in world.shop.sales] == [4, 1]
    assert [len(sale.order.references) for sale in world.shop.sales] == [4, 1]
    assert await books(world) == Books(["cancelled", "done"], 4, 5, 0, 5)
    assert (await world.engine.outcome(outcome.run)).state is OutcomeState.COMPLETED
    given_up = await world.library.request(request.id)
    assert (given_up.trouble.code, given_up.trouble.params["got"]) == ("rest_given_up", 3)
    assert (await world.engine.plan(sequence)).requests == ()


async def test_giving_up_keeps_what_arrived_and_counts_the_whole_price(world):
    world.shop.script = ["stream 3 cut"]
    await world.start()
    sequence = a_set(world)
    await world.run(sequence)
    given_up = await world.engine.decisions.abandon((await doubt(world)).id)
    assert given_up.state is S.CANCELLED
    assert told(world, FrameFailed) == ["im-3"]
    assert await books(world) == Books(["cancelled"], 3, 4, 0, 4)
    outcome = await world.run(sequence)
    assert outcome.state is OutcomeState.COMPLETED
    assert await books(world) == Books(["cancelled", "done"], 4, 5, 0, 5)


async def test_a_run_while_the_rest_is_in_doubt_buys_nothing_twice(world):
    world.shop.script = ["stream 3 cut"]
    await world.start()
    sequence = a_set(world)
    await world.run(sequence)
    plan = await world.engine.plan(sequence)
    assert (len(plan.done), len(plan.requests), len(plan.held)) == (3, 0, 1)
    await world.run(sequence)
    assert world.shop.posts == 1


async def test_the_next_step_goes_on_with_what_arrived_once_the_rest_is_given_up(world):
    world.shop.script = ["stream 3 cut"]
    await world.start()
    outcome = await world.run(world.sequence(COUNT, ("one", "two"), mode=StepMode.SET))
    assert world.shop.posts == 1
    await world.engine.decisions.abandon((await doubt(world)).id)
    await world.engine.wait(outcome.run)
    assert [sale.order.outputs for sale in world.shop.sales] == [4, 3]
    assert (await books(world)).versions == 6


async def test_what_was_given_up_in_part_can_be_tried_again_for_its_missing_frames(world):
    world.shop.script = ["stream 2 cut"]
    await world.start()
    await world.run(a_set(world))
    request = await doubt(world)
    await world.engine.decisions.abandon(request.id)
    again = await world.engine.controls.retry(request.id)
    assert len(again.targets) == 2
    await world.resume()
    assert await books(world) == Books(["cancelled", "done"], 4, 6, 0, 6)


# -- the program, the disk, the decoder break off --------------------------------------------


async def test_a_program_that_stops_in_the_middle_of_an_answer_keeps_what_arrived(world):
    world.shop.script = ["stream 2 hang"]
    engine = await world.start()
    sequence = a_set(world)
    plan = await engine.plan(sequence)
    await engine.run(sequence, plan.token)
    await world.shop.hangs.wait()
    await engine.stop(timeout_s=0.01)
    assert (await doubt(world)).trouble.params == {"asked": 4, "got": 2}
    await world.stop()
    await world.start()
    await world.resume()
    assert await books(world) == Books(["in_doubt"], 2, 0, 4, 4)
    assert told(world, FrameDone) == ["im-0", "im-1"]


async def test_an_output_that_was_just_being_stored_when_the_post_was_cancelled_is_kept(world):
    engine = await world.start()
    begun, go_on = asyncio.Event(), asyncio.Event()
    real = world.blobs.put

    async def slow(data):
        begun.set()
        await go_on.wait()
        return await real(data)

    world.blobs.put = slow
    sequence = a_set(world)
    plan = await engine.plan(sequence)
    await engine.run(sequence, plan.token)
    await begun.wait()
    stopping = asyncio.create_task(engine.stop(timeout_s=0.01))
    await asyncio.sleep(0.05)
    go_on.set()
    await stopping
    assert (await doubt(world)).trouble.params["got"] == 1


@pytest.mark.parametrize("at", [1, 3])
async def test_a_disk_that_fills_up_in_the_middle_keeps_what_arrived(world, at):
    await world.start()
    real, left = world.blobs.put, [at - 1]

    async def put(data):
        if not left[0]:
            raise DiskFull("disk_full", path="library")
        left[0] -= 1
        return await real(data)

    world.blobs.put = put
    with pytest.raises(DiskFull):
        await world.run(a_set(world))
    assert await books(world) == Books(["in_doubt"], at - 1, 0, 4, 4)
    world.blobs.put = real
    await world.stop()
    await world.start()
    await world.resume()
    anew = await world.engine.decisions.resend((await doubt(world)).id)
    await world.engine.wait(anew.run)
    bought = 4 + 4 - (at - 1)
    assert await books(world) == Books(["cancelled", "done"], 4, bought, 0, bought)


async def test_what_cannot_be_compared_now_is_a_result_after_the_next_start(world):
    world.shop.script = ["stream 3 cut"]
    engine = await world.start()
    matcher = engine._recovery._salvage._matcher._pictures
    real = matcher.pair

    async def broken(*_):
        raise StorageFailed("output_unreadable", reason="unreadable", detail="")

    matcher.pair = broken
    await world.run(a_set(world))
    assert await books(world) == Books(["in_doubt"], 0, 0, 4, 4)
    matcher.pair = real
    await world.stop()
    await world.start()
    await world.resume()
    assert await books(world) == Books(["in_doubt"], 3, 0, 4, 4)
    await world.stop()
    await world.start()
    await world.resume()
    assert (await books(world)).versions == 3


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("word", ["stream", "stream 3 cut", "stream 4 cut", "stream 1 short"])
async def test_whatever_commit_the_power_goes_at_what_arrived_is_kept_and_paid_once(
    tmp_path, word, when
):
    """Cut at each commit; then decide to send again, and count what was made and what was sold."""
    commits, at, kept = 60, 0, set()
    while at < commits:
        at += 1
        world = streaming(tmp_path / f"{at}")
        world.shop.script = [word]
        sequence = a_set(world)
        cut = Cut(at=at, when=when)
        if not await live_until_dark(world, sequence, cut):
            commits = cut.seen
        before, world.shop.script = len(world.shop.sales), []
        await world.start()
        await world.resume()
        kept.add((await books(world)).versions)
        for request in await world.library.requests(states=frozenset({S.IN_DOUBT})):
            arrived = [o for o in await world.library.outputs(request.id) if o.digest]
            made = await world.library.arrivals.versions(request.id)
            assert len(made) == len(arrived) < COUNT
            again = await world.engine.decisions.resend(request.id)
            assert len(again.targets) == COUNT - len(arrived)
            await world.engine.wait(again.run)
        outcome = await world.run(sequence)
        told_of = f"{word}, cut {when} commit {at}"
        assert outcome.state is OutcomeState.COMPLETED, told_of
        result = await books(world)
        assert (result.versions, result.open) == (COUNT, 0), told_of
        assert len(world.shop.sales) - before <= 1, told_of
        assert result.spent >= result.billed >= COUNT, told_of
        frames = [(v.image, v.take) for v in await world.library.versions("sq-1")]
        assert len(set(frames)) == COUNT, told_of
        await world.stop()
    assert commits > 10
    assert kept >= {0, 1, 2, 3}


# -- services that can be asked afterwards ---------------------------------------------------


async def test_a_list_that_does_not_show_it_proves_nothing_against_what_arrived(tmp_path):
    world = streaming(tmp_path, recovery=Recovery.HISTORY)
    world.shop.script, world.shop.list_shows = ["stream 3 cut"], False
    await world.start()
    await world.run(a_set(world))
    await world.stop()
    world.clock.time += 700.0
    await world.start()
    await world.resume()
    assert await books(world) == Books(["in_doubt"], 3, 0, 4, 4)
    await world.stop()


async def test_a_request_that_is_found_again_brings_home_only_what_did_not_arrive(tmp_path):
    world = streaming(tmp_path, recovery=Recovery.HISTORY, references_inside=False)
    world.shop.script = ["stream 3 cut"]
    await world.start()
    outcome = await world.run(a_set(world))
    assert outcome.state is OutcomeState.COMPLETED
    assert await books(world) == Books(["done"], 4, 4, 0, 4)
    versions = await world.library.versions("sq-1")
    assert sorted(v.output_index for v in versions) == [0, 1, 2, 3]
    await world.stop()


async def test_what_is_whole_is_not_there_to_be_decided(world):
    world.shop.script = ["stream 4 hang"]
    engine = await world.start()
    sequence = a_set(world)
    plan = await engine.plan(sequence)
    await engine.run(sequence, plan.token)
    await world.shop.hangs.wait()
    await engine.stop(timeout_s=0.01)
    await world.stop()
    await world.start()
    (request,) = await world.library.requests()
    with pytest.raises(UserFixable, match="not_in_doubt"):
        await world.engine.decisions.resend(request.id)
    await world.resume()
    assert await books(world) == Books(["done"], 4, 4, 0, 4)


async def test_an_order_that_turns_back_leaves_no_files_behind(world):
    world.shop.behaviour = "unreachable"
    await world.start()
    await world.run(a_set(world))
    assert world.blobs.scratch_files() == []
    assert (await books(world)).states == ["queued"]


async def test_a_service_without_a_list_is_not_asked_what_became_of_it(tmp_path):
    world = streaming(tmp_path, recovery=Recovery.NONE)
    world.shop.script = ["stream 3 cut"]
    await world.start()
    await world.run(a_set(world))
    with pytest.raises(NotFound, match="service_has_no_list"):
        await world.engine.decisions.found((await doubt(world)).id, None)
    await world.stop()
