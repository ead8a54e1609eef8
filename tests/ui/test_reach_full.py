"""With work in it, every screen and dialog is walked by keys, and nothing on it is nameless."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui.delegates.row import ROW_ROLE
from seedream_desktop.ui.desk.messages import Remark
from seedream_desktop.ui.desk.queue import Counts
from seedream_desktop.ui.dialogs.closing import ClosingDialog
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.dialogs.settings.dialog import SettingsDialog
from seedream_desktop.ui.theme.tokens import Tone
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.queueing import QueueRoom, environ
from tests.ui import reach
from tests.ui.building import LOCAL, PAID, SECOND
from tests.ui.test_reach import PLACES

S = RequestState
COMMANDED = (
    "help.shortcuts",
    "help.what_is_sent",
    "help.licences",
    "settings.open",
    "settings.keys",
    "settings.caps",
    "step.save_preset",
)
SECTIONS = ("look", "money", "queue", "network", "storage", "notices", "keyboard")


@pytest.fixture(autouse=True)  # before the program starts, which asks it for prices
def service(monkeypatch):
    with WaveSpeedEmulator(service_time_s=0.02, scale=0.05) as emulator:
        for name, value in environ(emulator).items():
            monkeypatch.setenv(name, value)
        yield emulator


@pytest.fixture
def window(qtbot, service, running):
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    return running.window


@pytest.fixture
def full(service, running, window, tmp_path):
    """A sequence with a paid, a local and a hindered step, and a queue with runs of each kind."""
    room = QueueRoom(running, service, tmp_path / "in")
    room.until(room.start("Done"), S.DONE)
    room.play("moderated")
    room.until(room.start("Refused"), S.FAILED)
    room.queue.hold_now()
    running.wait(lambda: room.queue.hold is Hold.NOW)
    run = room.start("Waiting", images=2)
    room.until(run, S.QUEUED, S.QUEUED)
    document = running.desk.documents.current
    document.add_step(LOCAL)
    document.add_step(SECOND)
    document.write_prompt(SECOND.id, "")
    running.wait(lambda: document.is_saved and running.desk.outlook.is_fresh)
    return room


@pytest.fixture
def building(service, running, window):
    running.desk.documents.create("Shoes", [], [PAID])
    window.do("go.build")
    running.wait(lambda: running.desk.outlook.is_fresh)
    window._at.steps.stack.focus_on(PAID.id)
    settle()
    return running


def settle():
    for _ in range(4):
        QApplication.processEvents()


def opened(window):
    """The dialog that is open over the window."""
    settle()
    (dialog,) = [d for d in window.findChildren(QDialog) if d.isVisible()]
    return dialog


def walk(root):
    assert reach.nameless(root) == []
    assert reach.unreachable(root) == []
    assert reach.speechless(root) == []


@pytest.mark.parametrize("place", PLACES)
def test_everything_in_a_workspace_with_work_has_a_name_and_is_reached(full, window, place):
    full.running.desk.actions.action("view.queue_strip").trigger()
    window.do(place)
    full.running.wait(lambda: QApplication.focusWidget() is not None)
    settle()
    walk(window)


def test_a_banner_and_a_toast_are_reached_with_what_they_offer(running, window):
    done = []
    for words, is_closable in (("Two are unfinished.", True), ("The disk is full.", False)):
        remark = Remark(
            words=words, tone=Tone.WAITING, action="Go on", act=lambda: done.append(1),
            is_closable=is_closable,
        )  # fmt: skip
        running.desk.messages.put_up(words, remark)
    running.desk.messages.say("Kept", action="Show", act=lambda: done.append(2))
    window.do("go.ledger")
    settle()
    walk(window)
    banner = window.body.banners.banners[0]
    window.do("view.previous_pane")
    assert banner.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert done == [1]


@pytest.mark.parametrize("command", COMMANDED)
def test_a_dialog_is_walked_closed_by_escape_and_gives_the_focus_back(building, window, command):
    before = QApplication.focusWidget()
    building.desk.actions.action(command).trigger()
    dialog = opened(window)
    building.wait(lambda: QApplication.focusWidget() is not None)
    walk(dialog)
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    settle()
    assert not [d for d in window.findChildren(QDialog) if d.isVisible()]
    window.activateWindow()
    building.wait(lambda: window.focusWidget() is before, 3)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_settings_is_walked(running, window, section):
    running.desk.actions.action("settings.open").trigger()
    dialog = opened(window)
    assert isinstance(dialog, SettingsDialog)
    dialog.go(section)
    running.wait(lambda: QApplication.focusWidget() is not None)
    settle()
    walk(dialog)
    dialog.accept()


@pytest.mark.parametrize("make", [
    lambda window: ClosingDialog(Counts(running=1, waiting=2), window),
    lambda window: Question("Spend $3?", "It is much.", answer="Spend", safe="Keep", parent=window),
])  # fmt: skip
def test_a_question_is_answered_by_keys_and_escape_is_the_safe_answer(running, window, make):
    window.do("go.ledger")
    before = QApplication.focusWidget()
    dialog = make(window)
    dialog.open()
    running.wait(lambda: dialog.isAncestorOf(QApplication.focusWidget() or window))
    walk(dialog)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    settle()
    assert dialog.result() == QDialog.DialogCode.Rejected
    window.activateWindow()
    running.wait(lambda: window.focusWidget() is before, 3)
    dialog.deleteLater()


def test_the_palette_is_named_spoken_row_by_row_and_gives_the_focus_back(running, window):
    window.do("go.ledger")
    before = QApplication.focusWidget()
    running.desk.actions.action("help.palette").trigger()
    palette = window.chores.palette
    field = QApplication.focusWidget()
    assert field is palette.field
    assert reach.name_of(field)
    assert reach.name_of(palette.view)
    assert reach.mute_rows(palette.view) == []
    spoken = field.accessibleDescription()
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.accessibleDescription() not in ("", spoken)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert window.focusWidget() is before


def test_every_entry_of_the_menus_has_words_and_is_a_command_of_the_palette(running, window):
    entries = [
        action
        for menu in window.menus.menus
        for action in menu.actions()
        if not action.isSeparator() and action.menu() is None
    ]
    assert len(entries) > 20
    assert [e.objectName() for e in entries if not e.text().strip()] == []


def test_whatever_a_row_of_the_queue_offers_its_menu_offers_too(full, window):
    window.do("go.queue")
    view = window._at.view
    view.expandAll()
    for index in every(view.model()):
        view.setCurrentIndex(index)
        for row_action in getattr(index.data(ROW_ROLE), "actions", ()):
            words = [a.text() for a in window._at.menu_of(index).actions()]
            name = full.running.desk.actions.action(row_action.command).text()
            assert name in words, (row_action, words)


def every(model, parent=QModelIndex()):  # noqa: B008 (Qt)
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        yield index
        yield from every(model, index)
