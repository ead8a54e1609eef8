"""The workspace Timeline: every picture of the open sequence, and what each step made of it."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from seedream_desktop.domain.frame_record import Place
from seedream_desktop.domain.ids import Digest, SubjectId
from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.images import loaded_px
from seedream_desktop.ui.models.frame_reader import ColourBy
from seedream_desktop.ui.models.frame_words import say
from seedream_desktop.ui.views.timeline.deeds import Deeds
from seedream_desktop.ui.views.timeline.filters import Asking
from seedream_desktop.ui.views.timeline.gaze import Gaze
from seedream_desktop.ui.views.timeline.page import TimelinePage
from seedream_desktop.ui.views.timeline.panel import TimelinePanel
from seedream_desktop.ui.views.timeline.screening import Screening
from seedream_desktop.ui.views.workspace import Workspace
from seedream_desktop.ui.widgets.density import DensityWatch
from seedream_desktop.ui.widgets.empty_state import EmptyState
from seedream_desktop.ui.widgets.own_keys import OwnKeys

_FIT_LEAST_PX: Final = 112
_FIT_MOST_PX: Final = 320
_ROWS_IN_SIGHT: Final = 2.2
"""However wide the window is, a set is judged by more than two rows."""
_SHAPE: Final = 0.75
_COLOURS: Final = tuple(ColourBy)


class TimelineWorkspace(Workspace):
    """Follows desk.frames: a result stands in its frame as soon as it is stored."""

    context: ClassVar[Context | None] = Context.VIEWS

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the open sequence's frames."""
        super().__init__(desk, parent)
        self._is_fit = True
        self._is_gone_to = False
        self.page = TimelinePage(desk.loader, self._path)
        self.model, self.table = self.page.model, self.page.table
        self.screening = Screening(desk, self.page, self)
        self.gaze = Gaze(desk.focus, self.table, self.model, self)
        self.deeds = Deeds(desk, self.page, self.gaze, self)
        self.panel = TimelinePanel(desk, self.gaze, self)
        self.panel.hide()  # until the inspector shows it
        self.empty = EmptyState(
            say("purpose"), say("none_open"), primary=say("open_library"), icon="timeline"
        )
        self.empty.primary.clicked.connect(self._go)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        OwnKeys(self)
        self._connect()
        self._on_replaced()

    # -- as a workspace

    def arrive(self) -> None:
        """Show what the eye is on, and have pictures loaded."""
        self._is_gone_to = True
        self.page.motion.start()
        self.gaze.follow()
        self._load()
        self._see_to_pages()
        self._take_focus()

    def leave(self) -> None:
        """Load no more."""
        self._is_gone_to = False
        self.page.motion.stop()
        self.panel.rating.keep_note()
        self.model.rest()
        self.page.versions.rest()
        self.deeds.large.rest()

    def panes(self) -> tuple[QWidget, ...]:
        """Return the tools, what is filtered, the table, and the versions."""
        if self._pages.currentWidget() is not self.page:
            return (self,)
        page = self.page
        return (page.tools, page.filters, page.middle, page.strip)

    def foot_px(self) -> int:
        """Return the height of the versions: no toast comes over them."""
        return self.page.strip.height() if self._pages.currentWidget() is self.page else 0

    def widths(self) -> tuple[int, ...]:
        """Return the size of pictures (0: fit the width) and what the bars stand for, if asked."""
        colour = _COLOURS.index(self.model.reader.colour_by)
        edge_px = 0 if self._is_fit else self.table.edge_px
        return (edge_px, colour) if edge_px or colour else ()

    def put_back(self, widths: tuple[int, ...]) -> None:
        """Take what an earlier start left."""
        if len(widths) < 2:  # noqa: PLR2004 (the two of widths())
            return
        edge_px, colour = widths[:2]
        self._is_fit = edge_px == 0
        if edge_px:
            self.table.show_edge(edge_px)
        if colour < len(_COLOURS):
            self.page.tools.colours.setCurrentIndex(colour)
            self.model.colour(_COLOURS[colour])

    # -- Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = QKeySequence(event.keyCombination())
        for command, do in self._zooms().items():
            if pressed in self.desk.actions.action(command).shortcuts():
                do()
                return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # -- what is shown

    def _connect(self) -> None:
        frames, page = self.desk.frames, self.page
        frames.replaced.connect(self._on_replaced)
        frames.frames_changed.connect(self._on_frames)
        frames.marks_changed.connect(self._on_marks)
        self.model.stands_out = self.desk.drifts.mark
        self.desk.drifts.scored.connect(self._on_scored)
        self.table.seen.connect(self._load)
        DensityWatch(self, self._load)
        self.table.zoomed.connect(self._on_zoomed)
        page.tools.zoom_asked.connect(self._show_edge)
        page.tools.fit_asked.connect(self._fit_again)
        page.tools.colour_asked.connect(self._on_colour)
        page.tools.all_asked.connect(self._on_all)
        page.model.modelReset.connect(self._see_to_pages)
        self.gaze.moved.connect(self._see_to_gaze)
        self.desk.exports.unsure_asked.connect(partial(page.filters.ask_for, Asking.UNSURE))

    def _on_replaced(self) -> None:
        """Show another table where the eye was, as far as that is there."""
        top = self.table.verticalScrollBar().value()
        is_other = self._is_other()
        counting = self.model.show_table(self.desk.frames.table)
        self.model.show_marks(self.desk.frames.marks)
        self.screening.begin(counting, is_other=is_other)
        if is_other:
            self._fit()
        else:
            self.table.verticalScrollBar().setValue(top)
        self._see_to_pages()
        self.gaze.follow()
        is_led = self.desk.focus.current is not None and self.table.currentIndex().isValid()
        if is_other and not is_led and self.model.rowCount():  # focus alone puts it at the first
            self.table.go_to(0, min(1, self.model.columnCount() - 1))

    def _on_scored(self, _step: object) -> None:
        self.model.tell_drift()

    def _see_to_gaze(self) -> None:
        """Show what the eye is on; while another place is shown nothing is loaded for it here."""
        if self._is_gone_to:
            self.deeds.see_to()
            self.panel.refresh()

    def _is_other(self) -> bool:
        before, now = self.model.table, self.desk.frames.table
        return before is None or now is None or before.sequence.id != now.sequence.id

    def _on_frames(self, places: tuple[Place, ...]) -> None:
        table = self.desk.frames.table
        if table is not None:
            self.model.take_in(table, places)
            self.screening.follow(places)
            self._load()
            self._see_to_gaze()

    def _on_marks(self, subjects: tuple[SubjectId, ...]) -> None:
        self.model.reader.marks = self.desk.frames.marks
        self.model.tell_marks(subjects)
        self.screening.follow_marks(subjects)
        self._see_to_gaze()

    def _see_to_pages(self) -> None:
        document, table = self.desk.documents.current, self.desk.frames.table
        title = document.sequence.title if document is not None else ""
        is_shown = table is not None and bool(table.images) and bool(table.steps)
        if document is not None and table is None:
            is_shown = self._pages.currentWidget() is self.page  # being read: what was stays
        if not is_shown and (document is None or table is not None):
            code = "none_open" if document is None else "no_images"
            if table is not None and table.images:
                code = "no_steps"
            self.empty.show_words(say("purpose"), say(code, title=title))
            self.empty.primary.setText(say("open_build" if document else "open_library"))
        self._turn_to(self.page if is_shown else self.empty)
        self._see_to_inspector(self.panel if is_shown else None)
        self.page.tools.heading.show_words(title)
        if is_shown and not self.page.is_loupe:
            self.page.show_table()

    def _turn_to(self, page: QWidget) -> None:
        """Show a page; the focus does not stay on the one that is gone, nor stray from it."""
        gone = self._pages.currentWidget()
        if page is gone:
            return
        had_focus = gone is not None and gone.isAncestorOf(self.window().focusWidget() or self)
        self._pages.setCurrentWidget(page)
        if had_focus:
            self._take_focus()

    def _take_focus(self) -> None:
        """Give the keyboard to the table, or to the way out of a place with nothing in it."""
        if self._pages.currentWidget() is self.page:
            self.page.focus_middle()
        else:
            self.empty.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _see_to_inspector(self, wanted: QWidget | None) -> None:
        if self.inspector is not wanted:
            self.inspector = wanted
            self.inspector_changed.emit()

    def _go(self) -> None:
        place = "go.library" if self.desk.documents.current is None else "go.build"
        self.desk.actions.action(place).trigger()

    def _load(self) -> None:
        if not self.isVisible():
            return
        edge_px = loaded_px(self.table.edge_px, self.devicePixelRatioF())
        self.model.load(self.table.rows_in_sight(), self.table.columns_in_sight(), edge_px)

    def _path(self, digest: Digest) -> str:
        return str(self.desk.program.blobs.path(digest))

    def _on_colour(self, by: ColourBy) -> None:
        self.model.colour(by)
        self.rearranged.emit()

    def _on_all(self, is_all: bool) -> None:
        self.model.show_all_versions(is_all=is_all)
        self.gaze.follow()

    # -- zoom

    def _zooms(self) -> dict[str, Callable[[], None]]:
        return {
            "zoom.in": partial(self.table.zoom_by, 1.0),
            "zoom.out": partial(self.table.zoom_by, -1.0),
            "zoom.fit": self._fit_again,
        }

    def _show_edge(self, edge_px: int) -> None:
        self.table.show_edge(edge_px)

    def _fit_again(self) -> None:
        self._is_fit = True
        self._fit()
        self.rearranged.emit()

    def _fit(self) -> None:
        """Let the columns fill the width, within reason, as long as no size was asked for."""
        columns = self.model.columnCount()
        if not self._is_fit or not columns or not self.isVisible():
            return
        around = self.table.cells.cell_size().width() - self.table.edge_px
        view = self.table.viewport()
        across = view.width() // columns - around
        below = self.table.cells.cell_size().height() - self.table.edge_px * _SHAPE
        down = (view.height() / _ROWS_IN_SIGHT - below) / _SHAPE
        self.table.show_edge(round(max(_FIT_LEAST_PX, min(across, down, _FIT_MOST_PX))))
        self._is_fit = True

    def _on_zoomed(self, edge_px: int) -> None:
        self._is_fit = False
        self.page.tools.zoom.show_edge(edge_px)
        self._load()
        self.rearranged.emit()
