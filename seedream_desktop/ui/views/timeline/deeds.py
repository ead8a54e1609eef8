"""What is done in the timeline: looked at large, compared, chosen, put right."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.frames import FrameState
from seedream_desktop.domain.ids import ImageId, SubjectId
from seedream_desktop.domain.request import Version
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.models.frame_reader import Shown
from seedream_desktop.ui.models.frame_words import (
    circled,
    cost_words,
    image_name,
    say,
    service_title,
    step_title,
    trouble_words,
)
from seedream_desktop.ui.views.timeline.again import AgainButtons
from seedream_desktop.ui.views.timeline.gaze import Gaze
from seedream_desktop.ui.views.timeline.large import LargePicture
from seedream_desktop.ui.views.timeline.menus import TimelineMenus
from seedream_desktop.ui.views.timeline.page import TimelinePage
from seedream_desktop.ui.views.timeline.pairing import PlaceMenu, moves, places_for
from seedream_desktop.ui.widgets.drag_out import DragOut

_PAIR: Final = 2
_SCORED_MOST: Final = 500
"""Images of a set that is looked through for what stands out without being asked."""

_TO_COME: Final = (FrameState.WAITING, FrameState.RUNNING)


class Deeds(QObject):
    """Answers the commands of pictures while the timeline is shown, and its own buttons."""

    def __init__(self, desk: Desk, page: TimelinePage, gaze: Gaze, workspace: QWidget) -> None:
        """Give the commands their handlers."""
        super().__init__(workspace)
        self._desk = desk
        self._page = page
        self._gaze = gaze
        self._places = PlaceMenu(page.table)
        self._places.chosen.connect(self._put)
        self.large = LargePicture(desk, page, gaze, self)
        self.again = AgainButtons(desk)
        page.strip.add_at_right(self.again)
        self.menus = TimelineMenus(desk, page, gaze, self)
        self._connect()
        handlers: dict[str, Callable[[], object]] = {
            "edit.find": self.seek,
            "view.info": desk.actions.action("view.inspector").trigger,
            "view.loupe": self.toggle_loupe,
            "view.grid": self.leave_loupe,
            "view.compare": self.compare,
            "version.older": partial(page.strip.step, -1),
            "version.newer": partial(page.strip.step, 1),
            "image.next": partial(self.go, 1, 0),
            "image.previous": partial(self.go, -1, 0),
            "step.next": partial(self.go, 0, 1),
            "step.previous": partial(self.go, 0, -1),
        }
        for command, handler in handlers.items():
            desk.actions.handle(command, handler, at=workspace)

    def _connect(self) -> None:
        page = self._page
        self._export = self._desk.actions.action("file.export")
        self._export.changed.connect(self._see_to_export)
        page.tools.export.clicked.connect(self._export.trigger)
        self._see_to_export()
        page.table.opened.connect(self.compare_before)
        page.table.refused.connect(self.reject)
        page.table.swapped.connect(self._on_swapped)
        page.table.may_land = self._may_land
        page.table.let_out(self._desk.handing, self._desk.handing.subjects_here)
        self._drag_out = DragOut(page.strip.list, self._desk.handing, self._in_strip)
        page.loupe.stepped.connect(self.go)
        page.loupe.closed.connect(self.leave_loupe)
        page.loupe.opened.connect(self.compare_before)
        page.loupe.refused.connect(self.reject)
        page.strip.looked_at.connect(self._gaze.look_at)
        page.strip.choose_asked.connect(self.choose)
        page.strip.compare_asked.connect(self._on_compare)
        page.strip.confirm_asked.connect(self.confirm)
        page.strip.move_asked.connect(self.ask_place)

    def _see_to_export(self) -> None:
        self._page.tools.export.setVisible(self._export.isVisible())
        self._page.tools.export.setEnabled(self._export.isEnabled())

    def _in_strip(self) -> tuple[SubjectId, ...]:
        return tuple(SubjectId(version.id) for version in self._page.strip.selected)

    # -- what is looked at

    def go(self, rows: int, columns: int) -> None:
        """Put the eye some rows and columns on."""
        index = self._page.table.currentIndex()
        model = self._page.model
        row = max(0, min(index.row() + rows, model.rowCount() - 1))
        column = max(0, min(index.column() + columns, model.columnCount() - 1))
        if rows or columns:
            self._page.table.go_to(row, column)
        self.large.show()

    def seek(self) -> None:
        """Give the keyboard to what is typed to find pictures."""
        self._page.filters.sought.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._page.filters.sought.selectAll()

    def toggle_loupe(self) -> None:
        """Show one picture large, or the table again."""
        if self._page.is_loupe:
            self.leave_loupe()
            return
        self._page.show_loupe()
        self.large.show()

    def leave_loupe(self) -> None:
        """Show the table again."""
        if self._page.is_loupe:
            self._page.show_table()
            self._page.focus_middle()
            self.large.rest()

    def see_to(self) -> None:
        """Show what the eye is on, in the strip and in the loupe."""
        shown = self._gaze.shown
        self._show_strip(shown)
        frame = shown.frame if shown is not None else None
        is_unsure = frame is not None and frame.state is FrameState.UNSURE
        about(self._page, "pairing" if is_unsure else "timeline")
        self.again.refresh()
        self._seek_outliers(shown)
        self.large.show()

    # -- what is done

    def compare(self) -> None:
        """Compare two selected pictures, or this one with the step before."""
        selection = self._desk.focus.selection
        if len(self._page.strip.selected) == _PAIR and self._page.strip.list.hasFocus():
            self._on_compare(*self._page.strip.selected)
        elif len(selection) == _PAIR:
            self._desk.focus.compare(*selection)
        else:
            self.compare_before()

    def compare_before(self) -> None:
        """Compare this picture with what the step before left of it."""
        shown = self._gaze.shown
        if shown is None:
            return
        steps = self._page.model.reader.steps
        place = steps.index(shown.step) if shown.step is not None else -1
        if place < 0:
            after = steps[0].id if steps else None
            self._desk.focus.compare(Shot(shown.image.id), Shot(shown.image.id, after))
            return
        before = Shot(shown.image.id, steps[place - 1].id if place else None)
        version = self._gaze.version
        is_own = version is not None and shown.frame is not None and version != shown.frame.chosen
        name = version.id if version is not None and is_own else None
        self._desk.focus.compare(before, Shot(shown.image.id, steps[place].id, name))

    def reject(self) -> None:
        """Say that the selected pictures are not wanted; their files stay."""
        self._desk.actions.action("rate.reject").trigger()

    def choose(self, version: Version) -> None:
        """Make a version the frame's chosen one."""
        self._desk.judging.choose(version.id)

    def confirm(self, versions: tuple[Version, ...]) -> None:
        """Say that unsure pairs are right."""
        self._desk.judging.confirm([version.id for version in versions])

    def ask_place(self, version: Version) -> None:
        """Ask to which image a result belongs."""
        table = self._desk.frames.table
        if table is None:
            return
        images = {image.id: image for image in table.sequence.images}
        reader = self._page.model.reader
        pictures = {
            place: reader.original_pixmap(images[place]) for place in places_for(table, version)
        }
        button = self._page.strip.repair
        at = button.mapToGlobal(QPoint(0, button.height()))
        self._places.ask(table, version, pictures, at)

    # -- own

    def _put(self, version: Version, to: ImageId) -> None:
        table = self._desk.frames.table
        if table is not None:
            self._desk.judging.re_pair(moves(table, version, to))

    def _on_swapped(self, row: int, to: int, column: int) -> None:
        here, there = (self._page.model.shown(each, column) for each in (row, to))
        if here is not None and here.version is not None and there is not None:
            self._put(here.version, there.image.id)

    def _may_land(self, row: int, to: int, column: int) -> bool:
        table = self._desk.frames.table
        here, there = (self._page.model.shown(each, column) for each in (row, to))
        if table is None or here is None or here.version is None or there is None:
            return False
        return there.image.id in places_for(table, here.version)

    def _on_compare(self, a: Version, b: Version | None) -> None:
        if b is None:
            self.compare_before()
            return
        self._desk.focus.compare(Shot(a.image, a.step, a.id), Shot(b.image, b.step, b.id))

    def _seek_outliers(self, shown: Shown | None) -> None:
        """Look for what stands out of a step that is looked at, where that takes a moment only.

        Not while it is being made: each result would have all others measured again.
        """
        is_few = self._page.model.rows.images <= _SCORED_MOST
        if shown is None or shown.step is None or shown.version is None or not is_few:
            return
        of_step = partial(self._page.model.tally.of_step, shown.step.id)
        if not any(map(of_step, _TO_COME)):
            self._desk.drifts.look_at(shown.step.id)

    def _show_strip(self, shown: Shown | None) -> None:
        frame, table = (shown.frame if shown else None), self._desk.frames.table
        versions = frame.versions if frame is not None else ()
        reader = self._page.model.reader
        self._page.versions.show_frame(
            frame,
            table,
            marks=self._desk.frames.marks,
            paths={version.id: reader.path(version.digest) for version in versions},
            makers={version.id: self._maker(version) for version in versions},
        )
        self._page.strip.show_place(*self._place_words(shown))
        self._page.strip.look_at(self._gaze.version)

    def _maker(self, version: Version) -> str:
        """Return who made a version, and what that cost."""
        table = self._desk.frames.table
        making = table.record.maker(version) if table is not None else None
        if making is None:
            return ""
        title = service_title(making, self._desk.program.cards)
        if version.bought_as is not None:
            return say("maker_again", provider=title)
        return say("maker", provider=title, cost=cost_words(version, making))

    def _place_words(self, shown: Shown | None) -> tuple[str, str, str]:
        if shown is None:
            return "", "", say("nothing_focused")
        name = image_name(shown.image, shown.number + 1)
        if shown.frame is None or shown.step is None:
            return f"{name} · {say('original')}", "", say("original_stays")
        number = self._page.model.reader.steps.index(shown.step) + 1
        heading = f"{name} · {circled(number)} {step_title(shown.step)}"
        frame = shown.frame
        if frame.versions:
            return heading, say("versions_counted", count=len(frame.versions)), ""
        if frame.state is FrameState.FAILED and frame.trouble is not None:
            return heading, "", text.of_trouble(frame.trouble)
        return heading, "", trouble_words(frame) or say(f"empty_{frame.state.value}")
