"""Figures beyond counts: tiers of prices, sizes on offer, regions, credits; each service's own."""

from datetime import date

import pytest

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.card import Billing, Card, ModelKind, Recovery
from seedream_desktop.domain.errors import CardLacks, UserFixable
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.providers.cards import bundled_card, parse_card, provenance_of

LITE = "seedream-5.0-lite"
BYTEPLUS = bundled("cards", "byteplus.toml").read_text(encoding="utf-8")


def card_of(name: str, region: str = "") -> Card:
    return bundled_card(ProviderId(name)).in_region(region)


@pytest.mark.parametrize(
    ("name", "recovery", "references", "outputs", "price_micros", "billing"),
    [
        ("atlascloud", Recovery.NONE, 14, 15, 35_000, Billing.ASKED),
        ("novita", Recovery.NONE, 14, 15, 35_000, Billing.ASKED),
        ("byteplus", Recovery.NONE, 14, 15, 35_000, Billing.RETURNED),
        ("evolink", Recovery.IDEMPOTENCY, 14, 15, 28_000, Billing.RETURNED),
    ],
)
def test_each_service_has_its_documented_counts_price_and_safety(
    name: str,
    recovery: Recovery,
    references: int,
    outputs: int,
    price_micros: int,
    billing: Billing,
) -> None:
    card = card_of(name)
    model = card.model(LITE, ModelKind.EDIT_SEQUENTIAL)
    assert card.recovery is recovery
    assert (model.references_max, model.outputs_max, model.total_max) == (references, outputs, 15)
    assert model.price.per_output_micros == price_micros
    assert model.price.billing is billing


def test_a_larger_output_and_each_further_reference_cost_more_on_5_0_pro() -> None:
    price = card_of("byteplus").model("seedream-5.0-pro", ModelKind.EDIT).price
    small, large = Size(1024, 1024), Size(2048, 2048)
    assert price.cost_micros(outputs=1, references=1, size=small) == 45_000
    assert price.cost_micros(outputs=1, references=1, size=large) == 90_000
    assert price.cost_micros(outputs=1, references=10, size=large) == 90_000 + 9 * 3_000
    assert price.cost_micros(outputs=1, references=0, size=None) == 90_000


def test_at_evolink_the_first_reference_of_5_0_pro_costs_too() -> None:
    price = card_of("evolink").model("seedream-5.0-pro", ModelKind.EDIT).price
    assert price.cost_micros(outputs=1, references=2, size=Size(1024, 1024)) == 33_750 + 4_500


def test_atlas_offers_sixteen_sizes_and_no_other() -> None:
    rule = card_of("atlascloud").model(LITE, ModelKind.EDIT_SEQUENTIAL).size
    assert len(rule.presets) == 16
    assert rule.allows(Size(4704, 2016))
    assert not rule.allows(Size(2048, 2047))


def test_the_services_own_sizes_of_a_tier_are_allowed_by_its_own_bounds() -> None:
    for name in ("byteplus", "evolink", "novita"):
        for model in card_of(name).models:
            assert model.tier_sizes
            for tier, sizes in model.tier_sizes.items():
                assert all(model.size.allows(size) for size in sizes), (model.id, tier)


def test_orders_with_their_references_inside_say_so_and_are_bounded() -> None:
    for name in ("byteplus", "novita"):
        card = card_of(name)
        assert card.references_inside
        assert card.inputs.order_bytes_max == 48_000_000
    assert not card_of("evolink").references_inside
    assert card_of("evolink").upload_lifetime_s == 72 * 3600


def test_credits_have_a_rate_and_text_a_longest() -> None:
    card = card_of("evolink")
    assert (card.currency, card.credits_per_usd) == ("credits", 68)
    assert card.model(LITE, ModelKind.EDIT).prompt_max == 2000


def test_every_card_reads_what_the_program_sends() -> None:
    for name in ("atlascloud", "byteplus", "evolink", "novita"):
        inputs = card_of(name).inputs
        assert "jpeg" in inputs.formats
        assert not inputs.takes_alpha


