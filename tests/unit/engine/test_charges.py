"""What finished work costs: the service's figure, its count, or the card's rule."""

from dataclasses import replace

import pytest

from seedream_desktop.domain.card import Billing, Card, Price
from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.request import Request, Trouble
from seedream_desktop.engine.charges import charge_micros
from seedream_desktop.ports.provider import (
    Finished,
    OutputMissing,
    OutputStored,
    OutputUrl,
    RemoteOutput,
)
from tests.fixtures.requests import a_recipe, a_request, digest_of
from tests.fixtures.shop import card

EACH = 35_000
HERE = OutputStored(digest_of(1), Size(8, 8))
THERE = OutputUrl("https://shop.example/1.png")
WITHHELD = OutputMissing(Trouble(code="result_withheld", billed=Billed.NO))


def sold(billing: Billing, **price: object) -> Card:
    made = card()
    rule = Price(**{"per_output_micros": EACH, "billing": billing, **price})  # type: ignore[arg-type]
    return replace(made, models=tuple(replace(model, price=rule) for model in made.models))


def ordered(count: int = 3, *, anchors: int = 0, size: Size | None = None) -> Request:
    recipe = replace(a_recipe(count, anchors=anchors), size=size)
    return replace(a_request(count), recipe=recipe)


def charged(
    billing: Billing, *outputs: RemoteOutput, billed: int | None = None, micros: int | None = None
) -> int:
    finished = Finished(outputs=outputs, charged_micros=micros, billed_outputs=billed)
    return charge_micros(ordered(), finished, sold(billing))


@pytest.mark.parametrize("billing", list(Billing))
def test_the_services_own_amount_goes_before_everything(billing: Billing) -> None:
    assert charged(billing, HERE, micros=12_345, billed=3) == 12_345
    assert charged(billing, HERE, micros=0) == 0


@pytest.mark.parametrize("billing", list(Billing))
def test_the_services_count_is_multiplied_by_the_cards_price(billing: Billing) -> None:
    assert charged(billing, HERE, WITHHELD, HERE, billed=2) == 2 * EACH
    assert charged(billing, HERE, WITHHELD, HERE, billed=3) == 3 * EACH, "one was not sent"
    assert charged(billing, WITHHELD, billed=0) == 0


@pytest.mark.parametrize("billing", list(Billing))
def test_a_count_below_what_is_here_is_not_believed(billing: Billing) -> None:
    assert charged(billing, HERE, HERE, HERE, billed=1) == 3 * EACH
    assert charged(billing, HERE, billed=0) == EACH


def test_without_a_count_what_came_or_what_was_asked_for_is_charged_as_the_card_says() -> None:
    assert charged(Billing.RETURNED, HERE, THERE, WITHHELD) == 2 * EACH
    assert charged(Billing.RETURNED) == 0
    assert charged(Billing.ASKED, HERE) == 3 * EACH


def test_references_cost_where_the_card_says_so_and_nothing_if_nothing_was_made() -> None:
    shop = sold(Billing.RETURNED, per_reference_micros=3_000, free_references=1)
    request = ordered(1, anchors=3)
    assert charge_micros(request, Finished(outputs=(HERE,), billed_outputs=1), shop) == 44_000
    assert charge_micros(request, Finished(outputs=(WITHHELD,), billed_outputs=0), shop) == 0


@pytest.mark.parametrize(
    ("size", "micros"), [(Size(1000, 1000), 45_000), (Size(1001, 1000), 90_000), (None, 90_000)]
)
def test_a_price_by_area_is_that_of_the_size_that_was_asked_for(
    size: Size | None, micros: int
) -> None:
    shop = sold(Billing.RETURNED, tiers=((1_000_000, 45_000), (4_000_000, 90_000)))
    done = Finished(outputs=(HERE,), billed_outputs=1)
    assert charge_micros(ordered(1, size=size), done, shop) == micros
