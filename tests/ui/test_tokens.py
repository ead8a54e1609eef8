"""Tokens: every theme is whole, and everything that is read or aimed at can be seen."""

import re
from dataclasses import asdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.ui.theme.contrast import SIGN_MIN, TEXT_MIN, contrast, luminance, mixed
from seedream_desktop.ui.theme.tokens import THEMES, Theme, Tone

GROUNDS = ("canvas", "surface", "raised", "hover", "pressed", "selected")
INKS = ("text", "muted", "quiet", *(tone.value for tone in Tone))
SIGNS = ("outline", "accent")
FILLS = ("accent", "accent_hover", "accent_pressed")
SPREAD_MIN = 6
BANNER_TINT, CHIP_TINT = 0.14, 0.08

EVERY_THEME = pytest.mark.parametrize("theme", Theme, ids=lambda theme: theme.value)
COLOURS = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)


@EVERY_THEME
def test_every_theme_has_every_colour_in_full(theme):
    assert {
        n: c for n, c in asdict(THEMES[theme]).items() if not re.fullmatch("#[0-9A-F]{6}", c)
    } == {}


@EVERY_THEME
def test_words_are_readable_on_every_ground(theme):
    colours = asdict(THEMES[theme])
    ratios = {(i, g): contrast(colours[i], colours[g]) for i, g in product(INKS, GROUNDS)}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < TEXT_MIN} == {}


@EVERY_THEME
def test_what_is_aimed_at_is_seen_on_every_ground(theme):
    colours = asdict(THEMES[theme])
    ratios = {(s, g): contrast(colours[s], colours[g]) for s, g in product(SIGNS, GROUNDS)}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < SIGN_MIN} == {}


@EVERY_THEME
def test_what_is_pointed_at_differs_from_what_is_at_rest_chosen_or_pressed(theme):
    colours = asdict(THEMES[theme])
    near = {
        ground: contrast(colours["hover"], colours[ground])
        for ground in ("canvas", "surface", "raised", "pressed", "selected")
        if spread(colours["hover"], colours[ground]) < SPREAD_MIN
    }
    assert near == {}


def spread(one: str, other: str) -> int:
    """Return by how much the channel differs that differs most, of 255."""
    return max(abs(int(one[n : n + 2], 16) - int(other[n : n + 2], 16)) for n in (1, 3, 5))


@EVERY_THEME
@pytest.mark.parametrize("fill", FILLS)
def test_words_on_the_accent_are_readable(theme, fill):
    colours = asdict(THEMES[theme])
    assert contrast(colours["on_accent"], colours[fill]) >= TEXT_MIN


@EVERY_THEME
@pytest.mark.parametrize("tone", Tone)
def test_counts_on_the_rail_are_readable(theme, tone):
    tokens = THEMES[theme]
    ground, ink = (
        (tokens.line, tokens.text) if tone is Tone.QUIET else (tokens.tone(tone), tokens.canvas)
    )
    assert contrast(ink, ground) >= TEXT_MIN


@EVERY_THEME
@pytest.mark.parametrize("tone", Tone)
def test_words_on_a_banner_are_readable(theme, tone):
    tokens = THEMES[theme]
    ground = mixed(tokens.tone(tone), tokens.surface, BANNER_TINT)
    assert contrast(tokens.text, ground) >= TEXT_MIN
    assert contrast(tokens.tone(tone), ground) >= SIGN_MIN


@EVERY_THEME
def test_chips_on_cards_are_readable(theme):
    tokens = THEMES[theme]
    assert contrast(tokens.text, mixed(tokens.text, tokens.raised, CHIP_TINT)) >= TEXT_MIN


def test_the_neutral_theme_has_no_hue_but_that_of_states():
    states = {tone.value for tone in Tone}
    greys = {n: c for n, c in asdict(THEMES[Theme.NEUTRAL]).items() if n not in states}
    assert {n: c for n, c in greys.items() if not c[1:3] == c[3:5] == c[5:7]} == {}


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast("#1C1E21", "#E8EAED") == pytest.approx(13.9, abs=0.05)


@given(COLOURS, COLOURS)
def test_contrast_knows_no_order_and_is_at_least_one(one, other):
    assert contrast(one, other) == contrast(other, one) >= 1
    assert 0 <= luminance(one) <= 1


@given(COLOURS, COLOURS)
def test_a_mix_goes_from_one_colour_to_the_other(over, under):
    assert mixed(over, under, 1) == over
    assert mixed(over, under, 0) == under
