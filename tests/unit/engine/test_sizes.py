"""Sizes that are asked for come out as sizes that a model takes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.geometry import Size, SizeRule
from seedream_desktop.domain.step import SizeChoice, Tier
from seedream_desktop.engine.sizes import Reason, asked_size, at_tier, fit, nearest_ratio

ANY = st.builds(Size, st.integers(1, 20_000), st.integers(1, 20_000))


@st.composite
def rules(draw: st.DrawFn) -> SizeRule:
    """Rules that allow at least one size, some of them only that one."""
    short = draw(st.integers(1, 5000))
    long = draw(st.integers(short, short * 4))
    slack = draw(st.sampled_from([0, 1, 2, 50, 5000]))
    pixels = short * long
    return SizeRule(
        edge_min_px=max(1, short - draw(st.integers(0, slack))),
        edge_max_px=long + draw(st.integers(0, slack)),
        pixels_min=max(1, pixels - draw(st.integers(0, slack * 1000))),
        pixels_max=pixels + draw(st.integers(0, slack * 1000)),
        aspect_max=draw(st.sampled_from([math.inf, (long + 1) / short, 16.0 + long / short])),
    )


@given(ANY, rules())
def test_a_fitted_size_is_always_allowed(asked: Size, rule: SizeRule) -> None:
    assert rule.allows(fit(asked, rule).size)


@given(ANY, rules())
def test_an_allowed_size_is_left_alone_and_any_other_is_given_a_reason(
    asked: Size, rule: SizeRule
) -> None:
    fitted = fit(asked, rule)
    assert (fitted.size == asked) == rule.allows(asked) == (fitted.reason is None)


@given(ANY, st.lists(ANY, min_size=1, max_size=8))
def test_a_preset_is_the_nearest_in_shape_and_of_those_alike_in_area(
    asked: Size, presets: list[Size]
) -> None:
    rule = SizeRule(presets=tuple(presets))
    found = fit(asked, rule).size
    assert rule.allows(found)
    if asked in presets:
        assert found == asked
        return
    off = {preset: abs(math.log(preset.aspect / asked.aspect)) for preset in presets}
    alike = [preset for preset in presets if off[preset] <= min(off.values()) + 0.02]
    assert found in alike
    away = {preset: abs(math.log(preset.pixels / asked.pixels)) for preset in alike}
    assert away[found] == min(away.values())


@given(st.builds(Size, st.integers(300, 9000), st.integers(300, 9000)))
def test_the_aspect_is_kept_where_the_rule_has_room_for_it(asked: Size) -> None:
    rule = SizeRule(edge_min_px=512, edge_max_px=65_535, pixels_min=1_000_000)
    fitted = fit(asked, rule).size
    assert fitted.aspect == pytest.approx(asked.aspect, rel=0.005)


@given(ANY)
def test_a_picture_and_the_same_one_turned_are_fitted_alike(asked: Size) -> None:
    rule = SizeRule(edge_min_px=1440, edge_max_px=4096, pixels_min=3_686_400, aspect_max=16.0)
    turned = fit(Size(asked.height_px, asked.width_px), rule).size
    assert Size(turned.height_px, turned.width_px) == fit(asked, rule).size


@pytest.mark.parametrize(
    ("asked", "rule", "sent", "reason"),
    [
        (
            Size(1080, 1080),
            SizeRule(edge_min_px=1440, edge_max_px=4096),
            Size(1440, 1440),
            Reason.BELOW_MINIMUM,
        ),
        (
            Size(1080, 1080),
            SizeRule(edge_min_px=1440, edge_max_px=4096, pixels_min=3_686_400),
            Size(1920, 1920),
            Reason.BELOW_MINIMUM,
        ),
        (
            Size(6000, 4000),
            SizeRule(edge_min_px=1440, edge_max_px=4096),
            Size(4096, 2731),
            Reason.ABOVE_MAXIMUM,
        ),
        (
            Size(8000, 1000),
            SizeRule(aspect_max=4.0),
            Size(5656, 1414),
            Reason.ASPECT,
        ),
        (
            Size(1000, 4000),
            SizeRule(edge_min_px=1440, edge_max_px=4096),
            Size(1440, 4096),
            Reason.ASPECT,
        ),
        (
            Size(1900, 1000),
            SizeRule(presets=(Size(2048, 2048), Size(2752, 1536), Size(1536, 2752))),
            Size(2752, 1536),
            Reason.PRESET,
        ),
        (
            Size(1500, 1500),
            SizeRule(presets=(Size(4096, 4096), Size(2048, 2048), Size(512, 512))),
            Size(2048, 2048),
            Reason.PRESET,
        ),
    ],
)
def test_sizes_are_fitted_as_people_would_expect(
    asked: Size, rule: SizeRule, sent: Size, reason: Reason
) -> None:
    fitted = fit(asked, rule)
    assert (fitted.size, fitted.reason) == (sent, reason)


def test_a_rule_that_only_one_odd_size_keeps_is_still_met() -> None:
    only = SizeRule(edge_min_px=997, edge_max_px=1009, pixels_min=997 * 1009, pixels_max=997 * 1009)
    assert fit(Size(10, 9000), only).size == Size(997, 1009)


def test_a_rule_that_allows_nothing_is_said_to() -> None:
    with pytest.raises(ValueError, match="no size"):
        fit(Size(100, 100), SizeRule(edge_min_px=500, edge_max_px=400))


@given(
    st.builds(Size, st.integers(500, 8000), st.integers(500, 8000)),
    st.sampled_from(list(Tier)),
)
def test_a_tier_is_an_area_at_the_picture_s_aspect(size: Size, tier: Tier) -> None:
    found = at_tier(size, tier)
    assert found.pixels == pytest.approx(tier.edge_px**2, rel=0.002)
    assert found.aspect == pytest.approx(size.aspect, rel=0.005)


@pytest.mark.parametrize(
    ("word", "asked"),
    [("match", Size(600, 400)), ("800x700", Size(800, 700)), ("2K", Size(2508, 1672))],
)
def test_a_choice_means_a_size_for_each_picture(word: str, asked: Size) -> None:
    assert asked_size(SizeChoice.parse(word), Size(600, 400)) == asked


@pytest.mark.parametrize(
    ("size", "ratio"),
    [(Size(1920, 1080), "16:9"), (Size(1080, 1920), "9:16"), (Size(1000, 1010), "1:1")],
)
def test_the_nearest_ratio_is_found(size: Size, ratio: str) -> None:
    assert nearest_ratio(size, ["1:1", "16:9", "9:16", "3:2"]) == ratio
