"""What contrast is measured on: views of real delegates, on pictures that are hard to read on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QListView,
    QTableView,
    QWidget,
)

from seedream_desktop.domain.ids import ProviderId, RequestId, RunId
from seedream_desktop.domain.judgement import Flag, Label
from seedream_desktop.domain.ledger import Entry, EntryKind
from seedream_desktop.ui.delegates.cell import Cell
from seedream_desktop.ui.delegates.frame import FRAME_ROLE, FrameCell
from seedream_desktop.ui.delegates.frame_cell import FrameDelegate
from seedream_desktop.ui.delegates.version_card import CARD_ROLE, VersionCard, VersionCardDelegate
from seedream_desktop.ui.models.ledger import Column
from seedream_desktop.ui.models.ledger_lines import Line, LineState
from seedream_desktop.ui.theme.scale import SPACE_4
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.ledger.table import LedgerTable
from seedream_desktop.ui.widgets.picture_grid import PictureGrid
from seedream_desktop.ui.widgets.queue_view import QueueView
from tests.fixtures.pixels import Pair, grabbed, measured
from tests.fixtures.qtwords import extreme_pair, writes_itself
from tests.fixtures.rows import rows_of, states_of
from tests.shots import queueing
from tests.shots.cells import ACTIONS, CellModel

EDGE = 104
PARTS = (1420, 860)
PICTURES = ("black", "white", "busy")


def photograph(kind: str) -> QPixmap:
    """Return a picture that words are hard to read on: all dark, all light, or all of both."""
    values = np.zeros((120, 160, 3), np.uint8)
    if kind == "white":
        values[:] = 255
    elif kind == "busy":
        values[:] = np.random.default_rng(7).integers(0, 256, (120, 160, 3), np.uint8)
    image = QImage(values.tobytes(), 160, 120, 480, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image)


def thumbnails() -> PictureGrid:
    cells = [
        Cell(
            name=f"{kind}.jpg",
            picture=photograph(kind),
            source=photograph(kind),
            tone=Tone.DOUBT,
            word="pairing unsure",
            is_unsure=True,
            versions=3,
            mark="A1",
            rating=4,
            flag=flag,
        )
        for kind, flag in zip(PICTURES, (Flag.PICK, Flag.REJECT, Flag.NONE), strict=True)
    ]
    view = PictureGrid("Pictures", EDGE, ACTIONS[:2])
    view.setModel(CellModel(cells, view))
    return view


class FrameRoom(QTableView):
    """Cells of the timeline without its workspace: the last that was chosen is the current one."""

    def is_current(self, index: QModelIndex) -> bool:
        return index == self.currentIndex()

    def is_aimed_at(self, _index: QModelIndex) -> bool:
        return False


def frames() -> FrameRoom:
    view = FrameRoom()
    more = {"label": Label.GREEN, "label_word": "Green", "rating": 3}
    shown = [
        FrameCell(
            name=kind,
            picture=photograph(kind),
            tone=Tone.DONE,
            word="done",
            versions=2,
            older="rests on an older picture" if kind == "white" else "",
            is_unsure=kind == "busy",
            source=photograph(kind),
            **(more if kind != "white" else {"flag": Flag.REJECT}),
        )
        for kind in PICTURES
    ]
    why = "Refused by the content policy. Nothing was billed."
    shown += [
        FrameCell(name=tone.value, tone=tone, word=tone.value, sentence=why if is_bad else "")
        for tone, is_bad in ((Tone.FAILED, True), (Tone.DOUBT, True), (Tone.WAITING, False))
    ]
    model = QStandardItemModel(1, 0, view)
    for cell in shown:
        item = QStandardItem()
        item.setData(cell, FRAME_ROLE)
        model.appendColumn([item])
    view.setModel(model)
    delegate = FrameDelegate(EDGE, view, view)
    view.setItemDelegate(delegate)
    view.setProperty("ground", "canvas")
    view.setShowGrid(False)
    for header in (view.horizontalHeader(), view.verticalHeader()):
        header.hide()
    size = delegate.cell_size()
    view.horizontalHeader().setDefaultSectionSize(size.width())
    view.verticalHeader().setDefaultSectionSize(size.height())
    return view


def cards() -> QListView:
    view = QListView()
    model = QStandardItemModel(view)
    for kind in PICTURES:
        card = VersionCard(
            name="Version 2",
            picture=photograph(kind),
            chosen="chosen" if kind == "black" else "",
            maker="Seedream 5.0 lite",
            made="20 Nov 14:01, $0.035",
            older="rests on version 1" if kind == "busy" else "",
            is_unsure=kind == "busy",
            stars=3,
            flag=Flag.PICK,
            label=Label.BLUE,
            label_word="Blue",
        )
        item = QStandardItem()
        item.setData(card, CARD_ROLE)
        model.appendRow(item)
    view.setModel(model)
    view.setItemDelegate(VersionCardDelegate(view))
    view.setProperty("ground", "canvas")
    view.setFlow(QListView.Flow.LeftToRight)
    view.setFixedHeight(view.itemDelegate().sizeHint(None, QModelIndex()).height())
    return view


def ledger() -> LedgerTable:
    view = LedgerTable()
    view.size_columns((104, 88, 64, 80, 48, 64, 88, 48))
    view.lines.set_lines(_line(number, state) for number, state in enumerate(LineState))
    return view


def _line(number: int, state: LineState) -> Line:
    at = 1_700_000_000.0 + number
    own = {
        "request": RequestId(f"rq-{number}"),
        "run": RunId("rn-1"),
        "provider": ProviderId("wavespeed"),
        "attempt": 1,
        "amount_micros": 245_000,
        "at": at,
    }
    entry = Entry(id=number, kind=EntryKind.RESERVED, counted_at=at, **own)
    said = {"title": "Studio clean", "service": "WaveSpeed", "remote_id": "77b1c09e4d"}
    return Line(state=state, outputs=7, got=5, entries=(entry,), **own, **said)


def queue() -> QueueView:
    view = QueueView("Queue")
    view.setModel(queueing.model(view))
    view.expandAll()
    return view


DRAGGED = (QueueView, PictureGrid, FrameRoom)
"""What has rows that are dragged."""


def parts() -> QWidget:
    """Return a window with a view of every kind whose rows carry states, money or pictures."""
    made = QWidget()
    made.resize(*PARTS)
    grid = QGridLayout(made)
    grid.setSpacing(SPACE_4)
    for view, at in (
        (queue(), (0, 0, 2, 1)),
        (thumbnails(), (0, 1)),
        (frames(), (1, 1)),
        (cards(), (2, 1)),
        (ledger(), (2, 0)),
    ):
        view.setObjectName(type(view).__name__)
        grid.addWidget(view, *at)
    grid.setRowStretch(1, 1)
    for column, share in enumerate((4, 5)):
        grid.setColumnStretch(column, share)
    return made


_SHOWN = {
    QueueView: (0, 7, 9),
    PictureGrid: (2,),
    FrameRoom: (2,),
    QListView: (2,),
    LedgerTable: (int(Column.STATE),),
}
"""Which rows the sheet has: of the queue a run and two requests, on pictures the busy one."""


@dataclass(frozen=True)
class Sample:
    """A row in a state: what it looks like, and what was measured on it."""

    name: str
    state: str
    image: QImage
    pairs: tuple[Pair, ...]


def samples(room: QWidget, most: int, *, is_brief: bool = False) -> Iterator[Sample]:
    """Yield the first rows of every view in a window, each in all states that it can be in.

    Where it has to be brief, only those of _SHOWN are.
    """
    for view in room.findChildren(QAbstractItemView):
        is_own = view.isVisible() and view.window() is room
        if not is_own or isinstance(view, QHeaderView):
            continue
        name = view.accessibleName() or type(view).__name__
        offset = view.viewport().mapTo(room, QPoint(0, 0))
        rows = rows_of(view, most)
        for index in [rows[at] for at in _SHOWN[type(view)]] if is_brief else rows:
            for state, box in states_of(view, index):
                yield _sample(room, view, index, f"{name} {index.row()}", state, box, offset)


def _sample(
    room: QWidget,
    view: QAbstractItemView,
    index: QModelIndex,
    name: str,
    state: str,
    box: QRect,
    offset: QPoint,
) -> Sample:
    image, marks = grabbed(room, box.translated(offset))
    pairs = measured(image, marks)
    words = index.data(Qt.ItemDataRole.DisplayRole)
    if words and writes_itself(view, index):
        inner = QRect(QPoint(0, 0), box.size()).adjusted(6, 4, -6, -4)
        pairs.append(extreme_pair(image, inner, str(words)))
    return Sample(name, state, image, tuple(pairs))
