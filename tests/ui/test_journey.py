"""The main job from the first start to the results, in the real window, by key events alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.request import RequestState
from tests.emulator.atlascloud import AtlasCloudEmulator
from tests.emulator.byteplus import BytePlusEmulator
from tests.emulator.evolink import EvoLinkEmulator
from tests.emulator.novita import NovitaEmulator
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.photographs import photograph
from tests.ui.hands import CTRL, Hands

SERVICES = {
    "WaveSpeedAI": (WaveSpeedEmulator, 5 * 35_000),
    "Atlas Cloud": (AtlasCloudEmulator, 5 * 35_000),
    "BytePlus Ark": (BytePlusEmulator, 5 * 35_000),
    "Novita AI": (NovitaEmulator, 5 * 35_000),
    "EvoLink": (EvoLinkEmulator, 5 * 28_000),
}
"""By title: where its emulator is, and what one output for each of the five pictures costs."""


@pytest.fixture
def idle_ms():
    return 60  # as usual


@pytest.fixture(params=SERVICES)
def title(request) -> str:
    return request.param


@pytest.fixture
def at_service(title, monkeypatch):
    """Come before the program is opened: it reads the address at its start."""
    with SERVICES[title][0](service_time_s=0.0, scale=0.05) as emulator:
        for name, value in emulator.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv(emulator.service.key_variable)
        yield emulator


@pytest.fixture
def hands(qtbot, running):
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    return Hands(running)


@pytest.fixture
def folders(tmp_path) -> list[Path]:
    made = []
    for name, count in (("shoes", 3), ("bags 春季", 2)):
        folder = tmp_path / name
        folder.mkdir()
        for number in range(count):
            photograph(640, 480, seed=number + 10 * count).save(folder / f"{name} {number + 1}.jpg")
        made.append(folder)
    return made


def copied(folders: list[Path]) -> None:
    """Copy folders as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder)) for folder in folders])
    QGuiApplication.clipboard().setMimeData(data)


def requests(hands: Hands):
    library = hands.desk.program.library
    return hands.running.ask(library.requests(sequence=hands.sequence.id))


def test_two_folders_and_two_steps_become_results_without_a_key_by_keys_alone(
    hands, folders, tmp_path
):
    copied(folders)
    hands.press(Qt.Key.Key_V, CTRL)
    hands.wait(lambda: hands.desk.documents.current is not None)
    hands.wait(lambda: len(hands.sequence.images) == 5)
    hands.press(Qt.Key.Key_2, CTRL)
    hands.write_step("warmer, a little")
    hands.write_step("soft vignette")
    hands.see_plan()
    assert hands.desk.outlook.figures.outputs == 10
    assert hands.desk.outlook.figures.cost_micros == 0
    hands.press(Qt.Key.Key_Return, CTRL)
    hands.wait(lambda: bool(requests(hands)))
    hands.press(Qt.Key.Key_5, CTRL)
    hands.wait(lambda: all(r.state is RequestState.DONE for r in requests(hands)))
    versions = hands.running.ask(hands.desk.program.library.versions(hands.sequence.id))
    assert len(versions) == 10
    hands.wait(lambda: hands.desk.outlook.figures.done == 10)
    assert hands.desk.outlook.figures.requests == 0
    hands.press(Qt.Key.Key_E, CTRL)
    hands.wait(lambda: QApplication.activeModalWidget() is not None)
    target = tmp_path / "results"
    target.mkdir()
    hands.press(Qt.Key.Key_A, CTRL)
    hands.type(str(target))
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: len(list(target.rglob("*.*"))) >= 5)


def test_a_key_is_added_and_the_same_is_done_at_the_service_by_keys_alone(
    at_service, title, hands, folders
):
    provider, price_micros = at_service.service.id, SERVICES[title][1]
    hands.call("providers and keys")
    hands.wait(lambda: QApplication.activeModalWidget() is not None)
    hands.wait(lambda: not hands.desk.accounts.is_waiting)
    hands.tab_to(f"Add a key for {title}")
    hands.press(Qt.Key.Key_Space)
    hands.type(at_service.key)
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: hands.desk.accounts.standings[provider].is_good)
    hands.leave_dialog()
    copied(folders)
    hands.press(Qt.Key.Key_V, CTRL)
    hands.wait(lambda: hands.desk.documents.current is not None)
    hands.wait(lambda: len(hands.sequence.images) == 5)
    hands.press(Qt.Key.Key_2, CTRL)
    hands.write_step("on a marble table")
    hands.call("choose a provider")
    for _ in range(list(hands.desk.program.cards).index(provider)):
        hands.press(Qt.Key.Key_Down)
    hands.wait(lambda: hands.sequence.steps[0].provider == provider)
    hands.see_plan()
    assert hands.desk.outlook.figures.cost_micros == price_micros
    hands.press(Qt.Key.Key_Return, CTRL)
    hands.wait(lambda: bool(requests(hands)))
    hands.wait(lambda: all(r.state is RequestState.DONE for r in requests(hands)))
    assert at_service.control.billed() == price_micros
    assert at_service.violations == []
