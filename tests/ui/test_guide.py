"""The guide: opened where one is, read, searched and followed by keys, in the real window."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from seedream_desktop.domain.card import Recovery
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.dialogs.settings.dialog import SettingsDialog
from seedream_desktop.ui.dialogs.what_is_sent import WhatIsSentDialog, facts_of
from seedream_desktop.ui.guide.contents import ROW_ROLE
from seedream_desktop.ui.guide.topic import about, page_at
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from tests.ui import reach
from tests.ui.modelling import strict

K = Qt.Key


@pytest.fixture
def window(qtbot, running):
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    return running.window


@pytest.fixture
def guide(qtbot, window):
    """Give the guide as F1 opens it."""
    QTest.keyClick(QApplication.focusWidget(), K.Key_F1)
    made = window.chores.guide.guide
    assert made is not None, "the key opened it"
    with qtbot.waitActive(made):
        made.activateWindow()
    made.begin()
    yield made
    window.chores.guide.close()


def titles(guide):
    rows = (guide.contents.index(n, 0).data(ROW_ROLE) for n in range(guide.contents.rowCount()))
    return [row.title for row in rows if row.target]


def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def test_f1_opens_the_page_for_where_one_is_and_all_of_it_is_used_by_keys(qtbot, window, guide):
    assert guide.at == "first-run", "the library is empty: the first steps"
    assert QApplication.focusWidget() is guide.page

    press(K.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is guide.search
    QTest.keyClicks(guide.search, "paying twice")
    assert titles(guide)[0].startswith("In doubt")
    press(K.Key_Return)
    assert guide.at.startswith("in-doubt")
    assert QApplication.focusWidget() is guide.page
    assert guide.page.extraSelections(), "what was sought is marked"

    press(K.Key_Tab)
    assert guide.page.textCursor().selectedText() == "caps", "the first link on the page"
    press(K.Key_Return)
    assert guide.at == "caps"
    press(K.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert guide.at.startswith("in-doubt")
    press(K.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert guide.at == "caps"

    press(K.Key_Escape)
    assert not guide.search.text(), "the search is given up first"
    press(K.Key_Escape)
    qtbot.waitUntil(lambda: window.chores.guide.guide is None)


def test_the_arrows_go_through_the_contents_and_show_each_page(guide):
    tester = strict(guide.contents)
    guide.search.setFocus()
    press(K.Key_Down)
    assert QApplication.focusWidget() is guide.list
    press(K.Key_Down)
    assert guide.at == "pictures"
    assert guide.page.accessibleName() == "Pictures and folders"
    guide.search.setText("printer ink")
    assert guide.contents.rowCount() == 0
    assert "printer ink" in guide.nothing.text()
    del tester


def test_everything_in_the_guide_has_a_name_and_is_reached(guide):
    guide.go("plan")
    guide.go_back()
    assert reach.nameless(guide) == []
    assert reach.speechless(guide) == []


@pytest.mark.parametrize(
    ("place", "page"),
    [("go.build", "steps"), ("go.timeline", "timeline"), ("go.queue", "queue"), ("", "first-run")],
)
def test_a_place_without_a_page_of_its_own_part_has_the_workspaces(qapp, place, page):
    assert page_at(None, place) == page


def test_the_plan_has_a_page_of_its_own(running, window):
    window.do("help.sample")
    running.wait(lambda: running.desk.documents.current is not None)
    running.wait(lambda: running.desk.outlook.figures.requests > 0)
    window._at.plan.requests.setFocus()
    running.desk.actions.action("help.guide").trigger()
    assert window.chores.guide.guide.at == "plan"
    window.chores.guide.close()


def test_f1_works_over_a_dialog_and_the_guide_can_be_read_beside_it(running, window):
    running.desk.actions.action("settings.open").trigger()
    dialog = window.findChild(SettingsDialog)
    dialog.go("storage")
    running.wait(lambda: QApplication.activeWindow() is dialog)
    QTest.keyClick(dialog.search, K.Key_F1)
    guide = window.chores.guide.guide
    assert guide.at == "library"
    calls = []
    running.desk.actions.action("settings.keys").triggered.connect(calls.append)
    guide.page.asked.emit("do:settings.keys")
    assert calls == [], "the dialog is open, and nothing is done behind it"
    guide.page.asked.emit("in-doubt#you")
    assert guide.at == "in-doubt#you"
    window.chores.guide.close()
    dialog.close()


def test_a_link_does_what_it_names_in_the_window(running, window, guide):
    guide.page.asked.emit("do:help.sample")
    running.wait(lambda: running.desk.documents.current is not None)
    assert window.place == "go.build"


def test_a_question_says_where_more_is_to_be_read(running, window):
    ask = running.desk.actions.action("help.guide").trigger
    question = Question("Send again?", "Perhaps twice.", answer="Send", safe="No", learn=ask)
    about(question, "in-doubt")
    question.open()
    running.wait(lambda: QApplication.activeWindow() is question)
    question.learn.setFocus()
    question.learn.click()
    assert window.chores.guide.guide.at == "in-doubt"
    window.chores.guide.close()
    question.close()
    question.deleteLater()


def test_the_guide_follows_the_look_and_the_keys(running, guide):
    guide.go("comfort")
    before = guide.page.toHtml()
    look.show_theme(Theme.LIGHT)
    assert guide.page.toHtml() != before
    assert running.desk.actions.rebind("help.palette", ["Ctrl+Alt+K"])
    assert "Ctrl+Alt+K" in guide.page.toPlainText().replace("\u00a0", " ")


def test_pictures_are_no_wider_than_the_column(guide):
    guide.go("timeline")
    (size,) = {guide.page._shown_size(file).width() for file in guide.page.page.pictures}
    assert size <= guide.page.viewport().width()
    assert not guide.page._picture("timeline.webp").isNull()


def test_the_card_of_what_is_sent_knows_each_provider(running, window):
    running.desk.actions.action("help.what_is_sent").trigger()
    dialog = window.findChild(WhatIsSentDialog)
    running.wait(lambda: any("api.wavespeed.ai" in said for _, said in dialog.facts))
    cards = running.desk.program.cards
    shown = {dialog.provider.itemData(row) for row in range(dialog.provider.count())}
    assert shown == {name for name, card in cards.items() if card.rehearses is None}
    for name, card in cards.items():
        said = " ".join(words for _, words in facts_of(card, (f"{name}.example",)))
        assert "{" not in said
        assert (f"{name}.example" in said) is not card.is_offline
        if not card.is_offline:
            assert ("inside the order" in said) is card.references_inside
            assert ("list of your own jobs" in said) is (card.recovery is not Recovery.NONE)
            assert ("Improve the prompt" in said) is (card.enhancer is not None)
    dialog.guide_asked.emit()
    assert window.chores.guide.guide is not None
    window.chores.guide.close()
    dialog.close()


def test_a_hit_that_is_cut_tells_all_of_itself_in_a_tool_tip(guide):
    guide.search.setText("doubt")
    index = guide.contents.index(0)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 80, 48)
    told = guide.list.itemDelegate().told(option, index)
    row = guide.contents.row(index)
    assert row.title in told
    assert row.more in told
