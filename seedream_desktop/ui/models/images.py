"""The images of a sequence as a grid: order, anchors, and thumbnails of visible rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Several
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, QUrl
from PySide6.QtGui import QPixmap

from seedream_desktop.domain.ids import Digest, ImageId
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import text
from seedream_desktop.ui.images import ThumbnailLoader, Wish, at_hand
from seedream_desktop.ui.models.frame_words import image_name
from seedream_desktop.ui.models.listing import ACCESSIBLE, DISPLAY, FIRST_ROLE, TOOL_TIP, Listing

_DECORATION: Final = int(Qt.ItemDataRole.DecorationRole)


class ImageRole(IntEnum):
    """What is known of an image."""

    ID = FIRST_ROLE
    NUMBER = FIRST_ROLE + 1
    NAME = FIRST_ROLE + 2
    PATH = FIRST_ROLE + 3
    DIGEST = FIRST_ROLE + 4
    SIZE = FIRST_ROLE + 5
    IS_PANEL = FIRST_ROLE + 6
    IS_ANCHOR = FIRST_ROLE + 7
    IS_BROKEN = FIRST_ROLE + 8
    PROBLEM = FIRST_ROLE + 9


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRow:
    """One image with its place; problem is a sentence to be shown, empty for none."""

    image: Image
    number: int
    is_anchor: bool = False
    problem: str = ""

    @property
    def name(self) -> str:
        """File name, or the panel's number."""
        return image_name(self.image, self.number)


class ImagesModel(Listing[ImageRow]):
    """The grid. A view says which rows it shows; only those are ever loaded."""

    def __init__(
        self, loader: ThumbnailLoader, parent: QObject | None = None, *, view: str = "images"
    ) -> None:
        """Take what loads thumbnails, and the view's name for it."""
        readers = _READERS | {
            _DECORATION: self._pixmap,
            ImageRole.IS_BROKEN: self._is_broken,
        }
        super().__init__(_id, readers, parent, can_reorder=True)
        self._loader = loader
        self._view = view
        self._edge_px = 256
        self._shown = (0, -1)
        self._by_digest: Mapping[Digest, list[int]] = {}
        loader.arrived.connect(self._arrived)

    def set_sequence(
        self,
        sequence: Sequence,
        step: Step | None = None,
        problems: Mapping[ImageId, str] | None = None,
    ) -> None:
        """Show a sequence's images; those that the step sends first are marked as anchors."""
        leading = step.leading_anchors if step is not None else 0
        anchors = {picture.digest for picture in step.anchors} if step is not None else set()
        told = problems or {}
        self.set_rows(
            ImageRow(
                image=image,
                number=number,
                is_anchor=number <= leading
                or (image.picture is not None and image.picture.digest in anchors),
                problem=told.get(image.id, ""),
            )
            for number, image in enumerate(sequence.images, 1)
        )

    def set_rows(self, rows: Iterable[ImageRow]) -> None:
        """Show these rows, and load what of them is visible."""
        super().set_rows(rows)
        by_digest: dict[Digest, list[int]] = defaultdict(list)
        for place, row in enumerate(self._rows):
            if row.image.picture is not None:
                by_digest[row.image.picture.digest].append(place)
        self._by_digest = by_digest
        self._ask()

    def show_rows(self, first: int, last: int, edge_px: int) -> None:
        """Have thumbnails loaded for the rows that can be seen, and one page ahead.

        edge_px is the cell's longer edge in device pixels. A view calls this when it scrolls
        or its size changes; with last below first it shows nothing.
        """
        self._shown, self._edge_px = (first, last), edge_px
        self._ask()

    def hide(self) -> None:
        """Give up what is still to be loaded."""
        self._shown = (0, -1)
        self._loader.leave(self._view)

    def supportedDragActions(self) -> Qt.DropAction:
        """Return that images are copied out: another program never moves an original."""
        return Qt.DropAction.CopyAction

    def mimeData(self, indexes: Several[QModelIndex]) -> QMimeData:
        """Return dragged images: their places here, and for other programs their files."""
        data = super().mimeData(indexes)
        rows = (self.at(index) for index in indexes)
        pictures = (row.image.picture for row in rows if row is not None)
        data.setUrls([QUrl.fromLocalFile(p.path) for p in pictures if p is not None])
        return data

    def _ask(self) -> None:
        first, last = self._shown
        if last < first:
            return
        ahead = last + 1 + (last - first + 1)
        wishes = (self._wish(row) for row in self._rows[max(0, first) : ahead])
        self._loader.want(self._view, [wish for wish in wishes if wish is not None])

    def _wish(self, row: ImageRow) -> Wish | None:
        picture = row.image.picture
        return Wish(picture.digest, picture.path, self._edge_px) if picture is not None else None

    def _arrived(self, wishes: tuple[Wish, ...]) -> None:
        places = {
            place
            for wish in wishes
            if wish.edge_px == self._edge_px
            for place in self._by_digest.get(wish.digest, ())
        }
        self.tell_changed(places, [_DECORATION, ImageRole.IS_BROKEN])

    def _pixmap(self, row: ImageRow) -> QPixmap | None:
        wish = self._wish(row)
        return at_hand(self._loader, wish) if wish is not None else None

    def _is_broken(self, row: ImageRow) -> bool:
        wish = self._wish(row)
        return wish is not None and self._loader.is_broken(wish)


def _id(row: ImageRow) -> ImageId:
    return row.image.id


def _spoken(row: ImageRow) -> str:
    parts = [row.name]
    if row.image.picture is not None:
        parts.append(str(row.image.picture.size))
    if row.is_anchor:
        parts.append(_words("image_anchor"))
    parts.append(row.problem)
    return text.listed(parts)


_words = partial(text.text, section="models")


def _of_picture(name: str) -> Any:
    def read(row: ImageRow) -> Any:
        return getattr(row.image.picture, name, None)

    return read


_READERS: Final[dict[int, Any]] = {
    DISPLAY: lambda row: row.name,
    TOOL_TIP: lambda row: row.problem or getattr(row.image.picture, "path", None),
    ACCESSIBLE: _spoken,
    ImageRole.ID: _id,
    ImageRole.NUMBER: lambda row: row.number,
    ImageRole.NAME: lambda row: row.name,
    ImageRole.PATH: _of_picture("path"),
    ImageRole.DIGEST: _of_picture("digest"),
    ImageRole.SIZE: _of_picture("size"),
    ImageRole.IS_PANEL: lambda row: row.image.picture is None,
    ImageRole.IS_ANCHOR: lambda row: row.is_anchor,
    ImageRole.PROBLEM: lambda row: row.problem,
}
