"""Results that a sequence took over say on export how they were made, though others bought them."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from seedream_desktop.app.wished_export import export_stock
from seedream_desktop.domain.ids import ImageId, SequenceId
from seedream_desktop.domain.step import StepMode
from tests.fixtures.shop import SHOP
from tests.fixtures.world import World

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def world(tmp_path):
    made = World(tmp_path)
    yield made
    await made.stop()


async def test_a_result_that_was_taken_over_tells_the_words_of_who_bought_it(world):
    engine = await world.start()
    await engine.start()
    work = world.sequence(3, ("one", "two"), StepMode.SET)
    await world.run(work)
    bill = world.shop.billed_micros
    rows = tuple(replace(image, id=ImageId(f"other {image.id}")) for image in work.images)
    await world.run(replace(work, id=SequenceId("sq-2"), images=rows))
    assert world.shop.billed_micros == bill
    app = SimpleNamespace(library=world.library, blobs=world.blobs)
    stock = await export_stock(app, SequenceId("sq-2"))
    assert len(stock.versions) == 6
    for version in stock.versions:
        assert version.bought_as is not None
        last = stock.edits[version.id][-1]
        assert last.provider == SHOP
        assert last.model == "shop/edit-sequential"
        assert last.prompt
        assert not last.is_generated
