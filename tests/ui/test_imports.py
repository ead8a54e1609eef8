"""Pictures come in: files, folders, pastes; counted, asked about, cancelled, undone."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.errors import DiskFull
from seedream_desktop.domain.geometry import Size
from seedream_desktop.ui.desk import imports as desk_imports
from seedream_desktop.ui.desk.imports import Target
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.mime import Drop, DropKind, read_mime
from tests.fixtures.windowing import Running
from tests.ui.modelling import step


def write(path: Path, colour: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (16, 12), (colour % 256, colour // 256, 90)).save(path)
    return path


def folder(root: Path, count: int, name: str = "Shoes") -> Path:
    for number in range(1, count + 1):
        write(root / name / f"img{number}.png", number)
    return root / name


class Watch:
    """Notes what an import tells."""

    def __init__(self, running):
        self.running = running
        self.ended: list = []
        self.said: list = []
        self.progress: list = []
        running.desk.imports.ended.connect(self.ended.append)
        running.desk.imports.progressed.connect(lambda *facts: self.progress.append(facts))
        running.desk.messages.said.connect(lambda remark: self.said.append(remark.words))

    def wait(self, count: int = 1):
        self.running.wait(lambda: len(self.ended) >= count)
        return self.ended[-1]


@pytest.fixture
def watch(running):
    return Watch(running)


def question() -> Question | None:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, Question) and w.isVisible()]
    return found[0] if found else None


def names(running) -> list[str]:
    images = running.desk.documents.current.sequence.images
    return [Path(image.picture.path).name for image in images]


def test_a_folder_becomes_a_sequence_of_its_name_in_natural_order(running, watch, tmp_path):
    running.desk.imports.add_paths([folder(tmp_path, 11)])
    outcome = watch.wait()
    document = running.desk.documents.current
    assert (document.sequence.title, outcome.added) == ("Shoes", 11)
    assert names(running) == [f"img{number}.png" for number in range(1, 12)]
    assert watch.said == ["11 pictures added to “Shoes”"]
    running.wait(lambda: document.is_saved)
    kept = running.ask(running.desk.program.library.sequence(document.sequence.id))
    assert kept == document.sequence
    assert not running.desk.imports.running


def test_pictures_are_said_to_be_added_once_the_library_holds_them(running, watch, tmp_path):
    held: list[bool] = []
    documents = running.desk.documents
    running.desk.messages.said.connect(lambda _: held.append(documents.current.is_saved))
    shoes = folder(tmp_path, 3)
    running.desk.imports.add_paths([shoes / "img1.png"])
    watch.wait()
    running.desk.imports.add_paths([shoes / "img2.png"], Target.HERE)
    watch.wait(2)
    assert held == [True, True]


def test_pictures_that_cannot_be_written_are_shown_and_that_is_said(
    running, watch, tmp_path, monkeypatch
):
    async def full(*_args):
        raise DiskFull("disk_full", path="library")

    with monkeypatch.context() as patch:
        patch.setattr(type(running.desk.program.library), "save_sequence", full)
        running.desk.imports.add_paths([folder(tmp_path, 2)])
        assert watch.wait().added == 2
    assert names(running) == ["img1.png", "img2.png"]
    assert "unsaved" in running.desk.messages.banners
    running.desk.messages.banners["unsaved"].act()
    running.wait(lambda: documents_saved(running))


def documents_saved(running) -> bool:
    return running.desk.documents.is_saved and not running.desk.messages.banners


def test_files_of_one_folder_go_into_the_open_sequence_where_they_are_dropped(
    running, watch, tmp_path
):
    shoes = folder(tmp_path, 4)
    document = running.desk.documents.create("Mine")
    running.desk.imports.add_paths([shoes / "img1.png", shoes / "img2.png"], Target.HERE)
    watch.wait()
    running.desk.imports.add_paths([shoes / "img4.png"], Target.HERE, at=1)
    watch.wait(2)
    assert names(running) == ["img1.png", "img4.png", "img2.png"]
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.sequence.images == ()


def test_the_same_bytes_are_one_picture_however_often_they_come(running, watch, tmp_path):
    first, twin = write(tmp_path / "a.png", 7), write(tmp_path / "b.png", 7)
    running.desk.imports.add_paths([first, twin])
    assert watch.wait().doubles == 1
    running.desk.imports.add_paths([twin], Target.HERE)
    outcome = watch.wait(2)
    assert names(running) == ["a.png"]
    assert (outcome.added, outcome.doubles) == (0, 1)
    assert watch.said[-1].startswith("The picture is already in")


def test_what_is_no_picture_is_left_out_with_its_reason_and_the_rest_is_taken(
    running, watch, tmp_path
):
    shoes = folder(tmp_path, 2)
    (shoes / "notes.txt").write_text("not a picture")
    (shoes / "empty.jpg").touch()
    running.desk.imports.add_paths([shoes])
    assert watch.wait().added == 2
    problems = {p.name: p for p in running.desk.imports.problems}
    assert problems["notes.txt"].why == "it is not a picture"
    assert problems["empty.jpg"].why == "the file is empty"
    assert problems["empty.jpg"].path == str(shoes / "empty.jpg")
    assert watch.said == ["2 pictures added to “Shoes” · 2 left out"]


def test_nothing_that_can_be_read_makes_no_sequence(running, watch, tmp_path):
    (tmp_path / "notes.txt").write_text("not a picture")
    running.desk.imports.add_paths([tmp_path / "notes.txt", tmp_path / "gone.png"])
    assert watch.wait().sequence is None
    assert running.desk.documents.current is None
    assert watch.said == ["No picture was found · 2 left out"]


def test_more_than_five_hundred_are_asked_about_before_any_is_opened(
    running, watch, tmp_path, monkeypatch
):
    monkeypatch.setattr(desk_imports, "ASKED_ABOVE", 5)
    shoes = folder(tmp_path, 6)
    running.desk.imports.add_paths([shoes])
    running.wait(lambda: question() is not None)
    asked = question()
    assert asked.accessibleName() == "Add 6 files from 1 folder?"
    assert asked.safe.isDefault()
    asked.safe.click()
    assert watch.wait().was_stopped
    assert running.desk.documents.current is None
    running.desk.imports.add_paths([shoes])
    running.wait(lambda: question() is not None)
    question().answer.click()
    assert watch.wait(2).added == 6


def test_a_cancelled_import_keeps_only_what_it_is_told_to(running, watch, tmp_path):
    shoes = folder(tmp_path, 300)
    imports = running.desk.imports
    imports.progressed.connect(lambda seen, *_: imports.cancel() if seen else None)
    for answer, kept in (("safe", False), ("answer", True)):
        imports.add_paths([shoes])
        running.wait(lambda: question() is not None)
        getattr(question(), answer).click()
        outcome = watch.wait(1 + kept)
        assert outcome.was_stopped is not kept
        assert bool(outcome.added) is kept
    assert len(running.desk.documents.current.sequence.images) == outcome.added
    assert not imports.running


def test_imports_wait_for_each_other(running, watch, tmp_path):
    for name in ("One", "Two", "Three"):
        running.desk.imports.add_paths([folder(tmp_path, 3, name)])
    watch.wait(3)
    assert [outcome.title for outcome in watch.ended] == ["One", "Two", "Three"]


def test_anchors_go_to_the_steps_that_are_on(running, watch, tmp_path):
    document = running.desk.documents.create("Mine", [], [step(1), step(2, is_on=False)])
    running.desk.imports.add_paths([write(tmp_path / "hero.png", 3)], Target.ANCHORS)
    watch.wait()
    assert [len(s.anchors) for s in document.sequence.steps] == [1, 0]
    assert document.sequence.images == ()
    document.undo_stack.undo()
    assert document.sequence.steps[0].anchors == ()


def test_a_pasted_bitmap_lasts_and_is_named_by_its_time(running, watch):
    image = QImage(40, 30, QImage.Format.Format_ARGB32)
    image.fill(QColor(10, 20, 30))
    mime = QMimeData()
    mime.setImageData(image)
    running.desk.imports.take(read_mime(mime), Target.NEW_SEQUENCE)
    watch.wait()
    picture = running.desk.documents.current.sequence.images[0].picture
    path = Path(picture.path)
    assert path.parent == running.desk.program.locations.pasted
    assert path.name.startswith("Pasted 20")
    assert picture.size == Size(40, 30)
    assert running.desk.documents.current.sequence.title == path.stem


def test_a_pasted_bitmap_outlives_a_sweep_and_a_restart(qapp, running, watch):
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(10, 20, 30))
    running.desk.imports.take(Drop(kind=DropKind.IMAGE, pixels=image), Target.NEW_SEQUENCE)
    watch.wait()
    document = running.desk.documents.current
    running.wait(lambda: document.is_saved)
    path = Path(document.sequence.images[0].picture.path)
    long_ago = path.stat().st_mtime - 90 * 86_400
    os.utime(path, (long_ago, long_ago))
    assert running.ask(running.desk.program.sweep()) == 0
    name = document.sequence.id
    running.window.close()
    running.wait(running.gui.ended.done)
    again = Running(qapp).open()
    try:
        again.desk.documents.open(name)
        again.wait(lambda: again.desk.documents.current is not None)
        picture = again.desk.documents.current.sequence.images[0].picture
        assert again.ask(again.desk.program.thumbnail(picture.digest, Path(picture.path)))
    finally:
        again.close()


def test_an_encoded_picture_from_a_browser_keeps_its_bytes(running, watch):
    buffer = io.BytesIO()
    Image.new("RGB", (16, 12)).save(buffer, "WEBP")
    mime = QMimeData()
    mime.setData("image/webp", buffer.getvalue())
    mime.setUrls([QUrl("https://example.com/a.webp")])
    running.desk.imports.take(read_mime(mime), Target.NEW_SEQUENCE)
    watch.wait()
    path = Path(running.desk.documents.current.sequence.images[0].picture.path)
    assert path.suffix == ".webp"
    assert path.read_bytes() == buffer.getvalue()


@pytest.mark.parametrize(
    "drop",
    [
        Drop(kind=DropKind.LINKS, links=("https://example.com/a.jpg",)),
        Drop(kind=DropKind.SAVE_FIRST),
        Drop(kind=DropKind.NOTHING, refused=2),
    ],
    ids=["link", "virtual", "remote"],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_fetched(running, watch, drop):
    running.desk.imports.take(drop, Target.NEW_SEQUENCE)
    assert watch.wait().added == 0
    (problem,) = running.desk.imports.problems
    assert "save" in problem.why


def test_progress_tells_files_and_pictures(running, watch, tmp_path):
    facts = []
    imports = running.desk.imports
    imports.progressed.connect(lambda *_: facts.append(imports.now))
    imports.add_paths([folder(tmp_path, 60)])
    watch.wait()
    assert facts[-1].total == 60
    assert facts[-1].seen == facts[-1].taken == 60
    assert facts[-1].per_second > 0
    assert facts[0].title == "Shoes"


def test_closing_the_window_in_the_middle_ends_cleanly(running, tmp_path):
    running.desk.imports.add_paths([folder(tmp_path, 200)])
    running.wait(lambda: running.desk.imports.now.total > 0)
