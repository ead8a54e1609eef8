"""A copy took the place of a damaged library: what was bought since is not bought again."""

import asyncio
import contextlib
import shutil
import sqlite3

import pytest

from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.request import RequestState
from seedream_desktop.engine.outcome import OutcomeState
from seedream_desktop.storage import machine
from seedream_desktop.storage.backups import back_up, newest_first
from seedream_desktop.storage.machine import Machine
from seedream_desktop.storage.schema import MIGRATIONS, migrate
from tests.fixtures.shop import PRICE_MICROS, PowerCut
from tests.fixtures.world import Cut, World, quiet, until

pytestmark = pytest.mark.timeout(60)

S = RequestState
STUDIO, LAPTOP = Machine("a1", "Studio"), Machine("b2", "Laptop")


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


def library_of(world):
    return world.folder / "data" / "library.sqlite3"


def tables(connection):
    return {row[0] for row in connection.execute("select name from sqlite_schema")}


def make_older(path, schema):
    """Take away from a library the tables that later schemas have brought."""
    with (
        contextlib.closing(sqlite3.connect(":memory:")) as older,
        contextlib.closing(sqlite3.connect(path)) as connection,
    ):
        migrate(older, path, MIGRATIONS[:schema])
        for added in tables(connection) - tables(older):
            connection.execute(f"drop table {added}")
        connection.execute(f"pragma user_version = {schema}")


async def with_a_copy(world, images=2):
    """Leave a queue that could not be sent, and a copy of the library as it is then."""
    world.shop.behaviour = "unreachable"
    await world.start()
    sequence = world.sequence(images)
    await world.run(sequence)
    await world.stop()
    world.shop.behaviour = "ok"
    with contextlib.closing(sqlite3.connect(library_of(world))) as connection:
        (version,) = connection.execute("pragma user_version").fetchone()
        back_up(connection, library_of(world), version)
    return sequence


async def buy_all(world):
    await world.start()
    await world.resume()
    await world.stop()


def damage(world):
    library_of(world).write_bytes(b"this is no database at all" * 500)


async def restored(world):
    damage(world)
    world.clock.time += 3600.0
    await world.start()
    assert "library_restored" in [notice.code for notice in world.library.notices]


async def states(world):
    return sorted(request.state.value for request in await world.library.requests())


async def test_what_was_bought_since_the_copy_is_found_at_the_service_and_fetched(world):
    await with_a_copy(world)
    await buy_all(world)
    await restored(world)
    await world.resume()
    assert await states(world) == ["done", "done"]
    assert len(world.shop.sales) == 2
    books = balance(await world.library.entries())
    assert (books.spent_micros, books.open_micros) == (2 * PRICE_MICROS, 0)


async def test_what_was_not_bought_since_the_copy_is_sent_where_the_balance_proves_it(world):
    sequence = await with_a_copy(world, 3)
    await restored(world)
    await world.resume()
    assert await states(world) == ["done"] * 3
    assert (await world.run(sequence)).state is OutcomeState.COMPLETED
    assert len(world.shop.sales) == 3


@pytest.mark.parametrize("recovery", ["history", "idempotency", "none"])
@pytest.mark.parametrize("was_bought", [True, False])
async def test_what_nothing_proves_is_left_to_the_user_and_is_set_aside(
    world, recovery, was_bought
):
    await with_a_copy(world)
    if was_bought:
        await buy_all(world)
    world.card_changes = {"recovery": recovery}
    world.shop.has_keys = True
    world.shop.list_shows = world.shop.says_balance = False
    posts = world.shop.posts
    await restored(world)
    await world.resume()
    assert await states(world) == ["in_doubt"] * 2
    requests = await world.library.requests()
    assert {request.trouble.code for request in requests} == {"maybe_sent_since_copy"}
    assert (world.shop.posts, world.shop.replays) == (posts, 0)
    assert balance(await world.library.entries()).open_micros == 2 * PRICE_MICROS
    world.clock.time += 7200.0
    await world.stop()
    await world.start()
    await world.resume()
    assert (world.shop.posts, world.shop.replays) == (posts, 0)


async def test_what_the_user_sends_again_after_a_copy_is_sent_once_and_without_a_doubt(world):
    await with_a_copy(world, 1)
    world.shop.says_balance = False
    await restored(world)
    await world.resume()
    (request,) = await world.library.requests()
    again = await world.engine.decisions.resend(request.id)
    assert again.copied_at == 0.0
    await world.engine.wait(again.run)
    assert len(world.shop.sales) == 1


async def test_a_second_look_later_finds_what_the_list_did_not_show_at_first(world):
    await with_a_copy(world, 1)
    await buy_all(world)
    world.shop.list_shows = False
    await restored(world)
    await world.resume()
    await world.stop()
    world.shop.list_shows = True
    await world.start()
    await world.resume()
    assert await states(world) == ["done"]
    assert len(world.shop.sales) == 1


