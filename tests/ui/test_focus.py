"""Tab goes as one reads, and where it is can be seen: on every screen with work on it."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from tests.fixtures.results import finished
from tests.ui import reach
from tests.ui.test_reach import PLACES

AROUND_PX = 6
CONTRAST = 3.0
"""What WCAG asks of a focus that is seen, between a pixel with the focus and without."""
SEEN_PX = 24


@pytest.fixture
def window(qtbot, running, tmp_path):
    """A finished sequence, in a window in which nothing moves."""
    look.allow_motion(allowed=False)
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    finished(running, tmp_path)
    return running.window


def settle() -> None:
    for _ in range(4):
        QCoreApplication.processEvents()


def place_of(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def goes_back(before: QWidget, after: QWidget) -> bool:
    """Say whether Tab goes against the way one reads: leftwards in a row, or up a column."""
    a, b = place_of(before), place_of(after)
    is_beside = a.top() < b.bottom() and b.top() < a.bottom()
    is_leftwards = is_beside and b.right() <= a.left()
    is_upwards = b.bottom() <= a.top() and b.left() < a.right()
    return is_leftwards or is_upwards


def luminance(window: QWidget, box: QRect) -> np.ndarray:
    """Return how light each pixel of a part of the window is, as WCAG reckons."""
    image = window.grab(box).toImage().convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), np.uint8)
    pixels = raw.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width(), 2::-1]
    share = pixels / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def seen_px(window: QWidget, stop: QWidget) -> int:
    """Return how many pixels tell that a control has the focus."""
    show_all_of(stop)
    stop.setFocus()
    settle()
    margins = (-AROUND_PX, -AROUND_PX, AROUND_PX, AROUND_PX)
    box = place_of(stop).adjusted(*margins).intersected(window.rect())
    there = luminance(window, box)
    stop.clearFocus()
    settle()
    gone = luminance(window, box)
    contrast = (np.maximum(there, gone) + 0.05) / (np.minimum(there, gone) + 0.05)
    return int((contrast >= CONTRAST).sum())


def show_all_of(widget: QWidget) -> None:
    """Scroll to a control, as Tab does."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()


def test_tab_goes_as_one_reads_and_where_it_is_can_be_seen(running, window):
    wrong: dict[str, list[str]] = {}
    for place in PLACES:
        window.go(place)
        running.wait(lambda: QApplication.focusWidget() is not None)
        settle()
        stops = reach.tabbed(window)
        panes = [pane for pane in window._at.panes() if pane.isVisible()]
        for before, after in pairwise(stops):
            is_one_pane = any(p.isAncestorOf(before) and p.isAncestorOf(after) for p in panes)
            if is_one_pane and goes_back(before, after):
                fault = f"{reach.label(before)} to {reach.label(after)}"
                wrong.setdefault(place, []).append(fault)
        for stop in stops:
            if seen_px(window, stop) < SEEN_PX:
                wrong.setdefault(place, []).append(f"not seen on {reach.label(stop)}")
    assert wrong == {}


@pytest.mark.parametrize("theme", [Theme.NEUTRAL, Theme.LIGHT])
def test_where_the_focus_is_can_be_seen_in_the_other_themes(running, window, theme):
    look.show_theme(theme)
    window.go("go.timeline")
    running.wait(lambda: QApplication.focusWidget() is not None)
    settle()
    unseen = [each for each in reach.tabbed(window) if seen_px(window, each) < SEEN_PX]
    assert [reach.label(each) for each in unseen] == []
