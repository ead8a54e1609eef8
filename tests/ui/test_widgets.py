"""Widgets: named, reached by keyboard, large enough, and true to what they are told."""

import pytest
from PySide6.QtCore import QObject, QPoint, QStringListModel, Qt
from PySide6.QtGui import QAccessible, QTextDocument
from PySide6.QtGui import Qt as QtGuiQt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RING, TARGET, Type
from seedream_desktop.ui.theme.tokens import Theme, Tone
from seedream_desktop.ui.widgets.button import Button, IconButton, Kind
from seedream_desktop.ui.widgets.choice import Select, Switch
from seedream_desktop.ui.widgets.edge_scroll import EdgeScroll
from seedream_desktop.ui.widgets.empty_state import DropZone, EmptyState
from seedream_desktop.ui.widgets.fact_line import FactLine
from seedream_desktop.ui.widgets.field import Field, LineEdit, PromptEdit
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.label import CutLabel
from seedream_desktop.ui.widgets.marks import CheckBox, RadioButton
from seedream_desktop.ui.widgets.notice import Banner, Toaster
from seedream_desktop.ui.widgets.priced import Hindrance, PricedAction
from seedream_desktop.ui.widgets.progress_line import ProgressLine
from seedream_desktop.ui.widgets.rail import Place, Rail
from seedream_desktop.ui.widgets.segmented import SegmentedControl
from seedream_desktop.ui.widgets.stars import Stars
from seedream_desktop.ui.widgets.state_glyph import TONES, StateGlyph
from seedream_desktop.ui.widgets.step_card import Fact, StepCard
from seedream_desktop.ui.widgets.stepper import Stepper
from seedream_desktop.ui.widgets.tips import plain_tip
from tests.shots.pages import PAGES

INTERACTIVE = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit,
    QPlainTextEdit, QTabBar, StepCard,
)  # fmt: skip


