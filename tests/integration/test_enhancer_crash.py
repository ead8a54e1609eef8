"""A power cut at every commit of a better prompt: what was sold is in the ledger afterwards."""

import contextlib
from dataclasses import dataclass, replace

import pytest

from seedream_desktop.domain.card import EnhancerRule
from seedream_desktop.domain.ids import ModelId, RemoteId
from seedream_desktop.domain.ledger import Caps, balance
from seedream_desktop.engine.enhancer import Enhancer
from seedream_desktop.ports.errands import Announce, TextSnapshot, Wish, Written
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from tests.fixtures.clock import WoundClock
from tests.fixtures.shop import SHOP, PowerCut, card
from tests.fixtures.world import Cut

COST_MICROS = 1_000


@dataclass
class Writer:
    """A service that sells texts and counts them."""

    sold: int = 0

    async def submit_text(self, wish: Wish, leaving: Announce) -> RemoteId:
        await leaving()
        self.sold += 1
        return RemoteId(f"job-{self.sold}")

    async def look_up_text(self, remote_id: RemoteId) -> TextSnapshot:
        return Written("better")


def enhancer(library: Library, writer: Writer) -> Enhancer:
    rule = EnhancerRule(model=ModelId("shop/text"), price_micros=COST_MICROS)
    cards = {SHOP: replace(card(), enhancer=rule)}
    return Enhancer(library.errands, {SHOP: writer}, cards, WoundClock(), Caps)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", [1, 2, 3])
async def test_whenever_the_power_goes_the_ledger_covers_what_was_sold(tmp_path, at, when):
    places, writer = Locations(tmp_path / "data"), Writer()
    library = await Library.open(places)  # the migrations are not what is cut here
    await library.close()
    cut = Cut(at=at, when=when)
    library = await Library.open(places, on_commit=cut)
    with pytest.raises(PowerCut):
        await enhancer(library, writer).enhance(SHOP, "a lake", cost_micros=COST_MICROS)
    with contextlib.suppress(PowerCut):
        await library.close()

    library = await Library.open(places)
    try:
        await library.errands.settle_open(2_000_000.0, "interrupted_sending")
        sums = balance(await library.entries())
    finally:
        await library.close()
    assert sums.open_micros == 0
    assert writer.sold <= 1
    assert sums.spent_micros >= writer.sold * COST_MICROS
    assert cut.seen >= at
