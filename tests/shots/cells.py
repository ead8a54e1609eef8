"""Thumbnail cells in every state, in a real list view."""

from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QStyle, QVBoxLayout, QWidget

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.judgement import Flag
from seedream_desktop.ui.delegates.cell import CELL_ROLE, Cell
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


def edited(name: str, number: int, **more) -> Cell:
    return Cell(name=name, tone=Tone.DONE, word="done", **({"picture": picture(number)} | more))


def every_cell() -> list[Cell]:
    long = "A very long name of a photograph, spring 2026, final 2.jpg"
    unsure = {"tone": Tone.DOUBT, "word": "pairing unsure", "is_unsure": True}
    policy = "Refused by the content policy. Nothing was billed."
    states = (
        ("IMG_0019.jpg", Tone.QUIET, "planned", ""),
        ("IMG_0020.jpg", Tone.WAITING, "waiting", "Waits for approval of the pilot"),
        ("IMG_0021.jpg", Tone.RUNNING, "running at the service", ""),
        ("IMG_0022.jpg", Tone.FAILED, "failed", policy),
        ("IMG_0023.jpg", Tone.DOUBT, "in doubt", "It may have been billed."),
    )
    return [
        Cell(name="IMG_0012.jpg", picture=picture(0), mark="A1"),
        edited("IMG_0013.jpg", 1, rating=4, flag=Flag.PICK),
        edited("IMG_0014.jpg", 2, versions=3, rating=2),
        Cell(name="IMG_0015.jpg", picture=picture(3), source=picture(4, 80), **unsure),
        Cell(name="IMG_0016.jpg", picture=picture(4), tone=Tone.RUNNING, word="running"),
        edited("IMG_0017.jpg", 5, flag=Flag.REJECT, rating=1),
        edited(long, 6, rating=5),
        *(
            Cell(name=name, tone=tone, word=word, sentence=sentence)
            for name, tone, word, sentence in states
        ),
        edited("IMG_0024.jpg", 7, picture=picture(7, upright=True), versions=2),
        Cell(name="IMG_0025.jpg", tone=Tone.QUIET, word="planned", aspect=3 / 4),
        *(edited(f"IMG_00{26 + n}.jpg", n + 3) for n in range(7)),
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
