"""A better prompt, asked for in the window: priced, chosen by the user, undone like typing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from seedream_desktop.app.wiring import LOCAL, WAVESPEED
from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.step import Step
from seedream_desktop.ports.world import Secret
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.ui.dialogs.enhance.dialog import EnhanceDialog
from seedream_desktop.ui.dialogs.enhance.door import EnhanceDoor
from seedream_desktop.ui.dialogs.providers.door import ProvidersDoor
from tests.emulator.wavespeed import WaveSpeedEmulator

BETTER = "a lake, in soft natural light, with fine detail"
STEP = Step(id=StepId("st-1"), prompt="a lake", provider=WAVESPEED, family="seedream-4.0")


@pytest.fixture
def service(monkeypatch):
    with WaveSpeedEmulator(service_time_s=0.0) as made:
        monkeypatch.setenv("WAVESPEED_API_KEY", made.key)
        monkeypatch.setenv("SEEDREAM_WAVESPEED_URL", made.url)
        yield made


@pytest.fixture
def opened(service, request):
    """The dialog for a step of the open document, over the real program."""
    running = request.getfixturevalue("running")
    running.desk.documents.create("Lakes", [], [STEP])
    door = EnhanceDoor(running.desk, running.window)
    dialog = door.open_for(STEP)
    assert isinstance(dialog, EnhanceDialog)
    yield running, dialog
    dialog.close()


def posts(service):
    return len(service.control.posts())


def asked(running, dialog):
    dialog.ask.click()
    running.wait(lambda: not dialog._is_busy)


def test_opening_costs_nothing_and_the_button_has_the_price(opened, service):
    _running, dialog = opened
    assert dialog.ask.accessibleName() == "Ask for a better prompt, $0.001"
    assert dialog.yours.toPlainText() == "a lake"
    assert not dialog.use.isVisible()
    assert posts(service) == 0


def test_the_suggestion_takes_the_prompts_place_only_when_it_is_used(opened, service):
    running, dialog = opened
    asked(running, dialog)
    assert dialog.suggestion.toPlainText() == BETTER
    document = running.desk.documents.current
    assert document.sequence.steps[0].prompt == "a lake"
    dialog.suggestion.setPlainText(f"{BETTER}, at dusk")
    dialog.use.click()
    assert document.sequence.steps[0].prompt == f"{BETTER}, at dusk"
    running.desk.documents.undo.undo()
    assert document.sequence.steps[0].prompt == "a lake"
    assert posts(service) == 1


def test_what_it_cost_is_said_and_in_the_purse(opened):
    running, dialog = opened
    asked(running, dialog)
    assert "$0.001 was spent" in dialog.remark.words
    running.wait(lambda: running.desk.purse.current.today.spent_micros == 1_000)


def test_a_second_press_while_it_is_asked_buys_nothing(opened, service):
    running, dialog = opened
    dialog.ask.click()
    dialog.ask.click()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    running.wait(lambda: not dialog._is_busy)
    assert posts(service) == 1


def test_enter_in_the_text_is_a_line_and_no_purchase(opened, service):
    _running, dialog = opened
    QTest.keyClick(dialog.yours, Qt.Key.Key_Return)
    QTest.keyClick(dialog.style_choice, Qt.Key.Key_Return)
    assert "\n" in dialog.yours.toPlainText()
    assert posts(service) == 0


def test_closed_meanwhile_it_is_paid_and_settled_all_the_same(opened, service):
    running, dialog = opened
    dialog.ask.click()
    dialog.reject()
    running.wait(service.control.billed)
    library = running.desk.program.library
    running.wait(lambda: balance(running.ask(library.entries())).spent_micros == 1_000)
    assert running.desk.documents.current.sequence.steps[0].prompt == "a lake"


def test_an_outcome_that_is_not_known_is_said_as_such(opened, service):
    running, dialog = opened
    service.control.play("reply_dropped")
    asked(running, dialog)
    assert "It may have been billed." in dialog.remark.words
    assert not dialog.use.isVisible()
    assert posts(service) == 1


def test_a_refused_key_leads_to_the_keys_and_a_cap_to_the_caps(opened, service):
    running, dialog = opened
    led = []
    dialog.keys_asked.connect(lambda: led.append("keys"))
    dialog.caps_asked.connect(lambda: led.append("caps"))
    service.control.play("unauthorised")
    asked(running, dialog)
    assert "does not accept the key" in dialog.remark.words
    dialog.mend.click()
    running.desk.preferences.change(caps=CapSettings(day_micros=500))
    running.wait(lambda: running.desk.program.settings.current.caps.day_micros == 500)
    asked(running, dialog)
    assert "cap for today is $0.0005" in dialog.remark.words
    dialog.mend.click()
    assert led == ["keys", "caps"]
    assert service.control.billed() == 0


def test_an_empty_prompt_cannot_be_asked_about(opened):
    _running, dialog = opened
    dialog.yours.setPlainText("  ")
    assert not dialog.ask.isEnabled()


def test_only_a_provider_that_has_it_offers_it(opened):
    running, _dialog = opened
    door = EnhanceDoor(running.desk, running.window)
    assert door.price_micros(WAVESPEED) == 1_000
    assert door.price_micros(LOCAL) is None
    local = Step(id=StepId("st-2"), prompt="a lake", provider=LOCAL, family="classic")
    assert door.open_for(local) is None


def test_every_style_of_the_card_has_words(opened):
    _running, dialog = opened
    shown = [dialog.style_choice.itemText(row) for row in range(dialog.style_choice.count())]
    assert len(shown) == 6
    assert not any(words.startswith("style_") for words in shown)


def test_commands_open_the_one_dialog_of_keys_and_its_caps(running):
    door = ProvidersDoor(running.desk, running.window)
    running.window.show()
    running.desk.actions.do("settings.keys")
    dialog = door.open()
    running.desk.actions.do("settings.caps")
    assert door.open() is dialog
    running.wait(lambda: QApplication.focusWidget() is dialog.caps.amount("run_micros"))
    dialog.reject()
    assert door.open() is not dialog
    door.open().reject()


def test_a_key_that_comes_or_goes_is_known_to_the_plan_at_once(service, monkeypatch, request):
    monkeypatch.delenv("WAVESPEED_API_KEY")
    running = request.getfixturevalue("running")
    heard = []
    running.desk.accounts.key_changed.connect(heard.append)
    running.desk.accounts.refresh()
    running.wait(lambda: running.desk.accounts.store is not None)
    assert heard == []
    tariffs = running.desk.outlook.tariffs
    running.desk.accounts.add(WAVESPEED, Secret("wsk_canary_5e1b77d0c4c94f2a"))
    running.wait(lambda: heard == [WAVESPEED])
    running.desk.documents.create("Lakes", [], [STEP])
    running.wait(lambda: tariffs.can_be_asked)
    running.desk.accounts.remove(WAVESPEED)
    running.wait(lambda: not tariffs.can_be_asked)
