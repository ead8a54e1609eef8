"""Reviews in the open window: packed in the background, taken in as one edit, opened to look at."""

import asyncio
from concurrent.futures import CancelledError

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.ids import SequenceId, SubjectId
from seedream_desktop.domain.judgement import Flag, Label, marks
from seedream_desktop.exporting.bundle_wish import BundleWish
from seedream_desktop.ui.dialogs.review.merging import MergeDialog
from seedream_desktop.ui.dialogs.review.packing import PackDialog
from seedream_desktop.ui.widgets.remark import RemarkLine
from tests.fixtures import reviewing
from tests.fixtures.choices import choices, seal, written
from tests.fixtures.reviewing import as_of_another_library, index_of
from tests.fixtures.windowing import Running
from tests.ui.dragging import drag, let_go


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    made = reviewing.studio(tmp_path_factory.mktemp("studio"))
    made.bundle = made.pack()
    return made


@pytest.fixture
def room(qapp, studio, monkeypatch, _leaves_no_widget):
    """Open the window on the studio's library, with its sequence; nothing is judged in it."""
    studio.forget()
    monkeypatch.setenv("SEEDREAM_HOME", str(studio.console.home))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    running = Running(qapp).open()
    running.window.show()
    running.window.activateWindow()
    running.desk.documents.open(SequenceId(studio.sequence))
    running.wait(lambda: running.desk.frames.is_read)
    running.browsed = []
    running.desk.reviews.browse = running.browsed.append
    running.said = []
    running.desk.messages.said.connect(lambda remark: running.said.append(remark.words))
    yield running
    running.close()


@pytest.fixture
def index(studio):
    return index_of(studio.bundle)


def shown(room, kind):
    def found():
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    room.wait(lambda: bool(found()))
    return found()[0]


def subject(index, image, step):
    row = index["images"][image]
    return SubjectId(row["steps"][step - 1][0]["id"] if step else row["id"])


def held(room):
    judgements = room.desk.program.library.judgements
    room.ask(judgements.save([]))
    return marks(room.ask(judgements.of(room.desk.documents.current.sequence.id)))


def banners(room):
    return [remark.words for remark in room.desk.messages.banners.values()]


# -- packing


def test_nothing_is_ticked_at_first_and_each_tick_is_counted(room):
    room.desk.actions.do("review.pack")
    dialog = shown(room, PackDialog)
    room.wait(lambda: dialog.counts.text().startswith("4 pictures, 8 results"))
    assert dialog.accessibleDescription().startswith("One file for people who have nothing but")
    assert not any(tick.isChecked() for tick in dialog.ticks.values())
    assert dialog.wish == BundleWish()
    dialog.ticks["picked"].setChecked(True)
    room.wait(lambda: "no picture" in dialog.remark.words)
    assert not dialog.answer.isEnabled()
    dialog.ticks["picked"].setChecked(False)
    room.wait(dialog.answer.isEnabled)
    dialog.ticks["prompts"].setChecked(True)
    assert dialog.wish == BundleWish(has_prompts=True)
    before = dialog.counts.text()
    dialog.edge.setCurrentIndex(3)
    dialog.edge.picked.emit(3072)
    room.wait(lambda: dialog.counts.text() != before)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_review_is_packed_while_the_window_goes_on(room, studio, tmp_path):
    path = tmp_path / "for the client.html"
    room.desk.reviews.pack(SequenceId(studio.sequence), "Spring", BundleWish(), path)
    assert "being packed" in banners(room)[0]
    room.wait(lambda: bool(room.said))
    assert room.said[-1].startswith("for the client.html is ready: 4 pictures, ")
    assert banners(room) == []
    assert len(index_of(path)["pictures"]) == 12


def test_packing_that_is_stopped_leaves_nothing(room, studio, tmp_path):
    path = tmp_path / "for the client.html"
    room.desk.reviews.pack(SequenceId(studio.sequence), "Spring", BundleWish(), path)
    room.desk.messages.banners["packing a review"].act()
    assert banners(room) == []
    assert "not packed" in room.said[-1]
    assert list(tmp_path.iterdir()) == []


