"""Plans follow the cards that are shipped, and a figure that is edited in one changes them."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.plan import Known, Plan
from seedream_desktop.domain.step import SizeChoice, StepMode
from seedream_desktop.engine.planner import plan
from seedream_desktop.providers.cards import bundled_card, parse_card
from tests.fixtures.sequences import SQUARE, images, picture, sequence, step

REMOTE = ("wavespeed", "atlascloud", "novita", "byteplus", "evolink")
LITE = "seedream-5.0-lite"
SIZES = st.builds(Size, st.integers(200, 9000), st.integers(200, 9000))
CHOICES = st.one_of(
    st.sampled_from(["match", "2K", "3K", "4K"]).map(SizeChoice.parse),
    SIZES.map(lambda size: SizeChoice.parse(f"{size.width_px}x{size.height_px}")),
)
CARDS = [
    bundled_card(ProviderId(name)).in_region(region)
    for name in REMOTE
    for region in bundled_card(ProviderId(name)).regions or ("",)
]


def planned(card: Card, count: int, original: Size = SQUARE, **changes: object) -> Plan:
    work = step(**{"provider": card.provider, "family": LITE, **changes})
    return plan(sequence(images(count, original), work), {card.provider: card}, Known())


def edited(name: str, figure: str, value: str) -> Card:
    """A copy of a shipped card in which one figure of each family is another one."""
    text = bundled("cards", f"{name}.toml").read_text(encoding="utf-8")
    changed, count = re.subn(rf"(?m)^({figure} = {{ value = )[^,]+,", rf"\g<1>{value},", text)
    assert count
    return parse_card(changed, f"{name}.toml")


@pytest.mark.parametrize("name", REMOTE)
def test_a_card_edited_to_3_in_sends_3_at_once(name: str) -> None:
    before = planned(bundled_card(ProviderId(name)), 8)
    assert [len(r.inputs) for r in before.requests] == [4, 4]
    after = planned(edited(name, "references_max", "3"), 8)
    assert [len(r.inputs) for r in after.requests] == [3, 3, 2]


@pytest.mark.parametrize("name", ["atlascloud", "novita", "byteplus", "evolink"])
def test_a_card_edited_to_10_in_refuses_an_eleventh_picture(name: str) -> None:
    anchors = tuple(picture(f"anchor {n}") for n in range(10))
    work = {"anchors": anchors, "mode": StepMode.CARRY}
    fits = planned(edited(name, "references_max", "14"), 1, **work)
    assert fits.is_runnable
    told = planned(edited(name, "references_max", "10"), 1, **work)
    assert [check.code for check in told.checks if check.step_index == 0] == ["too_many_anchors"]


@pytest.mark.parametrize("name", REMOTE)
def test_a_price_edited_in_a_card_is_the_plans_price(name: str) -> None:
    before = planned(bundled_card(ProviderId(name)), 4)
    after = planned(edited(name, "price_per_output_usd", '"0.5"'), 4)
    assert after.cost_micros == 4 * 500_000 != before.cost_micros


@pytest.mark.parametrize("name", REMOTE)
def test_a_size_edited_in_a_card_is_the_one_that_is_sent(name: str) -> None:
    figure = "presets" if name == "atlascloud" else "size.pixels_max"
    value = '["2304x1728"]' if name == "atlascloud" else "3_800_000"
    text = bundled("cards", f"{name}.toml").read_text(encoding="utf-8")
    pattern = rf"(?m)^({figure} = {{ value = )(\[[^\]]*\]|[^,]+),"
    changed, count = re.subn(pattern, rf"\g<1>{value},", text)
    assert count
    changed = re.sub(r"(?m)^(tier_sizes|size_default) = .*\n", "", changed)
    made = planned(parse_card(changed, name), 1, Size(4000, 3000))
    sent = made.requests[0].size
    assert sent is not None
    assert sent == Size(2304, 1728) if name == "atlascloud" else sent.pixels <= 3_800_000


@given(size=SIZES, choice=CHOICES, card=st.sampled_from(CARDS), data=st.data())
def test_no_size_ever_leaves_the_program_out_of_range(
    size: Size, choice: SizeChoice, card: Card, data: st.DataObject
) -> None:
    family = data.draw(st.sampled_from(card.families))
    made = planned(card, 2, size, size=choice, family=family)
    for request in made.requests:
        model = card.model_by_id(request.model)
        assert request.size is None or model.size.allows(request.size)
        worst = model.price.cost_micros(
            outputs=len(request.targets), references=len(request.inputs), size=request.size
        )
        assert request.cost_micros == worst


@pytest.mark.parametrize(
    ("asked", "tier", "sent"),
    [
        (Size(4000, 3000), "2K", Size(2304, 1728)),
        (Size(1920, 1080), "2K", Size(2848, 1600)),
        (Size(1920, 1080), "3K", Size(4096, 2304)),
        (Size(1080, 1920), "4K", Size(2304, 4096)),
        (Size(1000, 1000), "4K", Size(3072, 3072)),
    ],
)
def test_where_sizes_are_a_list_the_shape_is_held_and_then_the_area(
    asked: Size, tier: str, sent: Size
) -> None:
    card = bundled_card(ProviderId("atlascloud"))
    made = planned(card, 1, asked, size=SizeChoice.parse(tier))
    assert [request.size for request in made.requests] == [sent]


def test_a_tier_is_the_services_own_size_of_that_shape_where_it_has_one() -> None:
    card = bundled_card(ProviderId("byteplus"))

    def sent(size: Size, tier: str) -> Size | None:
        made = planned(card, 1, size, size=SizeChoice.parse(tier))
        assert made.checks == ()
        return made.requests[0].size

    assert sent(Size(4000, 3000), "4K") == Size(4704, 3520)
    assert sent(Size(3000, 4000), "3K") == Size(2592, 3456)
    odd = sent(Size(5000, 1000), "2K")
    assert odd is not None
    assert odd.aspect == pytest.approx(5, rel=0.01)


def test_a_text_that_is_too_long_for_the_service_stops_the_plan() -> None:
    card = bundled_card(ProviderId("evolink"))
    assert planned(card, 1, prompt="a" * 1900).is_runnable
    made = planned(card, 1, prompt="a" * 2001)
    (stop,) = [check for check in made.checks if check.code == "prompt_too_long"]
    assert stop.params["letters_max"] == 2000
    assert not made.is_runnable


def test_the_dearer_tier_is_planned_for_a_picture_that_reaches_it() -> None:
    card = bundled_card(ProviderId("byteplus"))
    work = {"family": "seedream-5.0-pro", "mode": StepMode.EACH}
    small = planned(card, 1, Size(1400, 1000), **work)
    large = planned(card, 1, Size(4000, 3000), **work)
    assert (small.cost_micros, large.cost_micros) == (45_000, 90_000)
    free = replace(card.model("seedream-5.0-pro", large.requests[0].kind).price, tiers=())
    assert free.cost_micros(outputs=1, references=1, size=None) == 0
