"""The whole main job with a screen reader: what the real program tells, and takes, on the bus.

From outside, through AT-SPI: nothing here knows a class of the program.
"""

from pathlib import Path

import pytest

pytest.importorskip("jeepney", reason="AT-SPI is Linux's")

from tests.fixtures.listening import MISSING, Listener, Room, Thing, listening
from tests.fixtures.screen import until

pytestmark = [
    pytest.mark.skipif(
        bool(MISSING), reason=f"needs {', '.join(MISSING)}: python3 dev.py setup installs them"
    ),
    pytest.mark.timeout(120),
]

PLAN = "4 requests, 20 results, at most $0.00"
MATCH = "match the colours and exposure to the anchor"
NAMELESS = frozenset({"filler", "unknown", "invalid", "redundant object"})
"""Roles that say nothing: no role for what can be acted on."""
VALUED = frozenset({"slider", "spin box", "progress bar", "dial"})
WRITTEN = frozenset({"text", "spin box"})
ITEMS = frozenset({"list item", "tree item", "table cell", "cell", "menu item"})
MOST = 600
"""Objects of one screen: what is more has no end, or lists what nobody sees."""
DIALOGS = {
    "Settings…": "Settings",
    "Providers and keys…": "Providers and keys",
    "Keyboard shortcuts": "Keyboard shortcuts",
    "What is sent to the provider": "What is sent",
    "Contact sheet…": "Contact sheet",
    "Pack for review…": "Pack",
    "Run later…": "Run ",
}


class Designer(Listener):
    """Hears, and acts by the actions of objects and by keys."""

    room: Room

    def press(self, *keys: str) -> None:
        """Press keys."""
        self.room.screen.hand("key", *keys)

    def push(self, name: str, role: str = "push button") -> None:
        """Press a button."""
        self.do(self.find(role, name))

    def go(self, place: str) -> None:
        """Go to a workspace, and hear that it is there."""
        heard = len(self.said())
        self.do(self.find("radio button", place), "Toggle")
        self.until_said(place, heard)

    def menu(self) -> dict[str, Thing]:
        """Return the entries of the menus by their names."""
        frame = next(each for each in self.windows() if each.role == "frame")
        bar = next(each for each in self.inside(frame.reference) if each.role == "menu bar")
        entries = self.tree(bar.reference, is_seen=False).all()
        return {each.name: each for each in entries if each.role == "menu item"}

    def renamed(self, since: int) -> list[tuple[str, str]]:
        """Return what has got another name; since counts news."""
        self.hear(0.2)
        news = self.news[since:]
        return [n.reference for n in news if n.kind == "PropertyChange:accessible-name"]

    def dialogs(self, title: str) -> list[Thing]:
        """Return the dialogs that are open whose titles begin so."""
        return [w for w in self.windows() if w.role == "dialog" and w.name.startswith(title)]

    def dialog(self, title: str) -> Thing:
        """Return a dialog with all in it, once it is there."""
        until(lambda: self.dialogs(title), f"no dialog “{title}”")
        return self.tree(self.dialogs(title)[0].reference)

    def until_focused(self, words: str) -> Thing:
        """Wait until the focus is on something whose name holds some words."""
        until(lambda: words in self.focused().name, f"“{words}” is not focused", 10)
        return self.focused()

    def check(self, what: Thing, *, of: str) -> None:
        """Have everything in a tree say what it is."""
        things = list(what.all())
        assert len(things) < MOST, of
        wrong = [f"{fault}: {thing}" for thing in things for fault in self._faults(thing)]
        assert wrong == [], of
        for group in things:
            rounds = [each for each in group.inside if each.role == "radio button"]
            assert len(rounds) < 2 or sum("checked" in each.states for each in rounds) == 1, of

    def _faults(self, thing: Thing) -> list[str]:
        can_be_reached = "focusable" in thing.states or thing.role in ITEMS
        can_be_on = thing.role in {"check box", "radio button"}
        captions = self.captions(thing) if thing.role == "combo box" else ["it is its own"]
        least, value, most = self.value(thing) if thing.role in VALUED else (0, 0, 0)
        faults = {
            "no name": can_be_reached and not thing.name.strip(),
            "read out each time the focus comes in": thing.role == "layered pane",
            "no role": can_be_reached and thing.role in NAMELESS,
            "a place that was not filled in": "{" in thing.name + thing.description,
            "on or off is not told": can_be_on and "checkable" not in thing.states,
            f"labelled by {captions}": not any(captions) or len(captions) > 1,
            f"value {value} is not in {least} to {most}": not least <= value <= most,
            "what is written is not told": thing.role in WRITTEN and "Text" not in thing.faces,
        }
        return [fault for fault, is_there in faults.items() if is_there]


@pytest.fixture
def designer():
    with listening() as room:
        language = {"LANG": "C.UTF-8", "LANGUAGE": "en"}
        home = str(room.folder / "home")
        program, heard = room.open("seedream_desktop.app.gui", SEEDREAM_HOME=home, **language)
        made = Designer(heard.bus, heard.application, heard.news)
        made.room = room
        yield made
        assert program.poll() is None


def test_a_designer_who_hears_does_the_whole_main_job(designer, tmp_path):
    open_the_sample(designer)
    run(designer)
    find_and_rate(designer)
    compare(designer)
    export(designer, tmp_path / "out")
    walk_the_rest(designer)


