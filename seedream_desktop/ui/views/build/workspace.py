"""The workspace Build: steps at the left, the pictures they are for beside them."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.theme.scale import SPACE_4, SPACE_5, Type
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.views.build.step_commands import StepCommands
from seedream_desktop.ui.views.build.steps_column import StepsColumn
from seedream_desktop.ui.views.workspace import Workspace
from seedream_desktop.ui.widgets.empty_state import EmptyState
from seedream_desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_STEPS_W = 420
_STEPS_LEAST = 340


class BuildWorkspace(Workspace):
    """Three columns over the open sequence; without one, the ways to begin."""

    context: ClassVar[Context | None] = Context.BUILD

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        """Make the columns and give the commands their handlers."""
        super().__init__(desk, parent)
        self.steps = StepsColumn(desk)
        self.steps.setMinimumWidth(_STEPS_LEAST)
        self.pictures = QFrame()
        self.pictures.setProperty("ground", "canvas")
        self._count = Label("", Type.TITLE)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.none_open = QWidget()
        self._stack = QStackedLayout(self)
        self._lay_out()
        self._commands = StepCommands(desk, self.steps)
        desk.documents.changed.connect(self._on_document)
        desk.documents.edited.connect(self._on_edited)
        self._on_document(desk.documents.current)
        if desk.documents.current is not None:
            self._on_edited(desk.documents.current.sequence)

    def arrive(self) -> None:
        if self.desk.documents.current is None:
            self._empty.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        elif (current := self.steps.current) is not None:
            self.steps.stack.focus_on(current.id)
        else:
            self.steps.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> tuple[QWidget, ...]:
        """Return steps and pictures; the empty state alone while nothing is open."""
        if self.desk.documents.current is None:
            return (self.none_open,)
        return (self.steps, self.pictures)

    def _lay_out(self) -> None:
        middle = QVBoxLayout(self.pictures)
        middle.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, 0)
        middle.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)
        self.columns.setChildrenCollapsible(False)
        self.columns.setHandleWidth(1)
        self.columns.addWidget(self.steps)
        self.columns.addWidget(self.pictures)
        self.columns.setStretchFactor(1, 1)
        self.columns.setSizes([_STEPS_W, 10 * _STEPS_W])
        self._empty = EmptyState(
            said("none_open"),
            said("none_open_more"),
            primary=said("none_new"),
            quiet=said("none_library"),
            icon="build",
        )
        self._empty.primary.clicked.connect(self._begin)
        self._empty.quiet.clicked.connect(self.desk.actions.action("go.library").trigger)
        around = QVBoxLayout(self.none_open)
        around.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
        around.addWidget(self._empty)
        self._stack.addWidget(self.none_open)
        self._stack.addWidget(self.columns)

    def _begin(self) -> None:
        self.desk.documents.create(said("new_title"))
        self.steps.head.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.steps.head.title.selectAll()

    def _on_document(self, document: object) -> None:
        self._stack.setCurrentWidget(self.none_open if document is None else self.columns)

    def _on_edited(self, sequence: Sequence) -> None:
        pictures = sum(image.picture is not None for image in sequence.images)
        if sequence.images and not pictures:
            self._count.setText(text.counted("panel", len(sequence.images)))
            return
        self._count.setText(text.counted("picture", pictures))
