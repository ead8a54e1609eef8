"""Presets that come with the program, and the user's own."""

from dataclasses import replace

import pytest

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.premises import kinds_for
from seedream_desktop.providers.cards import bundled_card
from seedream_desktop.providers.local import understood
from seedream_desktop.ui import text
from seedream_desktop.ui.catalogue import LANGUAGES, Audience
from seedream_desktop.ui.desk.presets import Presets, bundled_presets
from tests.fixtures.windowing import Running
from tests.ui.building import PAID

ALL = [preset for language in LANGUAGES for preset in bundled_presets(language)]


@pytest.mark.parametrize("preset", ALL, ids=lambda preset: preset.prompt[:20])
def test_a_bundled_preset_names_a_model_that_can_do_it(preset):
    card = bundled_card(preset.provider)
    model = card.model(preset.family, *kinds_for(preset.mode, preset.count))
    assert isinstance(model.kind, ModelKind)
    if card.is_local:
        assert understood(preset.prompt)


def test_bundled_presets_have_titles_and_are_for_free_and_for_services():
    titles = [preset.title for preset in bundled_presets("en")]
    assert all(" " in title or title.istitle() for title in titles)
    assert len(set(titles)) == len(titles)
    assert {preset.provider for preset in bundled_presets("en")} >= {"local", "wavespeed"}


def test_bundled_presets_begin_with_words_of_the_language_that_is_spoken():
    pairs = list(zip(bundled_presets("en"), bundled_presets("zh"), strict=True))
    assert all(one.prompt.isascii() and not other.prompt.isascii() for one, other in pairs)
    alike = [(understood(one.prompt), understood(other.prompt)) for one, other in pairs[:4]]
    assert all(one == other for one, other in alike)


def test_titles_are_in_the_language_that_is_spoken_whoever_asked_before():
    assert bundled_presets("zh")[0].title.isascii()
    text.speak(Audience.WINDOW, "zh")
    assert not any(preset.title.isascii() for preset in bundled_presets("zh"))


def test_own_presets_are_there_after_a_restart(running, qapp):
    presets: Presets = running.desk.presets
    heard = []
    presets.changed.connect(lambda: heard.append(len(presets.own)))
    kept = replace(PAID, mode=StepMode.CARRY, leading_anchors=2)
    presets.save("Ours", kept)
    assert heard == [1]
    store = running.desk.program.settings
    running.wait(lambda: "Ours" in store.current.presets)
    running.close()
    running.__init__(qapp)
    running.open()
    (own,) = running.desk.presets.own
    assert replace(own.step(), id=kept.id) == kept
    assert isinstance(running, Running)
