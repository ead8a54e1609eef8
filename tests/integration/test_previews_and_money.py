"""What results are shown by, beside the money: the power goes there too, and caches break."""

import asyncio

import pytest

from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.shop import PRICE_MICROS, PowerCut
from tests.fixtures.world import World, quiet, until

pytestmark = pytest.mark.timeout(60)

WAYS = {"at an address": ("ok", {}), "inside the answer": ("stream", {"mode": StepMode.SET})}


class Shelf:
    """Keeps previews; at one of them the power goes, or every one of them fails."""

    def __init__(self, *, dark_at: int = 0, fails: bool = False) -> None:
        self.kept, self.seen = [], 0
        self._dark_at, self._fails = dark_at, fails

    def __call__(self, digest, previews) -> None:
        self.seen += 1
        if self.seen == self._dark_at:
            raise PowerCut
        if self._fails:
            raise OSError("no room")
        self.kept.append((digest, previews))


@pytest.fixture(params=WAYS)
def work(request):
    return WAYS[request.param]


def prepared(folder, work, shelf):
    behaviour, step = work
    world = World(folder)
    world.shop.behaviour = behaviour
    world.keep_previews = shelf
    return world, world.sequence(3, **step)


def paid_once(world):
    assert len(world.shop.sold_keys) == len(set(world.shop.sold_keys))
    return world.shop.billed_micros == 3 * PRICE_MICROS


async def test_every_result_comes_with_what_it_is_shown_by(tmp_path, work):
    shelf = Shelf()
    world, sequence = prepared(tmp_path, work, shelf)
    await world.start()
    assert (await world.run(sequence)).state is OutcomeState.COMPLETED
    versions = await world.library.versions(sequence.id)
    assert {digest for digest, _ in shelf.kept} == {version.digest for version in versions}
    await world.stop()


async def test_a_cache_that_always_breaks_costs_nothing(tmp_path, work):
    world, sequence = prepared(tmp_path, work, Shelf(fails=True))
    await world.start()
    outcome = await world.run(sequence)
    assert outcome.state is OutcomeState.COMPLETED
    assert len(await world.library.versions(sequence.id)) == 3
    assert paid_once(world)
    await world.stop()


@pytest.mark.parametrize("dark_at", [1, 2, 3])
async def test_the_power_goes_while_a_preview_is_handed_on(tmp_path, work, dark_at):
    shelf = Shelf(dark_at=dark_at)
    world, sequence = prepared(tmp_path, work, shelf)
    engine = await world.start()
    run = asyncio.create_task(world.run(sequence))
    await until(lambda: shelf.seen >= dark_at or run.done())
    await quiet(0.03)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    del engine
    await world.stop()

    world.keep_previews = Shelf()
    world.shop.behaviour = "ok"
    await world.start()
    await world.resume()
    outcome = await world.run(sequence)
    assert outcome.state is OutcomeState.COMPLETED
    assert len(await world.library.versions(sequence.id)) == 3
    assert paid_once(world)
    assert balance(await world.library.entries()).open_micros == 0
    await world.stop()
