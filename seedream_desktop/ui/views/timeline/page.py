"""What the timeline consists of and how it is laid out; the workspace has it do things."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from seedream_desktop.domain.ids import Digest
from seedream_desktop.ui.images import ThumbnailLoader
from seedream_desktop.ui.models.frame_words import say
from seedream_desktop.ui.models.timeline import TimelineModel
from seedream_desktop.ui.models.versions import VersionsModel
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4
from seedream_desktop.ui.views.timeline.filters import FilterBar
from seedream_desktop.ui.views.timeline.loupe import Loupe
from seedream_desktop.ui.views.timeline.motion import FrameMotion
from seedream_desktop.ui.views.timeline.strip import VersionStrip
from seedream_desktop.ui.views.timeline.swapping import SwapTable
from seedream_desktop.ui.views.timeline.tools import TimelineTools
from seedream_desktop.ui.widgets.empty_state import EmptyState
from seedream_desktop.ui.widgets.panel import Hairline

FIRST_EDGE_PX = 192


class TimelinePage(QWidget):
    """Head, filters, the table with the loupe in its place, and the versions below."""

    def __init__(self, loader: ThumbnailLoader, path_of: Callable[[Digest], str]) -> None:
        """Take what loads thumbnails, and where a result's file lies."""
        super().__init__()
        self.model = TimelineModel(loader, path_of, self)
        self.versions = VersionsModel(loader, self)
        self.tools = TimelineTools()
        self.filters = FilterBar()
        self.table = SwapTable(say("grid"), FIRST_EDGE_PX)
        self.table.setModel(self.model)
        self.motion = FrameMotion(self.table)
        self.loupe = Loupe()
        self.strip = VersionStrip(self.versions)
        self.nothing = EmptyState(
            say("nothing_fits"),
            say("nothing_fits_more"),
            primary=say("clear_filter"),
            icon="filter",
            takes_drops=False,
        )
        self.nothing.primary.clicked.connect(self.filters.show_everything)
        self._middle = QStackedWidget()
        for each in (self.table, self.loupe, self.nothing):
            self._middle.addWidget(each)
        self._middle.currentChanged.connect(self._see_to_room)
        self._see_to_room()
        self._lay_out()

    @property
    def is_loupe(self) -> bool:
        """Say whether one picture is shown large."""
        return self.middle is self.loupe

    def show_table(self) -> None:
        """Show the table, or that nothing fits the filter."""
        has_any = self.model.rowCount() > 0 or self.filters.wish.is_idle
        had_focus = self.middle.hasFocus()
        self._middle.setCurrentWidget(self.table if has_any else self.nothing)
        if had_focus and has_any:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_loupe(self) -> None:
        """Show one picture large."""
        self._middle.setCurrentWidget(self.loupe)
        self.loupe.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_middle(self) -> None:
        """Give the keyboard to the table, or to what stands in its place."""
        shown = self.middle
        target = self.nothing.primary if shown is self.nothing else shown
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def middle(self) -> QWidget:
        """What stands in the table's place now."""
        return self._middle.currentWidget() or self.table

    def _see_to_room(self, _number: int = 0) -> None:
        """Let what is not shown ask for no height: at large text the versions need it."""
        for each in (self.table, self.loupe, self.nothing):
            policy = each.sizePolicy()
            shown = QSizePolicy.Policy.Expanding
            is_shown = each is self._middle.currentWidget()
            policy.setVerticalPolicy(shown if is_shown else QSizePolicy.Policy.Ignored)
            each.setSizePolicy(policy)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_4, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addSpacing(SPACE_3)
        column.addWidget(self.filters)
        column.addSpacing(SPACE_2)
        column.addWidget(self._middle, 1)
        column.addWidget(Hairline())
        column.addWidget(self.strip)
