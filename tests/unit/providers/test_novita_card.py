"""Novita's card: the figures of the sheet, the safe side of each that is disputed or unknown."""

import pytest

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.card import Billing, Card, ModelKind, Recovery
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.engine.sizes import fit
from seedream_desktop.providers.cards import bundled_card, parse_card, provenance_of
from tests.emulator.novita.catalogue import CATALOGUE

TEXT = bundled("cards", "novita.toml").read_text(encoding="utf-8")
LITE, V45, V4 = "seedream-5.0-lite", "seedream-4.5", "seedream-4.0"
FAMILIES = (LITE, V45, V4)


@pytest.fixture
def card() -> Card:
    return bundled_card(ProviderId("novita"))


def test_each_kind_of_work_of_each_documented_model_is_there_and_no_other(card: Card) -> None:
    suffixes = ("", "/edit", "/sequential", "/edit-sequential")
    assert {model.id for model in card.models} == {f"{f}{s}" for f in FAMILIES for s in suffixes}
    assert card.default_family == LITE


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_has_the_limits_at_which_the_service_refuses(card: Card, family: str) -> None:
    model, sold = card.model(family, ModelKind.EDIT_SEQUENTIAL), CATALOGUE[family]
    assert (model.outputs_max, model.total_max) == (15, 15)
    assert model.references_max == sold.references_max
    assert (model.size.pixels_min, model.size.pixels_max) == sold.pixels
    assert model.size.aspect_max == 16
    assert model.price.per_output_micros == sold.price_micros
    assert model.size_default == Size(2048, 2048)


@pytest.mark.parametrize(
    ("family", "asked", "sent"),
    [
        (LITE, Size(2048, 2048), Size(2048, 2048)),
        (LITE, Size(240, 180), Size(2217, 1663)),
        (V45, Size(3750, 1250), Size(3750, 1250)),
        (V4, Size(1600, 700), Size(1600, 700)),
    ],
)
def test_a_size_is_sent_as_asked_where_the_model_makes_it(
    card: Card, family: str, asked: Size, sent: Size
) -> None:
    assert fit(asked, card.model(family, ModelKind.EDIT).size).size == sent


def test_lite_is_held_to_the_smaller_of_the_sizes_on_record(card: Card) -> None:
    fitted = fit(Size(4096, 4096), card.model(LITE, ModelKind.EDIT).size).size
    assert fitted.pixels <= 10_404_496


def test_what_is_asked_for_is_counted_since_no_page_says_what_is_billed(card: Card) -> None:
    for family in FAMILIES:
        model = card.model(family, ModelKind.EDIT_SEQUENTIAL)
        assert model.price.billing is Billing.ASKED
        found = provenance_of(card, model, "billing")
        assert found is not None
        assert "not documented" in found.source


def test_nothing_at_the_service_finds_a_lost_order_again(card: Card) -> None:
    assert card.recovery is Recovery.NONE
    assert not card.tells_charge_late
    assert card.output_lifetime_s == 3600


def test_references_go_inside_within_the_tightest_bounds_on_record(card: Card) -> None:
    assert card.references_inside
    lite = card.inputs_of(card.model(LITE, ModelKind.EDIT).id)
    early = card.inputs_of(card.model(V4, ModelKind.EDIT).id)
    for rule in (lite, early):
        assert rule.bytes_max == 10_000_000
        assert (rule.edge_min_px, rule.edge_max_px) == (15, 6000)
        assert rule.order_bytes_max < 64_000_000
        assert not rule.takes_alpha
    assert (lite.aspect_max, early.aspect_max) == (16, 3)
    assert set(early.formats) == {"jpeg", "png"}


def test_every_figure_is_dated_and_sourced(card: Card) -> None:
    assert card.provenance
    assert {found.as_of.isoformat() for found in card.provenance.values()} == {"2026-10-08"}
    assert all(found.source for found in card.provenance.values())


def test_a_card_that_is_edited_changes_what_is_allowed() -> None:
    before = "references_max = { value = 14,"
    assert before in TEXT
    card = parse_card(TEXT.replace(before, "references_max = { value = 10,"), "novita.toml")
    assert card.model(LITE, ModelKind.EDIT_SEQUENTIAL).references_max == 10
