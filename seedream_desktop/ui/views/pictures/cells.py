"""Images and anchors as cells of a grid, with thumbnails of what is in sight."""

from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import QObject, Qt

from seedream_desktop.domain.ids import ImageId
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.cell import CELL_ROLE, Cell
from seedream_desktop.ui.images import ThumbnailLoader
from seedream_desktop.ui.models.images import ImageRole, ImageRow, ImagesModel
from seedream_desktop.ui.models.listing import Index
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.pictures.anchors import Anchor, anchors_of

_PIXMAP: Final = int(Qt.ItemDataRole.DecorationRole)
_CELL: Final = int(CELL_ROLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedRow(ImageRow):
    """An image with what stands on its corner."""

    mark: str = ""


class CellsModel(ImagesModel):
    """The images of a sequence as Cells."""

    def __init__(
        self, loader: ThumbnailLoader, parent: QObject | None = None, *, view: str = "images"
    ) -> None:
        """Take what loads thumbnails, and the view's name for it."""
        super().__init__(loader, parent, view=view)

    def show_images(self, sequence: Sequence) -> None:
        """Show a sequence's images, anchors marked."""
        marks = {anchor.picture.digest: anchor.mark for anchor in anchors_of(sequence)}
        self.set_rows(
            _row(number, image, marks.get(image.picture.digest, "") if image.picture else "")
            for number, image in enumerate(sequence.images, 1)
        )

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Return what a role shows of a row."""
        if role == _CELL:
            row = self.at(index)
            return self._cell(index, row) if row is not None else None
        return super().data(index, role)

    def _cell(self, index: Index, row: ImageRow) -> Cell:
        is_broken = bool(super().data(index, ImageRole.IS_BROKEN))
        is_panel = row.image.picture is None
        cell = Cell(
            name=row.name,
            picture=super().data(index, _PIXMAP),
            mark=getattr(row, "mark", ""),
            word=text.text("panel", section="pictures") if is_panel else "",
            tone=Tone.QUIET if is_panel else None,
        )
        if row.image.picture is not None:
            cell = replace(cell, aspect=row.image.picture.size.aspect)
        if is_broken:
            gone = text.text("gone", section="pictures")
            return replace(cell, tone=Tone.FAILED, sentence=gone)
        return replace(cell, tone=Tone.FAILED, sentence=row.problem) if row.problem else cell


class AnchorsModel(CellsModel):
    """The anchors of a sequence as Cells."""

    def show_anchors(self, anchors: tuple[Anchor, ...]) -> None:
        """Show these."""
        self.set_rows(_row(anchor.number, _image_of(anchor), anchor.mark) for anchor in anchors)


def _row(number: int, image: Image, mark: str) -> MarkedRow:
    return MarkedRow(image=image, number=number, is_anchor=bool(mark), mark=mark)


def _image_of(anchor: Anchor) -> Image:
    """Return an anchor as an image; its own name is its content's."""
    return Image(id=ImageId(anchor.picture.digest), picture=anchor.picture)