async def test_a_copy_of_an_older_program_is_marked_as_well(world):
    await with_a_copy(world, 1)
    (copy,) = newest_first(library_of(world))
    make_older(copy, 6)
    await buy_all(world)
    world.shop.list_shows = False
    await restored(world)
    await world.resume()
    assert await states(world) == ["in_doubt"]
    assert len(world.shop.sales) == 1


async def test_other_work_goes_on_beside_what_a_copy_left_unsure(world):
    await with_a_copy(world, 1)
    await buy_all(world)
    world.shop.list_shows = False
    await restored(world)
    await world.engine.start()
    outcome = await world.run(world.sequence(2, ("another",)))
    assert outcome.outputs == 2
    assert len(world.shop.sales) == 3


async def with_a_copy_elsewhere(world):
    """Leave a queue that could not be sent on one machine, and a copy of all its data."""
    world.machine = STUDIO
    sequence = await with_a_copy(world)
    shutil.copytree(world.folder / "data", world.folder / "copy")
    return sequence


def swap_in_the_copy(world, machine=LAPTOP):
    """Go on with the copy, on another machine."""
    shutil.rmtree(world.folder / "data")
    (world.folder / "copy").rename(world.folder / "data")
    world.machine = machine
    world.clock.time += 3600.0


@pytest.mark.parametrize("was_bought", [True, False])
async def test_a_copy_on_another_machine_buys_nothing_that_the_first_has_bought(world, was_bought):
    await with_a_copy_elsewhere(world)
    if was_bought:
        await buy_all(world)
    swap_in_the_copy(world)
    await world.start()
    (notice,) = world.library.notices
    assert (notice.code, notice.params) == (
        "library_from_elsewhere",
        {"machine": "Studio", "requests": 2},
    )
    await world.resume()
    assert (await states(world), len(world.shop.sales)) == (["done", "done"], 2)
    await world.stop()
    await world.start()
    assert world.library.notices == ()


async def test_what_nothing_proves_of_a_copy_on_another_machine_waits_for_the_user(world):
    await with_a_copy_elsewhere(world)
    swap_in_the_copy(world)
    world.shop.says_balance = False
    await world.start()
    await world.resume()
    assert (await states(world), len(world.shop.sales)) == (["in_doubt"] * 2, 0)


async def test_a_machine_that_gives_no_id_and_a_library_without_unsent_orders_raise_no_alarm(world):
    await with_a_copy_elsewhere(world)
    swap_in_the_copy(world, Machine("", "Laptop"))
    await world.start()
    assert world.library.notices == ()
    await world.resume()
    await world.stop()
    world.machine = LAPTOP
    await world.start()
    assert (world.library.notices, await states(world)) == ((), ["done", "done"])


async def test_a_power_cut_before_the_machine_is_noted_leaves_the_next_start_as_careful(
    world, monkeypatch
):
    await with_a_copy_elsewhere(world)
    await buy_all(world)
    swap_in_the_copy(world)
    world.shop.list_shows = False

    def cut(*_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(machine, "replace", cut)
        await world.start()
    await world.stop()
    await world.start()
    await world.resume()
    assert (await states(world), len(world.shop.sales)) == (["in_doubt"] * 2, 2)


@pytest.mark.parametrize(
    ("was_bought", "is_elsewhere", "when"),
    [
        *(
            (was_bought, False, when)
            for was_bought in (True, False)
            for when in ("before", "after")
        ),
        (True, True, "before"),
    ],
)
async def test_whatever_commit_the_power_goes_at_after_a_copy_nothing_is_sold_twice(
    tmp_path, was_bought, is_elsewhere, when
):
    at, is_over = 0, False
    while not is_over:
        at += 1
        world = World(tmp_path / f"{at}")
        sequence = await (with_a_copy_elsewhere(world) if is_elsewhere else with_a_copy(world))
        if was_bought:
            await buy_all(world)
        swap_in_the_copy(world) if is_elsewhere else damage(world)
        is_over = not await live_until_dark(world, Cut(at=at, when=when))
        for _ in range(2):
            world.clock.time += 700.0
            await buy_all(world)
        await world.start()
        await world.engine.start()
        outcome = await world.run(sequence)
        assert outcome.state is OutcomeState.COMPLETED, f"cut {when} commit {at}"
        assert len(world.shop.sales) == 2, f"cut {when} commit {at}"
        books = balance(await world.library.entries())
        assert (books.spent_micros, books.open_micros) == (2 * PRICE_MICROS, 0)
        await world.stop()
        shutil.rmtree(world.folder)
    assert at > 6


async def live_until_dark(world, cut):
    """Resume until the end or until the power goes; True when it went."""

    async def live():
        try:
            await world.start(cut)
            await world.resume()
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
