"""A window that is moved to a screen of another density is sharp there, at once."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import IconButton
from seedream_desktop.ui.widgets.state_glyph import StateGlyph


def edges(image: QImage) -> int:
    """Count how sharp an image is: pixels that differ much from the one at their left."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = (bytes(grey.constScanLine(y))[: grey.width()] for y in range(grey.height()))
    return sum(abs(a - b) > 40 for row in rows for a, b in pairwise(row))


@pytest.fixture
def dense():
    screens = {screen.name(): screen for screen in QGuiApplication.screens()}
    if "dense" not in screens:
        pytest.skip("this platform has not the screens of the tests")
    return screens["dense"]


def go(window: QWidget, to: QPoint, density: float, qtbot) -> None:
    window.move(to)
    qtbot.waitUntil(lambda: window.devicePixelRatioF() == density)


def test_icons_and_glyphs_are_drawn_anew_for_the_screen_they_come_to(shown, dense, qtbot):
    room = QWidget()
    column = QVBoxLayout(room)
    button, glyph = IconButton("settings", "Settings"), StateGlyph(Tone.DOUBT, "in doubt")
    column.addWidget(button)
    column.addWidget(glyph)
    shown(room, 120, 80)
    plain = button.grab().toImage()
    go(room, dense.geometry().topLeft() + QPoint(40, 40), 2.0, qtbot)
    moved = button.grab().toImage()
    assert moved.width() == 2 * plain.width()
    stretched = plain.scaled(moved.size())
    assert edges(moved) > 0
    assert moved.convertToFormat(stretched.format()) != stretched
    assert look.pixmap("settings", look.tokens.text, button).devicePixelRatio() == 2.0
    go(room, QPoint(40, 40), 1.0, qtbot)
    assert button.grab().toImage() == plain
