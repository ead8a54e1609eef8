"""The program around the window: files from the system, crashes, the look at the first paint."""

import logging
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QUrl, Signal, qWarning
from PySide6.QtGui import QFileOpenEvent

from seedream_desktop.app.crashes import Crashes
from seedream_desktop.app.system_files import SystemFiles
from seedream_desktop.settings.model import LookSettings
from seedream_desktop.ui.desk.messages import Messages
from seedream_desktop.ui.shell.appearance import show_look
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from tests.fixtures.console import pictures


def test_what_the_system_hands_over_becomes_a_sequence(running, qapp, tmp_path):
    folder = pictures(tmp_path / "dropped", 2)
    files = SystemFiles(qapp, running.gui.take, system="darwin")
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(folder))))
    documents = running.desk.documents
    running.wait(lambda: documents.current is not None)
    assert documents.current.sequence.title == "dropped"
    assert len(documents.current.sequence.images) == 2
    running.wait(lambda: running.window.place == "go.build")
    assert running.window.isVisible()
    files.close()


def test_a_second_start_without_files_only_brings_the_window_to_the_front(running):
    running.gui.instance.handed.emit(())
    assert running.window.isVisible()
    assert running.desk.documents.current is None


@pytest.fixture
def crashes(qapp, tmp_path):
    before = (sys.excepthook, threading.excepthook)
    made = Crashes(tmp_path)
    made.install()
    yield made
    made.remove()
    assert (sys.excepthook, threading.excepthook) == before


class Button(QObject):
    clicked = Signal()


def fail(*_hooked):
    raise ZeroDivisionError("api_key=wsk_0123456789abcdef0123456789abcdef")


def test_a_failure_in_a_slot_is_reported_told_once_and_the_program_goes_on(
    qtbot, crashes, tmp_path
):
    messages, button = Messages(), Button()
    crashes.tell(messages)
    button.clicked.connect(fail)
    button.clicked.emit()
    qtbot.waitUntil(lambda: "crash" in messages.banners)
    assert "ZeroDivisionError" in messages.banners["crash"].words
    (report,) = (tmp_path / "logs").glob("crash-*.txt")
    assert "wsk_0123456789abcdef" not in report.read_text(encoding="utf-8")
    messages.take_down("crash")
    button.clicked.emit()
    assert messages.banners == {}


def test_a_failure_on_another_thread_is_told_in_the_window(qtbot, crashes):
    messages = Messages()
    crashes.tell(messages)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "crash" in messages.banners)


def test_what_qt_says_is_in_the_log(crashes, caplog):
    with caplog.at_level(logging.WARNING, "seedream_desktop.qt"):
        qWarning("a warning of Qt's")
    assert "a warning of Qt's" in caplog.text


@pytest.mark.parametrize("theme", ["dark", "neutral", "light"])
def test_the_look_of_the_settings_is_there_before_the_first_paint(qapp, theme):
    show_look(LookSettings(theme=theme, text_percent=150, motion="less"))
    assert look.theme is Theme(theme)
    assert look.text_scale == 1.5
    assert not look.has_motion
    show_look(LookSettings(theme="system"))
    assert look.follows_system
    show_look(LookSettings())
    assert not look.follows_system


def test_paths_are_kept_until_the_library_is_open(running):
    assert running.gui._paths == ()
    gui = running.gui
    desk, gui.desk = gui.desk, None
    gui.take((Path("nowhere.jpg"),))
    assert gui._paths == (Path("nowhere.jpg"),)
    gui.desk = desk
