"""The versions of one frame, branch by branch: those that rest on the chosen picture first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from seedream_desktop.domain.frames import Frame, FrameState, Table
from seedream_desktop.domain.ids import StepId, SubjectId, VersionId
from seedream_desktop.domain.judgement import NO_MARK, Mark
from seedream_desktop.domain.request import Version
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.version_card import CARD_ROLE, VersionCard
from seedream_desktop.ui.images import STEP_PX, ThumbnailLoader, Wish, at_hand
from seedream_desktop.ui.models import frame_words as words
from seedream_desktop.ui.models.frame_words import say

Index = QModelIndex | QPersistentModelIndex

_CARD: Final = int(CARD_ROLE)
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN: Final = (int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.ToolTipRole))


@dataclass(frozen=True, slots=True)
class Row:
    """A version with its number, from 1; parent is the number of what it rests on, 0 for none."""

    version: Version
    number: int
    parent: int
    is_older: bool
    is_branch: bool


def branches(frame: Frame, table: Table) -> tuple[Row, ...]:
    """Return a frame's versions in the order of their branches.

    The branch that rests on the chosen version of the step before comes first, then the others,
    the newest before the older; within a branch the oldest comes first.
    """
    steps_before = _steps_before(frame, table)
    before = table.frame(frame.image, steps_before[-1]) if steps_before else None
    places = {each.id: n for n, each in enumerate(before.versions, 1)} if before else {}
    chosen = before.chosen.id if before is not None and before.chosen is not None else None
    groups: dict[VersionId | None, list[tuple[int, Version]]] = {}
    for number, version in enumerate(frame.versions, 1):
        groups.setdefault(table.parent(version.id), []).append((number, version))
    order = sorted(
        groups, key=lambda parent: (parent != chosen, -places.get(parent, 0) if parent else 0)
    )
    return tuple(
        Row(
            version=version,
            number=number,
            parent=places.get(parent, 0) if parent is not None else 0,
            is_older=parent is not None and parent != chosen,
            is_branch=place == 0,
        )
        for parent in order
        for place, (number, version) in enumerate(groups[parent])
    )


def _steps_before(frame: Frame, table: Table) -> tuple[StepId, ...]:
    """Return the steps before a frame's own; none where that is gone."""
    return table.steps[: table.steps.index(frame.step)] if frame.step in table.steps else ()


class VersionsModel(QAbstractListModel):
    """One frame's versions as cards."""

    def __init__(
        self, loader: ThumbnailLoader, parent: QObject | None = None, *, view: str = "versions"
    ) -> None:
        """Start empty; view is the name under which thumbnails are asked for."""
        super().__init__(parent)
        self._loader = loader
        self._view = view
        self._rows: tuple[Row, ...] = ()
        self._paths: Mapping[VersionId, str] = {}
        self._makers: Mapping[VersionId, str] = {}
        self._marks: Mapping[SubjectId, Mark] = {}
        self._step = 0
        self._edge_px = STEP_PX
        self._is_shown = False
        loader.arrived.connect(self._on_arrived)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The versions as they are shown."""
        return self._rows

    def show_frame(
        self,
        frame: Frame | None,
        table: Table | None,
        *,
        marks: Mapping[SubjectId, Mark],
        paths: Mapping[VersionId, str],
        makers: Mapping[VersionId, str],
    ) -> None:
        """Show a frame's versions; paths are their files, makers who made them at what price."""
        rows: tuple[Row, ...] = ()
        self._step = 0
        if frame is not None and table is not None:
            rows, self._step = branches(frame, table), len(_steps_before(frame, table))
        self._marks, self._paths, self._makers = marks, paths, makers
        same = [row.version.id for row in rows] == [row.version.id for row in self._rows]
        if not same:
            self.beginResetModel()
        self._rows = rows
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        self._is_shown = True
        self._ask()

    def show_edge(self, edge_px: int) -> None:
        """Load pictures whose longer edge has so many device pixels."""
        self._edge_px = edge_px
        if self._is_shown:
            self._ask()

    def rest(self) -> None:
        """Give up what is still to be loaded."""
        self._is_shown = False
        self._loader.leave(self._view)

    def row_of(self, version: VersionId) -> int | None:
        """Return the place of a version among the cards."""
        places = (n for n, row in enumerate(self._rows) if row.version.id == version)
        return next(places, None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == _CARD:
            return self._card(row)
        if role in _SPOKEN:
            return self._spoken(row)
        return say("version", number=row.number) if role == _DISPLAY else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemNeverHasChildren

    # -- own

    def _card(self, row: Row) -> VersionCard:
        version = row.version
        mark = self._mark(version)
        return VersionCard(
            name=say("version", number=row.number),
            picture=at_hand(self._loader, self._wish(version)),
            aspect=version.size.aspect,
            chosen=say("chosen") if version.is_chosen else "",
            maker=self._makers.get(version.id, ""),
            made=made_at(version.made_at),
            older=self._older(row),
            is_unsure=not version.is_paired,
            is_branch=row.is_branch,
            stars=mark.stars,
            flag=mark.flag,
            label=mark.label,
            label_word=words.label_word(mark.label),
        )

    def _spoken(self, row: Row) -> str:
        version = row.version
        parts = (
            say("version_of", number=row.number, count=len(self._rows)),
            say("chosen") if version.is_chosen else "",
            self._older(row),
            words.state_word(FrameState.UNSURE) if not version.is_paired else "",
            *words.mark_words(self._mark(version)),
            self._makers.get(version.id, ""),
            made_at(version.made_at),
        )
        return words.uncircled(text.listed(parts))

    def _older(self, row: Row) -> str:
        if not row.is_older:
            return ""
        step = words.circled(self._step) if self._step else ""
        return say("on_version", step=step, number=row.parent) if row.parent else say("older_step")

    def _mark(self, version: Version) -> Mark:
        return self._marks.get(SubjectId(version.id), NO_MARK)

    def _ask(self) -> None:
        self._loader.want(self._view, [self._wish(row.version) for row in self._rows])

    def _wish(self, version: Version) -> Wish:
        return Wish(version.digest, self._paths.get(version.id, ""), self._edge_px)

    def _on_arrived(self, wishes: tuple[Wish, ...]) -> None:
        arrived = {wish.digest for wish in wishes}
        for place, row in enumerate(self._rows):
            if row.version.digest in arrived:
                index = self.index(place)
                self.dataChanged.emit(index, index, [_CARD])


def made_at(at: float) -> str:
    """Return a moment as the versions show it; nothing for one that is not known."""
    if not at:
        return ""
    moment = datetime.fromtimestamp(at).astimezone()
    return text.text(
        "made_at",
        {"day": moment.strftime("%Y-%m-%d"), "time": moment.strftime("%H:%M")},
        section="timeline",
    )
