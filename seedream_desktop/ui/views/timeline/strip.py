"""The versions of the frame that the eye is on, side by side, and what can be done with them."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from seedream_desktop.domain.request import Version
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.version_card import THUMB_PX, VersionCardDelegate
from seedream_desktop.ui.images import loaded_px
from seedream_desktop.ui.models.frame_words import say
from seedream_desktop.ui.models.versions import Row, VersionsModel
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.views.timeline.walking import OWN_KEYS, is_own_key
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.density import DensityWatch
from seedream_desktop.ui.widgets.flow import BarLayout
from seedream_desktop.ui.widgets.label import CutLabel, Label

_LIST: Final = 82
_NOTE_LEAST: Final = 10_000
_BAR: Final = 14


class VersionList(QListView):
    """One row of cards; arrows go along it, Enter chooses."""

    chosen = Signal()
    """Enter, or a double click."""

    def __init__(self, model: VersionsModel, parent: QWidget | None = None) -> None:
        """Show a frame's versions."""
        super().__init__(parent)
        self._versions = model
        self.setAccessibleName(say("versions"))
        self.setModel(model)
        self.setItemDelegate(VersionCardDelegate(self))
        self.setProperty("ground", "canvas")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._on_double)
        look.changed.connect(self._fit)
        DensityWatch(self, self._fit)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look.height(_LIST) + _BAR)

    def event(self, event: QEvent) -> bool:
        if is_own_key(event):
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit()
        elif event.text() and event.key() not in OWN_KEYS:
            event.ignore()  # letters are commands
        else:
            super().keyPressEvent(event)

    def _on_double(self, _index: QModelIndex) -> None:
        self.chosen.emit()

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self._versions.show_edge(loaded_px(look.height(THUMB_PX), self.devicePixelRatioF()))


