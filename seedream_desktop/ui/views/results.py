"""The open sequence's results, as far as they are there: counts by step, pictures, their folder."""

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from seedream_desktop.domain.ids import Digest, ImageId
from seedream_desktop.domain.request import Version
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import StepMode
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.cell import CELL_ROLE, Cell
from seedream_desktop.ui.images import ThumbnailLoader, Wish
from seedream_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

Index = QModelIndex | QPersistentModelIndex
_EDGE_PX: Final = 384


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCount:
    """How many of a step's frames have a result."""

    number: int
    prompt: str
    done: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One picture to be shown: a result, or the original beside it."""

    name: str
    digest: Digest
    path: str
    is_original: bool = False
    is_sure: bool = True
    versions: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What there is of a sequence; folder is where results were exported to, if they were."""

    steps: tuple[StepCount, ...] = ()
    pairs: tuple[tuple[Shown | None, Shown], ...] = ()
    folder: str = ""


async def read_results(program: "Program", sequence: Sequence) -> Results:
    """Count and find a sequence's results. Raises StorageFailed."""
    versions = await program.library.versions(sequence.id)
    exports = await program.library.exports(sequence.id)
    counts = []
    for number, step in enumerate(sequence.steps, 1):
        if not step.is_on:
            continue
        done = {(v.image, v.take) for v in versions if v.step == step.id}
        each = step.count if step.mode is StepMode.VARIANTS else 1
        wanted = max(len(sequence.images) * each, len(done))
        prompt = step.prompt.strip().partition("\n")[0]
        counts.append(StepCount(number=number, prompt=prompt, done=len(done), of=wanted))
    newest = {v.image: v for v in versions if v.is_chosen}
    pairs = []
    for image in sequence.images:
        if (version := newest.get(image.id)) is not None:
            many = len({v.id for v in versions if (v.image, v.step) == (image.id, version.step)})
            pairs.append((_original(image), _shown(program, image, version, many)))
    last = next((path for v in reversed(versions) if (path := exports.get(v.id))), "")
    folder = str(Path(last).parent) if last else ""
    return Results(steps=tuple(counts), pairs=tuple(pairs), folder=folder)


def _original(image: Image) -> Shown | None:
    if image.picture is None:
        return None
    path = image.picture.path
    return Shown(name=PurePath(path).name, digest=image.picture.digest, path=path, is_original=True)


def _shown(program: "Program", image: Image, version: Version, many: int) -> Shown:
    name = PurePath(image.picture.path).name if image.picture else ImageId(image.id)
    return Shown(
        name=name,
        digest=version.digest,
        path=str(program.blobs.path(version.digest)),
        is_sure=version.is_paired,
        versions=many,
    )


class ResultCells(QAbstractListModel):
    """Results as cells; with their originals before them where pairs are asked for."""

    def __init__(
        self, loader: ThumbnailLoader, view: str, *, in_pairs: bool, parent: QObject | None = None
    ) -> None:
        """Take what loads thumbnails, and the view's name for it."""
        super().__init__(parent)
        self._loader = loader
        self._view = view
        self._in_pairs = in_pairs
        self._cells: list[Shown] = []
        loader.arrived.connect(self._on_arrived)

    def show_results(self, results: Results) -> None:
        """Show these results."""
        cells = [
            shown
            for pair in results.pairs
            for shown in (pair if self._in_pairs else pair[1:])
            if shown is not None
        ]
        if cells != self._cells:
            self.beginResetModel()
            self._cells = cells
            self.endResetModel()

    def load(self, first: int, last: int) -> None:
        """Have the thumbnails of these rows loaded; with last below first none."""
        wishes = [_wish(shown) for shown in self._cells[first : last + 1]]
        self._loader.want(self._view, wishes)

    def leave(self) -> None:
        """Give up what is still to be loaded."""
        self._loader.leave(self._view)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._cells)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._cells):
            return None
        shown = self._cells[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown.name
        if role == CELL_ROLE:
            return self._cell(shown)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._cell(shown).spoken(unsure=text.text("unsure", section="results"))
        return None

    def _cell(self, shown: Shown) -> Cell:
        word = "" if shown.is_original else text.text("result", section="results")
        return Cell(
            name=shown.name,
            picture=self._loader.pixmap(_wish(shown)),
            tone=None if shown.is_original else Tone.DONE if shown.is_sure else Tone.DOUBT,
            word=word if shown.is_sure else text.text("unsure", section="results"),
            versions=shown.versions,
            mark=text.text("original", section="results") if shown.is_original else "",
        )

    def _on_arrived(self, wishes: tuple[Wish, ...]) -> None:
        arrived = {wish.digest for wish in wishes}
        for row, shown in enumerate(self._cells):
            if shown.digest in arrived:
                index = self.index(row, 0)
                self.dataChanged.emit(index, index, [CELL_ROLE])


def _wish(shown: Shown) -> Wish:
    return Wish(shown.digest, shown.path, _EDGE_PX)
