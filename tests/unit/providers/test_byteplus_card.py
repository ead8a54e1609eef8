"""Ark's card: the figures of the sheet, region by region, and the safe side of what is disputed."""

import pytest

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.card import Billing, Card, ModelKind, Recovery
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ModelId, ProviderId
from seedream_desktop.engine.sizes import fit
from seedream_desktop.providers.ark import BASE_URLS
from seedream_desktop.providers.cards import bundled_card, provenance_of

LITE, V45, V40 = "seedream-5.0-lite", "seedream-4.5", "seedream-4.0"
PRO, FLASH = "seedream-5.0-pro", "seedream-5.0-flash"
GROUPS = ("", "/edit", "/sequential", "/edit-sequential")
ALONE = ("", "/edit")
IDS = {
    "ap": {
        "seedream-5-0-260128": GROUPS,
        "seedream-4-5-251128": GROUPS,
        "seedream-4-0-250828": GROUPS,
        "dola-seedream-5-0-pro-260628": ALONE,
        "dola-seedream-5-0-flash-260915": ALONE,
    },
    "eu": {"seedream-5-0-260128": GROUPS},
    "cn": {
        "doubao-seedream-5-0-260128": GROUPS,
        "doubao-seedream-4-5-251128": GROUPS,
        "doubao-seedream-4-0-250828": GROUPS,
        "doubao-seedream-5-0-pro-260628": ALONE,
    },
}


def card_in(region: str = "ap") -> Card:
    return bundled_card(ProviderId("byteplus")).in_region(region)


@pytest.mark.parametrize("region", IDS)
def test_each_region_sells_its_own_models_under_its_own_ids(region: str) -> None:
    every = {ModelId(name + use) for name, uses in IDS[region].items() for use in uses}
    assert {model.id for model in card_in(region).models} == every
    assert card_in(region).default_family == LITE


@pytest.mark.parametrize("region", IDS)
def test_the_card_names_the_address_that_is_spoken_to(region: str) -> None:
    text = bundled("cards", "byteplus.toml").read_text(encoding="utf-8")
    assert f'address = {{ value = "{BASE_URLS[region]}/api/v3"' in text
    assert card_in(region).region == region


@pytest.mark.parametrize(
    ("family", "references", "outputs", "total", "micros", "least_px", "most_px"),
    [
        (LITE, 14, 15, 15, 35_000, 3_686_400, 16_777_216),
        (V45, 14, 15, 15, 40_000, 3_686_400, 16_777_216),
        (V40, 10, 15, 15, 30_000, 921_600, 16_777_216),
        (PRO, 10, 1, 11, 0, 921_600, 4_624_220),
        (FLASH, 10, 1, 11, 18_000, 921_600, 4_624_220),
    ],
)
def test_each_family_has_its_documented_counts_price_and_sizes(
    family: str, references: int, outputs: int, total: int, micros: int, least_px: int, most_px: int
) -> None:
    card = card_in()
    kind = ModelKind.EDIT_SEQUENTIAL if outputs > 1 else ModelKind.EDIT
    model = card.model(family, kind)
    assert (model.references_max, model.outputs_max, model.total_max) == (
        references,
        outputs,
        total,
    )
    assert model.price.per_output_micros == micros
    assert model.price.billing is Billing.RETURNED
    assert (model.size.pixels_min, model.size.pixels_max) == (least_px, most_px)
    assert model.size.aspect_max == 16.0
    assert model.size_default == Size(2048, 2048)


@pytest.mark.parametrize("region", ["ap", "cn"])
def test_pro_costs_by_area_and_by_each_reference_after_the_first(region: str) -> None:
    price = card_in(region).model(PRO, ModelKind.EDIT).price
    assert price.tiers == ((2_610_000, 45_000), (4_624_220, 90_000))
    assert (price.per_reference_micros, price.free_references) == (3_000, 1)
    small, large = Size(1740, 1500), Size(1741, 1500)
    assert price.cost_micros(outputs=1, references=1, size=small) == 45_000
    assert price.cost_micros(outputs=1, references=3, size=large) == 96_000


@pytest.mark.parametrize(
    ("family", "size", "is_taken"),
    [
        # the sheet's test vectors
        (LITE, Size(2048, 2048), True),
        (LITE, Size(1500, 1500), False),
        (LITE, Size(16000, 1000), True),
        (LITE, Size(16400, 1000), False),
        (LITE, Size(4096, 4096), True),
        (V45, Size(3750, 1250), True),
        (V40, Size(1600, 600), True),
        (V40, Size(800, 800), False),
        (PRO, Size(512, 512), False),
        (PRO, Size(1500, 1000), True),
        (PRO, Size(2048, 1024), True),
        (PRO, Size(4096, 4096), False),
    ],
)
def test_sizes_are_judged_as_the_service_judges_them(
    family: str, size: Size, is_taken: bool
) -> None:
    rule = card_in().model(family, ModelKind.EDIT).size
    assert rule.allows(size) is is_taken
    assert rule.allows(fit(size, rule).size)


@pytest.mark.parametrize(
    ("family", "formats", "asked"),
    [
        (LITE, ("png", "jpeg"), {"output_format": "png"}),
        (PRO, ("png", "jpeg"), {"output_format": "png"}),
        (V45, ("jpeg",), {}),
        (V40, ("jpeg",), {}),
    ],
)
def test_a_format_is_asked_for_only_where_there_is_a_choice(
    family: str, formats: tuple[str, ...], asked: dict[str, str]
) -> None:
    model = card_in().model(family, ModelKind.EDIT)
    assert model.output_formats == formats
    assert dict(model.options) == asked


@pytest.mark.parametrize(
    ("family", "tiers"),
    [(LITE, "2K 3K 4K"), (V45, "2K 4K"), (V40, "2K 4K"), (PRO, "2K"), (FLASH, "2K")],
)
def test_each_family_has_the_tiers_that_it_knows(family: str, tiers: str) -> None:
    assert " ".join(card_in().model(family, ModelKind.EDIT).tier_sizes) == tiers


def test_pictures_go_inside_the_order_and_are_bounded_alone_and_together() -> None:
    card = card_in()
    rule = card.inputs
    assert card.references_inside
    assert (rule.bytes_max, rule.order_bytes_max) == (10_000_000, 48_000_000)
    assert (rule.edge_min_px, rule.edge_max_px, rule.pixels_max) == (15, 6000, 36_000_000)
    assert rule.aspect_max == 16.0
    assert {"jpeg", "png", "webp", "bmp", "tiff", "gif", "heic", "heif"} == set(rule.formats)
    assert not rule.takes_alpha


def test_a_lost_answer_is_lost_and_images_a_minute_are_bounded() -> None:
    card = card_in()
    assert card.recovery is Recovery.NONE
    assert card.output_lifetime_s == 86_400
    assert (card.account.parallel, card.account.images_per_minute) == (4, 500)
    assert card.account.per_minute == 0


@pytest.mark.parametrize(
    ("family", "figure", "other"),
    [(V40, "references_max", "14"), (LITE, "size.pixels_max", "10,404,496")],
)
def test_what_another_page_says_is_noted(family: str, figure: str, other: str) -> None:
    card = card_in()
    found = provenance_of(card, card.model(family, ModelKind.EDIT), figure)
    assert found is not None
    assert other in found.source