def open_the_sample(designer: Designer) -> None:
    """Begin with nothing, and come to a plan that says what it will do and cost."""
    designer.find("push button", "Try the sample")
    designer.check(designer.tree(), of="the welcome")
    designer.push("Try the sample")
    designer.until_said("The sample is open")
    designer.find("panel", PLAN)
    assert designer.find("panel", "Plan").description.startswith(PLAN)
    designer.find("list item", "Request 4, step 2: 6 pictures sent, 5 results, at most $0.00")
    open_step(designer, f"1. {MATCH}")
    designer.check(designer.tree(), of="Build")


def open_step(designer: Designer, name: str) -> None:
    """See that a step tells whether it is the open one."""
    first, second = designer.find("list item", "1. "), designer.find("list item", "2. ")
    assert first.name == name
    inside = designer.tree(designer.find("list", "Steps").reference).all()
    items = [each.name for each in inside if each.role == "list item"]
    assert items[:1] == [name], "the list does not begin with the first step"
    assert "This computer" in first.description
    assert "selected" in first.states
    assert "selected" not in second.states
    designer.do(second)
    until(lambda: "selected" in designer.look(second).states, "the second step did not open")
    assert "selected" not in designer.look(first).states
    written = designer.text(designer.find("text", "Prompt"))
    assert written == "golden hour, slightly; add a soft vignette"


def run(designer: Designer) -> None:
    """Start it, and hear of its end; not of each picture."""
    heard = len(designer.said())
    designer.focus(designer.find("push button", "Run 20 edits, free"))
    designer.until_focused("Run 20 edits, free")
    designer.press("space")
    designer.until_said("20 results, $0.00 spent", heard)
    designer.until_said("Nothing is running", heard)
    assert len(designer.said()) - heard <= 4, designer.said()[heard:]
    designer.until_focused("Show results")


def find_and_rate(designer: Designer) -> None:
    """Walk the table with the arrows; give stars with a key, and with the slider."""
    designer.go("Timeline")
    designer.until_focused("ceramic-01.jpg")
    designer.check(designer.tree(), of="Timeline")
    designer.press("Down", "Right")
    name = "ceramic-02.jpg, step 2, done"
    cell = designer.until_focused(f"{name}, version 1 of 1")
    place, heads = designer.cell(cell)
    assert place == (1, 2)
    assert heads[0] == "ceramic-02.jpg"
    assert heads[1].startswith("Step 2, golden hour")
    heard = len(designer.said())
    designer.press("4")
    designer.until_said("4 stars", heard)
    until(lambda: ", 4 stars," in designer.look(cell).name, "the cell does not tell its stars")
    stars = designer.find("slider", "Stars")
    assert designer.value(stars) == (0, 4, 5)
    designer.put(stars, 5)
    designer.until_said("5 stars", heard)
    until(lambda: ", 5 stars," in designer.look(cell).name, "the slider gave no stars")
    pick = designer.find("check box", "Pick")
    designer.do(pick, "Toggle")
    designer.until_said("picked", heard)
    assert "checked" in designer.look(pick).states


def compare(designer: Designer) -> None:
    """Hear what is compared and how; move the split by its value, and go on by a key."""
    designer.press("Return")
    designer.until_focused("Compare: ")
    designer.do(designer.find("radio button", "Split"), "Toggle")
    canvas = designer.find("graphic", "Compare: ")
    until(lambda: "image 2 of 10, split 50 percent" in designer.look(canvas).name, "no split")
    designer.check(designer.tree(), of="Compare")
    designer.put(designer.find("slider", "Split"), 25)
    designer.find("slider", "Split 25 percent")
    assert "split 25 percent" in designer.look(canvas).name
    designer.focus(canvas)
    designer.until_focused("Compare: ")
    heard, since = len(designer.said()), len(designer.news)
    designer.press("Right")
    designer.until_said("ceramic-03.jpg, image 3 of 10", heard)
    assert canvas.reference not in designer.renamed(since), "what is said is read out again"
    assert "ceramic-03.jpg, image 3 of 10" in designer.look(canvas).name


def export(designer: Designer, folder: Path) -> None:
    """Write where to, and hear what came of it."""
    heard = len(designer.said())
    designer.press("ctrl+e")
    dialog = designer.dialog("Export 10 files")
    designer.check(dialog, of="Export")
    begin = next(t for t in dialog.all() if t.role == "push button" and t.name == "Export")
    assert begin.description == "Choose a folder."
    assert dialog.description == "Nothing is written before you press Export."
    field = designer.until_focused("Folder")
    designer.write(field, str(folder))
    until(lambda: "Choose" not in designer.look(begin).description, "it is still hindered")
    designer.do(begin)
    designer.until_said("10 files", heard)
    assert len(list(folder.rglob("*.jpg"))) == 10
    designer.until_focused("Compare: ")


def walk_the_rest(designer: Designer) -> None:
    """Have every other screen, and the dialogs, say what they are."""
    for place in ("Library", "Ledger", "Queue"):
        designer.go(place)
        designer.check(designer.tree(), of=place)
    rows = [t.name for t in designer.tree().all() if t.role == "tree item"]
    assert rows == ["Done today (1 run, $0.00)"]
    designer.go("Build")
    before = designer.until_focused("")
    menu = designer.menu()
    for item, title in DIALOGS.items():
        designer.do(menu[item])
        dialog = designer.dialog(title)
        designer.check(dialog, of=item)
        held = {each.reference for each in dialog.all()}
        until(lambda held=held: designer.focused().reference in held, f"no focus in {item}", 10)
        designer.press("Escape")
        until(lambda title=title: not designer.dialogs(title), f"{title} did not close")
        until(lambda: designer.focused().reference == before.reference, f"focus after {item}", 10)
