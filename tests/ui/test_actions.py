"""Commands, their keys, the sheet and the palette."""

from functools import partial
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from seedream_desktop.settings.model import Settings
from seedream_desktop.settings.store import SettingsStore
from seedream_desktop.ui import text
from seedream_desktop.ui.actions import ActionRegistry, sheet, title
from seedream_desktop.ui.commands import COMMANDS, Command, Context, meet
from seedream_desktop.ui.keymap import Keymap, normal
from seedream_desktop.ui.models.plan import FIXES
from seedream_desktop.ui.models.queue_verbs import _ACTIONS
from seedream_desktop.ui.palette import Entry, rank

pytestmark = pytest.mark.usefixtures("qapp")

IDS = [command.id for command in COMMANDS]


def test_every_command_has_one_id_a_name_and_keys_that_qt_knows():
    assert len(set(IDS)) == len(IDS)
    assert [c.id for c in COMMANDS if not text.has(c.id, "commands")] == []
    assert [c.id for c in COMMANDS if not all(normal(key) for key in c.keys)] == []
    assert [c.value for c in Context if not text.has(f"context_{c.value}", "commands")] == []


def test_no_two_usual_keys_clash():
    keymap = Keymap()
    clashes = {c.id: keymap.conflicts(c.id, keymap.keys(c.id)) for c in keymap.commands}
    assert {command: others for command, others in clashes.items() if others} == {}


def test_every_command_that_a_remark_or_a_request_names_is_there():
    named = {*FIXES.values(), *(verb for verbs in _ACTIONS.values() for verb in verbs)}
    assert named <= set(IDS)


# -- rebinding


def test_a_key_that_is_taken_is_refused_or_taken_away():
    keymap = Keymap()
    assert [c.id for c in keymap.conflicts("step.add", ["Ctrl+K"])] == ["help.palette"]
    assert not keymap.rebind("step.add", ["Ctrl+K"])
    assert keymap.rebind("step.add", ["Ctrl+K"], take=True)
    assert keymap.keys("step.add") == ("Ctrl+K",)
    assert keymap.keys("help.palette") == ()
    assert not keymap.reset("help.palette")
    assert keymap.reset("help.palette", take=True)
    assert keymap.keys("step.add") == ()


def test_one_key_may_mean_two_things_at_places_that_never_meet():
    keymap = Keymap()
    assert keymap.conflicts("run.move_up", ["Ctrl+Up"]) == ()
    assert not meet(Context.BUILD, Context.QUEUE)
    assert meet(Context.CANVAS, Context.VIEWS)


def test_a_key_that_begins_a_longer_one_clashes_with_it():
    keymap = Keymap(
        commands=[
            Command("a", Context.ANYWHERE, ("Ctrl+K, Ctrl+S",)),
            Command("b", Context.ANYWHERE),
        ]
    )
    assert not keymap.rebind("b", ["Ctrl+K"])
    assert not keymap.rebind("b", ["Ctrl+K, Ctrl+S, Ctrl+T"])
    assert keymap.rebind("b", ["Ctrl+K, Ctrl+T"])


@pytest.mark.parametrize("key", ["Esc", "Shift+Tab", "", "Ctrl+Nonsense"])
def test_reserved_keys_and_what_are_none_are_refused(key):
    assert not Keymap().rebind("step.add", [key])
    assert Keymap({"step.add": [key]}).unusable == ("step.add",)


def test_a_command_may_lose_its_keys_and_equal_spellings_are_one():
    keymap = Keymap()
    assert keymap.rebind("go.queue", [])
    assert keymap.overrides() == {"go.queue": ()}
    assert keymap.rebind("go.queue", ["ctrl+5"])
    assert not keymap.is_changed("go.queue")


def test_two_commands_that_changed_places_are_read_back_and_unknown_ids_stay():
    keymap = Keymap()
    keymap.rebind("go.queue", ["Ctrl+Alt+9"])
    keymap.rebind("go.build", ["Ctrl+5"])
    keymap.rebind("go.queue", ["Ctrl+2"])
    again = Keymap(keymap.overrides() | {"of.tomorrow": ("F9",)})
    assert again.unusable == ()
    assert again.keys("go.queue") == ("Ctrl+2",)
    assert again.overrides() == {**keymap.overrides(), "of.tomorrow": ("F9",)}


def test_overrides_that_clash_fall_back_to_the_usual_and_are_named():
    keymap = Keymap({"step.add": ["Ctrl+K"]})
    assert keymap.unusable == ("step.add",)
    assert keymap.keys("step.add") == ("Ctrl+Shift+N",)


