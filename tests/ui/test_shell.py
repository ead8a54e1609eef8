"""The window around its workspaces: menus, palette, undo, panes, banners, status, memory."""

import asyncio
import zipfile

import pytest
from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenuBar

from seedream_desktop.domain.errors import LibraryBusy, UserFixable
from seedream_desktop.domain.ledger import Balance
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.desk.messages import Remark
from seedream_desktop.ui.desk.purse import Spending
from seedream_desktop.ui.keymap import Keymap
from seedream_desktop.ui.shell.announcer import Announcer
from seedream_desktop.ui.shell.glance import FILE, Glance, glance
from seedream_desktop.ui.shell.memory import Keeper, WindowMemory, remember, remembered
from seedream_desktop.ui.shell.menus import Menus
from seedream_desktop.ui.shell.placing import is_in_reach
from seedream_desktop.ui.shell.status_bar import money_words, used_share
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from tests.ui import reach
from tests.ui.modelling import picture, step

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot, running):
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    return running.window


def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifiers)


# -- menus


def test_menus_show_only_what_can_be_done(running, window):
    for menu in window.menus.menus:
        shown = [each for each in menu.actions() if each.isVisible() and not each.isSeparator()]
        dead = [a.text() for a in shown if a.menu() is None and a.objectName()
                and not running.gui.actions.is_handled(a.objectName())]  # fmt: skip
        assert dead == []
        assert bool(shown) or not menu.menuAction().isVisible()


def test_a_command_that_gets_a_handler_comes_into_its_menu(qtbot):
    bar, actions = QMenuBar(), ActionRegistry(Keymap())
    qtbot.addWidget(bar)
    menus = Menus(bar, actions, list)
    file, export = menus.menus[0], actions.action("file.export")
    assert not file.menuAction().isVisible()
    actions.allow("file.export", is_allowed=True)
    assert not export.isEnabled()
    actions.allow("file.export", is_allowed=False)
    actions.handle("file.export", list)
    assert file.menuAction().isVisible()
    assert (export.isVisible(), export.isEnabled()) == (True, False)
    actions.allow("file.export", is_allowed=True)
    assert export.isEnabled()


def test_undo_and_redo_name_the_edit_and_follow_the_open_sequence(running, window):
    actions, documents = running.gui.actions, running.desk.documents
    undo, redo = actions.action("edit.undo"), actions.action("edit.redo")
    assert not undo.isEnabled()
    document = documents.create("Shoes", [picture(1)], [step(1)])
    document.rename("Boots")
    assert (undo.isEnabled(), undo.text()) == (True, "Undo renaming")
    undo.trigger()
    assert document.sequence.title == "Shoes"
    assert (redo.isEnabled(), redo.text()) == (True, "Redo renaming")
    documents.create("Empty")
    assert not undo.isEnabled()
    assert undo.text() == "Undo"


# -- palette


