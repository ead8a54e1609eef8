"""A price that a service tells long after its job was settled: counted, and counted once."""

import pytest

from seedream_desktop.domain.events import RequestChanged
from seedream_desktop.domain.ledger import EntryKind, balance
from seedream_desktop.domain.request import RequestState
from tests.contract.subjects.atlascloud import STAGE
from tests.fixtures.shop import PRICE_MICROS, PowerCut
from tests.fixtures.workshop import workshop
from tests.fixtures.world import Cut, World, until

pytestmark = pytest.mark.timeout(30)

DEARER = 2.0
LISTED = STAGE.price_micros
POLLS_TO_THE_PRICE = 6


@pytest.fixture
async def shop(tmp_path):
    """A service that bills twice what its card says, and says so after the result is there."""
    async with workshop(tmp_path, stage=STAGE) as made:
        yield made


async def run_at(shop, looks, discount=DEARER):
    shop.ws.control.configure(discount=discount)
    shop.play("price_late", looks=looks)
    sequence = await shop.sequence()
    plan = await shop.app.engine.plan(sequence)
    assert plan.cost_micros == LISTED
    run = await shop.app.engine.run(sequence, plan.token)
    await shop.ended(run.id)


def last_told(shop):
    """Return the request as the screens know it."""
    return [event for event in shop.events if isinstance(event, RequestChanged)][-1].request


async def spent(shop):
    return balance(await shop.app.library.entries()).spent_micros


async def test_a_higher_price_that_is_told_after_the_settlement_is_counted(shop):
    await run_at(shop, looks=5)
    await until(lambda: last_told(shop).charged_micros == 2 * LISTED)
    request = await shop.request()
    assert (request.state, request.charged_micros) == (RequestState.DONE, 2 * LISTED)
    assert await spent(shop) == 2 * LISTED
    entries = await shop.app.library.entries()
    assert balance(entries).open_micros == 0
    assert [entry.note for entry in entries if entry.kind is EntryKind.SPENT] == [
        "",
        "charged_above_estimate",
    ]
    assert shop.ws.control.billed() == 2 * LISTED


async def test_a_lower_price_that_is_told_too_late_leaves_what_was_counted(shop):
    await run_at(shop, looks=5, discount=0.5)
    job = shop.ws.control.jobs()[0]
    await until(lambda: shop.ws.control.job(job["id"])["polls"] >= POLLS_TO_THE_PRICE)
    await shop.app.engine.stop()
    assert await spent(shop) == LISTED
    assert shop.ws.control.billed() == LISTED // 2


async def test_the_same_price_told_twice_is_counted_once(shop):
    await run_at(shop, looks=None)
    request, library = await shop.request(), shop.app.library
    for _ in range(2):
        await library.charge_more(request.id, 3 * LISTED, shop.clock.now())
    await library.charge_more(request.id, LISTED, shop.clock.now())
    assert await spent(shop) == 3 * LISTED
    assert (await shop.request()).charged_micros == 3 * LISTED


async def test_a_program_that_ends_before_the_price_is_told_leaves_sound_books(shop):
    shop.ws.control.configure(discount=DEARER)
    shop.play("price_late", looks=None)
    await shop.run()
    await shop.reopen()
    await shop.app.start()
    books = await shop.accounts()
    assert (books.spent, books.open) == (LISTED, 0)
    assert (await shop.request()).state is RequestState.DONE


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_machine_that_dies_while_the_price_is_noted_has_noted_all_of_it_or_nothing(
    tmp_path, when
):
    world = World(tmp_path)
    await world.start()
    await world.run(world.sequence(1))
    (request,) = await world.library.requests()
    await world.stop()
    await world.start(Cut(at=1, when=when))
    with pytest.raises(PowerCut):
        await world.library.charge_more(request.id, 2 * PRICE_MICROS, world.clock.now())
    await world.stop()
    await world.start()
    for told in (1 if when == "before" else 2, 2):
        (request,) = await world.library.requests()
        books = balance(await world.library.entries())
        assert books.spent_micros == request.charged_micros == told * PRICE_MICROS
        assert books.open_micros == 0
        await world.library.charge_more(request.id, 2 * PRICE_MICROS, world.clock.now())
    await world.stop()
