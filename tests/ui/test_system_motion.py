"""What the system's user wants of motion is heard from the desktop itself, and obeyed."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtDBus import QDBusConnection
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from seedream_desktop.settings.model import LookSettings
from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.stage import Stage
from seedream_desktop.ui.shell.appearance import show_look
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.portal import PortalMotion
from seedream_desktop.ui.theme.system_motion import (
    AskedMotion,
    mac_motion,
    system_motion,
    windows_motion,
)
from seedream_desktop.ui.widgets.choice import Switch
from tests.fixtures.portal import ANIMATIONS, REDUCED, desktop

ROOT = Path(__file__).parents[2]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no portal")

PROGRAM = """
from seedream_desktop.app.gui import main
from seedream_desktop.ui.theme.look import look

look.changed.connect(lambda: print("moves" if look.has_motion else "rests", flush=True))
main([])
"""
"""The real program, which says what it shows whenever its look changes."""


@pytest.fixture
def portal():
    with desktop() as made:
        yield made


@pytest.fixture
def listening(qapp, portal):
    """Have the look follow the portal's bus."""
    made = []

    def listen():
        wish = PortalMotion(lambda: QDBusConnection.connectToBus(portal.address, "test"))
        wish.heard.connect(look.hear_system_motion)
        wish.listen()
        made.append(wish)
        return wish

    show_look(LookSettings())
    yield listen
    look.hear_system_motion(True)
    for wish in made:
        wish.deleteLater()
    QCoreApplication.processEvents()
    QDBusConnection.disconnectFromBus("test")


@pytest.fixture
def room(shown):
    """A window in which something moves by itself, and something that glides when it is used."""
    made = QWidget()
    stage = Stage(made)
    stage.show_mode(Mode.BLINK)
    made.switch = Switch("On", made)
    shown(made)
    made.blinks = stage.findChild(QTimer)
    return made


@on_linux
@pytest.mark.parametrize(
    ("name", "still", "moves"),
    [(REDUCED, ("u", 1), ("u", 0)), (ANIMATIONS, ("b", False), ("b", True))],
)
def test_animations_rest_and_move_as_the_desktop_says_at_once(
    qtbot, qapp, portal, listening, room, name, still, moves
):
    assert room.blinks.isActive(), "all moves until the desktop says something else"
    portal.values[name] = still
    portal.open()
    listening()
    qtbot.waitUntil(lambda: not look.has_motion)
    assert not room.blinks.isActive()
    assert qapp.cursorFlashTime() == 0
    room.switch.click()
    assert room.switch.at == 1.0, "it is there without gliding"

    portal.change(name, moves)
    qtbot.waitUntil(lambda: look.has_motion)
    assert room.blinks.isActive()
    room.switch.click()
    assert room.switch.at == 1.0, "it glides back from here"
    qtbot.waitUntil(lambda: room.switch.at == 0.0)

    portal.change(name, still)
    qtbot.waitUntil(lambda: not look.has_motion)
    assert not room.blinks.isActive()


@on_linux
def test_less_is_wanted_where_one_of_the_desktops_settings_says_so(qtbot, portal, listening):
    portal.values |= {REDUCED: ("u", 0), ANIMATIONS: ("b", False)}
    portal.open()
    listening()
    qtbot.waitUntil(lambda: not look.has_motion)
    assert sorted(portal.asked) == sorted([REDUCED, ANIMATIONS])
    portal.change(REDUCED, ("u", 1))
    portal.change(ANIMATIONS, ("b", True))
    portal.change(("org.freedesktop.appearance", "color-scheme"), ("u", 1))
    portal.change(REDUCED, ("u", 7))
    qtbot.waitUntil(lambda: look.has_motion)


@on_linux
@pytest.mark.parametrize("has_portal", [True, False])
def test_where_the_desktop_says_nothing_all_moves(qtbot, portal, listening, has_portal):
    heard = []
    if has_portal:
        portal.open()
    wish = listening()
    wish.heard.connect(heard.append)
    if has_portal:
        qtbot.waitUntil(lambda: len(portal.asked) == 2)
    QTest.qWait(20)
    assert heard == []
    assert look.has_motion


@on_linux
def test_without_a_bus_nothing_is_asked(qapp):
    heard = []
    wish = PortalMotion(lambda: QDBusConnection("there is none"))
    wish.heard.connect(heard.append)
    wish.listen()
    assert heard == []


