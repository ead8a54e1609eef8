"""Prices: what a service says today goes before its card, and only what changed is told."""

from dataclasses import replace

import pytest

from seedream_desktop.domain.card import Price
from seedream_desktop.domain.errors import KeyMissing, Unreachable
from seedream_desktop.engine.prices import live_card, price_changes
from seedream_desktop.engine.quotes import Quotes
from tests.fixtures.sequences import images, sequence, step
from tests.fixtures.shop import PRICE_MICROS, SHOP, Shop, card

WORK = sequence(images(1), step(provider=SHOP, family="shop"))


def prices(of):
    return {model.kind.value: model.price.per_output_micros for model in of.models}


async def test_a_dearer_quote_is_believed(tmp_path):
    shop = Shop(tmp_path)

    async def quote(order):
        return order.outputs * 50_000

    shop.price_micros = quote
    live = await live_card(shop, card(), WORK)
    assert set(prices(live).values()) == {50_000}
    assert {n.params["now_micros"] for n in price_changes(card(), live)} == {50_000}


async def test_a_cheaper_quote_changes_nothing_since_the_worst_case_counts(tmp_path):
    shop = Shop(tmp_path)

    async def quote(order):
        return 1

    shop.price_micros = quote
    assert set(prices(await live_card(shop, card(), WORK)).values()) == {PRICE_MICROS}


async def test_the_live_list_is_taken_over(tmp_path):
    shop = Shop(tmp_path)

    async def refresh(before):
        cheap = Price(per_output_micros=20_000)
        return replace(before, models=tuple(replace(m, price=cheap) for m in before.models))

    shop.refresh = refresh
    assert set(prices(await live_card(shop, card(), WORK)).values()) == {20_000}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Unreachable("service_unreachable", host="shop", cause="timeout"), ["prices_not_asked"]),
        (KeyMissing("key_missing", provider="shop"), []),
    ],
)
async def test_a_service_that_cannot_be_asked_leaves_the_card_as_it_is(tmp_path, error, said):
    shop = Shop(tmp_path)

    async def refresh(before):
        raise error

    shop.refresh = refresh
    before = card()
    quotes = Quotes(None, {SHOP: shop}, {SHOP: before}, {}, None)
    assert [notice.code for notice in await quotes.refresh(WORK)] == said
    assert quotes.cards[SHOP] is before


async def test_an_engine_of_this_machine_is_not_asked(tmp_path):
    shop = Shop(tmp_path)
    shop.refresh = None
    local = card(is_local=True)
    assert await live_card(shop, local, WORK) is local
