"""Results in the clipboard and on the pointer, over the real program."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QMouseEvent
from PySide6.QtWidgets import QListWidget

from seedream_desktop.domain.ids import SubjectId, VersionId
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.widgets.drag_out import DragOut
from tests.fixtures.results import finished, mark_unsure


@pytest.fixture
def shop(running, tmp_path):
    finished(running, tmp_path, names=("a.png", "春 b.png"))
    running.wait(lambda: running.desk.frames.is_read)
    return running


def look_at(running, number: int, step: int = 1):
    sequence = running.desk.documents.current.sequence
    shot = Shot(sequence.images[number].id, sequence.steps[step].id)
    running.wait(lambda: running.desk.judging.subject(shot) is not None)
    running.desk.focus.show(shot)
    return shot


def copied(running):
    said = []
    running.desk.messages.said.connect(said.append)
    running.desk.actions.do("image.copy")
    running.wait(lambda: bool(said))
    running.desk.messages.said.disconnect(said.append)
    return said[-1].words, QGuiApplication.clipboard().mimeData()


def test_a_result_is_copied_as_a_picture_and_as_a_file_that_has_a_name(shop):
    QGuiApplication.clipboard().clear()
    look_at(shop, 1)
    said, mime = copied(shop)
    assert said == "Copied: 春 b_step2.jpg"
    (url,) = mime.urls()
    path = Path(url.toLocalFile())
    assert path.is_relative_to(shop.desk.program.locations.handed)
    assert path.read_bytes()[:2] == b"\xff\xd8"
    image = QImage.fromData(bytes(mime.data("image/png").data()))
    assert (image.width(), image.height()) == (96, 64)
    assert b"copy\nfile://" in bytes(mime.data("x-special/gnome-copied-files").data())
    QGuiApplication.clipboard().clear()


def test_an_original_is_copied_from_where_it_lies(shop, tmp_path):
    sequence = shop.desk.documents.current.sequence
    shop.desk.focus.show(Shot(sequence.images[0].id))
    _said, mime = copied(shop)
    assert [url.toLocalFile() for url in mime.urls()] == [str(tmp_path / "in" / "a.png")]
    QGuiApplication.clipboard().clear()


def test_nothing_is_copied_of_an_unsure_result(shop):
    QGuiApplication.clipboard().setText("before")
    mark_unsure(shop, 1)
    look_at(shop, 0)
    said, mime = copied(shop)
    assert said == "1 result stays here: its pairing is unsure. Look at it first."
    assert mime.text() == "before"
    QGuiApplication.clipboard().clear()


def test_there_is_nothing_to_copy_while_nothing_is_looked_at(shop):
    action = shop.desk.actions.action("image.copy")
    shop.desk.focus.clear()
    assert not action.isEnabled()
    look_at(shop, 0)
    assert action.isEnabled()


def test_files_that_come_too_late_for_a_drag_serve_the_next_one(shop):
    handing, ended = shop.desk.handing, []
    look_at(shop, 0)
    subjects = handing.subjects_here()
    handing.drag(shop.window, subjects, lambda: ended.append(True))
    assert handing.is_going
    shop.wait(lambda: bool(ended))  # no button is held, so none begins
    assert not handing.is_going
    made = list(shop.desk.program.locations.handed.glob("*.digests"))
    handing.drag(shop.window, subjects, lambda: ended.append(True))
    shop.wait(lambda: len(ended) == 2)
    assert list(shop.desk.program.locations.handed.glob("*.digests")) == made


def test_what_was_not_handed_out_as_unsure_is_once_somebody_has_looked(shop):
    handing, ended, changed = shop.desk.handing, [], []
    mark_unsure(shop, 1)
    look_at(shop, 0)
    (subject,) = handing.subjects_here()
    folder = shop.desk.program.locations.handed
    handing.drag(shop.window, (subject,), lambda: ended.append(True))
    shop.wait(lambda: bool(ended))
    assert not list(folder.glob("*.digests"))
    shop.desk.judging.changed.connect(changed.append)
    shop.desk.judging.confirm([VersionId(subject)])
    shop.wait(lambda: bool(changed))
    handing.drag(shop.window, (subject,), lambda: ended.append(True))
    shop.wait(lambda: len(ended) == 2)
    assert len(list(folder.glob("*.digests"))) == 1


class Door:
    """Hears what a view wants to have dragged."""

    def __init__(self) -> None:
        self.is_going = False
        self.dragged = []

    def drag(self, _source, subjects, _ended=None) -> None:
        self.is_going = True
        self.dragged.append(subjects)


def send(view, kind, at, buttons=Qt.MouseButton.LeftButton) -> None:
    pressed = Qt.MouseButton.LeftButton
    moves = kind is QEvent.Type.MouseMove
    event = QMouseEvent(
        kind,
        QPointF(at),
        view.viewport().mapToGlobal(QPointF(at)),
        Qt.MouseButton.NoButton if moves else pressed,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QGuiApplication.sendEvent(view.viewport(), event)


def test_a_view_is_pulled_at_only_where_a_picture_is_and_far_enough(qtbot, shown):
    view = QListWidget()
    view.addItems(["a", "b", "c"])
    view.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
    door = Door()
    DragOut(view, door, lambda: tuple(SubjectId(i.text()) for i in view.selectedItems()))
    shown(view, 200, 300)
    first, second = (view.visualItemRect(view.item(row)).center() for row in (0, 1))
    view.item(0).setSelected(True)
    view.item(1).setSelected(True)
    send(view, QEvent.Type.MouseButtonPress, first)
    send(view, QEvent.Type.MouseMove, first + second * 0)
    assert door.dragged == []
    send(view, QEvent.Type.MouseMove, first + (second - first) * 2)
    assert door.dragged == [(SubjectId("a"), SubjectId("b"))]
    send(view, QEvent.Type.MouseMove, first + (second - first) * 3)
    assert len(door.dragged) == 1
    assert len(view.selectedItems()) == 2
    send(view, QEvent.Type.MouseButtonRelease, first, Qt.MouseButton.NoButton)
    door.is_going = False
    empty = view.visualItemRect(view.item(2)).bottomLeft() * 3
    send(view, QEvent.Type.MouseButtonPress, empty)
    send(view, QEvent.Type.MouseMove, first)
    assert len(door.dragged) == 1
    send(view, QEvent.Type.MouseButtonRelease, first, Qt.MouseButton.NoButton)
