"""A better prompt: bought once at the price on the button, taken or left as one edit."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.ui.building import LOCAL, PAID, SECOND


@pytest.fixture
def service(monkeypatch):
    with WaveSpeedEmulator(service_time_s=0.0, scale=0.05) as emulator:
        monkeypatch.setenv("SEEDREAM_WAVESPEED_URL", emulator.url)
        monkeypatch.setenv("WAVESPEED_API_KEY", emulator.key)
        yield emulator


@pytest.fixture
def asked(service, bench):
    """Have a proposal for the step on the screen."""
    bench.begin(PAID)
    box = bench.editor.prompt.enhancer
    bench.call("step.enhance_prompt")
    assert bench.focus is box.button
    bench.press(Qt.Key.Key_Space)
    assert not bench.can("step.enhance_prompt")
    bench.running.wait(box.take.isVisible)
    return bench


def test_the_price_stands_on_the_button_and_nothing_is_bought_before_it_is_pressed(bench):
    bench.begin(PAID)
    box = bench.editor.prompt.enhancer
    assert box.button.accessibleName() == "Improve the prompt, $0.001"
    assert bench.running.ask(bench.desk.program.library.entries(since=0.0)) == ()
    bench.document.write_prompt(PAID.id, "")
    assert not bench.can("step.enhance_prompt")


def test_the_built_in_engine_has_no_such_button(bench):
    bench.begin(LOCAL)
    assert not bench.editor.prompt.enhancer.isVisible()
    assert not bench.can("step.enhance_prompt")


def test_a_proposal_is_taken_as_one_edit_that_can_be_undone(asked):
    box = asked.editor.prompt.enhancer
    better = box._words.toPlainText()
    assert better not in {"", PAID.prompt}
    assert asked.steps[0].prompt == PAID.prompt
    box.take.setFocus()
    asked.press(Qt.Key.Key_Space)
    assert asked.text.toPlainText() == asked.steps[0].prompt == better
    assert not box.take.isVisible()
    assert asked.column.isAncestorOf(asked.focus)
    asked.undo()
    assert asked.text.toPlainText() == PAID.prompt


def test_a_proposal_waits_with_its_step_and_can_be_left(asked):
    box = asked.editor.prompt.enhancer
    asked.document.add_step(replace(PAID, id=SECOND.id, prompt="other"))
    asked.column.open(SECOND.id)
    assert not box.take.isVisible()
    asked.column.open(PAID.id)
    assert box.take.isVisible()
    box.keep.click()
    assert not box.take.isVisible()
    assert asked.steps[0].prompt == PAID.prompt


def test_without_a_key_it_is_said_and_can_be_tried_again(bench, monkeypatch):
    monkeypatch.delenv("WAVESPEED_API_KEY", raising=False)
    bench.begin(PAID)
    box = bench.editor.prompt.enhancer
    box.button.click()
    bench.running.wait(lambda: bool(bench.desk.messages.banners))
    bench.running.wait(box.button.isEnabled)
    assert box.button.text() == "Improve the prompt"
