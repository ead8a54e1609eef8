from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.card import Billing, Card, ModelKind, Recovery
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ModelId, ProviderId
from seedream_desktop.providers.cards import (
    bundled_card,
    figure_path,
    parse_card,
    provenance_of,
    read_card,
)

WAVESPEED = bundled("cards", "wavespeed.toml").read_text(encoding="utf-8")
NAMES = sorted(path.stem for path in bundled("cards").glob("*.toml"))
CARDS = [
    bundled_card(ProviderId(name)).in_region(region)
    for name in NAMES
    for region in bundled_card(ProviderId(name)).regions or ("",)
]


@pytest.fixture
def wavespeed() -> Card:
    return bundled_card(ProviderId("wavespeed"))


def edited(before: str, after: str, text: str = WAVESPEED) -> str:
    assert before in text, before
    return text.replace(before, after, 1)


def trouble(text: str) -> UserFixable:
    with pytest.raises(UserFixable) as caught:
        parse_card(text, "wavespeed.toml")
    assert caught.value.params["file"] == "wavespeed.toml"
    return caught.value


def test_wavespeeds_card_has_each_documented_model(wavespeed: Card) -> None:
    versions = ("seedream-v4", "seedream-v4.5", "seedream-v5.0-lite")
    suffixes = ("", "/edit", "/sequential", "/edit-sequential")
    every = {f"bytedance/{v}{s}" for v in versions for s in suffixes}
    every |= {f"bytedance/seedream-v5.0-{v}{s}" for v in ("pro", "flash") for s in ("", "/edit")}
    assert {model.id for model in wavespeed.models} == every
    assert wavespeed.default_family == "seedream-5.0-lite"
    assert wavespeed.families[0] == "seedream-5.0-lite"


@pytest.mark.parametrize(
    ("family", "edges", "pixels_min", "price_micros"),
    [
        ("seedream-5.0-lite", (1440, 4096), 3_686_400, 35_000),
        ("seedream-4.5", (1024, 4096), 3_686_400, 40_000),
        ("seedream-4.0", (1024, 4096), 1_048_576, 27_000),
    ],
)
def test_each_family_has_the_tightest_documented_limits(
    wavespeed: Card, family: str, edges: tuple[int, int], pixels_min: int, price_micros: int
) -> None:
    model = wavespeed.model(family, ModelKind.EDIT_SEQUENTIAL)
    assert (model.size.edge_min_px, model.size.edge_max_px) == edges
    assert (model.size.pixels_min, model.size.pixels_max) == (pixels_min, 16_777_216)
    assert (model.references_max, model.outputs_max, model.total_max) == (10, 15, 15)
    assert model.price.per_output_micros == price_micros
    assert model.price.billing is Billing.ASKED
    assert not model.size.allows(Size(1000, 4000))
    assert model.size.allows(Size(2560, 1440))


def test_a_set_of_200_costs_seven_dollars_by_the_card(wavespeed: Card) -> None:
    price = wavespeed.model("seedream-5.0-lite", ModelKind.EDIT_SEQUENTIAL).price
    assert price.cost_micros(outputs=200, references=0, size=None) == 7_000_000


def test_where_prices_disagree_the_dearer_one_counts(wavespeed: Card) -> None:
    text = wavespeed.model("seedream-5.0-lite", ModelKind.TEXT)
    assert text.price.per_output_micros == 40_000
    found = provenance_of(wavespeed, text, "price_per_output_usd")
    assert found is not None
    assert "0.035" in found.source


def test_what_a_new_account_may_do_is_on_the_card(wavespeed: Card) -> None:
    assert (wavespeed.account.parallel, wavespeed.account.per_minute) == (2, 2)
    assert wavespeed.account.images_per_minute == 0
    assert wavespeed.recovery is Recovery.HISTORY
    week_s = 7 * 24 * 3600
    assert wavespeed.history_s == week_s
    assert wavespeed.upload_lifetime_s == week_s
    assert wavespeed.output_lifetime_s == week_s
    assert wavespeed.inputs.bytes_max == 10_000_000


@pytest.mark.parametrize("family", ["seedream-5.0-pro", "seedream-5.0-flash"])
def test_models_without_a_size_parameter_say_so(wavespeed: Card, family: str) -> None:
    model = wavespeed.model(family, ModelKind.EDIT)
    assert not model.takes_size
    assert model.outputs_max == 1
    assert model.options["resolution"] in {"1k", "2k"}
    assert [m.kind for m in wavespeed.models if m.family == family] == [
        ModelKind.TEXT,
        ModelKind.EDIT,
    ]


