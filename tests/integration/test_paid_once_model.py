"""No schedule of lag, loss, kills, restarts and other people's money buys one thing twice."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.request import OPEN, RequestState
from tests.fixtures.shop import PRICE_MICROS, PowerCut
from tests.fixtures.world import Cut, World, quiet, until

S = RequestState
WORDS = st.sampled_from(
    ["ok", "ok", "lost", "hidden", "broken", "moderated", "refused", "rate", "unreachable"]
)
LIVES = st.tuples(
    st.none() | st.integers(1, 30),  # the commit at which the power goes
    st.sampled_from(["before", "after"]),
    st.sampled_from([1.0, 50.0, 700.0, 20_000.0]),  # how long nobody is there after it
    st.sampled_from([0, 0, 0, -PRICE_MICROS, 7, 10_000_000]),  # what others do with the account
)


@settings(max_examples=25, deadline=None)
@given(
    recovery=st.sampled_from(["history", "history", "idempotency", "none"]),
    words=st.lists(WORDS, max_size=6),
    replies=st.lists(st.sampled_from(["ok", "pending", "lost", "unreachable"]), max_size=4),
    lag_s=st.sampled_from([0.0, 5.0, 100.0, 5000.0, 1e9]),
    says_balance=st.booleans(),
    lives=st.lists(LIVES, min_size=1, max_size=4),
)
@example("history", ["hidden"], [], 0.0, True, [(9, "before", 50.0, 0), (None, "after", 1.0, 0)])
@example("idempotency", ["hidden"], [], 1e9, True, [(9, "before", 50.0, 0)])
def test_whatever_happens_nothing_is_sold_twice_and_the_books_hold(
    recovery, words, replies, lag_s, says_balance, lives
):
    folder = Path(tempfile.mkdtemp(prefix="lives-"))
    try:
        world = World(folder)
        world.card_changes = {"recovery": recovery}
        world.shop.script, world.shop.replies = list(words), list(replies)
        world.shop.has_keys = world.shop.is_mute = recovery == "idempotency"
        world.shop.lag_s, world.shop.says_balance = lag_s, says_balance
        asyncio.run(go_through(world, lives))
    finally:
        shutil.rmtree(folder)


async def go_through(world, lives):
    sequence = world.sequence(2, ("one", "two"))
    for at, when, pause_s, moved_micros in lives:
        await live(world, sequence, Cut(at=at, when=when))
        check_till(world)
        world.clock.time += pause_s
        world.shop.moved_micros += moved_micros
    world.shop.script, world.shop.replies = [], []
    for _ in range(2):
        world.clock.time += 700.0
        await live(world, sequence, Cut())
    check_till(world)
    await check_books(world)


async def live(world, sequence, cut):
    """What somebody does who starts the program, resumes, and runs the same work again."""

    async def work():
        try:
            await world.start(cut)
            await world.resume()
            await world.run(sequence)
        except PowerCut:
            pass

    async def watch():
        await until(lambda: cut.at is not None and cut.seen >= cut.at)
        await quiet(0.03)

    tasks = [asyncio.create_task(work()), asyncio.create_task(watch())]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await world.stop()
    for task in done:
        task.result()


def check_till(world):
    assert len(world.shop.sold_keys) == len(set(world.shop.sold_keys)), "one thing is sold twice"


async def check_books(world):
    """What is spent or set aside covers the bill, and is the bill once nothing is open."""
    await world.start()
    books = balance(await world.library.entries())
    still_open = await world.library.requests(states=OPEN)
    await world.stop()
    billed = world.shop.billed_micros
    event(f"in doubt at the end: {sum(r.state is S.IN_DOUBT for r in still_open)}")
    assert books.spent_micros <= billed <= books.exposure_micros
    doubtful = sum(r.recipe.cost_micros for r in still_open if r.state is S.IN_DOUBT)
    assert books.open_micros == doubtful
    if not doubtful:
        assert books.spent_micros == billed
