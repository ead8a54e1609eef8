"""Providers and keys: the dialog over a real vault and a real adapter before the emulator."""

import http.server
import json
import logging
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from seedream_desktop.app.wiring import WAVESPEED
from seedream_desktop.domain.errors import KeyMissing
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.providers.cards import bundled_card
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.settings.vault import KeyVault, SystemStore
from seedream_desktop.ui.desk.accounts import Busy
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.widgets.label import Label
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.keyroom import Drawer, KeyRoom, told

KEY = "wsk_canary_5e1b77d0c4c94f2a"
OTHER = "wsk_other_canary_99c0ffee91c0"


@pytest.fixture
def service():
    with WaveSpeedEmulator(key=KEY, balance_micros=18_200_000) as made:
        yield made
        assert made.control.violations() == []


@pytest.fixture
def drawer():
    return Drawer()


@pytest.fixture
def rooms(qapp, service, drawer, tmp_path, _leaves_no_widget):
    made = []

    def make(*, environ=None, has_store=True, url=None):
        store = SystemStore(drawer, "Secret Service") if has_store else None
        vault = KeyVault(environ or {}, lambda: store)
        room = KeyRoom(vault, url or service.url, tmp_path / "data")
        made.append(room)
        return room

    yield make
    for room in made:
        room.close()


@pytest.fixture
def room(rooms):
    made = rooms()
    made.open()
    return made


def give(room, key):
    room.row.put.click()
    room.row.entry.line.setText(key)
    room.row.entry.save.click()
    room.settle()


def facts(room):
    return [value.words for value in room.row.facts._values]


def test_without_a_key_it_says_so_and_where_one_is_to_be_had(room, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    assert room.row.chip.words == "no key"
    assert not room.row.test.isVisible()
    assert not room.row.remove.isVisible()
    room.row.get.click()
    assert opened == [QUrl("https://wavespeed.ai/accesskey")]
    assert "wavespeed.ai" in room.row.get.accessibleName()


def test_a_key_that_is_added_is_kept_and_tested_and_shown_by_its_tail(room, drawer, service):
    give(room, f"  {KEY}\n")
    assert list(drawer.keys.values()) == [KEY]
    assert room.row.chip.words == "key works"
    assert facts(room)[:2] == ["●●●● 4f2a", "Secret Service"]
    assert facts(room)[3] == "$18.20"
    assert not room.row.entry.isVisible()
    assert service.control.posts() == []


def test_a_key_that_the_service_refuses_stays_and_is_said_to_be_refused(room):
    give(room, OTHER)
    assert room.row.chip.words == "key refused"
    assert facts(room)[0] == "●●●● 91c0"
    assert "Replace it" in room.row.remark.words
    give(room, KEY)
    assert room.row.chip.words == "key works"
    assert room.row.remark.words == ""


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_service_in_trouble_says_nothing_of_the_key(room, service, status):
    service.control.play("balance_error", status=status, times=None)
    give(room, KEY)
    assert room.row.chip.words == "key kept"
    assert facts(room)[2] == "not yet"
    assert "could not be asked" in room.row.remark.words
    service.control.stop_playing()
    room.row.test.click()
    room.settle()
    assert room.row.chip.words == "key works"


@pytest.mark.parametrize(
    ("status", "message", "word"),
    [
        (402, "Insufficient credits", "no money"),
        (403, "account restricted", "account refused"),
        (401, "bad key", "key refused"),
    ],
)
def test_each_refusal_has_its_own_words(rooms, status, message, word):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"code": status, "message": message}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        room = rooms(url=f"http://127.0.0.1:{server.server_port}")
        room.open()
        give(room, KEY)
        assert room.row.chip.words == word
        assert room.row.remark.words.startswith("WaveSpeedAI ")
        server.shutdown()
        thread.join()


def test_an_empty_account_is_told_before_the_first_run(rooms, service):
    service.control.set_balance(0)
    room = rooms(environ={"WAVESPEED_API_KEY": KEY})
    room.open()
    room.row.test.click()
    room.settle()
    assert room.row.chip.words == "no money"
    assert "Top it up" in room.row.remark.words


