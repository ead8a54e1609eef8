"""The workspace Library: sequences at the left, the open one's pictures beside them."""

from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.theme.scale import SPACE_5
from seedream_desktop.ui.views.library.header import SequenceHeader
from seedream_desktop.ui.views.library.sequences import SequencesPanel
from seedream_desktop.ui.views.library.welcome import Welcome
from seedream_desktop.ui.views.pictures.coming import ImportLine
from seedream_desktop.ui.views.pictures.details import ImageDetails
from seedream_desktop.ui.views.pictures.pane import PicturesPane
from seedream_desktop.ui.views.pictures.problems import ProblemsBar
from seedream_desktop.ui.views.workspace import Workspace
from seedream_desktop.ui.widgets.empty_state import EmptyState
from seedream_desktop.ui.widgets.panel import Hairline

_words = partial(text.text, section="library")
_LIST_PX: Final = 288
_WELCOME, _FULL = 0, 1
_NONE, _SOME = 0, 1


class LibraryWorkspace(Workspace):
    """Welcomes while there is no sequence; then lists them and shows the open one."""

    context: ClassVar[Context | None] = Context.LIBRARY

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Take the desk and read the library."""
        super().__init__(desk, parent)
        self.sequences = SequencesPanel(desk)
        self.header = SequenceHeader(desk)
        self.pictures = PicturesPane(desk)
        self.welcome = Welcome(desk)
        self.details = ImageDetails(self)
        self.details.hide()
        self.coming = ImportLine(desk, self)
        self.problems = ProblemsBar(desk, self)
        self._whole = QStackedWidget()
        self._main = QStackedWidget()
        self._lay_out()
        self._give_handlers()
        self.pictures.grid.picked.connect(self.details.show_images)
        self.pictures.grid.opened.connect(self._open)
        self.sequences.opened.connect(self._open)
        self.sequences.counted.connect(self._on_counted)
        desk.documents.changed.connect(self._on_document)
        desk.imports.problems_asked.connect(self._show_problems)
        self._on_document(desk.documents.current)
        self.sequences.refresh()

    def arrive(self) -> None:
        """Read the list, and take the focus where one would go on."""
        self.desk.actions.handle("edit.find", self._find)  # where one is, that is searched
        self.sequences.refresh()
        if self._whole.currentIndex() == _WELCOME:
            self.desk.accounts.refresh()
            self.welcome.state.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.sequences.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 goes through, in order."""
        if self._whole.currentIndex() == _WELCOME:
            return (self.welcome.state.primary,)
        if self._main.currentIndex() == _NONE:
            return (self.sequences.list,)
        strip, grid = self.pictures.tray.strip, self.pictures.grid
        panes = (self.sequences.list, self.header.title, strip, grid)
        return tuple(pane for pane in panes if pane.isVisible())

    def foot_px(self) -> int:
        """Return the height of what is said at the lower edge of an import."""
        is_welcome = self._whole.currentIndex() == _WELCOME
        bars = (self.coming, self.problems) if is_welcome else self.pictures.bars()
        return sum(bar.height() for bar in bars if bar.isVisible())

    def _give_handlers(self) -> None:
        actions = self.desk.actions
        actions.handle("library.open", self._open)
        actions.handle("library.rename", self.header.title.begin)
        actions.handle("library.reveal", self.pictures.grid.reveal_selected)
        actions.handle("sequence.new", self._begin)
        self._allow()

    def _open(self) -> None:
        if self.desk.documents.current is not None:
            self.desk.actions.action("go.build").trigger()

    def _begin(self) -> None:
        """Make a sequence without pictures, and have its title written."""
        self.desk.documents.create(_words("untitled"))
        if self.isVisible():
            self.header.title.begin()

    def _find(self) -> None:
        """Search among the titles of sequences."""
        self.desk.actions.action("go.library").trigger()
        if self._whole.currentIndex() == _FULL:
            self.sequences.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.sequences.search.selectAll()

    def _allow(self) -> None:
        is_open = self.desk.documents.current is not None
        for command in ("library.open", "library.rename", "library.reveal"):
            self.desk.actions.allow(command, is_allowed=is_open)

    def _on_document(self, document: object) -> None:
        self._main.setCurrentIndex(_NONE if document is None else _SOME)
        inspector = None if document is None else self.details
        if inspector is not self.inspector:
            self.inspector = inspector
            self.inspector_changed.emit()
        if document is not None:
            self._show_whole(_FULL)
        self._allow()

    def _on_counted(self, count: int) -> None:
        has_any = count > 0 or self.desk.documents.current is not None
        self.welcome.show_pictures(has_any=has_any)
        self._show_whole(_FULL if has_any else _WELCOME)

    def _show_whole(self, page: int) -> None:
        if page == self._whole.currentIndex():
            return  # the list is read again and again; whoever writes meanwhile goes on
        focused = self.window().focusWidget()
        had_focus = focused is not None and self._whole.isAncestorOf(focused)
        self._whole.setCurrentIndex(page)
        if had_focus and page == _FULL:
            self.sequences.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_problems(self) -> None:
        self.desk.actions.action("go.library").trigger()
        at, document = self.desk.imports.problems_at, self.desk.documents.current
        if at is not None and (document is None or document.sequence.id != at):
            self.desk.documents.open(at)
        is_welcome = self._whole.currentIndex() == _WELCOME
        bar = self.problems if is_welcome else self.pictures.problems
        bar.unfold()

    def _lay_out(self) -> None:
        nothing = EmptyState(
            _words("none_selected"),
            _words("none_selected_more"),
            primary=_words("add_folder"),
            quiet=_words("new"),
            icon="image",
        )
        nothing.primary.clicked.connect(self.desk.actions.action("library.add_folder").trigger)
        nothing.quiet.clicked.connect(self.desk.actions.action("sequence.new").trigger)
        one = _column(self.header, Hairline(), self.pictures)
        room = _column(nothing, margin_px=SPACE_5)
        self._main.addWidget(room)
        self._main.addWidget(one)
        split = QSplitter()
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.sequences)
        split.addWidget(self._main)
        split.setStretchFactor(1, 1)
        split.setSizes([_LIST_PX, 10 * _LIST_PX])
        first = _column(self.welcome, self.coming, self.problems)
        self._whole.addWidget(first)
        self._whole.addWidget(split)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)


def _column(*widgets: QWidget, margin_px: int = 0) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(margin_px, margin_px, margin_px, margin_px)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget)
    return whole
