"""A better prompt: bought once at the price on the button, kept, taken or left as one edit."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from seedream_desktop.domain.ledger import balance
from seedream_desktop.settings.model import CapSettings
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.ui.building import LOCAL, PAID, SECOND

PRICE = "Improve the prompt, $0.001"


@pytest.fixture
def service(monkeypatch):
    with WaveSpeedEmulator(service_time_s=0.0, scale=0.05) as emulator:
        monkeypatch.setenv("SEEDREAM_WAVESPEED_URL", emulator.url)
        monkeypatch.setenv("WAVESPEED_API_KEY", emulator.key)
        yield emulator


@pytest.fixture
def box(service, bench):
    """The box beneath the prompt of a step at a paid service."""
    bench.begin(PAID)
    return bench.editor.prompt.enhancer


@pytest.fixture
def asked(box, bench):
    """Have a proposal for the step on the screen, asked for by keys alone."""
    bench.call("step.enhance_prompt")
    assert bench.focus is box.button
    bench.press(Qt.Key.Key_Space)
    assert not bench.can("step.enhance_prompt")
    bench.running.wait(box.take.isVisible)
    bench.settle()
    return bench


def posts(service):
    return len(service.control.posts())


def choose(box, style):
    box.style_choice.setCurrentIndex(box.style_choice.findData(style))
    box.style_choice.picked.emit(style)


def fail(bench, box):
    """Ask, and wait for what is said of it in place."""
    box.ask()
    bench.running.wait(lambda: not box._is_asking)
    assert not bench.desk.messages.banners
    return box.remark.words


def test_the_price_stands_on_the_button_and_nothing_is_bought_before_it_is_pressed(bench):
    bench.begin(PAID)
    box = bench.editor.prompt.enhancer
    assert box.button.accessibleName() == PRICE
    assert bench.running.ask(bench.desk.program.library.entries(since=0.0)) == ()
    bench.document.write_prompt(PAID.id, "")
    assert not bench.can("step.enhance_prompt")


def test_the_built_in_engine_has_no_such_button(bench):
    bench.begin(LOCAL)
    assert not bench.editor.prompt.enhancer.isVisible()
    assert not bench.can("step.enhance_prompt")


def test_a_proposal_is_taken_as_one_edit_that_can_be_undone(asked):
    box = asked.editor.prompt.enhancer
    better = box.proposal.toPlainText()
    assert better not in {"", PAID.prompt}
    assert asked.steps[0].prompt == PAID.prompt
    box.take.setFocus()
    asked.press(Qt.Key.Key_Space)
    assert asked.text.toPlainText() == asked.steps[0].prompt == better
    assert not box.take.isVisible()
    assert asked.focus is box.button
    asked.undo()
    assert asked.text.toPlainText() == PAID.prompt


def test_the_proposal_has_the_focus_and_can_be_changed_before_it_is_taken(asked):
    box = asked.editor.prompt.enhancer
    assert asked.focus is box.proposal
    asked.type("At dusk: ")
    better = box.proposal.toPlainText()
    assert better.startswith("At dusk: ")
    asked.document.add_step(replace(PAID, id=SECOND.id, prompt="other"))
    asked.column.open(SECOND.id)
    asked.column.open(PAID.id)
    assert box.proposal.toPlainText() == better
    asked.call("step.enhance_prompt")
    asked.press(Qt.Key.Key_Tab)
    assert asked.focus is box.take
    asked.press(Qt.Key.Key_Space)
    assert asked.steps[0].prompt == better


def test_an_empty_proposal_cannot_be_taken(asked):
    box = asked.editor.prompt.enhancer
    box.proposal.setPlainText("  ")
    assert not box.take.isEnabled()


def test_a_proposal_waits_with_its_step_and_can_be_left(asked, service):
    box = asked.editor.prompt.enhancer
    asked.document.add_step(replace(PAID, id=SECOND.id, prompt="other"))
    asked.column.open(SECOND.id)
    assert not box.take.isVisible()
    asked.column.open(PAID.id)
    assert box.take.isVisible()
    asked.call("step.enhance_prompt")
    assert asked.focus is box.proposal
    box.keep.click()
    assert not box.take.isVisible()
    assert asked.steps[0].prompt == PAID.prompt
    asked.running.wait(
        lambda: box.button.accessibleName() == "Show the proposal, $0.00", timeout_s=5.0
    )
    box.ask()
    asked.running.wait(box.take.isVisible)
    assert posts(service) == 1


def test_what_is_typed_while_it_is_asked_does_not_lose_what_was_bought(box, bench, service):
    box.ask()
    bench.document.write_prompt(PAID.id, "cooler")
    bench.running.wait(box.take.isVisible)
    assert box.proposal.toPlainText().startswith(PAID.prompt)
    assert box.button.accessibleName() == PRICE
    assert posts(service) == 1


def test_the_same_text_and_style_are_free_and_another_style_has_its_price(asked, service):
    box = asked.editor.prompt.enhancer
    assert not box.button.isVisible()
    choose(box, "anime")
    assert box.button.isVisible()
    assert box.button.accessibleName() == PRICE
    box.ask()
    asked.running.wait(lambda: posts(service) == 2 and not box._is_asking)
    choose(box, "default")
    assert box.button.accessibleName() == "Show the proposal, $0.00"
    box.ask()
    asked.running.wait(lambda: not box._is_asking)
    assert posts(service) == 2


def test_every_style_of_the_card_has_words(box):
    shown = [box.style_choice.itemText(row) for row in range(box.style_choice.count())]
    assert len(shown) == 6
    assert not any(words.startswith("style_") for words in shown)


def test_what_it_cost_is_in_the_purse(asked):
    purse = asked.desk.purse
    asked.running.wait(lambda: purse.current.today.spent_micros == 1_000)


def test_enter_buys_nothing_and_a_second_press_buys_nothing_more(box, bench, service):
    for control in (box.style_choice, bench.text, box.button):
        control.setFocus()
        bench.press(Qt.Key.Key_Return)
    bench.document.write_prompt(PAID.id, PAID.prompt)
    assert posts(service) == 0
    assert not box._is_asking
    box.ask()
    box.button.click()
    box.ask()
    bench.running.wait(box.take.isVisible)
    box.proposal.setFocus()
    bench.press(Qt.Key.Key_Return)
    assert "\n" in box.proposal.toPlainText()
    assert posts(service) == 1


def test_without_a_key_it_is_said_in_place_and_leads_to_the_keys(bench, monkeypatch):
    monkeypatch.delenv("WAVESPEED_API_KEY", raising=False)
    bench.begin(PAID)
    box, led = bench.editor.prompt.enhancer, []
    bench.desk.actions.called.connect(led.append)
    assert "no secure store for keys" in fail(bench, box)
    assert box.mend.text() == "Keys…"
    assert box.button.accessibleName() == PRICE
    box._desk = _Desk(led)
    box.mend.click()
    assert led == ["settings.keys"]
    bench.desk.accounts.key_changed.emit(PAID.provider)
    assert not box.mend.isVisible()
    assert box.remark.words == ""


class _Actions:
    def __init__(self, done):
        self.do = done.append


class _Desk:
    """Notes which command is called, so that no dialog opens."""

    def __init__(self, done):
        self.actions = _Actions(done)


def test_a_cap_is_said_in_place_and_can_be_asked_again_once_it_is_raised(box, bench, service):
    bench.desk.preferences.change(caps=CapSettings(day_micros=500))
    settings = bench.desk.program.settings
    bench.running.wait(lambda: settings.current.caps.day_micros == 500)
    assert "cap for today is $0.0005" in fail(bench, box)
    assert box.mend.text() == "Caps…"
    bench.desk.preferences.change(caps=CapSettings())
    bench.running.wait(lambda: settings.current.caps.day_micros is None)
    assert not box.mend.isVisible()
    assert posts(service) == 0
    box.ask()
    bench.running.wait(box.take.isVisible)


def test_an_outcome_that_is_not_known_is_said_as_such(box, bench, service):
    service.control.play("reply_dropped")
    assert "It may have been billed." in fail(bench, box)
    assert not box.take.isVisible()
    assert posts(service) == 1


def test_a_price_that_rose_is_told_in_place_and_asked_again(box, bench, service):
    engine = bench.desk.program.engine
    card = bench.desk.program.cards[PAID.provider]
    dearer = replace(card, enhancer=replace(card.enhancer, price_micros=2_000))
    engine.enhancer._cards = {PAID.provider: dearer}
    assert fail(bench, box) == (
        "The price is $0.002 now. Nothing was sent; ask again to accept it."
    )
    assert posts(service) == 0
    assert box.button.accessibleName() == "Improve the prompt, $0.002"
    box.ask()
    bench.running.wait(box.take.isVisible)
    entries = bench.running.ask(bench.desk.program.library.entries())
    assert balance(entries).spent_micros == 2_000


def test_an_untaken_proposal_is_there_again_after_a_restart(service, lives):
    bench = lives.begin()
    bench.begin(PAID)
    box = bench.editor.prompt.enhancer
    box.ask()
    bench.running.wait(box.take.isVisible)
    better, sequence = box.proposal.toPlainText(), bench.document.sequence.id
    bench = lives.again(sequence)
    box = bench.editor.prompt.enhancer
    bench.running.wait(box.take.isVisible)
    assert box.proposal.toPlainText() == better
    box.keep.click()
    bench = lives.again(sequence)
    box = bench.editor.prompt.enhancer
    bench.running.wait(lambda: box.button.accessibleName() == "Show the proposal, $0.00")
    assert not box.take.isVisible()
    box.ask()
    bench.running.wait(box.take.isVisible)
    assert box.proposal.toPlainText() == better
    assert posts(service) == 1


def test_closed_while_it_is_asked_nothing_is_bought_again(service, lives):
    bench = lives.begin()
    bench.begin(PAID)
    service.control.play("stuck")
    bench.editor.prompt.enhancer.ask()
    bench.running.wait(service.control.billed)
    sequence = bench.document.sequence.id
    bench = lives.again(sequence)
    box = bench.editor.prompt.enhancer
    name = "Fetch the proposal, $0.00"
    bench.running.wait(lambda: box.button.accessibleName() == name)
    assert posts(service) == 1
