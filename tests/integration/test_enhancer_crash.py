"""A power cut at every commit of a better prompt: it is in the ledger, and its text not lost."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from seedream_desktop.domain.card import EnhancerRule
from seedream_desktop.domain.errors import DiskFull, StorageFailed
from seedream_desktop.domain.ids import ModelId, RemoteId
from seedream_desktop.domain.ledger import Caps, balance
from seedream_desktop.engine.enhancer import Enhancer
from seedream_desktop.ports.errands import Announce, TextSnapshot, Wish, Written
from seedream_desktop.storage.database import Database
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
async def test_whenever_the_power_goes_the_ledger_covers_it_and_no_text_is_bought_twice(
    tmp_path, when
):
    """Cut at each commit: intent, the job's id, the text with its cost; then ask again."""
    at, went = 0, True
    while went:
        at += 1
        places, writer = Locations(tmp_path / f"{at}"), Writer()
        went = await bought_until_dark(places, writer, Cut(at=at, when=when))
        await check_books_after_start(places, writer)
        had_id = writer.sold and (at, when) != (2, "before")
        async with opened(places) as library:
            kept = await enhancer(library, writer).proposals(SHOP, "a lake")
            is_kept = not went or (at, when) == (3, "after")
            words = ["better"] if is_kept else [None] if had_id else []
            assert [proposal.words for proposal in kept] == words
            cost = 0 if had_id else COST_MICROS
            again = await enhancer(library, writer).enhance(SHOP, "a lake", cost_micros=cost)
            assert again.words == "better"
        assert writer.sold == (2 if (at, when) == (2, "before") else 1), f"cut {when} commit {at}"
        await check_books_after_start(places, writer)
    assert at == 4


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", [1, 2])
async def test_a_fetch_that_is_cut_off_loses_nothing_and_buys_nothing(tmp_path, at, when):
    places, writer = Locations(tmp_path / "data"), Writer()
    await bought_until_dark(places, writer, Cut(at=2))
    await check_books_after_start(places, writer)
    await bought_until_dark(places, writer, Cut(at=at, when=when), cost_micros=0)
    async with opened(places) as library:
        again = await enhancer(library, writer).enhance(SHOP, "a lake", cost_micros=0)
        assert again.words == "better"
    assert writer.sold == 1


async def test_a_text_that_the_disk_has_no_room_for_is_given_and_kept_once_there_is(
    tmp_path, monkeypatch
):
    places, writer = Locations(tmp_path / "data"), Writer()
    async with opened(places) as library:
        shop = enhancer(library, writer)
        with monkeypatch.context() as full:
            full.setattr(Database, "write", Full(Database.write))
            bought = await shop.enhance(SHOP, "a lake", cost_micros=COST_MICROS)
            assert bought.words == "better"
            assert await shop.proposals(SHOP, "a lake") == (bought,)
            assert await shop.enhance(SHOP, "a lake", cost_micros=0) == bought
        await shop.finish(1.0)
    async with opened(places) as library:
        (kept,) = await enhancer(library, writer).proposals(SHOP, "a lake")
        assert kept.words == "better"
    assert writer.sold == 1
    await check_books_after_start(places, writer)


class Full:
    """A disk that takes the intent and nothing more."""

    def __init__(self, write: Callable[..., Any]) -> None:
        self.write = write
        self.written = 0

    def __get__(self, database: Database, _owner: object) -> Callable[..., Any]:
        return partial(self, database)

    async def __call__(self, database: Database, work: Any, *, is_vital: bool = False) -> Any:
        self.written += 1
        if self.written > 1:
            raise DiskFull("disk_full", path="library")
        return await self.write(database, work, is_vital=is_vital)


@contextlib.asynccontextmanager
async def opened(places: Locations, cut: Cut | None = None) -> AsyncIterator[Library]:
    library = await Library.open(places, on_commit=cut)
    try:
        yield library
    finally:
        with contextlib.suppress(PowerCut):
            await library.close()


async def bought_until_dark(
    places: Locations, writer: Writer, cut: Cut, cost_micros: int = COST_MICROS
) -> bool:
    """Ask for a better prompt with the power going at a commit; return whether it went."""
    async with opened(places):
        pass  # the migrations are not what is cut here
    async with opened(places, cut) as library:
        with contextlib.suppress(PowerCut, StorageFailed):
            await enhancer(library, writer).enhance(SHOP, "a lake", cost_micros=cost_micros)
    return cut.at is not None and cut.seen >= cut.at


async def check_books_after_start(places: Locations, writer: Writer) -> None:
    """Start as the program does: nothing is bought, and the ledger covers what was."""
    sold = writer.sold
    async with opened(places) as library:
        await library.errands.settle_open(2_000_000.0, "interrupted_sending")
        sums = balance(await library.entries())
    assert sums.open_micros == 0
    assert sums.spent_micros >= writer.sold * COST_MICROS
    assert writer.sold == sold
