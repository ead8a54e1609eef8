"""EvoLink's card: the figures of the sheet, the safe side of each that is disputed."""

import pytest

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.card import Billing, Card, ModelKind, Recovery
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.engine.sizes import fit
from seedream_desktop.providers.cards import bundled_card, parse_card, provenance_of

TEXT = bundled("cards", "evolink.toml").read_text(encoding="utf-8")
LITE, V45, V4 = "seedream-5.0-lite", "seedream-4.5", "seedream-4.0"
PRO, FLASH = "seedream-5.0-pro", "seedream-5.0-flash"
GROUP, EDIT = ModelKind.EDIT_SEQUENTIAL, ModelKind.EDIT
CREDITS_IN_THE_FEED = {LITE: "1.904", V45: "2.04", V4: "1.53", FLASH: "1.1016"}


@pytest.fixture
def card() -> Card:
    return bundled_card(ProviderId("evolink"))


def test_each_model_that_edits_or_makes_pictures_is_there(card: Card) -> None:
    kinds = ("", "/edit", "/sequential", "/edit-sequential")
    every = {f"doubao-{family}{kind}" for family in (LITE, V45, V4) for kind in kinds}
    every |= {f"doubao-{family}{kind}" for family in (PRO, FLASH) for kind in kinds[:2]}
    assert {model.id for model in card.models} == every
    assert card.default_family == LITE


@pytest.mark.parametrize(
    ("family", "kind", "references", "outputs", "total", "prompt"),
    [
        (LITE, GROUP, 14, 15, 15, 2000),
        (V45, GROUP, 14, 15, 15, 2000),
        (V4, GROUP, 14, 15, 15, 2000),
        (PRO, EDIT, 10, 1, 11, 4000),
        (FLASH, EDIT, 10, 1, 11, 4000),
    ],
)
def test_each_family_has_its_own_counts(
    card: Card, family: str, kind: ModelKind, references: int, outputs: int, total: int, prompt: int
) -> None:
    model = card.model(family, kind)
    assert (model.references_max, model.outputs_max) == (references, outputs)
    assert (model.total_max, model.prompt_max) == (total, prompt)
    assert model.price.billing is Billing.RETURNED


@pytest.mark.parametrize(("family", "credits_each"), CREDITS_IN_THE_FEED.items())
def test_prices_are_those_of_the_feed_in_credits(
    card: Card, family: str, credits_each: str
) -> None:
    price = card.model(family, EDIT).price
    assert price.per_output_micros * card.credits_per_usd == float(credits_each) * 1_000_000


def test_pro_costs_by_size_and_by_each_reference(card: Card) -> None:
    price = card.model(PRO, EDIT).price
    small, large = Size(1800, 1450), Size(1802, 1450)
    assert (small.pixels, large.pixels) == (2_610_000, 2_612_900)
    assert price.cost_micros(outputs=1, references=0, size=small) == 33_750
    assert price.cost_micros(outputs=1, references=10, size=large) == 67_500 + 10 * 2_250


@pytest.mark.parametrize(
    ("family", "inside", "outside"),
    [
        (LITE, (Size(1920, 1920), Size(16000, 1000)), (Size(1500, 1500), Size(16400, 1000))),
        (V45, (Size(3750, 1250), Size(4096, 4096)), (Size(1919, 1920), Size(4097, 4096))),
        (V4, (Size(1600, 600), Size(960, 960)), (Size(800, 800), Size(4097, 4096))),
        (PRO, (Size(1500, 1000), Size(2048, 2048)), (Size(512, 512), Size(2304, 2048))),
        (FLASH, (Size(2048, 1024), Size(1500, 1000)), (Size(512, 512), Size(2304, 2048))),
    ],
)
def test_sizes_stay_within_each_familys_pixels_and_shape(
    card: Card, family: str, inside: tuple[Size, ...], outside: tuple[Size, ...]
) -> None:
    rule = card.model(family, EDIT).size
    assert all(rule.allows(size) for size in inside)
    assert not any(rule.allows(size) for size in outside)
    assert all(rule.allows(fit(size, rule).size) for size in outside)


def test_only_what_has_a_setting_for_its_format_says_which_it_wants(card: Card) -> None:
    for model in card.models:
        is_settable = model.family not in (V45, V4)
        assert dict(model.options) == ({"output_format": "png"} if is_settable else {})
        assert "jpeg" in model.output_formats


def test_what_the_service_offers_for_losses_files_and_looks_is_on_the_card(card: Card) -> None:
    assert card.recovery is Recovery.IDEMPOTENCY
    assert card.upload_lifetime_s == 3 * 24 * 3600
    assert card.output_lifetime_s == 24 * 3600
    assert card.poll_s == 3.0
    assert (card.currency, card.credits_per_usd) == ("credits", 68)
    assert not card.references_inside
    assert not card.tells_charge_late


def test_what_can_be_uploaded_is_what_may_be_sent(card: Card) -> None:
    inputs = card.inputs
    assert set(inputs.formats) == {"jpeg", "png", "webp", "gif"}
    assert (inputs.bytes_max, inputs.edge_min_px, inputs.edge_max_px) == (10_000_000, 15, 6000)
    assert (inputs.pixels_max, inputs.aspect_max) == (36_000_000, 16.0)


@pytest.mark.parametrize(
    ("figure", "other"),
    [("price_per_output_usd", "0.032"), ("size.pixels_max", "3072x3072"), ("outputs_max", "4 in")],
)
def test_where_sources_disagree_the_other_figure_is_noted(
    card: Card, figure: str, other: str
) -> None:
    found = provenance_of(card, card.model(LITE, GROUP), figure)
    assert found is not None
    assert other in found.source


def test_a_card_that_is_edited_changes_what_is_allowed_and_how_often_is_asked() -> None:
    before = "poll_s = { value = 3.0,"
    assert before in TEXT
    card = parse_card(TEXT.replace(before, "poll_s = { value = 10.0,"), "evolink.toml")
    assert card.poll_s == 10.0
    before = "references_max = { value = 14,"
    card = parse_card(TEXT.replace(before, "references_max = { value = 10,"), "evolink.toml")
    assert card.model(LITE, GROUP).references_max == 10
