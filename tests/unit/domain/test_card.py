"""What a card says a request costs, and which models it has."""

import pytest

from seedream_desktop.domain.card import ModelKind, Price
from seedream_desktop.domain.errors import CardLacks
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ModelId
from tests.fixtures.sequences import FAMILY, WS, cards

SQUARE = Size(1000, 1000)


@pytest.mark.parametrize(
    ("price", "outputs", "references", "size", "cost"),
    [
        (Price(), 5, 5, SQUARE, 0),
        (Price(per_output_micros=35_000), 7, 8, None, 245_000),
        (Price(per_output_micros=35_000), 0, 1, SQUARE, 0),
        (Price(per_output_micros=10, per_reference_micros=3), 2, 4, SQUARE, 32),
        (Price(per_reference_micros=3, free_references=1), 1, 4, SQUARE, 9),
        (Price(per_reference_micros=3, free_references=9), 1, 4, SQUARE, 0),
        (Price(tiers=((1_000_000, 5), (4_000_000, 9))), 2, 0, SQUARE, 10),
        (Price(tiers=((1_000_000, 5), (4_000_000, 9))), 2, 0, Size(1001, 1000), 18),
        (Price(tiers=((1_000_000, 5), (4_000_000, 9))), 2, 0, Size(9000, 9000), 18),
        (Price(tiers=((1_000_000, 5), (4_000_000, 9))), 2, 0, None, 18),
        (Price(tiers=((1_000_000, 9), (4_000_000, 5))), 1, 0, None, 9),
    ],
)
def test_a_price_counts_outputs_area_and_references(
    price: Price, outputs: int, references: int, size: Size | None, cost: int
) -> None:
    assert price.cost_micros(outputs=outputs, references=references, size=size) == cost


def test_the_first_kind_that_a_family_has_is_taken() -> None:
    card = cards(ModelKind.EDIT, ModelKind.TEXT)[WS]
    found = card.model(FAMILY, ModelKind.EDIT_SEQUENTIAL, ModelKind.EDIT)
    assert found.kind is ModelKind.EDIT
    assert card.model_by_id(found.id) is found
    assert card.families == (FAMILY,)


def test_what_a_card_lacks_is_said() -> None:
    card = cards(ModelKind.TEXT)[WS]
    with pytest.raises(CardLacks, match="family_lacks_kind"):
        card.model(FAMILY, ModelKind.EDIT)
    with pytest.raises(CardLacks, match="unknown_family"):
        card.model("other", ModelKind.TEXT)
    with pytest.raises(CardLacks, match="unknown_model"):
        card.model_by_id(ModelId("other"))
