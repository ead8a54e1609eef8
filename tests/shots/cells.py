"""Thumbnail cells in every state, in a real list view."""

from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QStyle, QVBoxLayout, QWidget

from seedream_desktop.bundle import bundled
from seedream_desktop.ui.delegates.cell import CELL_ROLE, Cell, Flag
from seedream_desktop.ui.delegates.thumbnail import ThumbnailDelegate
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, IconButton
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.picture_grid import PictureGrid
from seedream_desktop.ui.widgets.segmented import SegmentedControl

EDGE = 168
ACTIONS = (("compare", "Compare"), ("retry", "Run again"), ("more", "More"))


def picture(number: int, edge: int = EDGE * 2, *, upright: bool = False) -> QPixmap:
    found = sorted(Path(bundled("samples", "ceramics")).glob("*.jpg"))
    full = QPixmap(str(found[number % len(found)]))
    if upright:
        full = full.copy(full.width() // 4, 0, full.width() // 2, full.height())
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return full.scaled(edge, edge, keep, smooth)


def every_cell() -> list[Cell]:
    return [
        Cell(name="IMG_0012.jpg", picture=picture(0), mark="A1"),
        Cell(
            name="IMG_0013.jpg",
            picture=picture(1),
            tone=Tone.DONE,
            word="done",
            rating=4,
            flag=Flag.PICKED,
        ),
        Cell(
            name="IMG_0014.jpg",
            picture=picture(2),
            tone=Tone.DONE,
            word="done",
            versions=3,
            rating=2,
        ),
        Cell(
            name="IMG_0015.jpg",
            picture=picture(3),
            tone=Tone.DOUBT,
            word="pairing unsure",
            is_unsure=True,
            source=picture(4, 80),
        ),
        Cell(name="IMG_0016.jpg", picture=picture(4), tone=Tone.RUNNING, word="running"),
        Cell(
            name="IMG_0017.jpg",
            picture=picture(5),
            tone=Tone.DONE,
            word="done",
            flag=Flag.REJECTED,
            rating=1,
        ),
        Cell(
            name="A very long name of a photograph, spring 2026, final 2.jpg",
            picture=picture(6),
            tone=Tone.DONE,
            word="done",
            rating=5,
        ),
        Cell(name="IMG_0019.jpg", tone=Tone.QUIET, word="planned"),
        Cell(
            name="IMG_0020.jpg",
            tone=Tone.WAITING,
            word="waiting",
            sentence="Waits for approval of the pilot",
        ),
        Cell(name="IMG_0021.jpg", tone=Tone.RUNNING, word="running at the service"),
        Cell(
            name="IMG_0022.jpg",
            tone=Tone.FAILED,
            word="failed",
            sentence="Refused by the content policy. Nothing was billed.",
        ),
        Cell(
            name="IMG_0023.jpg",
            tone=Tone.DOUBT,
            word="in doubt",
            sentence="It may have been billed.",
        ),
        Cell(
            name="IMG_0024.jpg",
            picture=picture(7, upright=True),
            tone=Tone.DONE,
            word="done",
            versions=2,
        ),
        Cell(name="IMG_0025.jpg", tone=Tone.QUIET, word="planned", aspect=3 / 4),
        *(
            Cell(name=f"IMG_00{26 + n}.jpg", picture=picture(n + 3), tone=Tone.DONE, word="done")
            for n in range(7)
        ),
    ]


class CellModel(QAbstractListModel):
    """Cells that stay as they are."""

    def __init__(self, cells: list[Cell], parent: QWidget) -> None:
        super().__init__(parent)
        self.cells = cells

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802 (Qt's name)
        return 0 if parent is not None and parent.isValid() else len(self.cells)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cells[index.row()]
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.name
        return cell.spoken() if role == Qt.ItemDataRole.AccessibleTextRole else None


class HoveringDelegate(ThumbnailDelegate):
    """Shows the second row as if the pointer were on it."""

    def paint(self, painter, option, index):
        if index.row() == 2:
            option.state |= QStyle.StateFlag.State_MouseOver
        super().paint(painter, option, index)


def grid(
    cells: list[Cell], edge: int = EDGE, kind: type[ThumbnailDelegate] = ThumbnailDelegate
) -> PictureGrid:
    view = PictureGrid("Pictures", edge, ACTIONS, delegate=kind)
    view.setModel(CellModel(cells, view))
    return view


def window() -> QWidget:
    made = QWidget()
    made.resize(1440, 900)
    column = QVBoxLayout(made)
    column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, 0)
    column.setSpacing(SPACE_4)
    head = QHBoxLayout()
    head.setSpacing(SPACE_2)
    head.addWidget(Label("Spring catalogue", Type.TITLE))
    head.addWidget(Label("214 pictures · 2 anchors", ink="muted"))
    head.addStretch(1)
    head.addWidget(IconButton("search", "Search"))
    head.addWidget(IconButton("filter", "Filter"))
    head.addWidget(SegmentedControl("View", [("Grid", "grid"), ("Survey", "survey")], is_bare=True))
    head.addWidget(Button("Import…", icon="import"))
    column.addLayout(head)
    view = grid(every_cell(), kind=HoveringDelegate)
    column.addWidget(view, 1)
    selection = view.selectionModel()
    select = QItemSelectionModel.SelectionFlag.Select
    for number in (1, 3, 12):
        selection.select(view.model().index(number, 0), select)
    selection.setCurrentIndex(view.model().index(1, 0), select)
    view.setFocus()
    return made