def test_png_is_asked_for_exactly_where_the_model_offers_it(wavespeed: Card) -> None:
    for model in wavespeed.models:
        has_png = model.options.get("output_format") == "png"
        assert has_png is ("png" in model.output_formats)


def test_text_models_take_no_references_and_single_models_give_one_output() -> None:
    for card in CARDS:
        for model in card.models:
            if model.kind in (ModelKind.TEXT, ModelKind.SEQUENTIAL):
                assert model.references_max == 0
            if model.kind in (ModelKind.TEXT, ModelKind.EDIT):
                assert model.outputs_max == 1
            assert model.size_default is None or model.size.allows(model.size_default)


def test_the_local_card_costs_nothing_and_takes_any_shape() -> None:
    card = bundled_card(ProviderId("local"))
    assert card.is_local
    assert card.families == ("classic",)
    model = card.model("classic", ModelKind.EDIT_SEQUENTIAL)
    assert (model.references_max, model.outputs_max, model.total_max) == (9, 8, 17)
    assert (model.size.edge_min_px, model.size.edge_max_px) == (1, 16_384)
    assert model.sizes_follow_inputs
    assert model.price.cost_micros(outputs=8, references=9, size=None) == 0
    assert (card.account.parallel, card.account.per_minute) == (2, 0)
    assert card.upload_lifetime_s == 0


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.provider} {card.region}".strip())
def test_every_figure_of_every_model_can_be_traced(card: Card) -> None:
    figures = ["billing", "references_max", "outputs_max", "total_max"]
    for model in card.models:
        priced = "price_tiers_usd" if model.price.tiers else "price_per_output_usd"
        sized = "takes_size"
        if model.takes_size:
            sized = "size.presets" if model.size.presets else "size.pixels_max"
        for figure in (*figures, priced, sized):
            found = provenance_of(card, model, figure)
            assert found is not None, (model.id, figure)
            assert found.source
    for path in ("account.parallel", "inputs.bytes_max", "inputs.aspect_max", "recovery"):
        assert path in card.provenance


def test_short_source_names_are_written_out(wavespeed: Card) -> None:
    assert wavespeed.provenance["account.parallel"].source.startswith("https://wavespeed.ai/")
    assert wavespeed.provenance["account.parallel"].as_of == date(2026, 9, 2)


def test_the_card_follows_its_file() -> None:
    text = edited(
        "references_max = { value = 10, as_of = 2026-09-02",
        "references_max = { value = 9, as_of = 2026-10-01",
    )
    card = parse_card(text, "mine.toml")
    model = card.model("seedream-5.0-lite", ModelKind.EDIT_SEQUENTIAL)
    assert model.references_max == 9
    assert card.model("seedream-4.5", ModelKind.EDIT_SEQUENTIAL).references_max == 10
    found = provenance_of(card, model, "references_max")
    assert found is not None
    assert found.as_of == date(2026, 10, 1)


def test_a_models_own_figure_goes_before_its_familys() -> None:
    name = '[families."seedream-4.5".models.edit]\n'
    own = 'references_max = { value = 4, as_of = 2026-10-01, source = "tried" }\n'
    card = parse_card(edited(name, name + own), "mine.toml")
    edit = card.model("seedream-4.5", ModelKind.EDIT)
    assert edit.references_max == 4
    assert figure_path(edit, "references_max") in card.provenance
    assert card.model("seedream-4.5", ModelKind.EDIT_SEQUENTIAL).references_max == 10


