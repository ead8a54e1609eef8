"""Orders in doubt: what a list, a balance and an order's own key may prove, and what not."""

import asyncio

import pytest

from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.request import RequestState
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.shop import PRICE_MICROS, PowerCut, offline
from tests.fixtures.world import Cut, World, quiet, until

pytestmark = pytest.mark.timeout(60)

S = RequestState
LONG_S = 700.0
KEYS = {"recovery": "idempotency"}


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


async def lose(world, word, images=1, **changes):
    """Run with the answer to the last order lost, and come back ten minutes later."""
    world.parallel = 1
    world.shop.script = ["ok"] * (images - 1) + [word]
    await world.start()
    sequence = world.sequence(images)
    await world.run(sequence)
    await world.stop()
    world.clock.time += LONG_S
    for name, value in changes.items():
        setattr(world.shop, name, value)
    await world.start()
    return sequence


async def doubt(world):
    (request,) = await world.library.requests(states=frozenset({S.IN_DOUBT}))
    return request


async def check_books(world):
    books = balance(await world.library.entries())
    assert (books.spent_micros, books.open_micros) == (world.shop.billed_micros, 0)


# -- the balance as the second sign


@pytest.mark.parametrize("images", [1, 3])
async def test_an_order_that_is_not_listed_and_not_paid_for_was_never_made(world, images):
    sequence = await lose(world, "broken", images)
    await world.resume()
    failed = await world.library.requests(states=frozenset({S.FAILED}))
    assert [request.trouble.code for request in failed] == ["never_made"]
    assert (await world.run(sequence)).state is OutcomeState.COMPLETED
    await check_books(world)


@pytest.mark.parametrize("images", [1, 3])
async def test_an_order_that_is_paid_for_and_never_listed_stays_in_doubt(world, images):
    sequence = await lose(world, "hidden", images)
    await world.resume()
    assert (await doubt(world)).trouble.code == "not_listed_charged"
    posts = world.shop.posts
    assert (await world.engine.plan(sequence)).requests == ()
    await world.engine.controls.retry_failed()
    assert world.shop.posts == posts == images


@pytest.mark.parametrize(
    "changes",
    [
        {"says_balance": False},
        {"moved_micros": 5_000_000},
        {"moved_micros": -1},
        {"price_asked": lambda order: order.outputs * (PRICE_MICROS - 1)},
    ],
    ids=["no balance", "a top-up", "another program", "a discount"],
)
async def test_what_the_balance_does_not_prove_stays_in_doubt(world, changes):
    await lose(world, "broken", 2, **changes)
    await world.resume()
    request = await doubt(world)
    assert (request.trouble.code, request.trouble.params["service"]) == ("not_listed", "Shop")
    assert world.shop.posts == 2


async def test_a_discount_that_makes_up_for_a_hidden_charge_proves_nothing(world):
    """Half the price for two orders is the price of one: the books agree, and yet it was sold."""
    await lose(
        world, "hidden", 2, moved_micros=PRICE_MICROS, price_asked=lambda _: PRICE_MICROS // 2
    )
    await world.resume()
    assert (await doubt(world)).trouble.code == "not_listed"


async def test_a_result_that_came_short_may_be_refunded_and_makes_the_sum_unsure(world):
    world.shop.outputs_given = 1
    world.parallel = 1
    world.shop.script = ["ok", "hidden"]
    await world.start()
    await world.run(world.sequence(15, mode="set"))
    world.shop.moved_micros = balance(await world.library.entries()).open_micros
    await world.stop()
    world.clock.time += LONG_S
    await world.start()
    await world.resume()
    assert (await doubt(world)).trouble.code == "not_listed"


async def test_a_doubt_told_once_is_looked_up_again_by_every_resume(world):
    await lose(world, "hidden")
    await world.resume()
    await world.stop()
    world.shop.unlisted.clear()
    await world.start()
    await world.resume()
    (request,) = await world.library.requests()
    assert request.state is S.DONE
    await check_books(world)


async def test_a_balance_is_read_once_while_orders_go_and_again_when_they_are_done(world):
    asked = []
    real = world.shop.check_account

    async def counted():
        asked.append(1)
        return await real()

    world.shop.check_account = counted
    world.parallel = 4
    world.shop.polls_needed = 2
    await world.start()
    await world.run(world.sequence(12))
    few = len(asked)
    assert few < 6
    world.clock.time += 3600.0
    await world.run(world.sequence(12, ("another",)))
    assert few < len(asked) < 2 * 6


async def test_a_service_that_does_not_say_its_balance_is_bought_from_all_the_same(world):
    async def away():
        raise offline()

    world.shop.check_account = away
    await world.start()
    assert (await world.run(world.sequence(2))).state is OutcomeState.COMPLETED


async def test_no_mark_is_taken_while_a_doubt_is_open(world):
    """The mark has to lie before the order in doubt, or it would always find the money there."""
    sequence = await lose(world, "hidden")
    other = world.sequence(1, ("another",))
    world.clock.time += 3600.0
    await world.engine.start()
    await world.run(other)
    await world.stop()
    world.clock.time += 3600.0
    await world.start()
    await world.resume()
    assert (await doubt(world)).trouble.code == "not_listed_charged"
    assert (await world.engine.plan(sequence)).requests == ()


# -- orders with a key of their own


