"""The timeline's table: images by steps, each result in its frame as soon as it is stored."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import Digest, ImageId, StepId, SubjectId
from seedream_desktop.domain.judgement import Mark
from seedream_desktop.ui.delegates.frame import FRAME_ROLE, HEAD_ROLE, ColumnHead, RowHead
from seedream_desktop.ui.images import ThumbnailLoader, Wish
from seedream_desktop.ui.models.frame_heads import StandsOut, originals_head, row_head
from seedream_desktop.ui.models.frame_reader import ColourBy, FrameReader, Shown
from seedream_desktop.ui.models.frame_tally import FrameTally
from seedream_desktop.ui.models.timeline_rows import TimelineRows

Index = QModelIndex | QPersistentModelIndex
_FRAME: Final = int(FRAME_ROLE)
_HEAD: Final = int(HEAD_ROLE)
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_ACROSS: Final = Qt.Orientation.Horizontal
_PLAIN: Final = (
    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
)
_MOVABLE: Final = _PLAIN | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled


class TimelineModel(QAbstractTableModel):
    """Column 0 holds the originals, every other one a step.

    A row is an image, or, where all versions are shown, one version of each of its frames.
    """

    def __init__(
        self,
        loader: ThumbnailLoader,
        path_of: Callable[[Digest], str],
        parent: QObject | None = None,
        *,
        view: str = "timeline",
    ) -> None:
        """Start empty; view is the name under which thumbnails are asked for."""
        super().__init__(parent)
        self._loader = loader
        self._view = view
        self.reader = FrameReader(loader, path_of)
        self.tally = FrameTally()
        self.rows = TimelineRows()
        self.stands_out: StandsOut = _nothing
        self._in_sight: tuple[range, range] = (range(0), range(0))
        loader.arrived.connect(self._on_arrived)

    # -- for the owner

    @property
    def table(self) -> Table | None:
        """What is shown."""
        return self.reader.table

    def show_table(self, table: Table | None) -> Iterator[None]:
        """Show another table, all of it; going through what is returned counts its frames."""
        before = self.reader.table
        is_same = (
            before is not None
            and table is not None
            and _shape(before) == _shape(table)
            and not self.rows.is_all
        )
        if not is_same:
            self.beginResetModel()
            self.rows.kept = None
        self.reader.show(table)
        self.rows.show(table)
        counting = self.tally.begin(table)
        if is_same:
            self._tell_all()
        else:
            self.rows.lay_out()
            self.endResetModel()
        return counting

    def keep(self, kept: Iterable[int] | None) -> None:
        """Show these images only, by number and in their order; None shows all."""
        wanted = tuple(kept) if kept is not None else None
        if wanted != self.rows.kept:
            self.rows.kept = wanted
            self._reset_rows()

    def let_in(self, numbers: Sequence[int]) -> None:
        """Show further images that a filter lets through now; those that are there stay."""
        for row, places in self.rows.missing(numbers):
            self.beginInsertRows(QModelIndex(), row, row + len(places) - 1)
            self.rows.places[row:row] = places
            self.endInsertRows()
        if self.rows.kept is not None:
            self.rows.kept = tuple(sorted({*self.rows.kept, *numbers}))

    def show_all_versions(self, *, is_all: bool) -> None:
        """Give every version a row, or show the chosen ones."""
        if is_all != self.rows.is_all:
            self.rows.is_all = is_all
            self._reset_rows()

    def show_marks(self, marks: Mapping[SubjectId, Mark]) -> None:
        """Show what is thought of pictures."""
        self.reader.marks = marks
        self._tell_sight()

    def colour(self, by: ColourBy) -> None:
        """Show another thing by the bars."""
        self.reader.colour_by = by
        self._tell_sight()

    def tell_drift(self) -> None:
        """Have the heads of the rows painted anew: it is known what stands out."""
        if self.rows.places:
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self.rows.places) - 1)

    def tell_heads(self) -> None:
        """Have the heads of the columns painted anew: more is counted."""
        if self.columnCount():
            self.headerDataChanged.emit(_ACROSS, 0, self.columnCount() - 1)

    def take_in(self, table: Table, places: Iterable[tuple[ImageId, StepId]]) -> None:
        """Show what some frames have become; nothing else moves."""
        self.reader.table = table
        known = (place for place in places if self.rows.number(place[0]) is not None)
        places = tuple(place for place in known if self.column_of(place[1]))
        for step in self.tally.follow(table, places):
            column = self.column_of(step)
            if column is not None:
                self.headerDataChanged.emit(_ACROSS, column, column)
        for image in dict.fromkeys(image for image, _ in places):
            number = self.rows.number(image)
            if number is not None:
                self._see_to_rows(number)
        for image, step in places:
            self._tell(image, self.column_of(step))

    def tell_marks(self, subjects: Iterable[SubjectId]) -> None:
        """Have the cells in sight painted anew whose marks are others."""
        wanted = set(subjects)
        for row, column, shown in self._sight():
            of = shown.version.id if shown.version is not None else shown.image.id
            if SubjectId(of) in wanted:
                index = self.index(row, column)
                self.dataChanged.emit(index, index)

    def shown(self, row: int, column: int) -> Shown | None:
        """Return what a cell is about; None where there is nothing."""
        places = self.rows.places
        if not (0 <= row < len(places) and 0 <= column < self.columnCount()):
            return None
        number, slot = places[row]
        return self.reader.shown(number, column, slot)

    def column_of(self, step: StepId | None) -> int | None:
        """Return a step's column; the originals' for None."""
        if step is None:
            return 0
        places = (n for n, each in enumerate(self.reader.steps, 1) if each.id == step)
        return next(places, None)

    def load(self, rows: range, columns: range, edge_px: int) -> None:
        """Have thumbnails loaded for the cells in sight, and for a page more."""
        self._in_sight = rows, columns
        self.reader.edge_px = edge_px
        ahead = range(rows.stop, min(rows.stop + len(rows), len(self.rows.places)))
        wishes: dict[Wish, None] = {}
        for row in (*rows, *ahead):
            for column in (0, *columns):
                shown = self.shown(row, column)
                if shown is not None:
                    wishes.update(dict.fromkeys(self.reader.wishes(shown)))
        self._loader.want(self._view, wishes)

    def rest(self) -> None:
        """Give up what is still to be loaded."""
        self._loader.leave(self._view)

    # -- for views (Qt's names)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt)
        return 0 if parent.isValid() else len(self.rows.places)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt)
        if parent.isValid() or self.reader.table is None:
            return 0
        return 1 + len(self.reader.steps)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role not in {_FRAME, _DISPLAY, _TOOL_TIP, _ACCESSIBLE} or not index.isValid():
            return None
        shown = self.shown(index.row(), index.column())
        if shown is None:
            return "" if role == _ACCESSIBLE else None
        if role == _FRAME:
            return self.reader.cell(shown, is_all=self.rows.is_all)
        return self.reader.spoken(shown)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role not in {_HEAD, _DISPLAY, _ACCESSIBLE} or self.reader.table is None:
            return None
        head = self._column_head(section) if orientation is _ACROSS else self._row_head(section)
        return head if role == _HEAD or head is None else head.speech

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _MOVABLE if index.column() else _PLAIN

    # -- own

    def _column_head(self, column: int) -> ColumnHead | None:
        if not 0 <= column < self.columnCount():
            return None
        if column:
            return self.tally.head(self.reader.steps[column - 1], column)
        return originals_head(self.rows.images)

    def _row_head(self, row: int) -> RowHead | None:
        table, places = self.reader.table, self.rows.places
        is_there = table is not None and 0 <= row < len(places)
        if table is None or not is_there:
            return None
        return row_head(table, *places[row], self.stands_out)

    def _reset_rows(self) -> None:
        self.beginResetModel()
        self.rows.lay_out()
        self.endResetModel()

    def _see_to_rows(self, number: int) -> None:
        """Give a further version its row, and take the row of one that is no more."""
        span = self.rows.span(number)
        if not self.rows.is_all or not span:
            return
        wanted = self.rows.slots(number)
        if wanted > len(span):
            self.beginInsertRows(QModelIndex(), span.stop, span.start + wanted - 1)
            more = [(number, slot) for slot in range(len(span), wanted)]
            self.rows.places[span.stop : span.stop] = more
            self.endInsertRows()
        elif wanted < len(span):
            self.beginRemoveRows(QModelIndex(), span.start + wanted, span.stop - 1)
            del self.rows.places[span.start + wanted : span.stop]
            self.endRemoveRows()

    def _tell(self, image: ImageId, column: int | None) -> None:
        number = self.rows.number(image)
        span = self.rows.span(number) if number is not None else range(0)
        if span and column is not None:
            last = span.stop - 1
            self.dataChanged.emit(self.index(span.start, column), self.index(last, column))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, span.start, last)

    def _tell_all(self) -> None:
        if self.rows.places and self.columnCount():
            last = len(self.rows.places) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last, self.columnCount() - 1))
            self.tell_heads()
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, last)

    def _tell_sight(self) -> None:
        """Have what is in sight painted anew; the rest is read when it comes into sight."""
        rows, columns = self._in_sight
        last = min(rows.stop, len(self.rows.places)) - 1
        if self.columnCount() and rows.start <= last:
            self.dataChanged.emit(
                self.index(rows.start, 0), self.index(last, max(columns.stop - 1, 0))
            )

    def _sight(self) -> Iterator[tuple[int, int, Shown]]:
        rows, columns = self._in_sight
        for row in rows:
            for column in (0, *columns):
                shown = self.shown(row, column)
                if shown is not None:
                    yield row, column, shown

    def _on_arrived(self, wishes: tuple[Wish, ...]) -> None:
        arrived = {wish.digest for wish in wishes}
        for row, column, shown in self._sight():
            if self.reader.needs(shown) & arrived:
                index = self.index(row, column)
                self.dataChanged.emit(index, index, [_FRAME])


def _nothing(_image: ImageId, _step: StepId) -> str:
    return ""


def _shape(table: Table) -> tuple[object, ...]:
    sequence = table.sequence
    images, steps = sequence.images, sequence.steps
    return sequence.id, tuple(image.id for image in images), tuple(step.id for step in steps)
