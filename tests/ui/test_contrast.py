"""Contrast of what is really painted: buttons in all states, and every word of the pages."""

from itertools import product

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from seedream_desktop.domain.judgement import Label as Mark
from seedream_desktop.ui.theme.contrast import SIGN_MIN, TEXT_MIN, contrast, mixed
from seedream_desktop.ui.theme.labels import LABELS
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.palette import palette_of
from seedream_desktop.ui.theme.tokens import THEMES, Theme
from seedream_desktop.ui.widgets.button import Kind, dress
from tests.fixtures.pixels import low
from tests.fixtures.qtwords import all_pairs
from tests.shots.pages import PAGES

EVERY_THEME = pytest.mark.parametrize("theme", Theme, ids=lambda theme: theme.value)
BENEATH = ("canvas", "surface", "raised", "selected")
FLAGS = [
    dict(zip(("is_over", "is_down", "is_checked"), on, strict=True))
    for on in product((False, True), repeat=3)
]


@EVERY_THEME
@pytest.mark.parametrize("is_on", [True, False])
def test_words_of_buttons_are_readable_in_every_state(theme, is_on):
    """Those that are switched off as well, though the standard would let them be faint."""
    tokens, low = THEMES[theme], {}
    for kind, state, beneath in product(Kind, FLAGS, BENEATH):
        worn = dress(tokens, kind, is_on=is_on, **state)
        ratio = contrast(worn.ink, worn.ground or getattr(tokens, beneath))
        if ratio < TEXT_MIN:
            low[kind, *state.values(), beneath] = round(ratio, 2)
    assert low == {}


@EVERY_THEME
def test_fields_switches_and_sliders_have_bounds_that_are_seen(theme):
    tokens = THEMES[theme]
    ratios = {
        (ink, ground): contrast(getattr(tokens, ink), getattr(tokens, ground))
        for ink, ground in product(("outline", "accent", "muted", "failed"), BENEATH)
    }
    ratios["knob"] = contrast(tokens.on_accent, tokens.accent)
    ratios["knob off"] = contrast(tokens.muted, tokens.pressed)
    ratios["ring"] = contrast(tokens.accent, tokens.line)
    assert {what: round(ratio, 2) for what, ratio in ratios.items() if ratio < SIGN_MIN} == {}


@EVERY_THEME
def test_what_is_selected_in_a_field_and_what_a_hint_says_is_readable(theme):
    tokens, palette = THEMES[theme], palette_of(THEMES[theme])
    role = palette.ColorRole
    for ink, ground in (
        (role.HighlightedText, role.Highlight),
        (role.ToolTipText, role.ToolTipBase),
        (role.PlaceholderText, role.Button),
        (role.Link, role.Base),
    ):
        ratio = contrast(palette.color(ink).name(), palette.color(ground).name())
        assert ratio >= TEXT_MIN, (ink, ground)
    over = mixed(tokens.accent, tokens.canvas, 0.10)  # where pictures are about to be dropped
    assert contrast(tokens.text, over) >= TEXT_MIN


@EVERY_THEME
def test_labels_are_told_from_all_that_they_stand_on(theme):
    tokens = THEMES[theme]
    low = {
        (label, ground): round(ratio, 2)
        for label, ground in product(LABELS[theme], ("canvas", "surface", "raised"))
        if (ratio := contrast(LABELS[theme][label], getattr(tokens, ground))) < SIGN_MIN
    }
    assert low == {}
    assert Mark.RED in LABELS[theme]
    assert all(contrast(tokens.canvas, own) >= TEXT_MIN for own in LABELS[theme].values())


@pytest.mark.parametrize("page", ["controls", "queue", "cells", "building", "empty"])
def test_every_word_and_sign_of_a_page_stands_out_in_its_own_pixels(crisp, page):
    window = crisp(PAGES[page](), 1440, 900)
    for theme in Theme:
        look.show_theme(theme)
        pairs = all_pairs(window)
        assert pairs
        assert low(pairs, theme.value) == []


def test_words_that_are_faint_are_found(crisp):
    room = QWidget()
    for words, ground, left in (("Hard", "muted", 20), ("Plain", "canvas", 120)):
        within = QLabel(words, room)
        within.setStyleSheet(f"background: {getattr(look.tokens, ground)}")
        within.setGeometry(left, 20, 80, 24)
    (line,) = low(all_pairs(crisp(room)))
    assert line.startswith("'Hard'")
