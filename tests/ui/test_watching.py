"""A watched folder in the running program, by the system's own news of files."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from seedream_desktop.ui.views.pictures.pane import PicturesPane
from tests.ui.building import LOCAL

SAMPLES = sorted((Path(__file__).parents[2] / "resources/samples/ceramics").glob("*.jpg"))


@pytest.fixture
def window(qtbot, running):
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    return running.window


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "hot folder é"
    made.mkdir()
    shutil.copy(SAMPLES[0], made / "before.jpg")
    return made


@pytest.fixture
def watching(running, window):
    """Watching that takes files for whole soon, and looks at news only."""
    made = running.desk.watching
    made._soon.setInterval(30)
    made._slow.setInterval(3_600_000)
    return made


def names(document):
    return [Path(image.picture.path).name for image in document.sequence.images]


def watch(running, folder):
    running.window.do("library.watch_folder")
    dialog = running.window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(folder))
    dialog.reject()
    running.wait(lambda: running.desk.watching.watched is not None)


def test_nothing_is_watched_until_it_is_asked_for(running, watching):
    assert watching.watched is None
    assert not running.desk.actions.action("library.stop_watching").isEnabled()
    assert running.desk.actions.action("library.watch_folder").isEnabled()


def test_what_comes_in_is_added_once_it_is_whole_and_nothing_runs(running, watching, folder):
    document = running.desk.documents.create("Shoes", (), [LOCAL])
    watch(running, folder)
    data = SAMPLES[1].read_bytes()
    with (folder / "img2.jpg").open("wb") as file:
        file.write(data[: len(data) // 2])
        file.flush()
        running.wait(lambda: watching._arrivals.is_restless)
        file.write(data[len(data) // 2 :])
    running.wait(lambda: names(document) == ["img2.jpg"])
    running.wait(lambda: not watching._arrivals.is_restless)
    shutil.copy(SAMPLES[2], folder / "img10.jpg")
    running.wait(lambda: names(document) == ["img2.jpg", "img10.jpg"])
    assert not running.desk.imports.problems
    running.wait(lambda: running.desk.outlook.is_fresh)
    assert not running.desk.queue.counts.running + running.desk.queue.counts.waiting
    document.undo_stack.undo()
    assert names(document) == ["img2.jpg"]


def test_pictures_go_to_their_sequence_whichever_is_open_and_the_line_says_so(
    running, watching, folder
):
    document = running.desk.documents.create("Shoes")
    watch(running, folder)
    running.window.do("go.library")
    line = next(p.watched for p in running.window.findChildren(PicturesPane) if p.isVisible())
    assert line.isVisible()
    assert folder.name in line.said.words
    for number in range(9):
        other = running.desk.documents.create(f"Other {number}")
        running.wait(lambda other=other: other.is_saved)
    assert not line.isVisible()
    shutil.copy(SAMPLES[1], folder / "new.jpg")
    running.wait(lambda: names(document) == ["new.jpg"])
    assert not names(other)
    running.desk.documents.open(document.sequence.id)
    running.wait(line.isVisible)
    line.stop.click()
    assert watching.watched is None
    assert not line.isVisible()


def test_without_an_open_sequence_the_folder_gets_one_of_its_name(running, watching, folder):
    watch(running, folder)
    document = running.desk.documents.current
    assert document.sequence.title == folder.name
    assert names(document) == []


def test_a_folder_that_goes_ends_the_watch_and_says_so(running, watching, folder):
    running.desk.documents.create("Shoes")
    watch(running, folder)
    shutil.rmtree(folder)
    running.wait(lambda: watching.watched is None)
    (remark,) = running.desk.messages.banners.values()
    assert folder.name in remark.words
    assert remark.is_closable