def interactive(window: QWidget) -> list[QWidget]:
    """Return what a person can use, without the inner parts of Qt's own widgets."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, INTERACTIVE)
        and widget.isVisible()
        and not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget.parentWidget(), QAbstractItemView | QTabBar)
    ]


def column(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    box = QVBoxLayout(holder)
    for widget in widgets:
        box.addWidget(widget)
    return holder


@pytest.mark.parametrize("page", PAGES)
def test_everything_that_can_be_used_has_a_name(shown, page):
    window = shown(PAGES[page](), 1440, 900)
    found = interactive(window)
    interfaces = {widget: QAccessible.queryAccessibleInterface(widget) for widget in found}
    nameless = [
        type(widget).__name__
        for widget, interface in interfaces.items()
        if not interface.text(QAccessible.Text.Name).strip()
    ]
    assert found
    assert nameless == []


@pytest.mark.parametrize("page", PAGES)
def test_everything_that_can_be_used_is_reached_by_tab(shown, page):
    window = shown(PAGES[page](), 1440, 900)
    wanted = {
        widget for widget in interactive(window) if widget.isEnabled() and not is_of_a_group(widget)
    }
    reached = set()
    for _ in range(len(wanted) * 4 + 20):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        reached.add(focused)
        reached.add(focused.parentWidget() if focused is not None else None)
    assert {f"{type(w).__name__} {w.accessibleName()}" for w in wanted - reached} == set()


def is_of_a_group(widget: QWidget) -> bool:
    """One button of a group is reached by Tab, the others with the arrow keys."""
    if isinstance(widget, RadioButton):
        return not widget.isChecked()
    has_group = isinstance(widget, QAbstractButton) and widget.group() is not None
    return has_group and not widget.isChecked()


@pytest.mark.parametrize("page", PAGES)
def test_everything_that_can_be_used_is_large_enough_to_hit(shown, page):
    window = shown(PAGES[page](), 1440, 900)
    small = {
        f"{type(w).__name__} {w.accessibleName()} {w.width()} x {w.height()}"
        for w in interactive(window)
        if min(w.width(), w.height()) < TARGET
    }
    assert small == set()


def test_every_state_of_a_request_has_a_tone_and_only_known_ones(shown):
    assert set(TONES) == set(RequestState)
    assert TONES[RequestState.IN_DOUBT] is Tone.DOUBT


@pytest.mark.parametrize("theme", Theme)
def test_the_shapes_of_states_differ_without_their_colours(qapp, theme):
    look.show_theme(theme)
    shapes = set()
    for tone in Tone:
        glyph = StateGlyph(tone, tone.value)
        glyph.resize(24, 24)
        image = glyph.grab().toImage()
        ground = image.pixelColor(0, 0)
        shapes.add(tuple(image.pixelColor(x, y) != ground for x in range(24) for y in range(24)))
        glyph.deleteLater()
    assert len(shapes) == len(Tone)


def test_a_hindered_button_does_nothing_and_leads_to_what_mends_it(shown, qtbot):
    action = PricedAction("Run 29 requests", "$7.00")
    action.show_hindrances([Hindrance("The cap is reached.", "Raise cap…"), Hindrance("Offline.")])
    shown(action)
    with qtbot.assertNotEmitted(action.pressed):
        action.button.setFocus()
        QTest.keyClick(action.button, Qt.Key.Key_Space)
    mend = QApplication.focusWidget()
    assert mend.text() == "Raise cap…"
    with qtbot.waitSignal(action.mend_asked) as asked:
        QTest.keyClick(mend, Qt.Key.Key_Space)
    assert asked.args == [0]
    assert "The cap is reached." in action.button.accessibleDescription()


def test_a_priced_button_says_verb_and_price_and_runs_once_nothing_hinders(shown, qtbot):
    action = PricedAction("Run", "$7.00")
    action.show_hindrances([Hindrance("Offline.")])
    action.show_hindrances([])
    action.button.show_offer("Run 29 requests", "$6.72")
    shown(action)
    with qtbot.waitSignal(action.pressed):
        action.button.click()
    assert action.button.accessibleName() == "Run 29 requests, $6.72"
    assert action.button.accessibleDescription() == ""


def test_the_rail_goes_with_the_arrow_keys(shown, qtbot):
    rail = Rail("Workspaces", [Place("Library", "library"), Place("Build", "build")])
    shown(rail, 64, 300)
    rail.buttons[0].setFocus()
    with qtbot.waitSignal(rail.chosen) as chosen:
        QTest.keyClick(rail.buttons[0], Qt.Key.Key_Down)
    assert chosen.args == [1]
    assert rail.buttons[1].isChecked()
    rail.buttons[1].show_count(120, Tone.DOUBT, "120 requests are in doubt")
    assert rail.buttons[1].accessibleDescription() == "120 requests are in doubt"


def test_segments_go_with_the_arrow_keys_and_exclude_each_other(shown, qtbot):
    modes = SegmentedControl("Mode", [("Side", ""), ("Split", ""), ("Blink", "")])
    shown(modes)
    first = modes.findChildren(QAbstractButton)[0]
    first.setFocus()
    with qtbot.waitSignal(modes.chosen) as chosen:
        QTest.keyClick(first, Qt.Key.Key_Right)
    assert chosen.args == [1] == [modes.current]


def test_a_switch_goes_over_at_once_without_motion_and_glides_with_it(shown, qtbot):
    switch = Switch("Use this step")
    shown(switch)
    look.allow_motion(allowed=False)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked()
    assert switch._at == 1.0
    look.allow_motion(allowed=True)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(4, 12))
    qtbot.waitUntil(lambda: switch._at == 0.0)


def test_a_field_says_what_is_wrong_in_place_and_takes_it_back(shown):
    field = Field("Monthly cap", LineEdit("fifty"), "In US dollars.")
    shown(field)
    field.show_wrong("This is not an amount.")
    assert field.control.property("wrong") is True
    assert field.control.accessibleDescription() == "This is not an amount."
    field.show_hint("In dollars.")
    assert field._below.text() == "This is not an amount."
    field.show_wrong("")
    assert field.control.property("wrong") is False
    assert field._below.text() == "In dollars."
    assert field.control.accessibleName() == "Monthly cap"


def test_a_prompt_grows_with_its_text_up_to_a_limit(shown, qtbot):
    prompt = PromptEdit()
    shown(column(prompt), 300, 600)
    empty = prompt.height()
    prompt.setPlainText("one line after the other\n" * 6)
    qtbot.waitUntil(lambda: prompt.height() > empty)
    prompt.setPlainText("far too much\n" * 200)
    limit = 11 * prompt.fontMetrics().lineSpacing() + 20
    qtbot.waitUntil(lambda: empty * 2 < prompt.height() <= limit)
    assert prompt.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded


@pytest.mark.parametrize("rows", [1, 3, 5, 9])
def test_a_prompt_whose_rows_are_all_in_sight_does_not_scroll(shown, rows):
    prompt = PromptEdit("\n".join("row" for _ in range(rows)))
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.addWidget(prompt)
    column.addStretch(1)
    shown(holder)
    assert prompt.verticalScrollBar().maximum() == 0


def test_tab_leaves_a_prompt_and_ctrl_enter_is_left_to_the_window(shown, qtbot):
    prompt, button = PromptEdit("first"), Button("Run")
    window = shown(column(prompt, button))
    prompt.setFocus()
    QTest.keyClick(prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert prompt.toPlainText() == "first"
    QTest.keyClick(prompt, Qt.Key.Key_Tab)
    assert window.focusWidget() is button


def test_text_as_sent_can_be_read_and_copied_but_not_written(shown):
    sent = PromptEdit("Image 1 is a reference.")
    sent.show_as_sent()
    shown(column(sent))
    QTest.keyClick(sent, Qt.Key.Key_A)
    assert sent.toPlainText() == "Image 1 is a reference."
    assert sent.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_stepper_stops_at_its_limits(shown):
    stepper = Stepper("Requests at once", (1, 3), "Fewer", "More")
    shown(stepper)
    for _ in range(5):
        QTest.keyClick(stepper.number, Qt.Key.Key_Up)
    assert stepper.value == 3
    assert not stepper._more.isEnabled()
    assert stepper._less.isEnabled()


def test_stars_begin_where_what_is_below_them_begins(shown):
    stars = shown(Stars("Stars"), 160, 24)
    stars.show_stars(5)
    image = stars.grab().toImage()
    ground = image.pixelColor(0, 0)
    column = next(
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != ground for y in range(image.height()))
    )
    assert column <= image.devicePixelRatio()


def test_a_select_tells_the_data_of_what_was_picked(shown, qtbot):
    select = Select("Provider", [("Local", "local"), ("WaveSpeed", "wavespeed")])
    shown(select)
    with qtbot.waitSignal(select.picked) as picked:
        QTest.keyClick(select, Qt.Key.Key_Down)
    assert picked.args == ["wavespeed"]


def test_a_step_card_opens_moves_and_switches_by_keyboard(shown, qtbot):
    card = StepCard(2, "Use this step")
    card.show_step("Match the colours\nsecond line", [Fact("WaveSpeed"), Fact("2K")], "$3.36")
    shown(column(card))
    card.setFocus()
    with qtbot.waitSignal(card.opened):
        QTest.keyClick(card, Qt.Key.Key_Return)
    with qtbot.waitSignal(card.moved) as moved:
        QTest.keyClick(card, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert moved.args == [-1]
    with qtbot.waitSignal(card.switched) as switched:
        QTest.keyClick(card.switch, Qt.Key.Key_Space)
    assert switched.args == [False]
    assert card.accessibleName() == "2. Match the colours"
    assert card.accessibleDescription() == "WaveSpeed, 2K, $3.36"


def test_a_step_card_shows_the_facts_of_now_only(shown):
    card = StepCard(1, "Use this step")
    card.show_step("One", [Fact("a"), Fact("b")], "")
    card.show_step("One", [Fact("c")], "")
    shown(column(card))
    chips = [chip.words for chip in card._chips.findChildren(QWidget) if chip.parent()]
    assert chips == ["c"]


def test_a_cut_line_keeps_its_whole_in_the_tool_tip(shown):
    line = CutLabel("A very long name of a photograph, spring 2026, final 2.jpg")
    shown(line, 80, 20)
    assert line.toolTip() == line.words == line.accessibleName()
    line.resize(900, 20)
    assert line.toolTip() == ""


@pytest.mark.parametrize("words", ["<img src='//evil/x'>, 5 stars", "a\n<b>b</b>", "1 < 2 & 3 > 2"])
def test_a_tool_tip_shows_every_letter_of_words_that_look_like_html(words):
    document = QTextDocument()
    tip = plain_tip(words)
    (document.setHtml if QtGuiQt.mightBeRichText(tip) else document.setPlainText)(tip)
    assert document.toPlainText() == words


def test_one_toast_at_a_time_and_it_goes_by_itself_but_not_under_the_focus(shown, qtbot):
    window = shown(column(Button("Elsewhere")))
    toaster = Toaster(window)
    first = toaster.show("One", close="Close")
    with qtbot.waitSignal(first.destroyed):
        second = toaster.show("Two", close="Close", action="Open")
    second._life.setInterval(10)
    second.action.setFocus()
    second._life.start()
    qtbot.wait(60)
    assert second.isVisible()
    with qtbot.waitSignal(second.destroyed):
        second.close_button.click()


def test_a_toast_stays_in_its_corner(shown):
    window = shown(column(Button("Elsewhere")), 600, 400)
    look.allow_motion(allowed=False)
    toast = Toaster(window).show("Exported", close="Close")
    window.resize(900, 500)
    assert toast.geometry().right() < 900
    assert toast.geometry().left() > 300
    toast.leave()


def test_a_toast_leaves_what_is_pressed_at_the_lower_edge_free(shown):
    window = shown(column(Button("Elsewhere")), 600, 400)
    look.allow_motion(allowed=False)
    foot = [0]
    toaster = Toaster(window, lambda: foot[0])
    toast = toaster.show("Exported", close="Close")
    before = toast.geometry().bottom()
    foot[0] = 96
    toaster.follow()
    assert toast.geometry().bottom() == before - 96
    toast.leave()


def test_a_link_ends_where_words_end_and_is_underlined_where_it_has_no_colour(shown):
    link = Button("Add key", Kind.LINK)
    shown(link)
    assert link.sizeHint().width() == look.metrics(Type.CONTROL).horizontalAdvance("Add key") + 1
    look.show_theme(Theme.NEUTRAL)
    plain = link.grab().toImage()
    look.show_theme(Theme.DARK)
    assert plain != link.grab().toImage()


def test_a_banner_has_its_one_action(shown, qtbot):
    banner = Banner(Tone.FAILED, "The key was refused.", "Replace key…")
    shown(banner)
    banner.announce()
    with qtbot.waitSignal(banner.acted):
        banner.findChild(QAbstractButton).click()
    assert banner.accessibleName() == "The key was refused."


def test_an_empty_place_lights_up_under_what_would_land_there(shown):
    zone = DropZone("Add here", "image")
    shown(zone, 300, 200)
    dark = zone.grab().toImage().pixelColor(20, 20)
    zone.light(is_lit=True)
    assert zone.grab().toImage().pixelColor(20, 20) != dark
    state = EmptyState("Nothing is running", "Queue something.", primary="Build")
    assert not state.quiet.isVisibleTo(state)
    state.deleteLater()


def test_progress_is_told_in_words_too(shown):
    progress = ProgressLine("Run")
    progress.show_progress("11 of 14 requests", 11 / 14, "about 3 min left")
    shown(progress)
    assert progress.accessibleDescription() == "11 of 14 requests about 3 min left"
    assert not progress.line._tick.isActive()


def test_the_ring_follows_the_keyboard_and_leaves_no_mark_after_a_click(shown, qtbot):
    first, second, box = Button("First"), Button("Second"), CheckBox("Third")
    window = shown(column(first, second, box))
    ring = FocusRing(window)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    top_left = first.mapTo(window, QPoint(0, 0)) - QPoint(RING, RING)
    assert ring.geometry().topLeft() == top_left
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert ring.geometry().topLeft() == second.mapTo(window, QPoint(-RING, -RING))
    second.hide()
    assert ring.isHidden() or ring._around is not second


def test_the_program_moves_the_focus_after_a_click_without_a_mark(shown, monkeypatch):
    first, second = Button("First"), Button("Second")
    window = shown(column(first, second))
    ring = FocusRing(window)
    with monkeypatch.context() as pressed:
        pressed.setattr(QApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)
        second.setFocus(Qt.FocusReason.MouseFocusReason)
    first.setFocus(Qt.FocusReason.OtherFocusReason)
    assert ring.isHidden()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert ring.isVisible()


def test_the_ring_survives_what_it_was_around(shown, qtbot):
    holder = QWidget()
    box = QHBoxLayout(holder)
    doomed, kept = Button("Doomed"), Button("Kept", Kind.PRIMARY)
    box.addWidget(doomed)
    box.addWidget(kept)
    window = shown(holder)
    ring = FocusRing(window)
    doomed.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(doomed.destroyed):
        doomed.deleteLater()
    kept.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    assert ring._around is kept


def test_an_icon_button_needs_no_words_but_a_name(qapp):
    button = IconButton("undo", "Undo")
    assert (button.text(), button.accessibleName(), button.toolTip()) == ("", "Undo", "Undo")
    assert isinstance(button, QObject)
    button.deleteLater()


def test_words_that_are_half_as_long_again_are_shown_whole(qapp):
    for words in ("Import", "Import – und noch etwas mehr"):
        button = Button(words, Kind.PRIMARY, icon="import")
        needed = look.metrics(Type.CONTROL_STRONG).horizontalAdvance(words)
        assert button.minimumSizeHint().width() > needed
        button.deleteLater()


def test_a_view_scrolls_on_while_something_is_dragged_along_its_edge(qtbot):
    view = QListView()
    qtbot.addWidget(view)
    view.setModel(QStringListModel([str(number) for number in range(300)], view))
    view.resize(200, 300)
    view.show()
    edge, bar = EdgeScroll(view), view.verticalScrollBar()
    bar.setSingleStep(1)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    with qtbot.waitSignal(edge.scrolled):
        edge.follow(QPoint(10, view.viewport().height() - 4))
    assert bar.value() > 0
    with qtbot.waitSignal(edge.scrolled):
        edge.follow(QPoint(10, 4))
    qtbot.waitUntil(lambda: bar.value() == 0)
    edge.stop()


def test_a_long_name_breaks_and_widens_no_panel_and_is_copied_as_it_is(shown, qapp):
    line = FactLine()
    path = "/pictures/IMG_0004_a_rather_long_name_of_a_photograph.png " + 50 * "x"
    line.show_fact("File", path)
    assert line.minimumSizeHint().width() < 200
    assert line.value.text() == path
    shown(line, 240)
    line.value.setFocus()
    for key in (Qt.Key.Key_A, Qt.Key.Key_C):
        QTest.keyClick(line.value, key, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == path
