"""What counts as somebody working at the program, and who gives way then."""

import functools

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QTimer
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from seedream_desktop.app.wiring import open_app
from seedream_desktop.ui.attendance import Attendance
from tests.fixtures.watch import Watch
from tests.fixtures.wheel import scroll
from tests.fixtures.windowing import Running


def with_field(made: QWidget) -> QLineEdit:
    field = QLineEdit(made)
    QVBoxLayout(made).addWidget(field)
    return field


def test_a_wheel_a_key_and_a_click_are_heard_in_every_window_that_has_had_the_keyboard(qtbot):
    clock, heard = Watch(), []
    window = QWidget()
    field = with_field(window)
    qtbot.addWidget(window)
    attendance = Attendance(now_s=clock)
    attendance.attended.connect(lambda: heard.append(clock()))
    with qtbot.waitActive(window):
        window.show()
    scroll(window.windowHandle(), QPointF(5, 5))
    assert len(heard) == 1
    dialog = QDialog(window)
    inside = with_field(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
    inside.setFocus()
    clock.go_on(0.3)
    for letter in "ab":
        qtbot.keyClick(dialog.windowHandle(), letter)
    assert inside.text() == "ab"
    assert len(heard) == 2
    dialog.close()
    clock.go_on(0.3)
    scroll(window.windowHandle(), QPointF(5, 5))
    assert len(heard) == 3
    assert field.text() == ""


def test_what_a_window_does_by_itself_is_not_heard(qtbot):
    heard = []
    window = QWidget()
    qtbot.addWidget(window)
    attendance = Attendance()
    with qtbot.waitActive(window):
        window.show()
    attendance.attended.connect(lambda: heard.append(1))
    window.update()
    window.resize(300, 200)
    QTimer.singleShot(0, window.update)
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.Enter))
    qtbot.wait(5)
    assert heard == []


def test_who_scrolls_the_real_window_is_given_a_core_of_the_imaging_process(
    qtbot, qapp, tmp_path, monkeypatch
):
    monkeypatch.setenv("SEEDREAM_HOME", str(tmp_path / "home"))
    program = Running(qapp, functools.partial(open_app, has_window=True)).open()
    annex = program.desk.program.pictures._pool
    with qtbot.waitActive(program.window):
        program.window.show()
    usual = annex._lanes.places
    scroll(program.window.windowHandle(), QPointF(400, 300))
    assert annex._lanes.places == usual - 2
    program.close()
