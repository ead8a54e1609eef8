"""The set as a strip: every image as the step that is judged left it."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from seedream_desktop.domain.frames import Frame, Table
from seedream_desktop.domain.ids import ImageId, StepId, SubjectId, VersionId
from seedream_desktop.domain.judgement import NO_MARK, Mark
from seedream_desktop.domain.picture import Picture
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.cell import CELL_ROLE, Cell
from seedream_desktop.ui.images import STEP_PX, Wish, at_hand
from seedream_desktop.ui.models import frame_words
from seedream_desktop.ui.views.compare import wording
from seedream_desktop.ui.views.compare.wording import words

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

Index = QModelIndex | QPersistentModelIndex

_VIEW: Final = "filmstrip"


class Filmstrip(QAbstractListModel):
    """Cells of all images at one step, None for the originals; only what is seen is loaded."""

    def __init__(self, desk: "Desk", parent: QObject | None = None) -> None:
        """Take the desk, whose frames and marks it follows."""
        super().__init__(parent)
        self._desk = desk
        self._table: Table | None = None
        self._step: StepId | None = None
        self._digests: dict[str, set[int]] = {}
        self._edge_px = STEP_PX
        desk.loader.arrived.connect(self._on_arrived)
        desk.frames.frames_changed.connect(self._on_frames)
        desk.frames.marks_changed.connect(self._on_marks)

    def show_step(self, table: Table | None, step: StepId | None) -> None:
        """Show a table's images as a step left them."""
        if table is self._table and step == self._step:
            return
        before, images = self._images, table.images if table is not None else ()
        is_same = before == images
        if not is_same:
            self.beginResetModel()
        self._table, self._step = table, step
        self._digests.clear()
        if not is_same:
            self.endResetModel()
        elif images:
            self._tell(0, len(images) - 1)

    def image_at(self, row: int) -> ImageId | None:
        """Return the image of a row."""
        return self._images[row] if 0 <= row < len(self._images) else None

    def row_of(self, image: ImageId) -> int:
        """Return the row of an image, -1 for none."""
        row = self._table.number(image) if self._table is not None else None
        return row if row is not None else -1

    def load(self, first: int, last: int, edge_px: int) -> None:
        """Have the thumbnails of these rows loaded, their longer edge in device pixels."""
        self._edge_px = edge_px
        rows = range(max(first, 0), min(last + 1, len(self._images)))
        wishes = {row: self._wish(row) for row in rows}
        self._digests = {}
        for row, wish in wishes.items():
            if wish is not None:
                self._digests.setdefault(wish.digest, set()).add(row)
        self._desk.loader.want(_VIEW, [wish for wish in wishes.values() if wish is not None])

    def leave(self) -> None:
        """Load no more."""
        self._desk.loader.leave(_VIEW)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._images)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        image = self.image_at(index.row()) if index.isValid() else None
        if image is None or self._table is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return wording.image_name(self._table, image)
        if role == CELL_ROLE:
            return self._cell(self._table, image, index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(self._table, image)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index) | Qt.ItemFlag.ItemNeverHasChildren

    # -- own

    @property
    def _images(self) -> tuple[ImageId, ...]:
        return self._table.images if self._table is not None else ()

    @staticmethod
    def _picture(table: Table, image: ImageId) -> Picture | None:
        found = table.image(image)
        return found.picture if found is not None else None

    def _frame(self, table: Table, image: ImageId) -> Frame | None:
        is_there = self._step is not None and self._step in table.steps
        return table.frame(image, self._step) if is_there and self._step is not None else None

    def _cell(self, table: Table, image: ImageId, row: int) -> Cell:
        frame, mark, wish = self._frame(table, image), self._mark(table, image), self._wish(row)
        picture = self._picture(table, image)
        return Cell(
            name=PurePath(wording.image_name(table, image)).stem,  # the tool tip has it whole
            picture=at_hand(self._desk.loader, wish) if wish is not None else None,
            tone=frame_words.TONES[frame.state] if frame is not None else None,
            word=frame_words.state_word(frame.state) if frame is not None else "",
            rating=mark.stars,
            flag=mark.flag,
            versions=len(frame.versions) if frame is not None else 1,
            aspect=picture.size.aspect if picture is not None else 4 / 3,
        )

    def _spoken(self, table: Table, image: ImageId) -> str:
        frame, mark = self._frame(table, image), self._mark(table, image)
        state = frame_words.state_word(frame.state) if frame is not None else words("original")
        said = (wording.image_name(table, image), state, *frame_words.mark_words(mark))
        return text.listed(said)

    def _mark(self, table: Table, image: ImageId) -> Mark:
        frame = self._frame(table, image)
        if frame is None:
            return self._desk.frames.mark(SubjectId(image))
        if frame.chosen is None:
            return NO_MARK
        return self._desk.frames.mark(SubjectId(frame.chosen.id))

    def _wish(self, row: int) -> Wish | None:
        image = self.image_at(row)
        if image is None or self._table is None:
            return None
        frame = self._frame(self._table, image)
        if frame is None:
            picture = self._picture(self._table, image)
            return (
                Wish(picture.digest, picture.path, self._edge_px) if picture is not None else None
            )
        version = frame.chosen or (frame.versions[-1] if frame.versions else None)
        if version is None:
            return None
        path = str(self._desk.program.blobs.path(version.digest))
        return Wish(version.digest, path, self._edge_px)

    def _on_arrived(self, wishes: tuple[Wish, ...]) -> None:
        for wish in wishes:
            for row in self._digests.get(wish.digest, ()):
                self._tell(row, row)

    def _on_frames(self, places: tuple[tuple[ImageId, StepId], ...]) -> None:
        for image, step in places:
            row = self.row_of(image) if step == self._step else -1
            if row >= 0:
                self._tell(row, row)

    def _on_marks(self, subjects: tuple[SubjectId, ...]) -> None:
        if self._table is None:
            return
        for subject in subjects:
            version = self._table.version(VersionId(subject))
            row = self.row_of(version.image if version is not None else ImageId(subject))
            if row >= 0:
                self._tell(row, row)

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, 0))