@on_linux
def test_the_programs_own_setting_goes_first_and_the_systems_comes_back(qtbot, portal, listening):
    portal.values[REDUCED] = ("u", 1)
    portal.open()
    listening()
    qtbot.waitUntil(lambda: not look.has_motion)
    show_look(LookSettings(motion="all"))
    assert look.has_motion
    portal.change(REDUCED, ("u", 0))
    portal.change(REDUCED, ("u", 1))
    show_look(LookSettings(motion="less"))
    assert not look.has_motion
    portal.change(REDUCED, ("u", 0))
    qtbot.waitUntil(lambda: look._system_moves)
    assert not look.has_motion
    show_look(LookSettings())
    assert look.has_motion


@on_linux
def test_the_real_program_asks_by_itself_and_follows_a_change(portal, tmp_path):
    portal.values[REDUCED] = ("u", 1)
    portal.open()
    environment = os.environ | {
        "DBUS_SESSION_BUS_ADDRESS": portal.address,
        "SEEDREAM_HOME": str(tmp_path / "library"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as program:
        assert "rests\n" in iter(program.stdout.readline, "")
        portal.change(REDUCED, ("u", 0))
        assert program.stdout.readline() == "moves\n"
        program.kill()


class User32:
    """Windows' library, as far as it is asked."""

    def __init__(self, animates, answers=1):
        self.animates, self.answers = animates, answers

    def SystemParametersInfoW(self, action, zero, place, change):  # noqa: N802 (Windows' name)
        assert (action, zero, change) == (0x1042, 0, 0)
        ctypes.cast(place, ctypes.POINTER(ctypes.c_int)).contents.value = self.animates
        return self.answers


def test_windows_says_whether_things_move_and_may_say_nothing():
    assert windows_motion(User32(1)) is True
    assert windows_motion(User32(0)) is False
    assert windows_motion(User32(0, answers=0)) is None


class ObjectiveC:
    """The library of macOS' language, with one class; functions of C, as the real ones are."""

    def __init__(self, reduces, workspace=0x7F00_0000_1000):
        pointer, text = ctypes.c_void_p, ctypes.c_char_p
        self._names = {}
        self._answers = {b"sharedWorkspace": workspace + 8}
        self._answers[b"accessibilityDisplayShouldReduceMotion"] = reduces
        self.sent = []
        self.objc_getClass = ctypes.CFUNCTYPE(pointer, text)(
            lambda name: workspace if name == b"NSWorkspace" else 0
        )
        self.sel_registerName = ctypes.CFUNCTYPE(pointer, text)(self._register)
        self.objc_msgSend = ctypes.CFUNCTYPE(pointer, pointer, pointer)(self._send)

    def _register(self, name):
        self._names[0x7F00_0000_2000 + len(self._names)] = name
        return max(self._names)

    def _send(self, to, selector):
        self.sent.append((to, self._names[selector]))
        return self._answers[self._names[selector]]


@pytest.mark.parametrize("reduces", [0, 1])
def test_macos_says_whether_motion_is_to_be_reduced(reduces):
    objc = ObjectiveC(reduces)
    assert mac_motion(objc) is not bool(reduces)
    assert [name for _, name in objc.sent] == [
        b"sharedWorkspace",
        b"accessibilityDisplayShouldReduceMotion",
    ]
    assert objc.sent[1][0] == objc.sent[0][0] + 8, "of the one workspace"
    assert mac_motion(ObjectiveC(0, workspace=0)) is None


def test_a_system_that_tells_of_no_changes_is_asked_whenever_the_program_comes_to_the_front(qapp):
    answers, heard = iter([True, None, False]), []
    wish = AskedMotion(lambda: next(answers))
    wish.heard.connect(heard.append)
    wish.listen()
    assert heard == [True]
    active, away = Qt.ApplicationState.ApplicationActive, Qt.ApplicationState.ApplicationInactive
    for state in (away, active, away, active):
        qapp.applicationStateChanged.emit(state)
    assert heard == [True, False]
    wish.deleteLater()


@pytest.mark.parametrize(
    ("platform", "kind"), [("linux", PortalMotion), ("win32", AskedMotion), ("darwin", AskedMotion)]
)
def test_each_system_is_heard_in_its_own_way(qapp, platform, kind):
    wish = system_motion(platform=platform)
    assert isinstance(wish, kind)
    wish.deleteLater()
