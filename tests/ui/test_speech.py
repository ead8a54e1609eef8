"""What the program tells screen readers beside names: roles, states, answers, and no more news."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from seedream_desktop.domain.judgement import Aspect
from seedream_desktop.ui import speech
from seedream_desktop.ui.canvas.handle import SplitHandle
from seedream_desktop.ui.desk.queue import Counts
from seedream_desktop.ui.dialogs.providers.dialog import ProvidersDialog
from seedream_desktop.ui.dialogs.settings.dialog import SettingsDialog
from seedream_desktop.ui.dialogs.shortcuts import ShortcutsDialog
from seedream_desktop.ui.models.frame_words import judged_words
from seedream_desktop.ui.shell.announcer import Announcer
from seedream_desktop.ui.shell.status_bar import StatusBar
from seedream_desktop.ui.views.build.title_bar import TitleBar
from seedream_desktop.ui.views.timeline.tools import ZoomSlider
from seedream_desktop.ui.widgets.button import IconToggle
from seedream_desktop.ui.widgets.choice import Select, Switch
from seedream_desktop.ui.widgets.field import Field, LineEdit
from seedream_desktop.ui.widgets.label import CutLabel
from seedream_desktop.ui.widgets.progress_line import ProgressLine
from seedream_desktop.ui.widgets.segmented import Segment, SegmentedControl
from seedream_desktop.ui.widgets.step_card import StepCard

R = QAccessible.Role


@pytest.fixture(autouse=True)
def _has_voices(qapp):
    speech.give_voices()


def face(widget):
    return QAccessible.queryAccessibleInterface(widget)


def stacked(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    for widget in widgets:
        column.addWidget(widget)
    return whole


def test_what_the_program_draws_has_a_role(shown):
    group, plain, words = QWidget(), QWidget(), CutLabel("ceramic-01.jpg")
    group.setAccessibleName("Tools")
    card = StepCard(1, "Use step 1")
    line = ProgressLine("Reading pictures")
    parts = (group, plain, words, card, line)
    shown(stacked(*parts))
    told = [face(part).role() for part in (*parts, line.line)]
    assert told == [R.Grouping, R.Client, R.StaticText, R.ListItem, R.Grouping, R.ProgressBar]
    line.show_progress("3 of 4", 0.75)
    assert (line.line.minimum(), line.line.value(), line.line.maximum()) == (0, 750, 1000)


def test_toggling_is_a_click_whoever_does_it(shown):
    ways, pick, pin = SegmentedControl("Ways", [("One", ""), ("Two", "")]), *toggles()
    shown(stacked(ways, pick, pin))
    chosen, clicked = [], []
    ways.chosen.connect(chosen.append)
    second = ways.findChildren(Segment)[1]
    for button in (pick, pin):
        button.clicked.connect(lambda is_on: clicked.append(is_on))  # noqa: PLW0108 (PySide)
    assert [face(b).role() for b in (second, pick, pin)] == [R.RadioButton, R.CheckBox, R.CheckBox]
    for button in (second, pick, pin):
        speech.ToggleVoice(button).doAction("Toggle")
        assert face(button).state().checked
    assert (chosen, clicked) == ([1], [True, True])


def toggles():
    return IconToggle("pick", "Pick"), Switch("Pin A")


@pytest.mark.parametrize(("command", "kind", "about"), [
    ("settings.open", SettingsDialog, "Every change holds at once."),
    ("settings.keys", ProvidersDialog, "The services with their keys, and the caps"),
    ("help.shortcuts", ShortcutsDialog, "All commands with their keys."),
])  # fmt: skip
def test_a_dialog_says_what_it_is_about_or_all_its_labels_would_be_read(
    running, command, kind, about
):
    running.window.show()
    running.desk.actions.do(command)
    running.wait(lambda: running.window.findChild(kind) is not None)
    dialog = running.window.findChild(kind)
    assert face(dialog).text(QAccessible.Text.Description).startswith(about)
    dialog.reject()


def test_what_a_list_of_more_is_for_is_in_its_name_and_a_size_has_its_unit(running, shown):
    assert face(shown(TitleBar(running.desk)).more).text(QAccessible.Text.Name) == (
        "More for this sequence"
    )
    assert face(shown(ZoomSlider())).text(QAccessible.Text.Name) == "Size of pictures in pixels"


def test_a_card_is_an_item_that_is_selected_by_pressing_it(shown):
    card = StepCard(2, "Use step 2")
    shown(card)
    card.opened.connect(lambda: card.show_open(is_open=True))
    voice = speech.ItemVoice(card)
    assert (voice.actionNames()[0], bool(voice.state().selected)) == ("Press", False)
    voice.doAction("Press")
    assert voice.state().selected


def test_every_list_to_select_from_has_one_label_beside_it(shown):
    alone, captioned = Select("Any rating", [("4 stars", 4)]), Select("", [("WaveSpeedAI", 1)])
    window = stacked(alone, Field("Provider", captioned))
    shown(window)
    for select, name in ((alone, "Any rating"), (captioned, "Provider")):
        labels = [each for each in window.findChildren(QLabel) if each.buddy() is select]
        assert [label.text() for label in labels] == [name]


def test_what_is_written_for_the_user_counts_as_written(shown):
    line, heard = LineEdit("before"), []
    line.written.connect(heard.append)
    shown(line)
    line.setText("the program's")
    assert heard == []
    QLineEdit.setText(line, "the user's")  # as Qt does it for a screen reader
    assert heard == ["the user's"]


def test_a_value_that_is_set_moves_the_split(shown):
    window, heard = QWidget(), []
    handle = SplitHandle(window)
    handle.moved.connect(heard.append)
    shown(window)
    handle.setValue(25)
    handle.show_share(0.25)
    assert (heard, handle.accessibleName()) == ([0.25], "Split 25 percent")


@pytest.mark.parametrize(("aspect", "values", "said"), [
    (Aspect.STARS, ["4"], "4 stars"),
    (Aspect.STARS, [""], "no stars"),
    (Aspect.STARS, ["4", "4", "5"], "4 stars, 5 stars, 3 pictures"),
    (Aspect.FLAG, ["pick", "pick"], "picked, 2 pictures"),
    (Aspect.FLAG, [""], "no flag"),
    (Aspect.LABEL, ["green"], "Green label"),
    (Aspect.NOTE, ["lovely"], ""),
])  # fmt: skip
def test_a_judgement_is_answered_in_words(aspect, values, said):
    assert judged_words(aspect, values) == said


class Ear(Announcer):
    """Remembers what was news and what was answered."""

    def __init__(self, window: QWidget, **timing: int) -> None:
        super().__init__(window, **timing)
        self.news: list[str] = []
        self.answered: list[str] = []

    def say(self, words: str) -> None:
        super().say(words)
        self.news.append(words)

    def _on_soon(self) -> None:
        super()._on_soon()
        self.answered.append(self.last)


def test_answers_are_given_each_time_and_of_a_held_key_the_last_alone(qtbot, shown):
    ear = Ear(shown(QWidget()), soon_ms=5)
    for words in ("image 2 of 9", "image 3 of 9"):
        ear.answer(words)
    qtbot.waitUntil(lambda: ear.answered == ["image 3 of 9"])
    ear.answer("image 3 of 9")
    qtbot.waitUntil(lambda: len(ear.answered) == 2)


def test_a_run_of_many_pictures_is_told_when_it_begins_and_when_it_ends(running):
    ear = Ear(running.window)
    bar = StatusBar(running.desk, ear, running.window)
    for waiting in range(200, -1, -1):
        bar._show_queue(Counts(running=1 if waiting else 0, waiting=waiting))
    assert ear.news == ["1 running, 200 waiting", "Nothing is running"]


def test_going_elsewhere_the_focus_touches_nothing_on_its_way(qtbot, running):
    window, came = running.window, []
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.go("go.build")
    running.wait(lambda: window.focusWidget() is not None)

    def note(_before, now) -> None:
        if now is not None:
            came.append(now)

    QApplication.instance().focusChanged.connect(note)
    window.go("go.ledger")
    running.wait(lambda: bool(came))
    QApplication.instance().focusChanged.disconnect(note)
    assert [window._at.isAncestorOf(each) for each in came] == [True]
    assert came[0].focusPolicy() is not Qt.FocusPolicy.NoFocus