def test_a_model_that_takes_narrower_pictures_than_its_card_says_so() -> None:
    card = card_of("novita")
    older = card.model("seedream-4.0", ModelKind.EDIT)
    assert card.inputs_of(older.id).aspect_max == 3.0
    assert card.inputs_of(older.id).formats == ("jpeg", "png")
    assert card.inputs_of(older.id).bytes_max == card.inputs.bytes_max
    assert card.inputs_of(card.model(LITE, ModelKind.EDIT).id).aspect_max == 16.0


# -- regions


def test_the_first_region_is_the_default_and_each_has_its_name() -> None:
    card = card_of("byteplus")
    assert (card.regions, card.region) == (("ap", "eu", "cn"), "ap")
    assert card.region_titles["eu"] == "Europe (Dublin)"


def test_models_differ_by_region() -> None:
    ids = {
        region: card_of("byteplus", region).model(LITE, ModelKind.EDIT).id
        for region in ("ap", "eu", "cn")
    }
    assert ids["ap"] == ids["eu"] == "seedream-5-0-260128/edit"
    assert ids["cn"] == "doubao-seedream-5-0-260128/edit"
    assert card_of("byteplus", "eu").families == (LITE,)
    assert "seedream-5.0-flash" not in card_of("byteplus", "cn").families


def test_china_is_billed_in_yuan_and_the_price_says_what_it_is_taken_from() -> None:
    card = card_of("byteplus", "cn")
    assert card.currency == "CNY"
    found = provenance_of(card, card.model(LITE, ModelKind.EDIT), "price_per_output_usd")
    assert found is not None
    assert "yuan" in found.source


def test_there_and_back_is_the_same_card() -> None:
    card = card_of("byteplus")
    assert card.in_region("cn").in_region("eu").in_region("ap") == card


def test_a_region_that_the_card_lacks_is_named_with_those_that_there_are() -> None:
    with pytest.raises(CardLacks) as caught:
        card_of("byteplus", "us")
    assert caught.value.params["regions"] == "ap, eu, cn"
    with pytest.raises(CardLacks) as caught:
        card_of("wavespeed", "eu")
    assert caught.value.code == "no_regions"


def broken(before: str, after: str) -> UserFixable:
    assert before in BYTEPLUS
    with pytest.raises(UserFixable) as caught:
        parse_card(BYTEPLUS.replace(before, after, 1), "byteplus.toml")
    return caught.value


@pytest.mark.parametrize(
    ("before", "after", "where", "reason"),
    [
        ('cn.families."seedream-4.5"]', 'cn.families."seedream-9"]', "regions.cn", "no family"),
        ('text.id = "doubao-seedream-5-0-260128"', "text.id = 5", "regions.cn.families", "id"),
        ("[{ pixels_max = 2_610_000", "[{ pixels_max = 9_610_000", "5.0-pro", "rise"),
        ('value = ["jpeg", "png", "webp"', 'value = ["png", "webp"', "inputs.formats", "jpeg"),
        ('address = { value = "https', 'address = { value = "http', "regions.ap.address", "https"),
        ('"2K" = ["2048x2048"', '"2K" = ["large"', "text", "large"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    before: str, after: str, where: str, reason: str
) -> None:
    error = broken(before, after)
    assert error.code == "card_broken"
    assert where in error.params["where"]
    assert reason in error.params["reason"]


def test_a_regions_own_figure_goes_before_the_common_one() -> None:
    line = '[regions.eu.families."seedream-5.0-lite"]\n'
    own = 'references_max = { value = 6, as_of = 2026-11-01, source = "tried" }\n'
    card = parse_card(BYTEPLUS.replace(line, line + own, 1), "byteplus.toml")
    there = card.in_region("eu")
    model = there.model(LITE, ModelKind.EDIT)
    assert model.references_max == 6
    found = provenance_of(there, model, "references_max")
    assert found is not None
    assert found.as_of == date(2026, 11, 1)
    assert card.model(LITE, ModelKind.EDIT).references_max == 14
