"""Cells and queue rows: every state is painted its own way; clicks and keys do what they say."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from seedream_desktop.domain.judgement import Flag
from seedream_desktop.ui.delegates import picture
from seedream_desktop.ui.delegates.cell import CELL_ROLE, Cell
from seedream_desktop.ui.delegates.request_line import action_boxes, columns
from seedream_desktop.ui.delegates.row import ROW_ROLE, RequestRow, RowAction, RunRow
from seedream_desktop.ui.delegates.run_line import draw_run
from seedream_desktop.ui.delegates.thumbnail import STILL
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import TARGET, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.picture_grid import PictureGrid
from seedream_desktop.ui.widgets.queue_view import QueueView
from tests.fixtures.fitting import watched
from tests.shots import cells, queueing

ROOM = QRectF(0, 0, 160, 120)
PHOTO = (320, 240)
SELECT = QItemSelectionModel.SelectionFlag.Select
KEEP = QItemSelectionModel.SelectionFlag.NoUpdate


def photo(width=PHOTO[0], height=PHOTO[1], colour="#406080"):
    made = QPixmap(width, height)
    made.fill(colour)
    return made


@pytest.fixture
def grid(shown):
    def make(*shows: Cell, width=800) -> PictureGrid:
        view = PictureGrid("Pictures", 160, cells.ACTIONS)
        view.setModel(cells.CellModel(list(shows), view))
        shown(view, width, 500)
        return view

    return make


def looks(view: PictureGrid, row: int = 0) -> bytes:
    box = view.visualRect(view.model().index(row, 0))
    image = view.viewport().grab(box).toImage()
    return bytes(image.constBits())


DISTINCT = {
    "plain": Cell(name="a", picture=None),
    "planned": Cell(name="a", tone=Tone.QUIET, word="planned"),
    "waiting": Cell(name="a", tone=Tone.WAITING, word="waiting"),
    "running": Cell(name="a", tone=Tone.RUNNING, word="running"),
    "failed": Cell(name="a", tone=Tone.FAILED, word="failed"),
    "doubt": Cell(name="a", tone=Tone.DOUBT, word="in doubt"),
    "sentence": Cell(name="a", tone=Tone.FAILED, word="failed", sentence="Refused by the policy."),
    "rated": Cell(name="a", rating=3),
    "picked": Cell(name="a", flag=Flag.PICK),
    "rejected": Cell(name="a", flag=Flag.REJECT),
    "versions": Cell(name="a", versions=3),
    "anchor": Cell(name="a", mark="A1"),
    "unsure": Cell(name="a", is_unsure=True),
    "upright": Cell(name="a", aspect=0.75),
}


def test_every_state_of_a_cell_is_painted_its_own_way(grid):
    view = grid(*DISTINCT.values(), width=1200)
    shots = {name: looks(view, row) for row, name in enumerate(DISTINCT)}
    assert len(set(shots.values())) == len(DISTINCT)


def test_the_models_of_the_pages_are_sound(qtbot, qapp):
    holder = QueueView("Queue")
    qtbot.addWidget(holder)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    for model in (cells.CellModel(cells.every_cell(), holder), queueing.model(holder)):
        QAbstractItemModelTester(model, fatal)


def test_a_picture_is_never_painted_over_by_its_selection(grid):
    view = grid(Cell(name="a", picture=photo()))
    index = view.model().index(0, 0)
    whole = view.visualRect(index)
    room, _ = view.cells._boxes(QRectF(whole))
    inside = picture.placed(index.data(CELL_ROLE), room).toRect()
    before = view.viewport().grab(inside).toImage()
    view.selectAll()
    assert view.viewport().grab(inside).toImage() == before
    assert bytes(view.viewport().grab(whole).toImage().constBits()) != b""


def test_selection_and_focus_are_both_seen(grid):
    view = grid(Cell(name="a", picture=photo()), Cell(name="b", picture=photo()))
    plain = looks(view, 1)
    view.selectionModel().select(view.model().index(1, 0), SELECT)
    selected = looks(view, 1)
    view.setFocus()
    view.selectionModel().setCurrentIndex(view.model().index(1, 0), KEEP)
    assert len({plain, selected, looks(view, 1)}) == 3


@pytest.mark.parametrize(
    ("size", "placed"),
    [
        ((400, 300), (160, 120)),
        ((600, 200), (160, 53)),
        ((300, 400), (90, 120)),
        ((1, 1), (120, 120)),
    ],
)
def test_a_picture_is_fitted_whole_and_stands_on_the_base_of_its_room(qapp, size, placed):
    box = picture.placed(Cell(name="a", picture=photo(*size)), ROOM)
    assert (box.width(), box.height()) == placed
    assert box.bottom() == ROOM.bottom()
    assert abs(box.center().x() - ROOM.center().x()) <= 0.5
    assert ROOM.contains(box)


def test_cells_grow_until_they_fill_the_width(grid):
    view = grid(*(Cell(name=str(n)) for n in range(12)), width=800)
    for width in (400, 640, 799, 1234):
        view.resize(width, 500)
        columns = view.viewport().width() // view.gridSize().width()
        left_over = view.viewport().width() - columns * view.gridSize().width()
        assert 0 <= left_over < columns + 2
        assert view.cells.edge_px >= 150


def test_a_quiet_action_is_clicked_on_its_cell(grid, qtbot):
    view = grid(Cell(name="a", picture=photo()), Cell(name="b", picture=photo()))
    index = view.model().index(1, 0)
    room, _ = view.cells._boxes(QRectF(view.visualRect(index)))
    boxes = view.cells._action_boxes(picture.placed(index.data(CELL_ROLE), room))
    assert min(min(box.width(), box.height()) for box in boxes) >= TARGET
    with qtbot.waitSignal(view.cells.acted) as acted:
        at = boxes[1].center().toPoint()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert acted.args[0].row() == 1
    assert acted.args[1] == "retry"
    assert (
        view.cells.action_at(QRectF(view.visualRect(index)), index.data(CELL_ROLE), QPointF(0, 0))
        is None
    )


def test_the_line_under_a_running_cell_moves_only_while_that_is_wanted(grid, qtbot):
    view = grid(Cell(name="a", tone=Tone.RUNNING, word="running"))
    view.ticker._on_tick()
    assert view.ticker._tick.interval() < 50
    qtbot.waitUntil(lambda: view.cells.phase != STILL)
    look.allow_motion(allowed=False)
    view.ticker._on_tick()
    assert view.cells.phase == STILL
    assert view.ticker._tick.interval() >= 500


def test_nothing_ticks_fast_for_cells_that_are_out_of_sight(grid, qtbot):
    shows = [*(Cell(name=str(n)) for n in range(400)), Cell(name="z", tone=Tone.RUNNING)]
    view = grid(*shows)
    assert view.ticker._running() == []

    def seen():
        view.scrollToBottom()
        return [index.row() for index in view.ticker._running()]

    qtbot.waitUntil(lambda: seen() == [400])


def test_a_cell_is_told_to_screen_readers_in_words():
    cell = Cell(
        name="a.jpg",
        tone=Tone.FAILED,
        word="failed",
        sentence="Too narrow.",
        rating=3,
        is_unsure=True,
    )
    assert (
        cell.spoken("3 stars", "pairing unsure")
        == "a.jpg, failed, Too narrow., 3 stars, pairing unsure"
    )


# -- the queue ------------------------------------------------------------------------------

DOUBT = RequestRow(
    tone=Tone.DOUBT,
    word="In doubt",
    covers="images 1–7",
    second="The line broke.",
    actions=(RowAction("request.look_up", "Check"),),
    is_pressing=True,
    remote_id="8f2c",
)
QUIET_ROW = RequestRow(tone=Tone.DONE, word="Done", covers="images 8–14", price="$0.25")


@pytest.fixture
def queue(shown):
    view = QueueView("Queue")
    model = QStandardItemModel(view)
    top = QStandardItem("run")
    top.setData(RunRow(title="Studio clean", share=0.5, counted="1 of 2"), ROW_ROLE)
    for row in (DOUBT, QUIET_ROW):
        item = QStandardItem(row.covers)
        item.setData(row, ROW_ROLE)
        top.appendRow(item)
    model.appendRow(top)
    view.setModel(model)
    view.expandAll()
    return shown(view, 900, 400)


def child(view: QueueView, row: int) -> QModelIndex:
    return view.model().index(row, 0, view.model().index(0, 0))


def test_a_row_is_higher_only_where_it_has_a_second_line(queue):
    heights = [queue.visualRect(child(queue, row)).height() for row in (0, 1)]
    assert heights == [54, 28]


def test_the_action_of_a_request_is_done_by_click_and_by_enter(queue, qtbot):
    index = child(queue, 0)
    box = action_boxes(QRectF(queue.visualRect(index)), DOUBT)[0][1]
    with qtbot.waitSignal(queue.rows.action_asked) as asked:
        QTest.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert asked.args[0].row() == 0
    assert asked.args[1] == "request.look_up"
    queue.setFocus()
    queue.setCurrentIndex(index)
    with qtbot.waitSignal(queue.rows.action_asked):
        QTest.keyClick(queue, Qt.Key.Key_Return)


def test_the_id_of_a_request_is_copied_by_click_and_by_key(queue):
    index = child(queue, 0)
    placed = columns(QRectF(queue.visualRect(index)))
    at = placed.remote_id.center().toPoint()
    QGuiApplication.clipboard().clear()
    QTest.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert QGuiApplication.clipboard().text() == "8f2c"
    QGuiApplication.clipboard().clear()
    queue.setCurrentIndex(index)
    QTest.keyClick(queue, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "8f2c"


def test_a_run_folds_by_its_arrow_a_double_click_and_enter_not_by_being_chosen(queue):
    top = queue.model().index(0, 0)
    box, left = queue.visualRect(top), Qt.MouseButton.LeftButton
    arrow = QPoint(box.left() + 12, box.center().y())
    QTest.mouseClick(queue.viewport(), left, pos=box.center())
    assert queue.currentIndex() == top
    assert queue.isExpanded(top)
    QTest.mouseClick(queue.viewport(), left, pos=arrow)
    assert not queue.isExpanded(top)
    QTest.mouseDClick(queue.viewport(), left, pos=box.center())
    QTest.mouseRelease(queue.viewport(), left, pos=box.center())
    assert queue.isExpanded(top)
    queue.collapse(top)
    queue.setCurrentIndex(top)
    QTest.keyClick(queue, Qt.Key.Key_Return)
    assert queue.isExpanded(top)


def test_a_row_of_the_queue_is_told_in_words():
    assert DOUBT.spoken() == "In doubt, images 1–7, The line broke., Check"
    assert RunRow(title="Studio", counted="1 of 2", money="$1").spoken() == "Studio, 1 of 2, $1"


def test_columns_never_overlap_from_narrow_to_wide(queue):
    for width in (520, 900, 2400):
        at = columns(QRectF(0, 0, width, 28))
        order = [at.glyph, at.word, at.covers, at.elapsed, at.remote_id, at.price]
        assert all(a.right() <= b.left() + 0.5 for a, b in pairwise(order))


def test_a_run_keeps_its_title_and_its_state_where_text_is_large_and_the_queue_narrow(qapp):
    look.show_text_at(2.0)
    run = RunRow(
        title="Spring catalogue",
        word="Waiting for the network",
        tone=Tone.WAITING,
        counted="0 of 1 request",
        money="$0.00 of $0.14",
        share=0.0,
    )
    pixmap = QPixmap(620, 70)
    painter = QPainter(pixmap)
    with watched() as watch:
        draw_run(painter, QRectF(0, 0, 620, 70), run, is_open=True, is_near=True)
    painter.end()
    rooms = {one.words: one.room.width() for one in watch.written}
    assert rooms[run.money] >= look.metrics(Type.CONTROL).horizontalAdvance(run.money)
    assert rooms[run.title] >= look.metrics(Type.BODY_STRONG).horizontalAdvance("Spring c…")
    assert rooms[run.word] >= look.metrics(Type.CONTROL).horizontalAdvance("Wait…")


def carried(view, index):
    """Return what Qt would hang on the pointer: the item, painted into a clear pixmap."""
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    option.rect = view.visualRect(index)
    option.rect.moveTopLeft(QPoint(0, 0))
    option.state |= QStyle.StateFlag.State_Selected
    made = QPixmap(option.rect.size())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    view.itemDelegate().paint(painter, option, index)
    painter.end()
    return made.toImage()


def test_a_dragged_run_is_a_chip_and_a_dragged_picture_has_no_ground(shown, grid):
    queue = QueueView("Queue")
    queue.setModel(queueing.model(queue))
    shown(queue, 900, 400)
    chip = carried(queue, queue.model().index(0, 0))
    seen = [chip.pixelColor(x, chip.height() // 2).alpha() for x in range(chip.width())]
    assert 60 < sum(alpha > 0 for alpha in seen) < 300
    assert max(seen) < 255
    pictures = grid(Cell(name="a", picture=photo()))
    cell = carried(pictures, pictures.model().index(0, 0))
    assert cell.pixelColor(1, 1).alpha() == 0
    assert 0 < cell.pixelColor(cell.width() // 2, cell.height() // 2).alpha() < 255