def keyed(world, **changes):
    world.card_changes = KEYS
    world.shop.has_keys = world.shop.is_mute = True
    for name, value in changes.items():
        setattr(world.shop, name, value)


async def test_the_only_job_that_could_be_the_order_is_it(world):
    keyed(world, script=["lost"])
    await world.start()
    outcome = await world.run(world.sequence(1))
    assert outcome.state is OutcomeState.COMPLETED
    assert (world.shop.posts, world.shop.replays) == (1, 0)
    await check_books(world)


@pytest.mark.parametrize("word", ["hidden", "broken"])
@pytest.mark.parametrize("replies", [[], ["pending"] * 3, ["lost", "lost"], ["unreachable"]])
async def test_an_order_that_the_list_lacks_is_said_again_under_its_key(world, word, replies):
    keyed(world, script=[word], replies=list(replies))
    await world.start()
    outcome = await world.run(world.sequence(1))
    assert outcome.state is OutcomeState.COMPLETED
    assert (world.shop.posts, len(world.shop.sales)) == (1, 1)
    assert world.shop.replays == len(replies) + 1
    await check_books(world)


async def test_an_order_is_said_again_only_once_the_list_has_had_its_time(world):
    keyed(world, script=["hidden"])
    await world.start()
    began = world.clock.now()
    await world.run(world.sequence(1))
    assert world.clock.now() - began > 45.0


async def test_several_jobs_that_could_be_the_order_leave_it_in_doubt(world):
    keyed(world, script=["hidden"])
    await world.start()
    work = asyncio.create_task(world.run(world.sequence(1)))
    await until(lambda: world.shop.sales)
    order = world.shop.sales[0].order
    await world.shop.submit(order, Nowhere())
    await world.shop.submit(order, Nowhere())
    await work
    request = await doubt(world)
    assert (request.trouble.code, request.trouble.params["count"]) == ("not_told_apart", 2)
    assert world.shop.replays == 0


async def test_a_job_that_could_be_either_of_two_orders_is_given_to_none(world):
    keyed(world, script=["lost", "broken"])
    world.parallel = 2
    await world.start()
    outcome = await world.run(world.sequence(2))
    assert outcome.in_doubt == 2
    assert (world.shop.replays, len(world.shop.sales)) == (0, 1)


async def test_a_job_whose_answer_is_on_its_way_is_not_held_for_an_order_in_doubt(world):
    keyed(world, script=["broken", "late"])
    world.parallel = 2
    await world.start()
    began = world.clock.now()
    work = asyncio.create_task(world.run(world.sequence(2)))
    await until(lambda: world.clock.now() - began > 120.0)  # the list has had its time
    assert (world.shop.replays, len(world.shop.sales)) == (0, 1)
    world.shop.hangs.set()
    outcome = await work
    assert outcome.state is OutcomeState.COMPLETED
    assert (world.shop.replays, len(world.shop.sales)) == (1, 2)
    await check_books(world)


@pytest.mark.parametrize("word", ["conflict", "refused"])
async def test_a_key_that_is_refused_leaves_the_order_in_doubt(world, word):
    keyed(world, script=["hidden"], replies=[word])
    await world.start()
    outcome = await world.run(world.sequence(1))
    assert (outcome.in_doubt, world.shop.replays, len(world.shop.sales)) == (1, 1, 1)


async def test_a_service_that_knows_no_keys_after_all_leaves_the_order_in_doubt(world):
    keyed(world, script=["broken"], has_keys=False)
    await world.start()
    assert (await world.run(world.sequence(1))).in_doubt == 1


async def test_a_start_says_no_order_again_before_the_user_resumes(world):
    """Where the first never arrived, to say it again is to buy."""
    keyed(world, script=["broken"], replies=["pending"] * 10)
    await world.start()
    await world.run(world.sequence(1))
    await world.stop()
    replays = world.shop.replays
    await world.start()
    await world.engine.start()
    await world.engine.settle_in_flight(world.sequence(1).id)
    assert (world.shop.replays, len(world.shop.sales)) == (replays, 0)
    for run in await world.engine.resume():
        await world.engine.wait(run)
    assert len(world.shop.sales) == 1
    await check_books(world)


class Nowhere:
    """A dispatch of somebody else's program."""

    async def leaving(self):
        pass


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("word", ["hidden", "broken"])
async def test_whatever_commit_of_a_replay_the_power_goes_at_it_is_one_sale(tmp_path, word, when):
    at, is_over = 0, False
    while not is_over:
        at += 1
        world = World(tmp_path / f"{at}")
        keyed(world, script=[word], replies=["pending", "lost"])
        cut = Cut(at=at, when=when)
        is_over = not await live_until_dark(world, cut)
        for _ in range(2):
            await world.start()
            await world.resume()
            await world.stop()
            world.clock.time += LONG_S
        await world.start()
        await world.engine.start()
        outcome = await world.run(world.sequence(1))
        assert outcome.state is OutcomeState.COMPLETED, f"cut {when} commit {at}"
        assert len(world.shop.sales) == 1, f"cut {when} commit {at}"
        await check_books(world)
        await world.stop()
    assert at > 8


async def live_until_dark(world, cut):
    """Run until the end or until the power goes; True when it went."""

    async def live():
        try:
            engine = await world.start(cut)
            await engine.start()
            await world.run(world.sequence(1))
        except PowerCut:
            pass

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
