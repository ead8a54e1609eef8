"""The pictures of the open sequence: its anchors on top, the grid, and what to do without any."""

from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QSlider, QStackedWidget, QVBoxLayout, QWidget

from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.intakes import counted
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, SPACE_5
from seedream_desktop.ui.views.pictures.coming import ImportLine
from seedream_desktop.ui.views.pictures.grid import EDGE_LEAST_PX, EDGE_MOST_PX, ImageGrid
from seedream_desktop.ui.views.pictures.problems import ProblemsBar
from seedream_desktop.ui.views.pictures.tray import AnchorsTray
from seedream_desktop.ui.views.pictures.watched import WatchLine
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.empty_state import EmptyState
from seedream_desktop.ui.widgets.flow import BarLayout
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.panel import Hairline

_W = TypeVar("_W", bound=QWidget)
_words = partial(text.text, section="pictures")
_SLIDER_PX = 120
_COUNTED_LEAST = 10_000
_GRID_LEAST = 24
"""Little: where text is large, the lines around the grid are what cannot be scrolled."""
"""The count is never cut: what does not fit beside it stands in a row of its own."""


class SizeBar(QWidget):
    """How many pictures there are, their order, and how large they are shown."""

    def __init__(self, grid: ImageGrid, parent: QWidget | None = None) -> None:
        """Take the grid that it is for."""
        super().__init__(parent)
        self._grid = grid
        self._counted = Label("", ink="muted", tabular=True)
        self.sort = Button(_words("sort"), Kind.QUIET, icon="sort")
        self.sort.clicked.connect(grid.sort_naturally)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(_words("size_spoken"))
        self.slider.setToolTip(_words("size"))
        self.slider.setRange(EDGE_LEAST_PX, EDGE_MOST_PX)
        self.slider.setSingleStep(12)
        self.slider.setPageStep(48)
        self.slider.setMinimumWidth(_SLIDER_PX // 2)
        self.slider.setMaximumWidth(_SLIDER_PX)
        self.slider.setValue(grid.edge_px)
        self.slider.valueChanged.connect(grid.show_edge)
        grid.resized.connect(self.slider.setValue)
        grid.picked.connect(self._count)
        row = BarLayout(self, gap=SPACE_3)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        row.add_wide(self._counted, _COUNTED_LEAST)
        row.addWidget(self.sort)
        row.add_wide(self.slider, _SLIDER_PX // 2)
        self._count()

    def _count(self, *_images: object) -> None:
        count, selected = len(self._grid.images.rows), len(self._grid.selected)
        pictures = counted("picture", count)
        said = _words("selected", {"count": selected, "pictures": pictures})
        self._counted.setText(said if selected else pictures)


class PicturesPane(QWidget):
    """Anchors, bar, grid, and at the bottom what comes in and what was left out."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Take the desk; everything here follows its open document."""
        super().__init__(parent)
        self.setAccessibleName(text.text("pane_pictures", section="shell"))
        self.grid = ImageGrid(desk)
        self.grid.setMinimumHeight(_GRID_LEAST)
        self.bar = SizeBar(self.grid)
        self.empty = EmptyState(
            _words("empty"),
            _words("empty_more"),
            primary=_words("empty_primary"),
            quiet=_words("empty_quiet"),
            icon="image",
        )
        self.empty.primary.clicked.connect(desk.actions.action("library.add_files").trigger)
        self.empty.quiet.clicked.connect(desk.actions.action("library.add_folder").trigger)
        self._stack = QStackedWidget()
        self._pages = (self.grid, _inset(self.empty))
        for page in self._pages:
            self._stack.addWidget(page)
        # Tab goes as they are made part of the window, which is from top to bottom. What shows
        # itself has to have a parent before.
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.tray = self._added(AnchorsTray(desk, self))
        self._added(Hairline())
        self._added(self.bar)
        self._added(self._stack, 1)
        self.watched = self._added(WatchLine(desk, self))
        self.coming = self._added(ImportLine(desk, self))
        self.problems = self._added(ProblemsBar(desk, self))
        desk.documents.changed.connect(self._on_changed)
        desk.documents.edited.connect(self._on_edited)
        self._on_changed(desk.documents.current)

    def bars(self) -> tuple[QWidget, ...]:
        """Return what stands at the lower edge at times."""
        return (self.watched, self.coming, self.problems)

    def _added(self, widget: _W, stretch: int = 0) -> _W:
        self._column.addWidget(widget, stretch)
        return widget

    def _on_changed(self, document: SequenceDocument | None) -> None:
        if document is not None:
            self._on_edited(document.sequence)

    def _on_edited(self, sequence: Sequence) -> None:
        has_images = bool(sequence.images)
        self._stack.setCurrentIndex(0 if has_images else 1)
        self._no_room_for_hidden()
        self.bar.setVisible(has_images)

    def _no_room_for_hidden(self) -> None:
        """Let the page that is not shown ask for no height: what stands around needs it."""
        for page in self._pages:
            is_shown = page is self._stack.currentWidget()
            policy = QSizePolicy.Policy.Expanding if is_shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)


def _inset(widget: QWidget) -> QWidget:
    """Return a widget with room around it."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_5)
    column.addWidget(widget)
    return whole
