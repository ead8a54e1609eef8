"""The workspace Compare: two states of an image against each other, or several."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShowEvent, QWindow
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from seedream_desktop.domain.ids import ImageId
from seedream_desktop.ui.canvas.canvas import Canvas
from seedream_desktop.ui.canvas.loader import PictureLoader
from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.stage import A, B, Stage
from seedream_desktop.ui.canvas.viewport import Box, Nudge
from seedream_desktop.ui.colour import display_of
from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.theme.scale import SPACE_6
from seedream_desktop.ui.views.compare import wording
from seedream_desktop.ui.views.compare.body import CompareBody
from seedream_desktop.ui.views.compare.comparison import Comparison
from seedream_desktop.ui.views.compare.differing import Differing
from seedream_desktop.ui.views.compare.fetching import fetches
from seedream_desktop.ui.views.compare.keys import CompareKeys
from seedream_desktop.ui.views.compare.narrator import Narrator
from seedream_desktop.ui.views.compare.panel import ComparePanel, pixels_of
from seedream_desktop.ui.views.compare.second_window import SecondWindow
from seedream_desktop.ui.views.compare.session import Session
from seedream_desktop.ui.views.compare.tastes import Tastes
from seedream_desktop.ui.views.compare.wording import words
from seedream_desktop.ui.views.workspace import Workspace
from seedream_desktop.ui.widgets.empty_state import EmptyState
from seedream_desktop.ui.widgets.own_keys import OwnKeys

_OF_CANVAS_ALONE = "view.hide_panels"


class CompareWorkspace(Workspace):
    """Canvas in the middle, choices above, the set below; figures and rating in the inspector."""

    context: ClassVar[Context | None] = Context.CANVAS

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Put the parts together."""
        super().__init__(desk, parent)
        self.addActions(list(desk.actions.of_context(Context.VIEWS)))
        self.stage = Stage(self)
        self.loader = PictureLoader(desk.caller, fetches(desk.program), self)
        self.session = Session(desk, self.stage, self.loader, self)
        self._narrator = Narrator(self.stage, self.session, self)
        self.body = CompareBody(desk, self.stage)
        self.bar, self.foot, self.strip = self.body.bar, self.body.foot, self.body.strip
        self.canvas = self.body.canvas
        self.second = SecondWindow(self)
        showing = self.session.showing
        self._differing = Differing(self.stage, showing, self._room, self)
        showing.needed_px = self._needed_px
        self.panel = ComparePanel(desk, self.session, self)
        self.panel.hide()  # until the inspector shows it
        self.inspector = self.panel
        self.empty = self._made_empty()
        self._pages = QStackedWidget()
        self._screened: QWindow | None = None
        self._lay_out()
        self.keys = CompareKeys(self, desk)
        self._own_keys = OwnKeys(self)
        self._tastes = Tastes(self, desk)
        self._connect()
        self._refresh()

    # -- as a workspace

    def arrive(self) -> None:
        """Show what the eye is on; the focus goes to the canvas."""
        self._see_to_screen()
        self.loader.retry()  # files may be back
        self.panel.measuring.retry()
        self.stage.wake()
        self.session.arrive()
        self._refresh()
        target = self.canvas if self._has_any else self.empty.primary
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Load no more, and stop what moves."""
        self.panel.rating.keep_note()
        self.session.leave()
        self.strip.film.leave()

    def panes(self) -> tuple[QWidget, ...]:
        """Return the canvas, what is under and above it, and the strip."""
        return (self.canvas, self.foot, self.strip, self.bar) if self._has_any else (self,)

    # -- for the keys

    @property
    def seen_canvas(self) -> Canvas:
        """The canvas that the user works on: that of the window which has the focus."""
        second = self.second.window
        return second.canvas if second is not None and second.isActiveWindow() else self.canvas

    def keys_of_canvas(self) -> list[QAction]:
        """Return what keys do on a canvas that stands alone."""
        own = self.desk.actions.of_context(Context.CANVAS)
        of_views = self.desk.actions.of_context(Context.VIEWS)
        return [each for each in (*own, *of_views) if each.objectName() != _OF_CANVAS_ALONE]

    def toggle_panels(self) -> None:
        """Give all room to the pictures, or put back what was around them."""
        are_shown = not self.body.has_panels
        self.body.show_panels(are_shown=are_shown)
        self._see_to_inspector()
        self.spoken.emit(words("panels_shown" if are_shown else "panels_hidden"))

    def align(self) -> None:
        """Move B so that it lies on A, as far as that was measured."""
        figures = self.panel.measuring.figures
        if figures is None or figures.shift is None or len(self.stage.exhibits) <= B:
            self.desk.messages.say(words("cannot_align"))
            return
        self.stage.nudge(B, Nudge(figures.shift.across, figures.shift.down))
        a, b = (self.stage.exhibits[number].file for number in (A, B))
        if a is not None and b is not None:
            across, down = pixels_of(figures, (a, b))
            self.spoken.emit(words("aligned_by", across=-across, down=-down))

    # -- showing

    def _room(self) -> Box:
        return self.seen_canvas.room

    def _needed_px(self) -> int:
        """Return how many pixels across the pictures are shown at."""
        room, view = self._room(), self.stage.view
        placed = [frame.placed(view) for frame in self.stage.frames(room).values()]
        return round(max((max(box.width, box.height) for box in placed), default=0.0))

    @property
    def _has_any(self) -> bool:
        table, document = self.session.table, self.desk.documents.current
        if table is None:  # it is being read
            return document is not None and bool(document.sequence.images)
        return bool(table.images)

    def _refresh(self) -> None:
        self._see_to_page()
        self._see_to_inspector()
        table, pair = self.session.table, self.session.comparison
        if table is None or pair is None or not table.images:
            self._show_empty()
            return
        self.bar.a.show_state(table, pair.a)
        self.bar.b.show_state(table, pair.b)
        is_survey, judged = self.stage.mode is Mode.SURVEY, self.session.judged or pair.b
        for picker in (self.bar.a, self.bar.b, self.bar.swap):
            picker.setEnabled(not is_survey)
        self.strip.show_shot(table, judged)
        number, count = wording.place_of(table, judged.image), len(table.images)
        name = wording.image_name(table, judged.image)
        line = words("place", image=name, number=number, count=count)
        is_first, is_last = number <= 1 and not is_survey, number == count and not is_survey
        self.foot.show_place(line, is_first=is_first, is_last=is_last)
        self.foot.show_pinned(is_pinned=pair.is_pinned, is_offered=not is_survey)

    def _see_to_page(self) -> None:
        """Show the pictures, or what the place is for; the focus does not stay on what is gone."""
        page = 1 if self._has_any else 0
        if page == self._pages.currentIndex():
            return
        gone = self._pages.currentWidget()
        had_focus = gone is not None and gone.isAncestorOf(self.focusWidget() or self)
        self._pages.setCurrentIndex(page)
        if had_focus:
            target = self.canvas if self._has_any else self.empty.primary
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _see_to_inspector(self) -> None:
        inspector = self.panel if self._has_any and self.body.has_panels else None
        if inspector is not self.inspector:
            self.inspector = inspector
            self.inspector_changed.emit()

    def _show_empty(self) -> None:
        document = self.desk.documents.current
        title = document.sequence.title if document is not None else ""
        code = "no_images" if document is not None else "none_open"
        self.empty.show_words(words("purpose"), words(code, title=title))
        self.empty.primary.setText(words("open_build" if document is not None else "open_library"))

    def _show_zoom(self) -> None:
        is_fitted = self.stage.view.scale is None
        self.bar.zoom.show_scale(self.stage.scale(self.canvas.room), is_fitted=is_fitted)

    def _on_named(self, sentence: str, is_news: bool) -> None:
        self.canvas.tell(sentence, is_news=is_news)
        self.second.say(sentence, is_news=is_news)

    def _on_mode(self) -> None:
        self.bar.show_mode(self.stage.mode)
        self._show_zoom()
        self._refresh()

    # -- what the user asks for

    def _on_a(self, shot: Shot) -> None:
        if (pair := self.session.comparison) is not None:
            self.session.show_pair(Comparison(shot, pair.b, pair.is_pinned))

    def _on_b(self, shot: Shot) -> None:
        if (pair := self.session.comparison) is not None:
            self.session.show_pair(pair.with_b(shot))

    def _on_reference(self, image: ImageId) -> None:
        """Pin the picture of another image as A, in the state that A is in."""
        if (pair := self.session.comparison) is not None:
            self.session.show_pair(Comparison(Shot(image, pair.a.step), pair.b, is_pinned=True))

    def _go(self) -> None:
        place = "go.library" if self.desk.documents.current is None else "go.build"
        self.desk.actions.action(place).trigger()

    # -- made

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self.window().windowHandle()
        if window is not None and window is not self._screened:
            self._screened = window
            window.screenChanged.connect(self._see_to_screen)
        self._see_to_screen()

    def _see_to_screen(self, _screen: object = None) -> None:
        """Have pictures in the colours of the screen that the window is on."""
        display = display_of(self)
        self.loader.show_in(display.space)
        self.panel.show_colour(display.words)

    def _connect(self) -> None:
        session, stage, bar = self.session, self.stage, self.bar
        session.changed.connect(self._refresh)
        session.showing.shown.connect(self._show_zoom)
        stage.view_changed.connect(self._show_zoom)
        stage.mode_changed.connect(self._on_mode)
        self.canvas.resized.connect(self._show_zoom)
        self._narrator.named.connect(self._on_named)
        self._narrator.news.connect(self.spoken)
        bar.a.picked.connect(self._on_a)
        bar.b.picked.connect(self._on_b)
        bar.mode_asked.connect(self.keys.show_mode)
        bar.zoom.asked.connect(self.canvas.zoom_to)
        self.strip.b_asked.connect(session.show_image)
        self.strip.a_asked.connect(self._on_reference)
        self.desk.closing.connect(self._end)

    def _end(self) -> None:
        """End the threads that work for the eye."""
        self.second.close()
        self.stage.rest()
        self._differing.close()
        self.loader.close()

    def _made_empty(self) -> EmptyState:
        made = EmptyState(
            words("purpose"), words("none_open"), primary=words("open_library"), icon="compare"
        )
        made.primary.clicked.connect(self._go)
        return made

    def _lay_out(self) -> None:
        around = QWidget()
        margins = QVBoxLayout(around)
        margins.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        margins.addWidget(self.empty)
        self._pages.addWidget(around)
        self._pages.addWidget(self.body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        # Tab goes on everywhere but on the canvas itself.
        hiding = self.desk.actions.action(_OF_CANVAS_ALONE)
        self.removeAction(hiding)
        hiding.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.canvas.addAction(hiding)
