"""A finished sequence is looked at, judged and handed over: no network, and key events alone."""

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import FrameKey, RequestId, VersionId
from seedream_desktop.domain.request import Version
from seedream_desktop.ui.widgets.priced import PricedButton
from tests.fixtures.cable import Cable
from tests.fixtures.choices import choices, written
from tests.fixtures.results import finished, step
from tests.fixtures.reviewing import index_of
from tests.ui import reach
from tests.ui.hands import CTRL, SHIFT, Hands

K = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SPOKEN = Qt.ItemDataRole.AccessibleTextRole
IMAGES = 12
NAMES = tuple(f"dish {number:02}.png" for number in range(1, IMAGES + 1))
ACROSS, SPOKEN = Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole
PROMPTS = ("Match the colours", "Golden hour, slightly", "Soft vignette")
WAYS = (
    (K.Key_Y, None, "side by side"),
    (K.Key_Y, SHIFT, "split 50 percent"),
    (K.Key_Y, ALT, "top and bottom, split 50 percent"),
    (K.Key_D, None, "difference, gain 4"),
    (K.Key_O, None, "onion skin, B 50 percent"),
    (K.Key_B, None, "blinking"),
)


class Judge(Hands):
    """Hands, and eyes for the timeline and Compare."""

    def go(self, key: Qt.Key) -> None:
        """Go to a place, and wait until what it shows is read."""
        self.press(key, CTRL)
        document, frames = self.desk.documents, self.desk.frames
        self.wait(lambda: document.current is None or frames.is_read)

    @property
    def here(self):
        return self.window._at

    @property
    def page(self):
        return self.here.page

    @property
    def looked_at(self) -> str:
        """What a screen reader says of the frame that the eye is on."""
        return self.page.table.currentIndex().data(SPOKEN)

    def to_table(self) -> None:
        """Go through the panes with F6 until the keys are the table's."""
        for _ in range(8):
            if self.page.table.hasFocus():
                return
            self.press(K.Key_F6)
        raise AssertionError("F6 does not come to the table")

    def frame(self, row: int, column: int) -> str:
        return self.page.model.index(row, column).data(SPOKEN)

    def column(self, column: int) -> list[str]:
        return [self.frame(row, column) for row in range(self.page.model.rowCount())]

    def priced(self) -> list[PricedButton]:
        """The buttons with a price that are shown here, from the left and the top."""
        return [each for each in self.here.findChildren(PricedButton) if each.isVisible()]

    def chips(self) -> list[str]:
        """What is written on the pictures."""
        self.wait(lambda: self.here.session.showing.is_settled)
        return [one.words for one in self.here.stage.exhibits]

    def colours(self) -> list[tuple[int, ...]]:
        """What the eye sees of A and of B, side by side."""
        image = self.here.canvas.grab().toImage()
        places = (image.width() // 4, 3 * image.width() // 4)
        return [image.pixelColor(x, image.height() // 2).getRgb()[:3] for x in places]

    def until_compared(self, words: str) -> None:
        """Wait until that is shown and said: old pictures stay until the new are decoded."""
        self.wait(lambda: self.here.session.showing.is_settled)
        assert reach.name_of(self.here.canvas) == words

    def file(self, path: Path) -> None:
        """Write a path into the file dialog that is open, and press Enter."""
        self.wait(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
        self.press(K.Key_A, CTRL)
        self.type(str(path))
        self.press(K.Key_Return)

    def until_dialog(self, title: str):
        self.wait(lambda: title in reach.name_of(QApplication.activeModalWidget() or self.window))
        return QApplication.activeModalWidget()


@pytest.fixture
def idle_ms():
    return 60  # as usual


@pytest.fixture
def cable(monkeypatch):
    made = Cable(monkeypatch)
    made.pull()
    yield made
    made.plug_in()


@pytest.fixture
def judge(qtbot, cable, running, tmp_path):
    """Come to a finished sequence that is closed; the network has been cut all the time."""
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    finished(running, tmp_path, NAMES, PROMPTS)
    running.desk.documents.close_current()
    return Judge(running)


def open_timeline(judge: Judge) -> None:
    """Open the one sequence from the library, and go to its timeline."""
    judge.go(K.Key_1)
    judge.wait(judge.here.sequences.list.hasFocus)
    judge.press(K.Key_Down)
    judge.wait(lambda: judge.desk.documents.current is not None)
    judge.go(K.Key_3)
    judge.wait(judge.page.strip.choose.isVisible)
    judge.wait(lambda: judge.desk.actions.action("rate.pick").isEnabled())


def test_it_is_opened_walked_and_compared_in_every_way(judge, cable):
    open_timeline(judge)
    assert judge.looked_at == "dish 01.png, step 1, done, version 1 of 1"
    walk(judge)
    compare(judge)
    step_and_zoom(judge)
    assert judge.desk.messages.banners == {}


def walk(judge: Judge) -> None:
    """Go through the table and through single pictures, to the last one and back."""
    judge.press(K.Key_Right)
    judge.press(K.Key_Down)
    assert judge.looked_at == "dish 02.png, step 2, done, version 1 of 1"
    judge.press(K.Key_Space)
    loupe = QApplication.focusWidget()
    assert reach.name_of(loupe) == "One picture, large"
    judge.press(K.Key_Down)
    large = "dish 03.png, Golden hour, slightly, done, version 1 of 1"
    assert loupe.accessibleDescription() == large
    assert judge.looked_at.startswith("dish 03.png, step 2")
    judge.press(K.Key_Escape)
    judge.press(K.Key_End, CTRL)
    assert judge.looked_at.startswith("dish 12.png, step 3")
    judge.press(K.Key_Home, CTRL)
    judge.press(K.Key_Right)
    assert judge.looked_at.startswith("dish 01.png, step 1")


def compare(judge: Judge) -> None:
    """Hold two states against each other in seven ways, and several at once."""
    judge.press(K.Key_Return)
    assert judge.window.place == "go.compare"
    begun = "Compare: Original and step 1, Match the colours, dish 01.png, image 1 of 12, "
    for key, keys, way in WAYS:
        judge.press(key, keys or Qt.KeyboardModifier.NoModifier)
        judge.until_compared(begun + way)
    judge.press("e")
    QTest.keyPress(judge.here.canvas, K.Key_Backslash)
    judge.until_compared(begun + "A alone while held")
    QTest.keyRelease(judge.here.canvas, K.Key_Backslash)
    judge.until_compared(begun + "B alone")
    judge.press("n")
    judge.until_compared("Survey of 4 pictures, number 1: Original")
    judge.press(K.Key_Right)
    judge.until_compared("Survey of 4 pictures, number 2: step 1 Match the colours")
    judge.press("c")
    judge.until_compared(begun + "blinking")


def step_and_zoom(judge: Judge) -> None:
    """Pin A while B goes through the set, swap them, and look closely."""
    judge.press(K.Key_Y)
    judge.press("k")
    judge.press(K.Key_Right)
    judge.press(K.Key_Down)
    pair = ["Original · dish 01.png", "② Golden hour, slightly · dish 02.png"]
    assert judge.chips() == pair
    judge.press("s")
    assert judge.chips() == [*reversed(pair)]
    judge.press("s")
    judge.press("k")
    judge.wait(lambda: judge.here.session.showing.is_sharp)
    judge.press("z")
    assert judge.here.bar.zoom.currentText() == "100 %"
    judge.press(K.Key_Right)
    assert judge.here.bar.zoom.currentText() == "100 %", "zoom survives stepping"
    judge.press(K.Key_0, CTRL)
    assert judge.here.bar.zoom.currentText().startswith("Fit · ")


def test_what_is_judged_and_changed_is_seen_and_made_anew(judge, cable):
    open_timeline(judge)
    rate(judge)
    choose(judge)
    change(judge)
    assert judge.desk.messages.banners == {}
    assert "MainThread" not in cable.asked


def rate(judge: Judge) -> None:
    """Give stars, a pick, a label and a note, take two of it back and give one again."""
    for key in "4p8":
        judge.press(key)
    seen = "dish 01.png, step 1, done, 4 stars, picked, Green label"
    assert judge.looked_at == f"{seen}, version 1 of 1"
    judge.tab_to("Note")
    judge.type("keep the stitching")
    judge.press(K.Key_Tab)
    assert judge.looked_at == f"{seen}, has a note, version 1 of 1"
    for _ in range(2):
        judge.press("z", CTRL)
    assert judge.looked_at == "dish 01.png, step 1, done, 4 stars, picked, version 1 of 1"
    for _ in range(2):
        judge.press("z", CTRL | SHIFT)
    assert judge.looked_at == f"{seen}, has a note, version 1 of 1"


def choose(judge: Judge) -> None:
    """Make a frame anew, for nothing, and choose the version that was there before."""
    judge.to_table()
    judge.wait(lambda: reach.name_of(judge.priced()[0]) == "Run again, free")
    judge.press("r")
    judge.wait(lambda: judge.looked_at.endswith("version 2 of 2"))
    assert "4 stars" not in judge.looked_at, "what was judged is the version, not the frame"
    judge.press(",")
    judge.tab_to("Choose")
    judge.press(K.Key_Space)
    judge.wait(lambda: judge.looked_at.endswith("version 1 of 2"))
    assert "4 stars, picked, Green label, has a note" in judge.looked_at


def change(judge: Judge) -> None:
    """Write another prompt, see what is outdated and what it costs, and have it made."""
    judge.go(K.Key_2)
    judge.tab_to("2. Golden hour, slightly")
    judge.press(K.Key_Space)
    judge.call("edit the prompt")
    judge.press(K.Key_A, CTRL)
    judge.type("Black and white")
    judge.see_plan()
    assert [reach.name_of(b) for b in judge.priced()] == ["Run 24 edits, free"]
    judge.go(K.Key_3)
    judge.wait(lambda: all("on older step 2" in each for each in judge.column(3)))
    assert all("before the last edit" in each for each in judge.column(2))
    assert not any("older" in each or "before" in each for each in judge.column(1))
    judge.press(K.Key_Return, CTRL)
    judge.wait(lambda: all(each.endswith("version 2 of 2") for each in judge.column(3)))
    now = judge.frame(11, 2), judge.frame(11, 3)
    assert now[0] == "dish 12.png, step 2, done, version 2 of 2"
    assert now[1] == "dish 12.png, step 3, done, version 2 of 2"
    heads = [judge.page.model.headerData(n, ACROSS, SPOKEN) for n in (2, 3)]
    assert "Black and white" in heads[0]
    assert "Soft vignette" in heads[1]
    judge.wait(lambda: judge.desk.outlook.is_fresh)
    judge.go(K.Key_2)
    judge.wait(lambda: judge.priced() == [])


def test_what_was_chosen_is_exported_and_comes_back_from_a_review_judged(judge, tmp_path):
    open_timeline(judge)
    export(judge, tmp_path / "client")
    bundle = pack(judge, tmp_path / "for the client.html")
    merge(judge, bundle, tmp_path)
    assert judge.desk.messages.banners == {}


def export(judge: Judge, folder: Path) -> None:
    """Export under names of a template, as they are shown before."""
    judge.press("e", CTRL)
    dialog = judge.until_dialog("Export")
    judge.wait(lambda: dialog.is_settled)
    judge.tab_to("Name", is_whole=True)
    judge.press("a", CTRL)
    judge.type("{sequence}/{name} by hand")
    judge.tab_to("Folder", is_whole=True)
    judge.type(str(folder))
    judge.wait(lambda: dialog.is_settled)
    assert reach.name_of(dialog) == "Export 12 files"
    shown = [line.words for line in dialog.names.lines]
    judge.press(K.Key_Return)
    judge.come_back()
    judge.wait(lambda: judge.desk.exports.progress is not None)
    judge.wait(lambda: judge.desk.exports.progress.is_over)
    made = sorted(path.relative_to(folder) for path in folder.rglob("*.jpg"))
    assert [path.stem for path in made] == [f"dish {n:02} by hand" for n in range(1, IMAGES + 1)]
    assert {path.parent.name for path in made} == {"Shoes"}
    assert shown[0] == str(made[0])
    with Image.open(folder / made[-1]) as picture:
        assert picture.size == (96, 64)


def pack(judge: Judge, path: Path) -> Path:
    """Pack all of it for somebody with a browser."""
    judge.call("pack for review")
    dialog = judge.until_dialog("Pack “Shoes” for review")
    judge.wait(lambda: "12 pictures, 36 results" in dialog.counts.text())
    judge.tab_to("Choose where…")
    judge.press(K.Key_Return)
    judge.file(path)
    judge.come_back()
    judge.wait(path.exists)
    judge.wait(lambda: not judge.desk.messages.banners)
    return path


def merge(judge: Judge, bundle: Path, folder: Path) -> None:
    """Take in what a client said, and see what it is and whose."""
    soon = 10**13
    said = [
        (0, 1, "flag", "pick", soon),
        (0, 1, "stars", "5", soon),
        (0, 1, "note", "lovely", soon),
    ]
    back = written(folder / "Mei.seedream-choices.json", choices(index_of(bundle), said, who="Mei"))
    judge.call("open a review or choices")
    judge.file(back)
    dialog = judge.until_dialog("Mei judged “Shoes”")
    assert dialog.answer.text() == "Take in 3 choices"
    judge.press(K.Key_Return)
    judge.come_back()
    judge.go(K.Key_3)
    judge.wait(lambda: "picked" in judge.frame(0, 1))
    assert judge.frame(0, 1).endswith("done, 5 stars, picked, has a note, version 1 of 1")
    assert judge.here.panel.rating.others.text() == "Mei: lovely"
    judge.press("z", CTRL)
    judge.wait(lambda: "picked" not in judge.frame(0, 1))


# -- a set of 200 images and 3 steps


MANY = 200
EDGE_PX = (48, 36)


def shade(number: int, step: int) -> tuple[int, int, int]:
    """The one colour of a picture of the large set; step 0 is the original."""
    return number + 30, 60 + 40 * step, 200 - 30 * step


def many_results(sequence, digests) -> list[Version]:
    return [
        Version(
            id=VersionId(f"vs-{number}-{place}"),
            sequence=sequence.id,
            image=image.id,
            step=step.id,
            take=0,
            key=FrameKey(f"{number} {place}"),
            digest=next(digests),
            size=Size(*EDGE_PX),
            request=RequestId("rq-none"),
            output_index=0,
        )
        for number, image in enumerate(sequence.images)
        for place, step in enumerate(sequence.steps, 1)
    ]


def store_many(running, folder: Path) -> None:
    """Put the large set into the library, as runs would have left it."""
    folder.mkdir()
    program, made = running.desk.program, []
    for number in range(MANY):
        Image.new("RGB", EDGE_PX, shade(number, 0)).save(folder / f"dish {number + 1:03}.png")
        for place in range(1, len(PROMPTS) + 1):
            data = io.BytesIO()
            Image.new("RGB", EDGE_PX, shade(number, place)).save(data, "PNG")
            made.append(data.getvalue())
    steps = [step(number, prompt) for number, prompt in enumerate(PROMPTS, 1)]
    read = running.ask(program.engine.import_pictures([folder]))
    running.desk.documents.create("Catalogue", read.pictures, steps)
    document = running.desk.documents.current
    running.wait(lambda: document.is_saved)

    async def put():
        digests = await asyncio.gather(*map(program.blobs.put, made))
        await program.library.adopt(many_results(document.sequence, iter(digests)))

    running.ask(put())
    running.desk.documents.close_current()


@pytest.fixture
def large(qtbot, cable, running, tmp_path):
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    store_many(running, tmp_path / "catalogue")
    return Judge(running)


def test_a_set_of_200_images_is_paged_compared_and_filtered_without_a_wrong_picture(large):
    open_timeline(large)
    assert large.looked_at.startswith("dish 001.png, step 1, done")
    seen = [large.looked_at]
    while not large.looked_at.startswith("dish 200.png"):
        large.press(K.Key_PageDown)
        assert large.looked_at not in seen, "each page goes on"
        seen.append(large.looked_at)
    assert len(seen) <= MANY / 2 + 1, "a page is two rows at least"
    large.press("3", SHIFT)
    large.press(K.Key_End, CTRL)
    compare_last(large)
    sift(large)


def compare_last(large: Judge) -> None:
    """The last picture's two last steps are held against each other, then the one before it."""
    large.press(K.Key_Return)
    large.press("y")
    way = (
        "Compare: step 2, Golden hour, slightly and step 3, Soft vignette, "
        "dish 200.png, image 200 of 200, side by side"
    )
    large.until_compared(way)
    for number in (MANY - 1, MANY - 2):
        large.wait(lambda: large.here.session.showing.is_sharp)
        assert large.colours() == [shade(number, 2), shade(number, 3)]
        large.press(K.Key_Left)


def sift(large: Judge) -> None:
    """Only what fits is shown, and all again; each row's picture is its own."""
    large.go(K.Key_3)
    fitting = (
        ('"dish 15"', [f"dish {number}.png, Original" for number in range(150, 160)]),
        ("rating>=3", ["dish 200.png, Original"]),
        ("is:failed", []),
    )
    for sought, rows in fitting:
        large.press("f", CTRL)
        large.type(sought)
        count = f"{len(rows)} of {MANY} pictures"
        large.wait(lambda count=count: large.page.filters.count.text() == count)
        assert large.column(0) == rows
        large.press("a", CTRL)
        large.press(K.Key_Delete)
        large.wait(lambda: large.page.filters.count.text() == f"{MANY} pictures")
    large.to_table()