def test_a_removed_key_is_asked_about_first_and_then_gone(room, drawer):
    give(room, KEY)
    room.row.remove.click()
    assert room.row.question.isVisible()
    assert room.dialog.focusWidget() is room.row.question.keep
    room.row.question.keep.click()
    assert list(drawer.keys.values()) == [KEY]
    room.row.remove.click()
    room.row.question.remove.click()
    room.settle()
    assert drawer.keys == {}
    assert room.row.chip.words == "no key"


def test_a_key_of_the_environment_is_shown_as_such_and_cannot_be_changed_here(rooms):
    room = rooms(environ={"WAVESPEED_API_KEY": KEY})
    room.open()
    assert room.row.chip.words == "key from the environment"
    assert facts(room)[:2] == ["●●●● 4f2a", "WAVESPEED_API_KEY"]
    assert room.row.test.isVisible()
    assert not room.row.put.isVisible()
    assert not room.row.remove.isVisible()
    assert "WAVESPEED_API_KEY" in room.row.note.words


def test_without_a_store_a_key_lasts_for_this_start_and_that_is_said(rooms):
    room = rooms(has_store=False)
    room.open()
    assert "no secure store" in room.dialog.store.words
    give(room, KEY)
    assert facts(room)[1] == "memory, until the program ends"


def test_a_locked_store_is_asked_once_and_opens_again_on_request(rooms, drawer):
    drawer.is_locked = True
    room = rooms()
    room.open()
    assert drawer.reads == 1
    assert room.row.chip.words == "locked"
    assert "Secret Service is locked" in room.dialog.store.words
    assert not room.row.put.isEnabled()
    drawer.is_locked = False
    room.dialog.again.click()
    room.settle()
    assert room.row.chip.words == "no key"
    assert not room.dialog.again.isVisible()


def test_a_store_that_locks_while_a_key_is_given_loses_nothing_and_says_so(room, drawer):
    give(room, KEY)
    drawer.is_locked = True
    give(room, OTHER)
    assert isinstance(room.standing.trouble, KeyMissing)
    assert "is locked" in room.row.remark.words
    assert list(drawer.keys.values()) == [KEY]


@pytest.mark.parametrize(
    "wrong", ["two words here", "schlüssel-0123456789", "x" * 1300, "a\u2028b-0123456789"]
)
def test_what_cannot_be_a_key_is_refused_while_it_is_pasted(room, drawer, wrong):
    room.row.put.click()
    room.row.entry.line.setText(wrong)
    assert not room.row.entry.save.isEnabled()
    assert "no key" in room.row.entry.field._below.text()
    QTest.keyClick(room.row.entry.line, Qt.Key.Key_Return)
    assert drawer.keys == {}
    assert room.row.entry.isVisible()


def test_the_field_gives_nothing_back(room):
    room.row.put.click()
    line = room.row.entry.line
    QApplication.clipboard().setText(KEY)
    line.paste()
    QApplication.clipboard().clear()
    line.selectAll()
    line.copy()
    assert line.text() == KEY
    line.cut()
    assert QApplication.clipboard().text() == ""
    line.setText(KEY)
    room.row.entry.cancel.click()
    assert line.text() == ""
    line.undo()
    assert line.text() == ""


def test_closing_the_dialog_empties_the_field_and_ends_a_test(rooms):
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes the question, never answers
        room = rooms(
            environ={"WAVESPEED_API_KEY": KEY}, url=f"http://127.0.0.1:{mute.getsockname()[1]}"
        )
        dialog = room.open()
        room.row.test.click()
        assert room.standing.busy is Busy.TESTING
        dialog.reject()
        room.wait(lambda: room.standing.busy is None)
        assert not room.standing.is_good


def test_a_key_is_still_kept_when_the_dialog_closes_meanwhile(room, drawer):
    room.row.put.click()
    room.row.entry.line.setText(KEY)
    room.row.entry.save.click()
    room.shut()
    room.settle()
    assert list(drawer.keys.values()) == [KEY]
    assert room.standing.is_good


def test_what_is_known_stays_when_it_is_opened_again(room):
    give(room, KEY)
    room.shut()
    room.open()
    assert room.row.chip.words == "key works"