def test_the_palette_does_what_a_few_letters_name_and_goes(running, window):
    press(Qt.Key.Key_K, CTRL)
    palette = window.chores.palette
    assert palette.isVisible()
    assert palette.field.hasFocus()
    QTest.keyClicks(palette.field, "go que")
    press(Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.place == "go.queue"


def test_the_palette_goes_with_escape_and_gives_the_focus_back(running, window):
    rail = window.body.rail.buttons[0]
    rail.setFocus()
    press(Qt.Key.Key_K, CTRL)
    press(Qt.Key.Key_Escape)
    assert not window.chores.palette.isVisible()
    assert QApplication.focusWidget() is rail


def test_the_palette_goes_when_the_focus_does(running, window):
    window.chores.palette.toggle()
    window.body.rail.buttons[0].setFocus()
    assert not window.chores.palette.isVisible()


def test_the_arrows_go_round_in_the_palette_and_each_row_is_read(running, window):
    palette = window.chores.palette
    palette.toggle()
    press(Qt.Key.Key_Up)
    assert palette.view.currentIndex().row() == palette.matches.rowCount() - 1
    press(Qt.Key.Key_Down)
    assert palette.view.currentIndex().row() == 0
    assert palette.field.accessibleDescription()
    QTest.keyClicks(palette.field, "zzzz")
    press(Qt.Key.Key_Return)
    assert not palette.isVisible()


def test_closing_is_never_the_first_thing_that_the_palette_offers(running, window):
    first = running.gui.actions.search("")[0].entry.id
    assert first not in {"window.close", "window.quit"}


# -- places and panes


def test_every_place_has_its_key_and_takes_the_focus_with_it(running, window):
    for number, place in enumerate(
        ("go.library", "go.build", "go.timeline", "go.compare", "go.queue", "go.ledger"), 1
    ):
        press(Qt.Key(Qt.Key.Key_0 + number), CTRL)
        assert window.place == place
        assert QApplication.focusWidget() is not None


def test_f6_goes_through_the_panes_and_comes_round(running, window):
    window.go("go.timeline")
    seen = []
    for _ in range(6):
        press(Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert len(set(map(id, seen))) > 1
    assert any(window.body.rail.isAncestorOf(widget) for widget in seen)
    assert any(window.status.isAncestorOf(widget) for widget in seen)


@pytest.mark.parametrize("idle_ms", [60])
def test_workspaces_are_made_while_nobody_waits(running, window):
    running.wait(lambda: len(window._workspaces) == 6)


def test_the_queue_strip_comes_and_goes_under_any_workspace(running, window):
    strip = window.body._strip
    assert not strip.isVisible()
    press(Qt.Key.Key_J, CTRL)
    assert strip.isVisible()
    assert strip.title.words == "Nothing is running"
    press(Qt.Key.Key_J, CTRL)
    assert not strip.isVisible()


def test_full_screen_comes_and_goes(running, window):
    press(Qt.Key.Key_F11)
    assert window.isFullScreen()
    press(Qt.Key.Key_F11)
    assert not window.isFullScreen()


# -- look


def test_the_theme_changes_at_once_and_is_kept(running, window):
    window.theme_asked.emit("light")
    assert look.theme is Theme.LIGHT
    store = running.desk.program.settings
    running.wait(lambda: store.current.look.theme == "light")


# -- banners and toasts


def test_a_failure_is_a_banner_until_it_is_closed(running, window):
    running.desk.messages.failed(UserFixable("plan_changed"))
    (banner,) = window.body.banners.banners
    assert banner.isVisible()
    assert reach.nameless(window) == []
    close = banner.findChildren(reach.QAbstractButton)[-1]
    close.click()
    assert running.desk.messages.banners == {}
    assert not window.body.banners.isVisible()


def test_a_banner_that_stands_is_left_alone_by_another(running, window):
    messages = running.desk.messages
    messages.put_up("one", Remark(words="One", action="Do", act=list))
    (first,) = window.body.banners.banners
    messages.put_up("two", Remark(words="Two"))
    assert window.body.banners.banners[0] is first
    messages.take_down("one")
    assert len(window.body.banners.banners) == 1


def test_what_is_done_is_said_by_a_toast_with_its_action(running, window):
    done = []
    running.desk.messages.say("Saved", action="Show", act=lambda: done.append(1))
    toast = window.body.toaster._toast
    assert toast.accessibleName() == "Saved"
    toast.action.click()
    assert done == [1]


# -- status


def spending(today=0, month=0):
    return Spending(Balance(reserved_micros=today), Balance(reserved_micros=month))


def test_money_is_told_against_the_caps_that_are_set():
    none, both = CapSettings(), CapSettings(day_micros=5_000_000, month_micros=50_000_000)
    spent = spending(1_200_000, 12_400_000)
    assert money_words(spent, none) == "Today $1.20 · Month $12.40"
    assert money_words(spent, both) == "Today $1.20 of $5.00 · Month $12.40 of $50.00"
    assert used_share(spent, none) is None
    assert used_share(spent, both) == pytest.approx(0.248)
    assert used_share(spending(), CapSettings(day_micros=0)) == 1.0


def test_the_status_bar_follows_caps_and_says_what_is_known_of_the_network(running, window):
    assert window.status.network.words == "No service contacted yet"
    running.desk.preferences.change(caps=CapSettings(month_micros=50_000_000))
    assert "of $50.00" in window.status.money.text()
    assert window.status.queue.text() == "Nothing is running"
    window.status.queue.click()
    assert window.place == "go.queue"


def test_news_is_spoken_at_once_and_then_the_newest_only(qtbot, shown):
    widget = shown(reach.QWidget())
    announcer = Announcer(widget, pause_ms=50)
    announcer.say("one")
    announcer.say("two")
    announcer.say("three")
    assert announcer.last == "one"
    qtbot.waitUntil(lambda: announcer.last == "three")


# -- what is remembered


def test_the_window_comes_back_as_it_was_left(running, window):
    window.go("go.ledger")
    window.body.toggle_strip()
    window.body.toggle_inspector()
    memory = window.memory()
    assert (memory.place, memory.has_queue_strip, memory.has_inspector) == (
        "go.ledger",
        True,
        False,
    )
    assert memory.geometry
    assert memory.ground == look.tokens.canvas


def test_the_first_paint_knows_place_and_ground_of_the_last_window(tmp_path):
    assert glance(tmp_path) == Glance()
    remember(tmp_path, WindowMemory(geometry="AAAA", ground="#F0F0F0"))
    assert glance(tmp_path) == Glance("AAAA", "#F0F0F0")
    assert glance(tmp_path).geometry_bytes == b"\0\0\0"
    for broken in (b"", b"{", b"[1]", b'{"geometry": 1, "ground": "red"}', b"\xff" * 99):
        (tmp_path / FILE).write_bytes(broken)
        assert glance(tmp_path) == Glance()
    assert Glance("not base64!").geometry_bytes == b""


def test_the_newest_memory_is_the_one_that_stays(tmp_path):
    keeper = Keeper(tmp_path)

    async def kept():
        await asyncio.gather(*(keeper.keep(WindowMemory(inspector_px=200 + n)) for n in range(40)))

    asyncio.run(kept())
    assert remembered(tmp_path).inspector_px == 239
    assert len(list(tmp_path.iterdir())) == 1


def test_a_broken_memory_is_the_usual_window(tmp_path):
    assert remembered(tmp_path) == WindowMemory()
    for broken in (b"", b"{", b"[1]", b'{"inspector_px": "wide"}', b"\xff" * 99):
        (tmp_path / FILE).write_bytes(broken)
        assert remembered(tmp_path) == WindowMemory()
    memory = WindowMemory(place="go.build", told=("a",), geometry="not base64!")
    remember(tmp_path, memory)
    assert remembered(tmp_path) == memory
    remember(tmp_path / "nowhere", memory)
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE]


def test_a_window_on_a_screen_that_is_gone_is_not_in_reach(qapp):
    screen = QApplication.primaryScreen().availableGeometry()
    assert is_in_reach(QRect(screen.topLeft(), screen.size()))
    assert not is_in_reach(QRect(screen.right() + 500, 0, 800, 600))
    assert not is_in_reach(QRect(0, screen.bottom() + 5, 800, 600))


# -- the library that cannot be opened


def test_a_library_that_is_not_open_is_told_with_what_helps(running, window):
    window.show_not_opened(LibraryBusy("library_busy", pid=4711))
    page = window.body.not_opened
    assert page.isVisible()
    assert "4711" in page.accessibleName()
    assert page.retry.hasFocus()
    assert reach.nameless(window) == []


# -- help


def test_the_sample_opens_once_and_is_found_again(running, window):
    documents = running.desk.documents
    running.gui.actions.action("help.sample").trigger()
    running.wait(lambda: documents.current is not None and documents.current.is_saved)
    first = documents.current.sequence
    assert len(first.images) == 10
    assert [s.provider for s in first.steps] == ["local", "local"]
    plan = running.ask(running.desk.program.engine.plan(first))
    assert plan.is_runnable
    assert plan.cost_micros == 0
    running.wait(lambda: window.place == "go.build")
    documents.create("Other")
    running.gui.actions.action("help.sample").trigger()
    running.wait(lambda: documents.current.sequence.id == first.id)
    assert len(running.ask(running.desk.program.library.sequences())) == 2


def test_the_diagnostics_hold_logs_and_settings_and_no_secret(running, window, tmp_path):
    secret = "wsk_0123456789abcdef0123456789abcdef"
    logs = running.desk.program.locations.logs
    (logs / "crash-20260101-000000-abcd.txt").write_text(f"api_key={secret}\n{tmp_path.home()}/x")
    window.chores._diagnostics.save(str(tmp_path / "d.zip"))
    running.wait(lambda: window.body.toaster._toast is not None)
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert {"program.txt", "logs/seedream.log", "logs/crash-20260101-000000-abcd.txt"} <= set(texts)
    assert secret not in "".join(texts.values())
    assert "~/x" in texts["logs/crash-20260101-000000-abcd.txt"]
    window.chores._diagnostics.save(str(tmp_path / "nowhere" / "d.zip"))
    running.wait(lambda: "error file_not_saved" in running.desk.messages.banners)


# -- large text


def test_at_twice_the_text_everything_stays_within_the_window(running, window):
    look.show_text_at(2.0)
    window.resize(1180, 720)
    for cause in ("one", "two", "three"):
        running.desk.messages.put_up(cause, Remark(words="Something stands here", action="Do"))
    window.chores.palette.toggle()
    running.wait(window.chores.palette.isVisible)
    inside = window.rect()
    for widget in (window.chores.palette, window.body.rail, window.status):
        box = widget.rect().translated(widget.mapTo(window, widget.rect().topLeft()))
        assert inside.contains(box), widget
    heights = [button.height() for button in window.body.rail.buttons]
    assert min(heights) >= 24


def test_a_toast_with_an_action_leaves_the_focus_where_it_is(running, window):
    window.body.rail.buttons[0].setFocus()
    running.desk.messages.say("Saved", action="Show", act=list)
    QCoreApplication.processEvents()
    assert window.body.rail.buttons[0].hasFocus()
    assert QApplication.activeWindow() is window
