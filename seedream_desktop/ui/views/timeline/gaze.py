"""Keeps the table's current cell and what the eye is on the same, whoever moves it."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.ids import VersionId
from seedream_desktop.domain.request import Version
from seedream_desktop.ui.desk.focus import Focus, Shot
from seedream_desktop.ui.models.frame_reader import Shown
from seedream_desktop.ui.models.timeline import TimelineModel
from seedream_desktop.ui.views.timeline.table import FrameTable


class Gaze(QObject):
    """Tells the desk what is looked at in the table, and the table what is looked at elsewhere."""

    moved = Signal()
    """The eye is on another frame or version, or what it is on has changed."""

    def __init__(
        self, focus: Focus, table: FrameTable, model: TimelineModel, parent: QObject
    ) -> None:
        """Follow both."""
        super().__init__(parent)
        self._focus = focus
        self._table = table
        self._model = model
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._tell)
        table.moved.connect(self._soon.start)
        focus.moved.connect(self._on_focus)

    @property
    def shown(self) -> Shown | None:
        """What the current cell is about."""
        index = self._table.currentIndex()
        return self._model.shown(index.row(), index.column()) if index.isValid() else None

    @property
    def version(self) -> Version | None:
        """The version that is looked at: one of the strip's, else the cell's own."""
        shown, shot = self.shown, self._focus.current
        if shown is None or shown.frame is None:
            return None
        if (
            shot is not None
            and shot.version is not None
            and shot == self._shot(shown, shot.version)
        ):
            wanted = (v for v in shown.frame.versions if v.id == shot.version)
            return next(wanted, shown.version)
        return shown.version

    def look_at(self, version: Version) -> None:
        """Put the eye on a version of the current frame."""
        shown = self.shown
        if shown is not None:
            shot = self._shot(shown, version.id)
            self._focus.show(shot, self._selection(shot))

    def follow(self) -> None:
        """Put the table's current cell where the eye is, if that is shown."""
        shot = self._focus.current
        if shot is None or self._model.table is None:
            self._soon.start()
            self.moved.emit()
            return
        column = self._model.column_of(shot.step)
        slot = self._slot(shot)
        row = self._model.rows.row_of(shot.image, slot)
        now = self._table.currentIndex()
        if row is not None and column is not None and (now.row(), now.column()) != (row, column):
            is_alone = len(self._table.selectionModel().selectedIndexes()) < 2  # noqa: PLR2004
            self._table.go_to(row, column, is_alone=is_alone or self._is_elsewhere(row, column))
        self.moved.emit()

    # -- own

    def _on_focus(self) -> None:
        if self._is_here():  # else it follows when it is gone to
            self.follow()

    def _tell(self) -> None:
        shown = self.shown
        if shown is None or not self._is_here():
            return  # while another place is shown, the eye is there
        shot = self._shot(shown, self._version_of(shown))
        current = self._focus.current
        if current is not None and (current.image, current.step) == (shot.image, shot.step):
            shot = current if shot.version is None else shot
        selection = self._selection(shot)
        if (current, self._focus.selection) != (shot, selection):
            self._focus.show(shot, selection)
        else:
            self.moved.emit()

    def _is_here(self) -> bool:
        """Say whether the timeline is shown: the table, or the loupe in its place."""
        around = self._table.parentWidget() or self._table
        return around.isVisibleTo(around.window())

    def _selection(self, eye: Shot) -> tuple[Shot, ...]:
        """Return what is selected; the frame that the eye is on as the version it is on.

        Else keys would judge and hand over the chosen version while another one is looked at.
        """
        indexes = self._table.selectionModel().selectedIndexes()
        places = sorted((index.row(), index.column()) for index in indexes)
        found = (self._model.shown(row, column) for row, column in places)
        shots = (self._shot(each, self._version_of(each)) for each in found if each is not None)
        plain = replace(eye, version=None)
        return tuple(eye if shot == plain else shot for shot in shots)

    def _version_of(self, shown: Shown) -> VersionId | None:
        if not self._model.rows.is_all or shown.version is None:
            return None
        return shown.version.id

    def _slot(self, shot: Shot) -> int:
        table = self._model.table
        if table is None or shot.step is None or shot.version is None:
            return -1
        versions = table.frame(shot.image, shot.step).versions
        return next((n for n, each in enumerate(versions) if each.id == shot.version), -1)

    def _is_elsewhere(self, row: int, column: int) -> bool:
        index = self._model.index(row, column)
        return not self._table.selectionModel().isSelected(index)

    @staticmethod
    def _shot(shown: Shown, version: VersionId | None) -> Shot:
        step = shown.step.id if shown.step is not None else None
        return Shot(shown.image.id, step, version)