def test_buttons_rest_while_something_is_under_way(rooms):
    room = rooms(environ={"WAVESPEED_API_KEY": KEY})
    room.open()
    room.row.test.click()
    assert room.row.chip.words == "testing"
    assert not room.row.test.isEnabled()
    room.settle()
    assert room.row.test.isEnabled()


def test_the_key_is_nowhere_but_in_its_store(room, drawer, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    heard = []
    for key in (KEY, OTHER):
        room.row.put.click()
        room.row.entry.line.setText(key)
        heard += told(room.dialog)
        room.row.entry.save.click()
        heard += told(room.dialog)
        room.settle()
        heard += told(room.dialog)
    room.preferences.change(caps=CapSettings(day_micros=1))
    room.wait(room.settings.path.exists)
    heard += [repr(room.standing), repr(room.accounts.__dict__), caplog.text]
    heard += [repr(vars(part)) for part in (room.dialog, room.row, room.row.entry)]
    heard += [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    heard.append(QApplication.clipboard().text())
    said = "\0".join(heard)
    assert "4f2a" in said, "the tail is shown"
    for key in (KEY, OTHER):
        assert key[:-4] not in said
        assert key[-5:] not in said


def test_caps_are_checked_while_written_and_hold_when_left(room):
    line = room.dialog.caps.amount("day_micros")
    line.setFocus()
    QTest.keyClicks(line, "fif")
    assert "no amount" in room.dialog.caps.fields["day_micros"]._below.text()
    line.selectAll()
    QTest.keyClicks(line, "25")
    assert room.preferences.current.caps.day_micros is None
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert room.dialog.isVisible(), "Enter in a field does not close the dialog"
    assert room.preferences.current.caps == CapSettings(day_micros=25_000_000)
    assert line.text() == "$25.00"
    room.wait(lambda: room.settings.current.caps.day_micros == 25_000_000)


def test_a_bad_amount_changes_nothing_and_an_empty_one_lifts_the_cap(room):
    room.preferences.change(caps=CapSettings(run_micros=10_000_000))
    line = room.dialog.caps.amount("run_micros")
    assert line.text() == "$10.00"
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "1,5")
    room.dialog.close_button.setFocus()
    assert room.preferences.current.caps.run_micros == 10_000_000
    assert line.text() == "1,5"
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    room.dialog.close_button.setFocus()
    assert room.preferences.current.caps.run_micros is None


def test_above_which_price_a_run_asks_is_set_beside_the_caps(room):
    threshold = room.dialog.threshold
    assert threshold.line.text() == "$5.00"
    threshold.line.setFocus()
    threshold.line.selectAll()
    QTest.keyClicks(threshold.line, "a lot")
    assert "no amount" in threshold.field._below.text()
    threshold.line.selectAll()
    QTest.keyClicks(threshold.line, "2.5")
    QTest.keyClick(threshold.line, Qt.Key.Key_Return)
    assert room.preferences.current.confirm_above_micros == 2_500_000
    assert threshold.line.text() == "$2.50"


def test_a_cap_that_never_comes_to_hold_is_pointed_out(room):
    room.preferences.change(caps=CapSettings(run_micros=30_000_000, day_micros=25_000_000))
    assert "per day is lower" in room.dialog.caps.fields["run_micros"]._below.text()


def test_regions_are_offered_only_where_there_are_several(rooms):
    room = rooms()
    room.cards[WAVESPEED] = replace(room.cards[WAVESPEED], regions=("ap", "eu"))
    dialog = room.open()
    (select,) = dialog.findChildren(QComboBox)
    assert select.currentText() == "ap"
    select.setCurrentIndex(1)
    select.activated.emit(1)
    assert room.preferences.current.regions == {WAVESPEED: "eu"}
    room.shut()
    room.cards[WAVESPEED] = replace(room.cards[WAVESPEED], regions=("ap",))
    assert room.open().findChildren(QComboBox) == []


def test_another_region_shows_its_own_models_and_forgets_the_test_of_the_key(rooms):
    room = rooms()
    ark = bundled_card(ProviderId("byteplus"))
    room.cards[WAVESPEED] = replace(ark, provider=WAVESPEED)
    dialog = room.open()
    row = dialog.rows[WAVESPEED]
    assert "one region" in row.region_note.words
    row.offer.more.click()
    shown = {label.text() for label in row.offer.models.findChildren(Label)}
    assert {"Seedream 5.0 Lite", "Seedream 5.0 Pro", "edit, several at once", "$0.035"} <= shown
    (select,) = dialog.findChildren(QComboBox)
    assert select.itemText(1) == "Europe (Dublin)"
    select.setCurrentIndex(1)
    select.activated.emit(1)
    assert room.preferences.current.regions == {WAVESPEED: "eu"}
    shown = {label.text() for label in row.offer.models.findChildren(Label)}
    assert "Seedream 5.0 Lite" in shown
    assert "Seedream 5.0 Pro" not in shown
    row.offer.more.click()
    assert row.offer.models is None


def test_figures_older_than_60_days_are_said_to_be(rooms):
    room = rooms()
    today = datetime.now(tz=UTC).date()
    room.cards[WAVESPEED] = replace(room.cards[WAVESPEED], as_of=today - timedelta(days=61))
    assert "61 days old" in room.open().rows[WAVESPEED].offer.age.words
    room.shut()
    room.cards[WAVESPEED] = replace(room.cards[WAVESPEED], as_of=today - timedelta(days=60))
    assert room.open().rows[WAVESPEED].offer.age.words == ""


# -- keyboard and screen readers


def stops(dialog):
    """Return what Tab comes by, from the first round to where it begins again."""
    found, widget = [], dialog.focusWidget() or dialog.nextInFocusChain()
    while widget not in found:
        found.append(widget)
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Tab)
        widget = dialog.focusWidget()
    return found


