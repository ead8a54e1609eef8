"""The timeline's table: what stays in view, what the keys do, and where a result may be dragged."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
    QPainter,
    QWheelEvent,
)
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui.delegates.frame import FRAME_ROLE, FrameCell
from seedream_desktop.ui.models.timeline import TimelineModel
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from seedream_desktop.ui.views.timeline.motion import FrameMotion
from seedream_desktop.ui.views.timeline.swapping import SwapTable
from tests.fixtures import timelines
from tests.fixtures.timelines import Made, going
from tests.ui.timeline_room import Pictures, path_of

S = RequestState
NONE, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Key = Qt.Key


@pytest.fixture
def pictures(qapp):
    return Pictures()


@pytest.fixture
def made(shown, pictures):
    """Show a table of 40 images and 5 steps, wider and higher than its window."""

    def make(table=None, edge_px=160) -> SwapTable:
        view = SwapTable("Images by steps", edge_px)
        view.pictures = pictures
        model = TimelineModel(pictures, path_of, view)
        view.setModel(model)
        for _ in model.show_table(table or timelines.table(40, 5)):
            pass
        shown(view, 640, 480)
        view.setFocus()
        view.go_to(0, 1)
        return view

    return make


@pytest.fixture
def view(made):
    return made()


def at(view) -> tuple[int, int]:
    index = view.currentIndex()
    return index.row(), index.column()


def wheel(view, notches: int, keys=CTRL) -> None:
    here = QPointF(300, 200)
    angle = QPoint(0, 120 * notches)
    event = QWheelEvent(
        here,
        view.viewport().mapToGlobal(here),
        QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_the_originals_stay_in_view_while_steps_are_scrolled_sideways(view):
    before = view.frozen.geometry()
    for _ in range(4):
        QTest.keyClick(view, Key.Key_Right)
    assert view.horizontalScrollBar().value() > 0
    assert view.frozen.geometry() == before
    assert view.frozen.columnWidth(0) == view.columnWidth(0)
    assert view.frozen.isColumnHidden(1)
    assert view.visualRect(view.currentIndex()).right() <= view.viewport().width()


def test_a_step_that_is_gone_to_is_not_under_the_originals(view):
    for _ in range(4):
        QTest.keyClick(view, Key.Key_Right)
    for _ in range(5):
        QTest.keyClick(view, Key.Key_Left)
        assert at(view)[1] == 0 or view.visualRect(view.currentIndex()).left() >= 176
    assert at(view) == (0, 0)


def test_originals_that_would_take_most_of_the_room_are_scrolled_like_the_steps(view):
    view.show_edge(512)
    assert not view.frozen.isVisible()
    view.go_to(0, 1)
    assert view.visualRect(view.currentIndex()).left() <= 1
    view.show_edge(160)
    assert view.frozen.isVisible()


def test_going_to_an_original_scrolls_no_step_away(view):
    view.go_to(0, 5)
    value = view.horizontalScrollBar().value()
    view.go_to(3, 0)
    assert view.horizontalScrollBar().value() == value > 0


def test_both_parts_scroll_down_together(view):
    view.go_to(30, 1)
    assert view.frozen.verticalScrollBar().value() == view.verticalScrollBar().value() > 0
    view.frozen.verticalScrollBar().setValue(0)
    assert view.verticalScrollBar().value() == 0


def test_a_click_on_an_original_gives_the_keyboard_to_the_table(view):
    QTest.mouseClick(view.frozen.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    assert at(view) == (0, 0)
    assert view.hasFocus()


def test_the_zoom_keeps_what_is_under_the_pointer_in_its_place(view):
    view.verticalScrollBar().setValue(1000)
    row = view.rowAt(200)
    before = view.edge_px
    wheel(view, 3)
    assert view.edge_px > before
    assert abs(view.rowAt(200) - row) <= 1
    wheel(view, -30)
    assert view.edge_px == 64
    wheel(view, 60)
    assert view.edge_px == 512


def test_the_frame_that_is_looked_at_stays_in_sight_however_large_pictures_are_shown(view):
    view.show_edge(64)
    view.go_to(2, view.model().columnCount() - 1)
    for edge_px in (200, 512):
        view.show_edge(edge_px)
        box, room = view.visualRect(view.currentIndex()), view.viewport().rect()
        assert (box & room).width() > 0.8 * min(box.width(), room.width())
        assert (box & room).height() > 0.8 * min(box.height(), room.height())


def test_a_wheel_alone_scrolls_and_leaves_the_size(view):
    wheel(view, -2, NONE)
    assert view.verticalScrollBar().value() > 0
    assert view.edge_px == 160


def test_cells_and_heads_grow_together(view):
    view.show_edge(320)
    assert view.rowHeight(0) == view.frozen.rowHeight(0) == view.cells.cell_size().height()
    assert view.columnWidth(1) == view.frozen.columnWidth(0) == 336


@pytest.mark.parametrize(
    ("key", "signal"),
    [
        (Key.Key_Return, "opened"),
        (Key.Key_Enter, "opened"),
        (Key.Key_Delete, "refused"),
        (Key.Key_Backspace, "refused"),
    ],
)
def test_keys_ask_for_what_they_ask_for_everywhere(view, key, signal):
    spy = QSignalSpy(getattr(view, signal))
    QTest.keyClick(view, key)
    assert spy.count() == 1


def test_a_double_click_asks_for_what_enter_asks_for(view):
    spy = QSignalSpy(view.opened)
    box = view.visualRect(view.model().index(0, 1))
    for over, here in ((view, box.center()), (view.frozen, QPoint(60, 60))):
        for act in (QTest.mouseClick, QTest.mouseDClick, QTest.mouseRelease):
            act(over.viewport(), Qt.MouseButton.LeftButton, pos=here)
    assert spy.count() == 2


def test_letters_are_left_to_commands_and_find_no_row(view):
    QTest.keyClick(view, "i")
    assert at(view) == (0, 1)


def test_shift_and_arrows_select_a_range_of_frames(view):
    QTest.keyClick(view, Key.Key_Down, SHIFT)
    QTest.keyClick(view, Key.Key_Right, SHIFT)
    assert len(view.selectionModel().selectedIndexes()) == 4


def test_the_view_tells_what_is_in_sight(view):
    view.verticalScrollBar().setValue(view.rowHeight(0) * 10)
    rows, columns = view.rows_in_sight(), view.columns_in_sight()
    assert rows.start == 10
    assert len(rows) in {3, 4}
    assert columns.start == 1


def test_rows_that_come_in_above_do_not_move_what_is_looked_at(view):
    model = view.model()
    model.keep(range(10, 40))
    view.verticalScrollBar().setValue(view.rowHeight(0) * 5)
    top = model.shown(view.rowAt(0), 1).number
    model.let_in([1, 2, 3])
    assert model.shown(view.rowAt(0), 1).number == top


def drag(view, begun, row, column):
    view._from = begun  # as startDrag() notes it, which would wait for the drag's end
    box = view.visualRect(view.model().index(row, column))
    mime, copy = QMimeData(), Qt.DropAction.CopyAction
    buttons = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(box.center(), copy, mime, buttons, NONE)
    view.dragEnterEvent(enter)
    move = QDragMoveEvent(box.center(), copy, mime, buttons, NONE)
    view.dragMoveEvent(move)
    aimed = [r for r in range(4) if view.is_aimed_at(view.model().index(r, begun[1]))]
    view.dropEvent(QDropEvent(QPointF(box.center()), copy, mime, buttons, NONE))
    return move.isAccepted(), aimed


def test_a_result_is_dropped_only_where_it_may_belong(view):
    view.may_land = lambda row, to, column: to == 2
    spy = QSignalSpy(view.swapped)
    assert drag(view, (0, 1), 1, 1) == (False, [])
    assert spy.count() == 0
    assert drag(view, (0, 1), 2, 1) == (True, [2])
    assert spy.at(0) == [0, 2, 1]


def test_a_result_may_be_dropped_on_the_original_that_it_belongs_to(view):
    view.may_land = lambda row, to, column: True
    spy = QSignalSpy(view.swapped)
    view._from = (0, 1)
    here = view.frozen.visualRect(view.model().index(2, 0)).center()
    mime, copy, button = QMimeData(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    view.frozen.dragEnterEvent(QDragEnterEvent(here, copy, mime, button, NONE))
    view.frozen.dragMoveEvent(QDragMoveEvent(here, copy, mime, button, NONE))
    view.frozen.dropEvent(QDropEvent(QPointF(here), copy, mime, button, NONE))
    assert spy.at(0) == [0, 2, 1]


def test_a_drag_from_elsewhere_is_not_taken(view):
    view.may_land = lambda row, to, column: True
    mime = QMimeData()
    mime.setText("words")
    event = QDragEnterEvent(
        QPoint(300, 200), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, NONE
    )
    view.dragEnterEvent(event)
    assert not event.isAccepted()


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("edge_px", [64, 160, 512])
def test_every_state_is_painted_its_own_way_at_every_size(made, theme, edge_px):
    look.show_theme(theme)
    states = (
        Made(),
        Made(takes=()),
        Made(is_paired=False),
        Made(takes=(1, 1)),
        going(S.ACCEPTED),
        going(S.QUEUED),
        going(S.FAILED, timelines.refused()),
        going(S.IN_DOUBT),
    )
    table = timelines.table(len(states), 1, {(n, 0): each for n, each in enumerate(states)})
    view = made(table, edge_px)
    view.resize(1280, 640)
    view.model().load(range(len(states)), range(1, 2), 512)
    view.pictures.deliver()
    seen = set()
    for row in range(len(states)):
        view.setCurrentIndex(view.model().index((row + 1) % len(states), 0))
        view.clearSelection()
        view.scrollTo(view.model().index(row, 1))
        box = view.visualRect(view.model().index(row, 1))
        image = view.viewport().grab(box.intersected(view.viewport().rect())).toImage()
        seen.add(bytes(image.constBits()))
    assert len(seen) == len(states)


def test_the_line_under_running_frames_moves_only_where_motion_is_wanted(made):
    view = made(timelines.table(3, 1, {(1, 0): going(S.ACCEPTED)}))
    motion = FrameMotion(view)
    motion.start()
    motion._on_tick()
    before = view.cells.phase
    motion._on_tick()
    assert view.cells.phase != before
    look.allow_motion(allowed=False)
    motion._on_tick()
    assert view.cells.phase == 0.5
    motion.stop()


def test_the_menu_of_a_column_opens_from_its_button(view):
    spy = QSignalSpy(view.heads.menu_asked)
    box = view.heads.button_box(1)
    QTest.mouseClick(view.heads.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert spy.count() == 1
    assert spy.at(0)[0] == 1


def test_a_screen_reader_has_a_table_with_the_names_of_its_rows_and_columns(view):
    face = QAccessible.queryAccessibleInterface(view)
    assert face.role() == QAccessible.Role.Table
    assert face.text(QAccessible.Text.Name) == "Images by steps"
    across = view.model().columnCount() + 1  # the corner and the heads are children, too
    assert face.childCount() == 41 * across
    names = [face.child(n).text(QAccessible.Text.Name) for n in range(1, across)]
    assert names[0] == "Original, 40 pictures"
    assert names[1].startswith("Step 1, Neutral grey background, all 40 done")
    row = [face.child(4 * across + n).text(QAccessible.Text.Name) for n in range(3)]
    assert row[0] == "IMG_0015.jpg"
    assert row[2] == "IMG_0015.jpg, step 1, done, version 1 of 1"


def test_a_table_without_frames_has_nothing_in_sight(shown, pictures):
    view = SwapTable("Images by steps", 160)
    view.setModel(TimelineModel(pictures, path_of, view))
    shown(view, 640, 480)
    assert list(view.rows_in_sight()) == list(view.columns_in_sight()) == []


@pytest.mark.parametrize(("edge_px", "is_written"), [(64, False), (160, True)])
def test_the_size_of_an_original_is_written_whole_or_not_at_all(made, edge_px, is_written):
    view = made(edge_px=edge_px)
    cell = view.model().index(0, 0).data(FRAME_ROLE)
    assert cell.aside == "2048 × 1536"

    def drawn(cell: FrameCell) -> bytes:
        image = QImage(edge_px + 16, edge_px + 40, QImage.Format.Format_RGB32)
        image.fill(look.tokens.canvas)
        painter = QPainter(image)
        view.cells._draw(cell, False, False, painter, QRectF(image.rect()))
        painter.end()
        return bytes(image.constBits())

    before = paint.cuts()
    assert (drawn(cell) != drawn(replace(cell, aside=""))) == is_written
    assert paint.cuts() == before
