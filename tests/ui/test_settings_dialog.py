"""The settings dialog: found by search, applied at once, refused in place, kept in the file."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from seedream_desktop.app import speech
from seedream_desktop.settings.store import SettingsStore
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.settings.dialog import SettingsDialog
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from seedream_desktop.ui.widgets.choice import Select, Switch

TLS = Path(__file__).parents[1] / "fixtures" / "tls"


@pytest.fixture
def dialog(running):
    running.window.show()
    running.desk.actions.action("settings.open").trigger()
    found = running.window.findChild(SettingsDialog)
    running.wait(found.isVisible)
    yield found
    found.accept()


def row(dialog, name):
    return next(r for s in dialog.sections for r in s.rows if r.name.text().startswith(name))


def shown(dialog):
    return [r._name for s in dialog.sections for r in s.rows if r.isVisibleTo(dialog)]


def pick(select, data):
    select.setCurrentIndex(select.findData(data))
    select.activated.emit(select.currentIndex())


def test_search_goes_over_all_sections_and_marks_what_it_found(dialog):
    assert shown(dialog)[0] == "Theme"
    QTest.keyClicks(dialog.search, "certif")
    assert shown(dialog) == ["Proxy", "Extra certificate authorities"]
    marked = dialog.network.file_row.name.text()
    assert look.tokens.accent in marked
    QTest.keyClicks(dialog.search, "xyz")
    assert shown(dialog) == []
    assert dialog.nothing.isVisibleTo(dialog)
    QTest.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert shown(dialog)[0] == "Theme"
    assert dialog.isVisible()


def test_a_language_is_offered_by_its_own_name_and_holds_from_the_next_start(dialog, running):
    language = row(dialog, "Language").control
    assert isinstance(language, Select)
    offered = [language.itemText(place) for place in range(language.count())]
    assert offered == ["Match the system", "English", "简体中文"]
    pick(language, "zh")
    store = running.desk.program.settings
    running.wait(lambda: store.current.language == "zh")
    speech.to_window(SettingsStore(running.desk.program.locations.root).current.language)
    assert text.text("title", section="settings") == "设置"
    assert QCoreApplication.translate("QWidgetTextControl", "&Copy").startswith("复制")
    speech.to_window("en")
    assert QCoreApplication.translate("QWidgetTextControl", "&Copy") == "&Copy"


def test_a_theme_shows_at_once_and_is_in_the_file(dialog, running):
    theme = row(dialog, "Theme").control
    assert isinstance(theme, Select)
    pick(theme, "light")
    assert look.theme is Theme.LIGHT
    store = running.desk.program.settings
    running.wait(lambda: store.current.look.theme == "light")
    again = SettingsStore(running.desk.program.locations.root)
    assert again.current.look.theme == "light"


def test_motion_is_as_the_system_wants_it_unless_the_user_says_otherwise(dialog, running):
    motion = row(dialog, "Motion")
    offered = [motion.control.itemText(place) for place in range(motion.control.count())]
    assert offered == ["Match the system", "Less motion", "All motion"]
    assert running.desk.preferences.current.look.motion == "system"
    look.follow_system_motion()
    assert motion.said == ""
    look.hear_system_motion(False)
    assert motion.said == "The system asks for less motion."
    pick(motion.control, "all")
    assert look.has_motion
    assert motion.said == ""
    pick(motion.control, "less")
    assert not look.has_motion
    assert motion.said == "", "it is the user who asks here"
    store = running.desk.program.settings
    running.wait(lambda: store.current.look.motion == "less")
    look.hear_system_motion(True)
    assert not look.has_motion
    pick(motion.control, "system")
    assert look.has_motion


def test_the_dialog_follows_what_is_changed_elsewhere(dialog, running):
    preferences = running.desk.preferences
    preferences.change(concurrency={"wavespeed": 7})
    select = row(dialog, "Requests at once").control
    assert select.currentText() == "7"


def test_how_many_run_at_once_holds_without_a_new_start(dialog, running):
    pick(row(dialog, "Requests at once").control, 8)
    gate = running.desk.program.engine._services["wavespeed"].gate
    running.wait(lambda: gate.parallel == 8)
    pick(row(dialog, "Requests at once").control, None)
    usual = running.desk.program.cards["wavespeed"].account.parallel
    running.wait(lambda: gate.parallel == usual)


def test_a_proxy_that_is_none_is_refused_in_place_and_the_old_one_holds(dialog, running):
    proxy, preferences = dialog.network.proxy, running.desk.preferences
    pick(proxy.kind, "address")
    proxy.address.setText("user:secret@somewhere")
    proxy.address.editingFinished.emit()
    assert "not an address" in dialog.network.proxy_row.said
    assert preferences.current.network.proxy == "system"
    proxy.address.setText("http://127.0.0.1:8080")
    proxy.address.editingFinished.emit()
    assert dialog.network.proxy_row.said == ""
    assert preferences.current.network.proxy == "http://127.0.0.1:8080"


def test_a_proxy_holds_for_the_next_connection_without_a_new_start(dialog, running):
    line = running.desk.program.branches.lines["wavespeed"]
    line.open()
    before = line.client
    pick(dialog.network.proxy.kind, "none")
    running.wait(lambda: running.desk.program.settings.current.network.proxy == "none")
    running.wait(lambda: line._clients is None)
    assert line.client is not before


def test_a_file_of_authorities_is_read_before_it_is_taken(dialog, running, tmp_path):
    network, preferences = dialog.network, running.desk.preferences
    wrong = tmp_path / "letter.pem"
    wrong.write_text("Dear Sir")
    network.take_file(str(wrong))
    running.wait(lambda: "no certificate" in network.file_row.said)
    network.take_file(str(tmp_path / "gone.pem"))
    running.wait(lambda: "cannot be read" in network.file_row.said)
    assert preferences.current.network.extra_ca_file is None
    good = next(path for path in TLS.iterdir() if b"BEGIN CERT" in path.read_bytes())
    network.take_file(str(good))
    running.wait(lambda: preferences.current.network.extra_ca_file == str(good))
    assert network.file.path.words == str(good)
    network.file.remove.click()
    assert preferences.current.network.extra_ca_file is None


def test_the_room_for_small_pictures_holds_at_once(dialog, running):
    pick(row(dialog, "Space for thumb").control, 8)
    cache = running.desk.program.previews
    running.wait(lambda: cache.limit_bytes == 8 * 2**30)


def test_freeing_space_says_what_came_of_it_and_where_the_library_is(dialog, running):
    running.wait(lambda: "in " in dialog.storage.place_row.said)
    assert str(running.desk.program.locations.root) in dialog.storage.place_row.said
    dialog.storage.sweep.click()
    running.wait(dialog.storage.sweep.isEnabled)
    assert dialog.storage.sweep_row.said


def test_an_amount_that_is_none_is_refused_in_place(dialog, running):
    confirm = row(dialog, "Ask before").control
    confirm.setText("a lot")
    confirm.editingFinished.emit()
    assert "not an amount" in row(dialog, "Ask before").said
    confirm.setText("7.50")
    confirm.editingFinished.emit()
    assert running.desk.preferences.current.confirm_above_micros == 7_500_000


def test_notifications_are_switched_one_by_one(dialog, running):
    switch = row(dialog, "When a run ends").control
    assert isinstance(switch, Switch)
    switch.click()
    notifications = running.desk.preferences.current.notifications
    assert (notifications.run_ended, notifications.needs_decision) == (False, True)


def test_every_control_has_a_name_and_the_sections_are_one_stop_for_tab(dialog):
    tabbed = [
        child
        for child in dialog.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisibleTo(dialog)
    ]
    assert [child for child in tabbed if not child.accessibleName()] == []
    sections = [child for child in tabbed if type(child).__name__ == "SectionButton"]
    assert len(sections) == 1
    dialog.activateWindow()
    sections[0].setFocus()
    QTest.keyClick(sections[0], Qt.Key.Key_Down)
    assert shown(dialog)[0] == "Spending caps"


def test_there_is_one_dialog_at_a_time_and_nothing_is_left_of_it(dialog, running):
    running.desk.actions.action("settings.open").trigger()
    assert len(running.window.findChildren(SettingsDialog)) == 1