def test_packing_that_is_stopped_at_its_very_end_leaves_nothing_either(room, studio, tmp_path):
    async def stopped() -> None:
        packing = asyncio.current_task()

        def told(done: int, total: int) -> None:
            if done == total:  # the whole file is about to be written
                packing.cancel()

        reviews = room.desk.program.reviews
        await reviews.pack(SequenceId(studio.sequence), BundleWish(), tmp_path / "r.html", told)

    with pytest.raises(CancelledError):
        room.ask(stopped())
    assert list(tmp_path.iterdir()) == []


def test_a_review_that_cannot_be_written_says_where_and_why(room, studio, tmp_path):
    path = tmp_path / "not here" / "review.html"
    room.desk.reviews.pack(SequenceId(studio.sequence), "Spring", BundleWish(), path)
    room.wait(lambda: any("could not be written" in words for words in banners(room)))
    assert str(path) in banners(room)[0]
    assert not room.desk.reviews.packing.is_going


# -- merging


def test_choices_are_taken_in_as_one_edit_that_can_be_undone_and_redone(room, index, tmp_path):
    first, second = subject(index, 0, 2), subject(index, 1, 1)
    room.desk.judging.rate([first], 2)
    said = [(0, 2, "flag", "pick", 5), (0, 2, "stars", "4", 6), (1, 1, "label", "blue", 7),
            (1, 1, "note", "nicer", 8)]  # fmt: skip
    said = [(*words[:4], 10**13 + words[4]) for words in said]
    room.desk.reviews.open(written(tmp_path / "a.seedream-choices.json", choices(index, said)))
    dialog = shown(room, MergeDialog)
    assert dialog.windowTitle() == "Anna judged “Spring </script> & “more””"
    assert dialog.answer.text() == "Take in 4 choices"
    assert held(room).get(second) is None
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    room.wait(lambda: room.desk.frames.mark(first).flag is Flag.PICK)
    after = held(room)
    assert (after[first].flag, after[first].stars) == (Flag.PICK, 4)
    assert (after[second].label, after[second].notes) == (Label.BLUE, {"Anna": "nicer"})
    assert room.said[-1] == "4 choices of Anna taken in."
    room.desk.actions.do("edit.undo")
    back = held(room)
    assert (back[first].flag, back[first].stars) == (Flag.NONE, 2)
    assert (back[second].label, back[second].notes) == (Label.NONE, {})
    assert room.desk.frames.mark(first) == back[first]
    room.desk.actions.do("edit.redo")
    assert held(room) == after


@pytest.mark.parametrize("way", ["drop", "paste", "second start"])
def test_choices_are_taken_in_however_they_come(room, index, tmp_path, way):
    path = written(tmp_path / "a (1).json", choices(index, [(0, 2, "stars", "5", 10**13)]))
    if way == "drop":
        overlay, mime = room.window._dropping.overlay, drag(room.window, path)
        assert "review" in overlay._whole.accessibleName()
        assert let_go(room.window, mime, QPointF(20, 20)).isAccepted()
    elif way == "paste":
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        QGuiApplication.clipboard().setMimeData(mime)
        room.desk.actions.do("edit.paste")
    else:
        room.gui.take((path,))
    dialog = shown(room, MergeDialog)
    dialog.answer.click()
    room.wait(lambda: room.desk.frames.mark(subject(index, 0, 2)).stars == 5)
    assert not room.desk.imports.running


def test_choices_open_the_sequence_that_they_are_about(room, studio, index, tmp_path):
    room.desk.documents.create("Another")
    path = written(tmp_path / "a.json", choices(index, [(0, 0, "flag", "reject", 10**13)]))
    room.desk.reviews.open(path)
    shown(room, MergeDialog).answer.click()
    room.wait(lambda: room.desk.documents.current.sequence.id == studio.sequence)
    room.wait(lambda: room.desk.frames.mark(subject(index, 0, 0)).flag is Flag.REJECT)
    assert room.desk.documents.undo.undo_text == "taking in a review"


