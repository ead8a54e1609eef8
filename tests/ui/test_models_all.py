"""Every model of the package is read by Qt's own checks, filled by the program itself."""

import importlib
import pkgutil

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QApplication

import seedream_desktop.ui
from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui.dialogs.export.names import NamesView
from seedream_desktop.ui.dialogs.export.receipts import ReceiptsDialog
from seedream_desktop.ui.guide.window import GuideWindow
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.queueing import QueueRoom, environ
from tests.ui.building import LOCAL
from tests.ui.modelling import strict
from tests.ui.test_reach import PLACES


@pytest.fixture(autouse=True)  # before the program starts, which asks it for prices
def service(monkeypatch):
    with WaveSpeedEmulator(service_time_s=0.02, scale=0.05) as emulator:
        for name, value in environ(emulator).items():
            monkeypatch.setenv(name, value)
        yield emulator


def models_of_the_package():
    """Every class of the package that views read; those that others only build on are none."""
    for found in pkgutil.walk_packages(seedream_desktop.ui.__path__, "seedream_desktop.ui."):
        importlib.import_module(found.name)
    waiting, found = [QAbstractItemModel], set()
    while waiting:
        kinds = waiting.pop().__subclasses__()
        found |= {kind for kind in kinds if kind.__module__.startswith("seedream_desktop.")}
        waiting += kinds
    return {kind for kind in found if not [sub for sub in kind.__subclasses__() if sub in found]}


def test_every_model_of_the_package_stands_qts_own_checks_while_the_program_fills_it(
    qtbot, service, running, tmp_path
):
    window, desk = running.window, running.desk
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for place in PLACES:
        window.do(place)
    desk.actions.action("help.palette").trigger()
    window.chores.palette.leave()
    desk.actions.action("help.shortcuts").trigger()
    desk.actions.action("help.guide").trigger()
    (guide,) = (top for top in QApplication.topLevelWidgets() if isinstance(top, GuideWindow))
    ReceiptsDialog((), tmp_path, desk.flows, window)
    NamesView(window).model.setStringList(["a.jpg   numbered", "b.jpg   numbered"])
    checked = {
        model
        for root in (window, desk, guide)
        for model in root.findChildren(QAbstractItemModel)
        if type(model).__module__.startswith("seedream_desktop.")
    }
    for model in checked:
        strict(model)
    assert models_of_the_package() <= {type(model) for model in checked}
    room = QueueRoom(running, service, tmp_path / "in")
    room.until(room.start("Done", images=3), *[RequestState.DONE] * 3)
    document = desk.documents.current
    document.add_step(LOCAL)
    document.undo_stack.undo()
    document.remove_images([document.sequence.images[0].id])
    (tmp_path / "broken.png").write_bytes(b"no picture")
    desk.imports.add_paths([tmp_path / "broken.png"])
    running.wait(lambda: desk.imports.problems and not desk.imports.running)
    window.chores.palette.field.setText("the")
    guide.search.setText("doubt")
    for place in PLACES:
        window.do(place)
    running.wait(lambda: document.is_saved and desk.outlook.is_fresh)
    guide.close()