rebindings = st.lists(
    st.tuples(
        st.sampled_from(IDS),
        st.lists(st.sampled_from(["Ctrl+K", "A", "F6", "Ctrl+Up", "Ctrl+K, A", "Z"]), max_size=2),
        st.booleans(),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(rebindings)
def test_whatever_is_rebound_no_keys_clash_and_the_settings_give_it_back(script):
    keymap = Keymap()
    for command, keys, take in script:
        keymap.rebind(command, keys, take=take)
    for command in keymap.commands:
        assert not keymap.conflicts(command.id, keymap.keys(command.id))
    again = Keymap(keymap.overrides())
    assert [again.keys(name) for name in IDS] == [keymap.keys(name) for name in IDS]


def test_keys_are_kept_in_the_settings_file(tmp_path):
    keymap = Keymap()
    keymap.rebind("go.queue", ["Ctrl+Alt+9"])
    keymap.rebind("zoom.in", [])
    SettingsStore(tmp_path).save(Settings(shortcuts=keymap.overrides()))
    again = Keymap(SettingsStore(tmp_path).current.shortcuts)
    assert again.keys("go.queue") == ("Ctrl+Alt+9",)
    assert again.keys("zoom.in") == ()
    assert again.unusable == ()


# -- actions


@pytest.fixture
def registry():
    registry = ActionRegistry(Keymap())
    for command in COMMANDS:
        registry.handle(command.id, lambda: None)
    return registry


def test_a_command_is_done_by_its_handler_and_cannot_be_called_without_one():
    registry, done = ActionRegistry(Keymap()), []
    assert not registry.action("step.add").isEnabled()
    assert not registry.do("step.add")
    registry.handle("step.add", partial(done.append, "step.add"))
    assert registry.action("step.add").isEnabled()
    assert registry.do("step.add")
    assert done == ["step.add"]


def test_a_key_calls_its_command_where_it_holds_and_not_elsewhere(qtbot, registry):
    window, tray, field = QWidget(), QWidget(), QLineEdit()
    tray.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    layout = QVBoxLayout(window)
    layout.addWidget(tray)
    layout.addWidget(field)
    window.addActions(registry.of_context(Context.ANYWHERE))
    tray.addActions(registry.of_context(Context.BUILD))
    qtbot.addWidget(window)
    called = []
    registry.called.connect(called.append)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    tray.setFocus()
    qtbot.keyClick(tray, Qt.Key.Key_A)
    qtbot.keyClick(tray, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert called == ["image.set_anchor", "help.palette"]
    assert field.text() == "a"
    assert registry.rebind("help.palette", ["F9"])
    qtbot.keyClick(tray, Qt.Key.Key_F9)
    assert called[-1] == "help.palette"


def test_a_change_of_keys_is_told_once_and_a_refused_one_is_not(qtbot, registry):
    with qtbot.waitSignal(registry.keys_changed):
        registry.rebind("step.add", ["F9"])
    with qtbot.assertNotEmitted(registry.keys_changed):
        assert not registry.rebind("step.add", ["Ctrl+K"])
    registry.reset_all()
    assert registry.action("step.add").shortcut().toString() == "Ctrl+Shift+N"


def test_the_palette_offers_what_can_be_called_now_and_what_was_called_last_first(registry):
    registry.action("view.theme").trigger()
    assert registry.search("")[0].entry.id == "view.theme"
    registry.action("view.theme").setEnabled(False)
    assert "view.theme" not in [match.entry.id for match in registry.search("")]
    assert registry.search("dupl")[0].entry.id == "step.duplicate"


class Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.texts = [], []

    def handle_starttag(self, tag, _attrs):
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_the_sheet_is_whole_html_with_every_command_that_has_keys():
    keymap = Keymap()
    keymap.rebind("compare.before", ["<"])
    page = Cells()
    page.feed(sheet(keymap))
    assert page.open == []
    wanted = {title(c) for c in COMMANDS if keymap.keys(c.id)}
    assert wanted <= set(page.texts)
    assert "<" in page.texts  # escaped, and read back


# -- the palette's ranking

ENTRIES = [
    Entry("add", "Add a step"),
    Entry("pictures", "Add pictures…"),
    Entry("spend", "Spending caps…", "money budget"),
    Entry("export", "Export…"),
    Entry("again", "Export again as last time"),
    Entry("resume", "Résumé the run"),
    Entry("zh", "添加步骤"),
    Entry("both", "复制图片", "图片", "Copy picture"),
]


def first(sought, recent=()):
    found = rank(sought, ENTRIES, recent)
    return found[0].entry.id if found else None


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("add", "add"),
        ("as", "again"),  # a whole word before initials
        ("ast", "add"),  # initials before letters inside words
        ("step", "add"),
        ("addst", "add"),
        ("step add", "add"),
        ("addp", "pictures"),
        ("EXP", "export"),
        ("exp ag", "again"),
        ("budget", "spend"),
        ("resume", "resume"),
        ("步骤", "zh"),
        ("copy", "both"),
        ("xyz", None),
        ("add zzz", None),
    ],
)
def test_a_few_letters_find_what_is_meant(sought, found):
    assert first(sought) == found


def test_what_was_used_last_wins_among_equals_but_not_over_a_better_fit():
    assert first("", ["export"]) == "export"
    assert first("add", ["pictures"]) == "pictures"
    assert first("step", ["pictures", "spend"]) == "add"


def test_the_letters_to_emphasise_are_those_that_were_sought():
    (match,) = rank("adst", ENTRIES)
    assert "".join(match.entry.title[place] for place in match.letters).lower() == "adst"


words = st.text(st.characters(codec="utf-8"), max_size=15)


@settings(deadline=None)
@given(sought=words, titles=st.lists(words, max_size=5))
def test_ranking_never_fails_and_every_match_has_all_letters_in_order(sought, titles):
    found = rank(sought, [Entry(str(n), name) for n, name in enumerate(titles)])
    for match in found:
        assert list(match.letters) == sorted(match.letters)
        assert all(place < len(match.entry.title) for place in match.letters)
        assert len(match.letters) <= len(sought)


@settings(deadline=None)
@given(name=st.text(st.sampled_from("abc xyz"), min_size=1, max_size=15))
def test_a_title_is_always_found_by_itself(name):
    assert rank(name, [Entry("1", name)])