def test_where_the_sequence_cannot_be_opened_nothing_is_taken_in_and_that_is_said(
    room, studio, index, tmp_path
):
    documents = room.desk.documents
    for number in range(9):  # so many that the window no longer holds the studio's
        documents.create(f"Other {number}")
    room.wait(lambda: documents.is_saved)
    documents.create("Another")
    path = written(tmp_path / "a.json", choices(index, [(0, 0, "flag", "reject", 10**13)]))
    room.desk.reviews.open(path)
    dialog = shown(room, MergeDialog)
    name = "update sequences set id = '{}' where id = '{}'"
    studio.console.write(name.format("sq-away", studio.sequence))
    try:
        dialog.answer.click()
        room.wait(lambda: any("Nothing was taken in" in words for words in room.said))
    finally:
        studio.console.write(name.format(studio.sequence, "sq-away"))
    assert "The library has no sequence" in " ".join(banners(room))
    assert held(room) == {}


def test_of_two_files_each_is_held_against_what_the_other_left(room, index, tmp_path):
    of = subject(index, 0, 2)
    for at, (who, flag) in enumerate((("Anna", "pick"), ("Ben", "reject"))):
        said = choices(index, [(0, 2, "flag", flag, 10**13 + at)], who=who)
        room.desk.reviews.open(written(tmp_path / f"{who}.json", said))
    for flag in (Flag.PICK, Flag.REJECT):
        dialog = shown(room, MergeDialog)
        dialog.answer.click()
        room.wait(lambda wanted=flag: room.desk.frames.mark(of).flag is wanted)
        room.wait(lambda old=dialog: not shiboken6.isValid(old))
    room.desk.actions.do("edit.undo")
    assert held(room)[of].flag is Flag.PICK
    room.desk.actions.do("edit.undo")
    assert held(room)[of].flag is Flag.NONE


def test_a_second_time_there_is_nothing_to_take_in(room, index, tmp_path):
    path = written(tmp_path / "a.json", choices(index, [(0, 2, "stars", "5", 10**13)]))
    room.desk.reviews.open(path)
    shown(room, MergeDialog).answer.click()
    room.wait(lambda: bool(held(room)))
    room.desk.reviews.open(path)
    dialog = shown(room, MergeDialog)
    assert dialog.safe.text() == "Close"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    room.wait(lambda: not dialog.isVisible())
    assert len(held(room)) == 1


def test_a_file_that_does_not_say_who_judged_has_the_name_asked_for(room, index, tmp_path):
    path = written(tmp_path / "a.json", choices(index, [(0, 2, "note", "hm", 10**13)], who=""))
    room.desk.reviews.open(path)
    dialog = shown(room, MergeDialog)
    assert not dialog.answer.isEnabled()
    QTest.keyClicks(dialog.name, "Ben")
    dialog.answer.click()
    room.wait(lambda: bool(room.desk.frames.mark(subject(index, 0, 2)).notes))
    assert held(room)[subject(index, 0, 2)].notes == {"Ben": "hm"}


def test_pictures_that_are_not_here_are_named(room, index, tmp_path):
    said = choices(index, [(0, 2, "stars", "5", 10**13), (1, 2, "stars", "1", 10**13)])
    said["choices"][1] |= {"subject": "v-gone", "name": "gone.jpg"}
    said["seal"] = seal(said)
    room.desk.reviews.open(written(tmp_path / "a.json", said))
    dialog = shown(room, MergeDialog)
    words = " ".join(line.words for line in dialog.findChildren(RemarkLine))
    assert "gone.jpg, step 2" in words
    dialog.reject()


def test_a_review_that_nobody_judged_in_is_shown_in_the_browser(room, studio):
    room.desk.reviews.open(studio.bundle)
    room.wait(lambda: bool(room.browsed))
    assert room.browsed[0].toLocalFile() == str(studio.bundle)
    assert "Nobody has judged" in room.said[-1]


def test_a_review_of_another_library_is_shown_in_the_browser(room, studio, tmp_path):
    path = as_of_another_library(studio.bundle, tmp_path / "foreign.html")
    room.desk.reviews.open(path)
    room.wait(lambda: bool(room.browsed))
    assert "not of this library" in room.said[-1]


def test_a_file_that_is_no_review_is_refused_with_its_name(room, tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<title>a page</title>")
    room.desk.reviews.open(path)
    room.wait(lambda: bool(banners(room)))
    assert str(path) in banners(room)[0]
    assert room.browsed == []