def usable(dialog):
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    return [
        widget
        for kind in kinds
        for widget in dialog.findChildren(kind)
        if widget.isVisible() and widget.isEnabled()
    ]


@pytest.mark.parametrize("is_open", [False, True])
def test_tab_comes_by_everything_and_everything_has_a_name(room, is_open):
    give(room, KEY)
    if is_open:
        room.row.put.click()
        room.row.entry.line.setText(KEY)
    room.dialog.activateWindow()
    room.wait(room.dialog.isActiveWindow)
    (room.row.entry.line if is_open else room.row.test).setFocus()
    assert set(usable(room.dialog)) == set(stops(room.dialog))
    names = [widget.accessibleName() for widget in usable(room.dialog)]
    assert all(names)
    assert len(set(names)) == len(names)


def test_all_of_it_can_be_done_by_keyboard(room, drawer):
    room.dialog.activateWindow()
    room.wait(room.dialog.isActiveWindow)
    room.dialog.begin_at(room.row.provider)
    QTest.keyClick(room.row.put, Qt.Key.Key_Return)
    assert room.row.entry.line.hasFocus()
    QTest.keyClicks(room.row.entry.line, KEY)
    QTest.keyClick(room.row.entry.line, Qt.Key.Key_Return)
    room.settle()
    assert list(drawer.keys.values()) == [KEY]
    assert room.row.put.hasFocus()
    QTest.keyClick(room.row.put, Qt.Key.Key_Space)
    QTest.keyClick(room.row.entry.line, Qt.Key.Key_Escape)
    assert not room.row.entry.isVisible()
    assert room.dialog.isVisible(), "Escape leaves the field first"
    room.row.remove.setFocus()
    QTest.keyClick(room.row.remove, Qt.Key.Key_Return)
    QTest.keyClick(room.row.question.keep, Qt.Key.Key_Escape)
    assert room.row.remove.hasFocus()
    QTest.keyClick(room.row.remove, Qt.Key.Key_Escape)
    assert not room.dialog.isVisible()


def test_a_narrow_dialog_at_double_text_still_shows_every_control(room):
    give(room, KEY)
    look.show_text_at(2.0)
    room.dialog.resize(1180, 700)
    room.row.put.click()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    for widget in usable(room.dialog):
        assert widget.width() >= widget.minimumSizeHint().width(), widget.accessibleName()
        assert widget.visibleRegion().boundingRect().width() > 0 or widget.y() > 0
    QApplication.sendEvent(
        room.dialog,
        QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    )
