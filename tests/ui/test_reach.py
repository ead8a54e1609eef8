"""Every interactive control of the window has a name and is reached by the keyboard."""

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from tests.ui import reach

PLACES = ("go.library", "go.build", "go.timeline", "go.compare", "go.queue", "go.ledger")


def test_the_walk_itself_finds_a_control_without_a_name_and_one_out_of_reach(shown):
    window = QWidget()
    row = QHBoxLayout(window)
    named, nameless, skipped = QPushButton("Save"), QLineEdit(), QPushButton("Hidden from Tab")
    for widget in (named, nameless, skipped):
        row.addWidget(widget)
    from PySide6.QtCore import Qt

    skipped.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    shown(window)
    named.setFocus()
    assert reach.nameless(window) == ["QLineEdit '' in QWidget"]
    assert reach.unreachable(window) == ["QPushButton 'Hidden from Tab' in QWidget"]


@pytest.mark.parametrize("place", PLACES)
def test_everything_in_an_empty_workspace_has_a_name_and_is_reached(qtbot, running, place):
    window = running.window
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.do(place)
    running.wait(lambda: reach.QApplication.focusWidget() is not None)
    assert reach.nameless(window) == []
    assert reach.unreachable(window) == []
