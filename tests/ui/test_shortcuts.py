"""The shortcuts dialog: search, record, conflict, take, reset; kept with the settings."""

import asyncio
import resource

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.ui.dialogs.key_rows import ROW_ROLE, KeyRows
from seedream_desktop.ui.dialogs.sheet_printing import as_pdf, saved
from seedream_desktop.ui.dialogs.shortcuts import ShortcutsDialog
from seedream_desktop.ui.keymap import Keymap
from seedream_desktop.ui.theme.look import look
from tests.ui import reach
from tests.ui.modelling import strict

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def dialog(qtbot, running):
    running.window.show()
    made = ShortcutsDialog(running.desk, running.window)
    with qtbot.waitActive(made):
        made.open()
    yield made
    made.close()
    made.deleteLater()


def choose(dialog, command):
    dialog.view.setCurrentIndex(dialog.rows.index(dialog.rows.row_of(command), 0))
    assert dialog.command == command


def record(dialog, key, modifiers=CTRL):
    dialog.change.click()
    assert dialog.recorder.isVisible()
    QTest.keyClick(dialog.recorder, key, modifiers)


def test_every_command_stands_under_its_context_and_headings_cannot_be_chosen(qapp):
    rows = KeyRows(Keymap())
    tester = strict(rows)
    shown = [rows.index(n, 0).data(ROW_ROLE) for n in range(rows.rowCount())]
    assert {row.command for row in shown if row.command} == {c.id for c in Keymap().commands}
    assert shown[0].words == "Everywhere"
    assert not rows.flags(rows.index(0, 0))
    rows.search("ctrl+k")
    assert rows.index(0, 0).data(ROW_ROLE).command == "help.palette"
    rows.search("")
    del tester


def is_ringed(view):
    """Say whether the current row has the outline of what has the keyboard; a bar is none."""
    box = view.visualRect(view.currentIndex())
    shown = view.viewport().grab(box).toImage()
    middle, end = shown.height() // 2, shown.width() - 1
    sides = ((shown.pixelColor(x, middle) for x in (near, end - near)) for near in range(6))
    return any(all(c.name() == look.tokens.accent.lower() for c in pair) for pair in sides)


def test_a_row_is_marked_for_the_keyboard_and_not_for_the_mouse(running, dialog):
    view = dialog.view
    choose(dialog, "help.palette")
    running.wait(lambda: view.visualRect(view.currentIndex()).isValid())
    place = view.visualRect(view.currentIndex()).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.hasFocus()
    assert not is_ringed(view)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert is_ringed(view)


def test_a_new_key_holds_at_once_and_is_kept(running, dialog):
    choose(dialog, "go.queue")
    record(dialog, Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier)
    assert running.gui.actions.action("go.queue").shortcut().toString() == "F9"
    assert "F9" in dialog.said.text()
    assert dialog.command == "go.queue"
    store = running.desk.program.settings
    running.wait(lambda: store.current.shortcuts.get("go.queue") == ("F9",))


def test_a_key_that_is_taken_names_its_owner_and_is_taken_on_request(running, dialog):
    choose(dialog, "go.queue")
    record(dialog, Qt.Key.Key_K)
    assert "All commands" in dialog.said.text()
    assert running.gui.actions.keymap.keys("go.queue") == ("Ctrl+5",)
    dialog.take.click()
    assert running.gui.actions.keymap.keys("go.queue") == ("Ctrl+K",)
    assert running.gui.actions.keymap.keys("help.palette") == ()
    assert not dialog.take.isVisible()


def test_escape_gives_up_and_tab_can_be_recorded(running, dialog):
    choose(dialog, "go.queue")
    record(dialog, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert not dialog.recorder.isVisible()
    assert dialog.isVisible()
    assert running.gui.actions.keymap.keys("go.queue") == ("Ctrl+5",)
    record(dialog, Qt.Key.Key_Tab)
    assert running.gui.actions.keymap.keys("go.queue") == ("Ctrl+Tab",)


def test_a_sign_is_recorded_as_it_is_written(running, dialog):
    choose(dialog, "go.queue")
    dialog.change.click()
    QTest.keyClick(dialog.recorder, "!", Qt.KeyboardModifier.ShiftModifier)
    assert running.gui.actions.keymap.keys("go.queue") == ("!",)


def test_one_command_and_all_get_their_usual_keys_back(running, dialog):
    keymap = running.gui.actions.keymap
    choose(dialog, "go.queue")
    assert not dialog.reset.isEnabled()
    record(dialog, Qt.Key.Key_F9)
    choose(dialog, "go.ledger")
    dialog.clear.click()
    assert keymap.keys("go.ledger") == ()
    choose(dialog, "go.queue")
    dialog.reset.click()
    assert keymap.keys("go.queue") == ("Ctrl+5",)
    dialog._reset_all()
    assert keymap.overrides() == {}


def test_what_the_settings_hold_is_there_at_the_next_start(running, dialog):
    choose(dialog, "go.queue")
    record(dialog, Qt.Key.Key_F9)
    kept = running.desk.preferences.current.shortcuts
    running.gui.actions.load_keys({})
    assert running.gui.actions.keymap.keys("go.queue") == ("Ctrl+5",)
    running.gui.actions.load_keys(kept)
    assert running.gui.actions.keymap.keys("go.queue") == ("Ctrl+F9",)


def test_the_dialog_is_named_and_reached_by_the_keyboard(dialog):
    assert reach.nameless(dialog) == []
    assert reach.unreachable(dialog) == []


def test_a_search_that_finds_nothing_leaves_nothing_to_change(dialog):
    QTest.keyClicks(dialog.search, "zzzz")
    assert dialog.command == ""
    assert not dialog.change.isEnabled()


def test_the_sheet_is_saved_as_pages_or_as_html(running, dialog, tmp_path):
    assert as_pdf(running.gui.actions.sheet()).startswith(b"%PDF")
    dialog._on_sheet_place(str(tmp_path / "keys.html"))
    running.wait(lambda: (tmp_path / "keys.html").exists() and "keys.html" in dialog.said.text())
    dialog._on_sheet_place(str(tmp_path / "nowhere" / "keys.pdf"))
    running.wait(lambda: "error file_not_saved" in running.desk.messages.banners)
    assert not isinstance(dialog, QFileDialog)


def test_a_sheet_for_which_there_is_no_room_leaves_the_last_one(tmp_path):
    target = tmp_path / "keys.pdf"
    target.write_bytes(b"the last one")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(StorageFailed, match="file_not_saved"):
            asyncio.run(saved(target, bytes(5000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert target.read_bytes() == b"the last one"
    asyncio.run(saved(target, b"a new one"))
    assert target.read_bytes() == b"a new one"
