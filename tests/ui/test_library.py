"""The Library: welcome, sequences found and opened, pictures ordered, made anchors, taken out."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from seedream_desktop.domain.ids import StepId
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.ui.desk.imports import Target
from seedream_desktop.ui.models.library import SequenceState
from seedream_desktop.ui.views.library.workspace import LibraryWorkspace
from seedream_desktop.ui.views.pictures.cells import CellsModel
from tests.ui import reach
from tests.ui.dragging import drag, let_go
from tests.ui.modelling import picture, sequence, step, strict

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot, running):
    with qtbot.waitActive(running.window):
        running.window.resize(1280, 800)
        running.window.show()
        running.window.activateWindow()
    return running.window


@pytest.fixture
def library(running, window) -> LibraryWorkspace:
    running.window.do("go.library")
    return running.window.findChild(LibraryWorkspace)


def begun(running, library, count: int = 4, steps: int = 1):
    pictures = [picture(number) for number in (3, 10, 1, 2)[:count]]
    document = running.desk.documents.create("Shoes", pictures, [step(n) for n in range(steps)])
    running.wait(lambda: library.sequences.model.rowCount() > 0)
    library.pictures.grid.setFocus()
    return document


def order(document) -> list[str]:
    return [Path(image.picture.path).stem for image in document.sequence.images]


def select(library, *rows: int) -> None:
    images = library.pictures.grid.images.rows
    library.pictures.grid.select(tuple(images[row].image.id for row in rows))


# -- first start


def test_an_empty_library_welcomes_and_its_checklist_ticks(running, library):
    running.wait(library.welcome.isVisible)
    welcome = library.welcome
    assert not welcome.cap.is_done
    running.desk.preferences.change(caps=CapSettings(month_micros=50_000_000))
    assert welcome.cap.is_done
    assert welcome.cap.said.text() == "$50.00 a month"
    running.desk.documents.create("Shoes")
    running.wait(library.sequences.isVisible)
    running.wait(lambda: welcome.pictures.is_done)
    assert not welcome.isVisible()


def test_everything_in_the_library_has_a_name_and_is_reached(running, library):
    begun(running, library)
    select(library, 0)
    running.desk.imports.add_paths([Path("/nowhere/gone.jpg")])
    running.wait(library.pictures.problems.isVisible)
    library.pictures.problems.unfold()
    assert reach.nameless(running.window) == []
    assert reach.unreachable(running.window) == []


# -- the list


def test_the_list_is_searched_narrowed_and_sorted_and_opens_what_is_selected(running, library):
    for title in ("Shoes 10", "Shoes 2", "Bags"):
        running.desk.documents.create(title)
    panel = library.sequences
    running.wait(lambda: panel.model.rowCount() == 3)
    panel.search.setText("shoes")
    assert panel.model.rowCount() == 2
    panel.order.setCurrentIndex(1)
    panel.order.activated.emit(1)
    assert [row.title for row in panel.model.rows] == ["Shoes 2", "Shoes 10"]
    panel.list.setFocus()
    panel.list.setCurrentIndex(panel.model.index(1))
    running.wait(lambda: running.desk.documents.current.sequence.title == "Shoes 10")
    panel.search.setText("no such thing")
    assert not panel.list.isVisible()
    panel._show_all()
    assert panel.model.rowCount() == 3
    panel.narrowed.picked.emit(SequenceState.UNFINISHED)
    assert panel.model.rowCount() == 0


def test_coming_to_the_list_opens_no_other_sequence_than_the_one_that_is(running, library):
    panel, documents = library.sequences, running.desk.documents
    documents.create("Bags")
    running.wait(lambda: panel.model.rowCount() == 1)
    documents.create("Shoes")
    running.wait(lambda: panel.model.rowCount() == 2)
    panel.search.setFocus()
    panel.search.setText("bags")
    assert panel.model.rowCount() == 1
    panel.list.setFocus(Qt.FocusReason.TabFocusReason)
    assert documents.current.sequence.title == "Shoes"
    assert not panel.list.currentIndex().isValid()
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    running.wait(lambda: documents.current.sequence.title == "Bags")


def test_find_goes_to_the_search_of_titles(running, library):
    begun(running, library)
    running.window.do("edit.find")
    assert QApplication.focusWidget() is library.sequences.search


def test_enter_and_a_double_click_go_to_build_with_the_sequence(running, library):
    begun(running, library)
    library.sequences.list.setFocus()
    QTest.keyClick(library.sequences.list, Qt.Key.Key_Return)
    assert running.window.place == "go.build"
    running.window.do("go.library")
    running.window.do("library.open")
    assert running.window.place == "go.build"


def test_the_title_is_edited_where_it_stands_and_escape_takes_it_back(running, library):
    document = begun(running, library)
    running.window.do("library.rename")
    title = QApplication.focusWidget()
    assert isinstance(title, QLineEdit)
    QTest.keyClicks(title, "Boots")
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert document.sequence.title == "Boots"
    QTest.keyClicks(title, "x")
    QTest.keyClick(title, Qt.Key.Key_Escape)
    assert title.text() == "Boots"
    running.wait(lambda: [r.title for r in library.sequences.model.rows] == ["Boots"])


def test_a_new_sequence_is_open_and_its_title_is_to_be_written(running, library):
    begun(running, library)
    running.window.do("sequence.new")
    assert running.desk.documents.current.sequence.title == "New sequence"
    assert QApplication.focusWidget() is library.header.title


# -- the grid


def test_whoever_writes_goes_on_when_the_list_is_read_again(running, library):
    begun(running, library)
    library.sequences.search.setFocus()
    with_it = library.window().focusWidget()
    library.sequences.counted.emit(library.sequences.model.rowCount())
    assert library.window().focusWidget() is with_it is library.sequences.search


def test_pictures_are_moved_by_keys_and_undo_puts_them_back(running, library):
    document, grid = begun(running, library), library.pictures.grid
    select(library, 2)
    QTest.keyClick(grid, Qt.Key.Key_Left, CTRL)
    assert order(document) == ["img3", "img1", "img10", "img2"]
    QTest.keyClick(grid, Qt.Key.Key_Right, CTRL)
    QTest.keyClick(grid, Qt.Key.Key_Right, CTRL)
    QTest.keyClick(grid, Qt.Key.Key_Right, CTRL)
    assert order(document) == ["img3", "img10", "img2", "img1"]
    assert [image.picture.path for image in grid.selected] == ["/photos/img1.jpg"]
    for _ in range(3):
        document.undo_stack.undo()
    assert order(document) == ["img3", "img10", "img1", "img2"]


def test_pictures_are_sorted_by_name_as_people_do(running, library):
    document = begun(running, library)
    library.pictures.bar.sort.click()
    assert order(document) == ["img1", "img2", "img3", "img10"]


def test_removed_pictures_come_back_by_the_toast(running, library):
    document, said = begun(running, library), []
    running.desk.messages.said.connect(said.append)
    select(library, 0, 1)
    QTest.keyClick(library.pictures.grid, Qt.Key.Key_Delete)
    assert order(document) == ["img1", "img2"]
    assert said[-1].words == "2 pictures removed from “Shoes”"
    assert order(document) == ["img1", "img2"]
    said[-1].act()
    assert order(document) == ["img3", "img10", "img1", "img2"]


def test_a_key_makes_anchors_and_the_same_key_takes_them_back(running, library):
    document, grid = begun(running, library, steps=2), library.pictures.grid
    select(library, 1, 2)
    QTest.keyClick(grid, Qt.Key.Key_A)
    assert [len(s.anchors) for s in document.sequence.steps] == [2, 2]
    assert [row.mark for row in grid.images.rows] == ["", "A1", "A2", ""]
    assert [row.name for row in library.pictures.tray.strip.pictures.rows] == [
        "img10.jpg",
        "img1.jpg",
    ]
    QTest.keyClick(grid, Qt.Key.Key_A)
    assert [len(s.anchors) for s in document.sequence.steps] == [0, 0]
    assert not library.pictures.tray.strip.isVisible()


def test_the_menu_of_pictures_comes_by_key_beside_the_one_that_is_current(running, window, library):
    document, grid = begun(running, library), library.pictures.grid
    grid.setCurrentIndex(grid.images.index(1))
    QTest.keyClick(grid, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    running.wait(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    cell = grid.visualRect(grid.currentIndex())
    assert cell.top() < grid.viewport().mapFromGlobal(menu.pos()).y() < cell.bottom()
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert order(document) == ["img3", "img1", "img2"]
    running.wait(lambda: QApplication.activePopupWidget() is None)


def test_an_anchor_without_a_step_is_explained(running, library):
    said = []
    begun(running, library, steps=0)
    running.desk.messages.said.connect(said.append)
    select(library, 0)
    QTest.keyClick(library.pictures.grid, Qt.Key.Key_A)
    assert "step" in said[-1].words
    assert "Add a step" in library.pictures.tray._hint.text()


def test_anchors_are_taken_away_in_the_tray_but_leading_ones_are_the_steps_matter(running, library):
    document, said = begun(running, library), []
    document.set_leading_anchors(StepId("st-0"), 1)
    document.add_anchors_to_all([picture(9)])
    running.desk.messages.said.connect(said.append)
    strip = library.pictures.tray.strip
    assert [row.mark for row in strip.pictures.rows] == ["A1", "A2"]
    strip.setFocus()
    strip.setCurrentIndex(strip.pictures.index(1))
    QTest.keyClick(strip, Qt.Key.Key_Delete)
    assert document.sequence.steps[0].anchors == ()
    strip.setCurrentIndex(strip.pictures.index(0))
    QTest.keyClick(strip, Qt.Key.Key_Delete)
    assert document.sequence.steps[0].leading_anchors == 1
    assert "lead" in said[-1].words


def test_pictures_are_shown_larger_and_smaller(running, library):
    begun(running, library)
    grid, slider = library.pictures.grid, library.pictures.bar.slider
    assert slider.accessibleName() == "Size of the pictures in pixels"
    before = grid.cells.edge_px
    slider.setValue(slider.maximum())
    assert grid.cells.edge_px > before


def test_a_place_between_cells_is_found_in_every_line(running, library):
    begun(running, library)
    grid = library.pictures.grid
    grid.show_edge(300)
    cell, columns = grid.gridSize(), grid._columns()
    assert grid.row_before(QPoint(2, 2)) == 0
    assert grid.row_before(QPoint(cell.width() - 2, 2)) == 1
    assert grid.row_before(QPoint(2, cell.height() + 2)) == columns
    assert grid.row_before(QPoint(5000, 5000)) == 4


def test_what_is_dragged_lands_where_the_line_was(running, library):
    document, grid = begun(running, library), library.pictures.grid
    select(library, 0)
    grid.moved_before.emit(4)
    assert order(document) == ["img10", "img1", "img2", "img3"]


def test_pictures_are_dragged_out_as_copies_of_their_files(running, library):
    document, images = begun(running, library), library.pictures.grid.images
    data = images.mimeData([images.index(row) for row in (0, 2)])
    paths = [document.sequence.images[row].picture.path for row in (0, 2)]
    assert [url.toLocalFile() for url in data.urls()] == paths
    assert images.supportedDragActions() is Qt.DropAction.CopyAction


def test_the_inspector_says_what_is_known_of_the_selected_picture(running, library):
    begun(running, library)
    select(library, 1)
    details = library.inspector
    said = [
        label.text().replace("\u200b", "") for label in details.findChildren(type(details._hint))
    ]
    assert {"img10.jpg", "600 × 400 px", "JPEG · RGB", "/photos"} <= set(said)
    select(library, 1, 2)
    assert details._hint.text() == "2 pictures selected"


def test_the_model_of_cells_keeps_to_the_rules(running):
    model = CellsModel(running.desk.loader)
    strict(model)
    model.show_images(sequence(5))
    model.show_images(sequence(3))
    model.show_images(sequence(0))


# -- ways in


def written(folder: Path, name: str = "img1.png", colour: int = 1) -> Path:
    folder.mkdir(exist_ok=True)
    Image.new("RGB", (16, 12), (colour, 40, 90)).save(folder / name)
    return folder / name


def middle(window, target: Target) -> QPointF:
    QApplication.processEvents()
    return QPointF(window._dropping.overlay.zone(target).geometry().center())


def test_zones_without_an_open_sequence_say_why(running, library, window, tmp_path):
    mime = drag(window, written(tmp_path / "Shoes"))
    overlay = window._dropping.overlay
    assert overlay.isVisible()
    assert not overlay.zone(Target.HERE).isEnabled()
    assert overlay.zone(Target.ANCHORS).accessibleName() == "Anchors need an open sequence"
    assert not let_go(window, mime, middle(window, Target.ANCHORS)).isAccepted()
    assert not overlay.isVisible()
    assert not running.desk.imports.running


@pytest.mark.parametrize("place", ["go.library", "go.build", "go.queue", "go.ledger"])
def test_a_drop_on_any_workspace_goes_to_the_zone_that_was_lit(
    running, library, window, tmp_path, place
):
    document, ended = begun(running, library), []
    running.desk.imports.ended.connect(ended.append)
    window.do(place)
    for target, colour in ((Target.HERE, 1), (Target.ANCHORS, 2), (Target.NEW_SEQUENCE, 3)):
        mime = drag(window, written(tmp_path / "Boots", f"{target}.png", colour))
        event = let_go(window, mime, middle(window, target))
        assert event.isAccepted()
        assert not ended or ended[-1].target is not target  # the handler only read values
        running.wait(lambda wanted=target: bool(ended) and ended[-1].target is wanted)
    assert order(document)[-1] == "here"
    assert len(document.sequence.steps[0].anchors) == 1
    assert running.desk.documents.current.sequence.title == "Boots"


def test_a_drag_without_pictures_and_one_of_our_own_light_nothing(running, library, window):
    mime = QMimeData()
    mime.setText("only words")
    event = QDragEnterEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window.windowHandle(), event)
    assert not window._dropping.overlay.isVisible()


def test_a_folder_is_opened_by_typing_its_path(running, library, tmp_path):
    written(tmp_path / "Shoes")
    running.window.do("library.add_folder")
    running.wait(lambda: bool(running.window.findChildren(QFileDialog)))
    dialog = running.window.findChild(QFileDialog)
    field = dialog.findChild(QLineEdit)
    running.wait(field.hasFocus)
    field.setText(str(tmp_path / "Shoes"))
    QTest.keyClick(field, Qt.Key.Key_Return)
    running.wait(lambda: running.desk.documents.current is not None)
    assert running.desk.documents.current.sequence.title == "Shoes"


def test_a_folder_goes_into_the_open_sequence_while_that_is_empty(running, library, tmp_path):
    document = begun(running, library, count=0)
    written(tmp_path / "Boots")
    running.window.do("library.add_folder")
    running.wait(lambda: bool(running.window.findChildren(QFileDialog)))
    dialog = running.window.findChild(QFileDialog)
    assert dialog.windowTitle() == "Choose a folder whose pictures go to “Shoes”"
    field = dialog.findChild(QLineEdit)
    running.wait(field.hasFocus)
    field.setText(str(tmp_path / "Boots"))
    QTest.keyClick(field, Qt.Key.Key_Return)
    running.wait(lambda: len(document.sequence.images) == 1)


def test_files_are_added_to_the_open_sequence_and_the_dialog_says_so(running, library, tmp_path):
    document = begun(running, library)
    path = written(tmp_path / "Shoes")
    running.window.do("library.add_files")
    running.wait(lambda: bool(running.window.findChildren(QFileDialog)))
    dialog = running.window.findChild(QFileDialog)
    assert dialog.windowTitle() == "Choose pictures to add to “Shoes”"
    field = dialog.findChild(QLineEdit)
    running.wait(field.hasFocus)
    field.setText(str(path))
    QTest.keyClick(field, Qt.Key.Key_Return)
    running.wait(lambda: len(document.sequence.images) == 5)


def test_files_are_pasted_and_an_empty_clipboard_is_told(running, library, tmp_path):
    document, said = begun(running, library), []
    running.desk.messages.said.connect(said.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(written(tmp_path / "Shoes")))])
    QGuiApplication.clipboard().setMimeData(mime)
    running.window.do("edit.paste")
    running.wait(lambda: len(document.sequence.images) == 5)
    QGuiApplication.clipboard().setText("only words")
    running.window.do("edit.paste")
    assert said[-1].words == "There is no picture or file on the clipboard"


def test_problems_are_listed_and_copied(running, library, tmp_path):
    written(tmp_path / "Shoes")
    (tmp_path / "Shoes" / "notes.txt").write_text("no picture")
    running.desk.imports.add_paths([tmp_path / "Shoes"])
    bar = library.pictures.problems
    running.wait(bar.isVisible)
    assert not bar.list.isVisible()
    bar.toggle.click()
    assert bar.list.isVisible()
    bar.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied == f"{tmp_path / 'Shoes' / 'notes.txt'}\tit is not a picture"
    bar.close_button.click()
    assert not bar.isVisible()


def test_a_toast_stands_above_what_opens_at_the_lower_edge(running, library, tmp_path):
    begun(running, library)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    running.desk.imports.add_paths([tmp_path / "broken.png"], Target.HERE)
    bar = library.pictures.problems
    running.wait(bar.isVisible)
    toast = running.window.body.toaster._toast

    def is_clear():
        edge = toast.mapToGlobal(QPoint(0, toast.height())).y()
        return edge <= bar.mapToGlobal(QPoint(0, 0)).y()

    running.wait(is_clear)
    bar.toggle.click()
    running.wait(lambda: bar.list.height() > 20 and is_clear())


def test_problems_stand_with_their_sequence_below_what_tab_comes_to_first(
    running, library, tmp_path
):
    first = running.desk.documents.create("First")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    running.desk.imports.add_paths([tmp_path / "broken.png"], Target.HERE)
    bar, empty = library.pictures.problems, library.pictures.empty
    running.wait(bar.isVisible)
    library.header.title.setFocus()
    stops = reach.tabbed(running.window)
    assert stops.index(empty.primary) < stops.index(empty.quiet) < stops.index(bar.toggle)
    assert not library.header.add.isVisible()
    running.desk.documents.create("Second")
    assert not bar.isVisible()
    running.desk.imports.problems_asked.emit()
    running.wait(bar.isVisible)
    assert running.desk.documents.current is first
    assert bar.list.isVisible()


def test_the_line_of_an_import_counts_and_goes_when_it_is_over(running, library, tmp_path):
    begun(running, library)
    from seedream_desktop.ui.views.pictures.coming import ImportLine

    lines = library.findChildren(ImportLine)
    assert not any(line.isVisible() for line in lines)
    seen = []
    running.desk.imports.progressed.connect(
        lambda *_: seen.extend(line.line.accessibleDescription() for line in lines)
    )
    for number in range(40):
        written(tmp_path / "Many", f"{number}.png", number)
    running.desk.imports.add_paths([tmp_path / "Many"])
    running.wait(lambda: running.desk.documents.current.sequence.title == "Many")
    running.wait(lambda: not running.desk.imports.running)
    assert any("of 40 read" in line for line in seen)
    assert not any(line.isVisible() for line in lines)
