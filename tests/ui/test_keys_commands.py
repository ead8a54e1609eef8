"""Keys and caps by command, and what the plan learns of a key at once."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication

from seedream_desktop.app.wiring import WAVESPEED
from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.step import Step
from seedream_desktop.ports.world import Secret
from seedream_desktop.ui.dialogs.providers.dialog import ProvidersDialog
from seedream_desktop.ui.dialogs.providers.door import ProvidersDoor
from tests.emulator.wavespeed import WaveSpeedEmulator

STEP = Step(id=StepId("st-1"), prompt="a lake", provider=WAVESPEED, family="seedream-4.0")


@pytest.fixture
def service(monkeypatch):
    with WaveSpeedEmulator(service_time_s=0.0) as made:
        monkeypatch.setenv("WAVESPEED_API_KEY", made.key)
        monkeypatch.setenv("SEEDREAM_WAVESPEED_URL", made.url)
        yield made


def test_commands_open_the_one_dialog_of_keys_and_its_caps(running):
    door = ProvidersDoor(running.desk, running.window)
    running.window.show()
    running.desk.actions.do("settings.keys")
    dialog = door.open()
    put = dialog.rows[WAVESPEED].put
    running.wait(lambda: QApplication.focusWidget() is put)
    running.desk.actions.do("settings.caps")
    assert door.open() is dialog
    running.wait(lambda: QApplication.focusWidget() is dialog.caps.amount("run_micros"))
    dialog.reject()
    assert door.open() is not dialog
    door.open().reject()


def test_a_store_that_answers_before_the_dialog_is_seen_still_leads_to_the_key(running):
    desk = running.desk
    dialog = ProvidersDialog(desk.accounts, desk.preferences, desk.program.cards)
    row = dialog.rows[WAVESPEED]
    running.wait(lambda: desk.accounts.standings[WAVESPEED].key is not None)
    row.put.setEnabled(False)  # as while the store is asked
    dialog.begin_at(WAVESPEED)
    assert dialog.focusWidget() is row
    row.show_standing(desk.accounts.standings[WAVESPEED], "", datetime.now(UTC))
    dialog.open()
    running.wait(lambda: QApplication.focusWidget() is row.put)
    dialog.reject()
    dialog.deleteLater()


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
