"""Atlas Cloud's card: the figures of the sheet, the safe side of each that is disputed."""

import pytest

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.card import Billing, Card, ModelKind, Recovery
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.engine.sizes import Reason, fit
from seedream_desktop.providers.cards import bundled_card, parse_card, provenance_of

TEXT = bundled("cards", "atlascloud.toml").read_text(encoding="utf-8")
LITE, V45, V4 = "seedream-5.0-lite", "seedream-4.5", "seedream-4.0"


@pytest.fixture
def card() -> Card:
    return bundled_card(ProviderId("atlascloud"))


def test_each_model_whose_parameters_and_price_are_known_is_there(card: Card) -> None:
    suffixes = ("", "/edit", "/sequential", "/edit-sequential")
    every = {f"bytedance/{v}{s}" for v in ("seedream-v4", "seedream-v4.5") for s in suffixes}
    every |= {f"bytedance/seedream-v5.0-lite{s}" for s in ("", "/sequential", "/edit-sequential")}
    assert {model.id for model in card.models} == every
    assert card.default_family == LITE


@pytest.mark.parametrize(
    ("family", "references", "outputs", "price_micros", "default"),
    [(LITE, 14, 15, 35_000, 16), (V45, 10, 15, 36_000, 0), (V4, 10, 14, 27_000, 0)],
)
def test_each_family_has_its_own_limits(
    card: Card, family: str, references: int, outputs: int, price_micros: int, default: int
) -> None:
    model = card.model(family, ModelKind.EDIT_SEQUENTIAL)
    assert (model.references_max, model.outputs_max, model.total_max) == (references, outputs, 15)
    assert model.price.per_output_micros == price_micros
    assert model.price.billing is Billing.ASKED
    assert len(model.size.presets) == default
    assert model.size_default == Size(2048, 2048)


def test_what_can_be_bought_alone_is_bought_by_the_model_that_is_certain(card: Card) -> None:
    lite = card.model(LITE, ModelKind.EDIT, ModelKind.EDIT_SEQUENTIAL)
    assert lite.kind is ModelKind.EDIT_SEQUENTIAL
    assert card.model(V4, ModelKind.EDIT, ModelKind.EDIT_SEQUENTIAL).kind is ModelKind.EDIT


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        (Size(240, 180), Size(2304, 1728)),
        (Size(6000, 4000), Size(3744, 2496)),
        (Size(1080, 1920), Size(1600, 2848)),
        (Size(2400, 2400), Size(2048, 2048)),
        (Size(4704, 2016), Size(4704, 2016)),
        (Size(9000, 1000), Size(4704, 2016)),
    ],
)
def test_every_size_that_is_asked_for_becomes_one_of_the_sixteen(
    card: Card, asked: Size, sent: Size
) -> None:
    rule = card.model(LITE, ModelKind.EDIT_SEQUENTIAL).size
    fitted = fit(asked, rule)
    assert fitted.size == sent
    assert fitted.reason is (None if asked == sent else Reason.PRESET)


def test_the_safe_side_of_a_dispute_is_taken_and_the_other_noted(card: Card) -> None:
    for family, other in ((LITE, "0.032"), (V4, "0.024")):
        model = card.model(family, ModelKind.EDIT_SEQUENTIAL)
        found = provenance_of(card, model, "price_per_output_usd")
        assert found is not None
        assert other in found.source


def test_what_the_service_offers_for_losses_and_files_is_on_the_card(card: Card) -> None:
    assert card.recovery is Recovery.NONE
    assert card.tells_charge_late
    assert not card.references_inside
    assert card.output_lifetime_s == 14 * 24 * 3600
    assert card.account.parallel == 4


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ('"2304*1728",', '"2304",', "models.text"),
        ('"2304*1728",', "2304,", "size.presets"),
        ("presets = { value", "preset = { value", "size"),
    ],
)
def test_a_slip_in_the_presets_is_named_with_its_place(before: str, after: str, where: str) -> None:
    assert before in TEXT
    with pytest.raises(UserFixable) as caught:
        parse_card(TEXT.replace(before, after, 1), "atlascloud.toml")
    assert caught.value.code == "card_broken"
    assert where in caught.value.params["where"]


def test_a_card_that_is_edited_changes_what_is_allowed() -> None:
    before = "references_max = { value = 14,"
    assert before in TEXT
    card = parse_card(TEXT.replace(before, "references_max = { value = 10,"), "atlascloud.toml")
    assert card.model(LITE, ModelKind.EDIT_SEQUENTIAL).references_max == 10
