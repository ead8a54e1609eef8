"""Contrast of what is aimed at: icons, bounds of inputs, what is on, handles, the focus ring."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollBar,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

from seedream_desktop.domain.comparison import Tones
from seedream_desktop.ui.theme.contrast import SIGN_MIN
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme, Tone
from seedream_desktop.ui.views.compare.histogram import Histogram
from seedream_desktop.ui.views.timeline.filters import FilterChip
from seedream_desktop.ui.widgets.button import Button, IconButton, IconToggle, Kind
from seedream_desktop.ui.widgets.panel import Panel
from seedream_desktop.ui.widgets.scroller import scrolling
from seedream_desktop.ui.widgets.section_button import SectionButton
from seedream_desktop.ui.widgets.segmented import SegmentedControl
from seedream_desktop.ui.widgets.stars import Stars
from seedream_desktop.ui.widgets.stepper import Stepper
from tests.fixtures.pixels import Pair, low, luminances, pairs_of, ratio, rgb
from tests.fixtures.signs import bound_pair, handle_pair, picture_of, ring_pair, toggled_pair
from tests.shots import controls
from tests.ui.reach import interactive, label

EVERY_THEME = pytest.mark.parametrize("theme", Theme, ids=lambda theme: theme.value)
INPUTS = (QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QRadioButton, Stepper)


def every_button() -> QWidget:
    """Return a button of each kind with an icon, on each ground, and all that stay down."""
    room = QWidget()
    column = QVBoxLayout(room)
    panel = Panel("Panel")
    for holder in (column, panel.add_group()):
        for kind in Kind:
            holder.addWidget(Button(kind.value, kind, icon="retry"))
            holder.addWidget(IconButton("retry", kind.value, kind))
        stays = Button("stays", icon="pick")
        stays.setCheckable(True)
        for button in (
            stays,
            IconToggle("pick", "Pick"),
            FilterChip(Tone.FAILED, "failed"),
            SectionButton("Money"),
            SegmentedControl("View", [("Grid", "grid"), ("Survey", "survey")], is_bare=True),
            Stars("Stars"),
        ):
            holder.addWidget(button)
    column.addWidget(panel)
    return room


@EVERY_THEME
def test_icons_and_words_of_buttons_are_seen_in_every_state(crisp, theme):
    look.show_theme(theme)
    room = crisp(every_button(), 400, 900)
    buttons = room.findChildren(QAbstractButton)
    for state in ("at rest", "pointed at", "pressed", "on", "on and pointed at", "off"):
        for button in buttons:
            button.setDown(state == "pressed")
            button.setChecked(button.isCheckable() and state.startswith("on"))
            button.setEnabled(state != "off")
            point(button, is_over=state.endswith("pointed at"))
        pairs = pairs_of(room)
        assert len([pair for pair in pairs if pair.what == "icon retry"]) == 4 * len(Kind)
        assert low(pairs, state) == []


@EVERY_THEME
def test_what_is_on_is_told_from_what_is_off(crisp, theme):
    look.show_theme(theme)
    pages = (crisp(every_button(), 400, 900), crisp(controls.window(), 1440, 900))
    stay = [each for page in pages for each in page.findChildren(QAbstractButton)]
    pairs = [toggled_pair(each, label(each)) for each in stay if each.isCheckable()]
    assert len(pairs) > 20
    assert low(pairs) == []


@EVERY_THEME
def test_inputs_have_bounds_and_sliders_handles_that_are_seen(crisp, theme):
    look.show_theme(theme)
    page = crisp(controls.window(), 1440, 900)
    pairs = [
        bound_pair(each, label(each))
        for each in interactive(page)
        if isinstance(each, INPUTS) and not is_only_read(each)
    ]
    assert {type(each).__name__ for each in interactive(page) if isinstance(each, INPUTS)} >= {
        "LineEdit", "PromptEdit", "Select", "CheckBox", "RadioButton", "Switch"
    }  # fmt: skip
    slider = next(each for each in page.findChildren(QSlider) if type(each) is QSlider)
    pairs.append(grip_pair(slider, QStyle.ComplexControl.CC_Slider))
    pairs += [bar_pair(crisp, ground) for ground in ("canvas", "surface", "raised")]
    assert low(pairs) == []


@EVERY_THEME
def test_the_focus_ring_is_seen_around_every_control(crisp, theme):
    look.show_theme(theme)
    page = crisp(controls.window(), 1440, 900)
    page.toaster._drop()  # it lies over some of them
    stops = [w for w in interactive(page) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    pairs = [ring_pair(each, label(each)) for each in stops]
    assert len(pairs) > 20
    assert low(pairs) == []


@EVERY_THEME
def test_the_curves_of_the_histogram_are_seen_on_the_ground_and_on_each_other(crisp, theme):
    look.show_theme(theme)
    curves = Histogram()
    falling, rising = tuple(range(256, 0, -1)), tuple(range(1, 257))
    curves.show_tones(
        *(Tones(luma=each, red=each, green=each, blue=each) for each in (falling, rising))
    )
    crisp(curves, 300, 130)
    column = rgb(picture_of(curves, QRect(80, 12, 1, 78)))[:, 0]
    ground, shade = column[0], column[-1]
    within = int(np.argmax((column == shade).all(1)))  # from here on the shape of A
    assert ratio(luminances(column[:within]), luminances(ground)).max() >= SIGN_MIN
    assert ratio(luminances(column[within:]), luminances(shade)).max() >= SIGN_MIN


def test_signs_that_are_too_faint_are_found(crisp, monkeypatch):
    weak = replace(look.tokens, outline="#4A4E54", accent="#3A5680", muted="#5A5F66")
    page = crisp(controls.window(), 1440, 900)
    page.toaster._drop()
    monkeypatch.setattr(look, "tokens", weak)
    box, stop = page.findChild(QCheckBox), page.findChild(IconButton)
    box.setChecked(False)
    assert bound_pair(box, "bound").is_low
    assert toggled_pair(box, "toggled").is_low
    assert ring_pair(stop, "ring").is_low
    assert any(pair.is_low for pair in pairs_of(page) if pair.what == "icon chevron-down")


def point(button: QAbstractButton, *, is_over: bool) -> None:
    at = QPointF(1, 1)
    leaves = QEvent(QEvent.Type.Leave)
    QApplication.sendEvent(button, QEnterEvent(at, at, at) if is_over else leaves)


def is_only_read(widget: QWidget) -> bool:
    """Say whether a field shows a text that cannot be changed: then its bounds say nothing."""
    return isinstance(widget, QLineEdit | QPlainTextEdit) and widget.isReadOnly()


def grip_pair(slider: QSlider | QScrollBar, kind: QStyle.ComplexControl) -> Pair:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    part = QStyle.SubControl.SC_ScrollBarSlider
    if kind is QStyle.ComplexControl.CC_Slider:
        part = QStyle.SubControl.SC_SliderHandle
    place = slider.style().subControlRect(kind, option, part, slider)
    return handle_pair(slider, place.center(), label(slider))


def bar_pair(crisp, ground: str) -> Pair:
    """Return the handle of a scroll bar on a ground."""
    inner, holder = QWidget(), QFrame()
    inner.setFixedHeight(900)
    inner.setProperty("ground", "none")
    holder.setProperty("ground", ground)
    room = scrolling(inner)
    QVBoxLayout(holder).addWidget(room)
    crisp(holder, 200, 300)
    room.verticalScrollBar().setValue(100)
    return grip_pair(room.verticalScrollBar(), QStyle.ComplexControl.CC_ScrollBar)
