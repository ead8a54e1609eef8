"""The look: one style, themes switched live, text that grows, motion that can be off."""

import re
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QImage, QPalette
from PySide6.QtWidgets import QLineEdit, QStyleFactory, QWidget

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import Type
from seedream_desktop.ui.theme.sheet import sheet_of
from seedream_desktop.ui.theme.tokens import NAMES, THEMES, Theme
from seedream_desktop.ui.widgets.progress_line import Line
from tests.shots.pages import PAGES

OWN = "seedream_desktop.ui"
PIXELS = QImage.Format.Format_RGB32


def test_the_program_has_the_sheet_of_its_theme_over_fusion(qapp):
    assert "fusion" in set(map(str.lower, QStyleFactory.keys()))
    assert qapp.styleSheet() == sheet_of(THEMES[Theme.DARK], 1.0)
    assert (
        qapp.palette().color(QPalette.ColorRole.Window).name() == THEMES[Theme.DARK].canvas.lower()
    )


@pytest.mark.parametrize("theme", Theme)
def test_the_sheet_names_no_colour_that_is_not_made_from_tokens(theme):
    tokens = THEMES[theme]
    known = {getattr(tokens, name).upper() for name in NAMES}
    found = {colour.upper() for colour in re.findall(r"#[0-9A-Fa-f]{6}", sheet_of(tokens, 1.0))}
    assert found <= known


@pytest.mark.parametrize("page", [name for name in PAGES if name != "icons"])
def test_no_widget_is_left_in_the_default_style(shown, page):
    """Each is our own, or of a kind that the sheet shapes, or bare ground."""
    window = shown(PAGES[page](), 1440, 900)
    sheet = look_sheet_kinds()
    strange = {
        widget.metaObject().className()
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and not type(widget).__module__.startswith((OWN, "tests.shots"))
        and not is_shaped(widget, sheet)
    }
    assert strange == set()


def look_sheet_kinds() -> set[str]:
    return set(re.findall(r"\bQ[A-Za-z]+", sheet_of(look.tokens, 1.0)))


def is_shaped(widget: QWidget, kinds: set[str]) -> bool:
    """Say whether the sheet has a rule for a widget's kind, or it is part of one that has."""
    if widget.metaObject().className() in {"QWidget", "QFrame"}:
        return True
    meta = widget.metaObject()
    while meta is not None and meta.className() not in {"QWidget", "QFrame"}:
        if meta.className() in kinds:
            return True
        meta = meta.superClass()
    return widget.objectName().startswith("qt_")


@pytest.mark.parametrize("page", PAGES)
def test_a_window_that_is_switched_looks_like_one_made_in_that_theme(shown, qtbot, page):
    switched = shown(PAGES[page](), 1440, 900)
    for theme in (Theme.LIGHT, Theme.NEUTRAL):
        look.show_theme(theme)
        made = shown(PAGES[page](), 1440, 900)
        for window in (switched, made):
            if (focused := window.focusWidget()) is not None:
                focused.clearFocus()
            for field in window.findChildren(QLineEdit):
                field.deselect()  # a field that had the focus before selects what is in it
        # Where a scroll bar just comes or goes, a layout settles a moment after it is shown.
        qtbot.waitUntil(partial(are_alike, switched, made))


def are_alike(one: QWidget, other: QWidget) -> bool:
    return share_that_differs(one, other) < 0.001


def share_that_differs(one: QWidget, other: QWidget) -> float:
    images = (widget.grab().toImage().convertToFormat(PIXELS) for widget in (one, other))
    first, second = (np.frombuffer(bytes(image.constBits()), np.uint32) for image in images)
    return np.count_nonzero(first != second) / len(first)


def test_the_look_can_follow_the_system(qapp):
    hints = qapp.styleHints()
    look.show_theme(None)
    light = hints.colorScheme() == Qt.ColorScheme.Light
    assert look.theme is (Theme.LIGHT if light else Theme.DARK)
    look.show_theme(Theme.NEUTRAL)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert look.theme is Theme.NEUTRAL


def test_figures_of_money_have_one_width():
    metrics = QFontMetrics(look.font(Type.CONTROL, tabular=True))
    assert metrics.horizontalAdvance("$111.11") == metrics.horizontalAdvance("$888.88")


@pytest.mark.parametrize("page", PAGES)
def test_text_at_200_percent_still_fits_its_controls(shown, page):
    look.show_text_at(2.0)
    window = shown(PAGES[page](), 2600, 2400)
    small = {
        f"{type(w).__name__} {w.accessibleName()}: {w.size()} < {w.minimumSizeHint()}"
        for w in window.findChildren(QWidget)
        if w.isVisible()
        and type(w).__module__.startswith(OWN)
        and w.height() < w.minimumSizeHint().height()
    }
    assert small == set()


def test_nothing_moves_when_no_motion_is_wanted(shown):
    line = Line()
    line.show_share(None)
    shown(line, 200, 3)
    assert line._tick.isActive()
    look.allow_motion(allowed=False)
    assert not line._tick.isActive()
    assert look.motion_ms == 0