class VersionStrip(QWidget):
    """Below the table. Its heading says which frame it is about."""

    choose_asked = Signal(object)
    """Carries the Version that is to be the frame's chosen one."""
    compare_asked = Signal(object, object)
    """Carries two Versions, the earlier one first; the second is None for the original."""
    looked_at = Signal(object)
    """Carries the Version that the eye is on."""
    confirm_asked = Signal(object)
    """Carries the Versions that are where they belong."""
    move_asked = Signal(object)
    """Carries the Version that belongs to another image."""

    def __init__(self, model: VersionsModel, parent: QWidget | None = None) -> None:
        """Take the model; the workspace fills it."""
        super().__init__(parent)
        self.setAccessibleName(text.text("pane_versions", section="shell"))
        self._model = model
        self._is_filling = False
        self.heading = CutLabel("", Type.BODY_STRONG)
        self.note = Label("", Type.CONTROL, ink="muted")
        self.list = VersionList(model)
        self.list.chosen.connect(self._choose)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.list.selectionModel().selectionChanged.connect(self._on_selected)
        self.choose = Button(say("choose"), icon="check")
        self.choose.clicked.connect(self._choose)
        self.compare = Button(say("compare"), icon="compare")
        self.compare.clicked.connect(self._compare)
        self.right = Button(say("pair_right"), Kind.PRIMARY)
        self.right.clicked.connect(self._confirm)
        self.repair = Button(say("pair_move"))
        self.repair.clicked.connect(self._move)
        self.none = Label("", Type.BODY, ink="muted", wraps=True)
        self._pages = QStackedWidget()
        self._lay_out()
        model.modelReset.connect(self._see_to)
        model.dataChanged.connect(self._see_to)

    # -- for the workspace

    def show_place(self, heading: str, note: str, reason: str) -> None:
        """Say which frame it is; reason is why there are no versions, where there are none."""
        self.heading.show_words(heading)
        self.note.setText(note)
        self.none.setText(reason)
        self._see_to()

    def add_at_right(self, widget: QWidget) -> None:
        """Put something at the right of the versions."""
        self._below.addWidget(widget)

    def look_at(self, version: Version | None) -> None:
        """Put the eye on a version, without a signal."""
        row = self._model.row_of(version.id) if version is not None else None
        self._is_filling = True
        if row is None:
            self.list.clearSelection()
        else:
            self.list.setCurrentIndex(self._model.index(row))
            self.list.scrollTo(self._model.index(row))
        self._is_filling = False
        self._see_to()

    def step(self, by: int) -> None:
        """Put the eye on an older (-1) or newer (1) version."""
        rows = self._model.rows
        if not rows:
            return
        now = self.current
        order = sorted(range(len(rows)), key=[row.number for row in rows].__getitem__)
        places = [rows[place].version for place in order]
        at = places.index(now) if now in places else len(places) - 1
        wanted = max(0, min(at + by, len(places) - 1))
        if places[wanted] is not now:
            self.list.setCurrentIndex(self._model.index(order[wanted]))

    @property
    def current(self) -> Version | None:
        """The version that the eye is on."""
        row = self.list.currentIndex().row()
        return self._model.rows[row].version if 0 <= row < len(self._model.rows) else None

    @property
    def selected(self) -> tuple[Version, ...]:
        """The versions that are selected, the oldest first."""
        rows = {index.row() for index in self.list.selectionModel().selectedIndexes()}
        found = sorted((self._model.rows[row] for row in rows), key=_number)
        return tuple(row.version for row in found)

    # -- own

    def _see_to(self, *_what: object) -> None:
        rows, now = self._model.rows, self.current
        self._pages.setCurrentIndex(0 if rows else 1)
        chosen = next((row.version for row in rows if row.version.is_chosen), None)
        self.choose.setVisible(bool(rows))
        self.choose.setEnabled(now is not None and now is not chosen)
        self.compare.setVisible(bool(rows))
        is_pair = len(self.selected) == 2  # noqa: PLR2004 (two that are compared)
        self.compare.setText(say("compare_two") if is_pair else say("compare_before"))
        is_unsure = now is not None and not now.is_paired
        self.right.setVisible(is_unsure)
        self.repair.setVisible(is_unsure)

    def _on_current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._see_to()
        if not self._is_filling and self.current is not None:
            self.looked_at.emit(self.current)

    def _on_selected(self, *_what: object) -> None:
        self._see_to()

    def _choose(self) -> None:
        if self.current is not None:
            self.choose_asked.emit(self.current)

    def _compare(self) -> None:
        selected = self.selected
        if len(selected) == 2:  # noqa: PLR2004 (two that are compared)
            self.compare_asked.emit(*selected)
        elif self.current is not None:
            self.compare_asked.emit(self.current, None)

    def _confirm(self) -> None:
        unsure = tuple(v for v in self.selected or (self.current,) if v and not v.is_paired)
        if unsure:
            self.confirm_asked.emit(unsure)

    def _move(self) -> None:
        if self.current is not None:
            self.move_asked.emit(self.current)

    def _lay_out(self) -> None:
        line = QWidget()
        head = BarLayout(line, gap=SPACE_2)
        head.setContentsMargins(SPACE_4, 0, SPACE_5, 0)
        head.addWidget(self.heading)
        head.add_wide(self.note, _NOTE_LEAST)
        for button in (self.right, self.repair, self.choose, self.compare):
            head.addWidget(button)
        self._pages.addWidget(self.list)
        empty = QWidget()
        inner = QVBoxLayout(empty)
        inner.setContentsMargins(SPACE_4, 0, SPACE_5, 0)
        inner.addWidget(self.none)
        inner.addStretch(1)
        self._pages.addWidget(empty)
        self._pages.setFixedHeight(self.list.height())
        look.changed.connect(self._refit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_3, 0, 0)
        column.setSpacing(SPACE_2)
        self._below = QHBoxLayout()
        self._below.setSpacing(SPACE_2)
        self._below.addWidget(self._pages, 1)
        column.addWidget(line)
        column.addLayout(self._below)

    def _refit(self) -> None:
        self._pages.setFixedHeight(self.list.sizeHint().height())


def _number(row: Row) -> int:
    return row.number