@pytest.mark.parametrize(
    ("before", "after", "where", "reason"),
    [
        ('2026-09-02, source = "levels" }', "2026-09-02 }", "account.parallel", "source"),
        ("{ value = 2, as_of = 2026-09-02, ", "{ value = 2, ", "account.parallel", "as_of"),
        (
            "{ value = 10, as_of = 2026-09-02, source",
            "{ value = 10, source",
            "references_max",
            "as_of",
        ),
        ('source = "levels" }', 'source = "" }', "account.parallel.source", "length"),
        ("[account]\n", "[account]\nparalel = 3\n", "account", "paralel"),
        ("references_max = {", "reference_max = {", "seedream-5.0-lite", "reference_max"),
        ("{ value = 10,", '{ value = "10",', "references_max.value", "int"),
        ("{ value = 10,", "{ value = -1,", "references_max.value", ">= 0"),
        ("{ value = 10,", "{ value = 10, unit = 1,", "references_max", "unit"),
        ('{ value = "asked"', '{ value = "guessed"', "billing.value", "guessed"),
        ('{ value = "0.035"', '{ value = "cheap"', "edit", "cheap"),
        ('{ value = "2048*2048"', '{ value = "big"', "text", "big"),
        ("size.edge_min_px = { value = 1440", "size.edge_min_px = { value = 9999", "text", "size"),
        (".models.sequential]", ".models.sequentiel]", "sequentiel", "edit-sequential"),
        ('default_family = "seedream-5.0-lite"', 'default_family = "x"', "default_family", "'x'"),
        ('id = "bytedance/seedream-v4"', 'id = "bytedance/seedream-v4.5"', "id", "two"),
        ('id = "bytedance/seedream-v4"\n', "", "models.text.id", "id"),
        ('provider = "wavespeed"\n', "", "top", "provider"),
        ("[inputs]\n", "[input]\n", "top", "input"),
    ],
)
def test_what_is_wrong_with_a_card_is_named_with_its_place(
    before: str, after: str, where: str, reason: str
) -> None:
    error = trouble(edited(before, after))
    assert error.code == "card_broken"
    assert where in error.params["where"]
    assert reason in error.params["reason"]


def test_a_figure_that_a_family_lacks_is_named() -> None:
    text = "\n".join(line for line in WAVESPEED.splitlines() if not line.startswith("total_max"))
    error = trouble(text)
    assert error.params["where"] == "families.seedream-5.0-lite.models.text.total_max"


def test_a_slip_in_the_toml_is_named_with_its_line() -> None:
    error = trouble(edited('title = "WaveSpeedAI"', 'title = "WaveSpeedAI'))
    assert error.code == "card_not_toml"
    assert "line 5" in error.params["reason"]


def test_a_card_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserFixable) as caught:
        read_card(tmp_path / "none.toml")
    assert caught.value.code == "card_unreadable"


@given(st.integers(0, len(WAVESPEED) - 1), st.sampled_from(["", '"', "[", "=", "x", "\n", "}"]))
def test_no_slip_of_the_hand_ends_in_anything_but_a_card_or_a_named_error(
    at: int, slip: str
) -> None:
    text = WAVESPEED[:at] + slip + WAVESPEED[at + 1 :]
    with suppress(UserFixable):
        card = parse_card(text, "wavespeed.toml")
        assert card.model_by_id(card.models[0].id) is card.models[0]


@pytest.mark.parametrize(("days", "stale"), [(0, False), (60, False), (61, True), (-5, False)])
def test_a_card_is_stale_after_sixty_days(wavespeed: Card, days: int, stale: bool) -> None:
    assert wavespeed.is_stale(wavespeed.as_of + timedelta(days=days)) is stale


def test_the_programs_own_figures_do_not_grow_stale() -> None:
    assert not bundled_card(ProviderId("local")).is_stale(date(2099, 1, 1))


def test_an_unknown_model_is_not_on_the_card(wavespeed: Card) -> None:
    assert wavespeed.model_by_id(ModelId("bytedance/seedream-v4/edit")).references_max == 10


def test_references_lie_at_addresses_unless_a_card_says_that_they_go_inside() -> None:
    plain = parse_card(WAVESPEED, "wavespeed.toml")
    assert (plain.references_inside, plain.inputs.order_bytes_max) == (False, 0)
    figure = '{ value = %s, as_of = 2026-09-02, source = "upstream" }'
    inside = edited("key_url", f"references_inside = {figure % 'true'}\nkey_url")
    inside = edited("[inputs]\n", f"[inputs]\norder_bytes_max = {figure % '48_000_000'}\n", inside)
    card = parse_card(inside, "wavespeed.toml")
    assert (card.references_inside, card.inputs.order_bytes_max) == (True, 48_000_000)
    assert "references_inside" in card.provenance
    assert "inputs.order_bytes_max" in card.provenance
    assert "order_bytes_max" in trouble(inside.replace("48_000_000", "0")).params["where"]
