"""The workspace Build: steps at the left, the pictures they are for, and the plan at the right."""

from typing import ClassVar, Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.ids import SequenceId, StepId
from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_5
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.views.build.plan_panel import PlanPanel
from seedream_desktop.ui.views.build.step_commands import StepCommands
from seedream_desktop.ui.views.build.steps_column import StepsColumn
from seedream_desktop.ui.views.pictures.pane import PicturesPane
from seedream_desktop.ui.views.workspace import Workspace
from seedream_desktop.ui.widgets.column_bar import ColumnBar
from seedream_desktop.ui.widgets.empty_state import EmptyState

_WIDTHS: Final = (420, 10_000, 340)
_PICTURES_LEAST: Final = 180
_ORDER: Final = (0, 2, 1)
"""Which columns matter most where not all of them fit: steps, plan, pictures."""


class BuildWorkspace(Workspace):
    """Three columns over the open sequence; without one, the ways to begin."""

    context: ClassVar[Context | None] = Context.BUILD

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Make the columns and give the commands their handlers."""
        super().__init__(desk, parent)
        self.steps = StepsColumn(desk)
        self.pictures = PicturesPane(desk)
        self.plan = PlanPanel(desk)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.empty = EmptyState(
            said("none_open"),
            said("none_open_more"),
            primary=said("none_new"),
            quiet=said("none_sample"),
            icon="build",
        )
        self._has_moved = self._is_begun_here = False
        self._shown: SequenceId | None = None
        self.none_open = QWidget()
        self._open = QWidget()
        self.bar = ColumnBar(said("columns"), self.columns)
        self._stack = QStackedLayout(self)
        self._lay_out()
        self.pictures.grid.answer()
        self._commands = StepCommands(desk, self.steps)
        self.plan.step_asked.connect(self._on_step_asked)
        desk.documents.changed.connect(self._on_document)
        self._on_document(desk.documents.current)

    def arrive(self) -> None:
        if self.desk.documents.current is None:
            self.empty.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        elif (current := self.steps.current) is not None:
            self.steps.stack.focus_on(current.id)
        else:
            self.steps.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> tuple[QWidget, ...]:
        """Return the columns; the empty state alone while nothing is open."""
        if self.desk.documents.current is None:
            return (self.none_open,)
        return (self.steps, self.pictures, self.plan)

    def foot_px(self) -> int:
        """Return the height of what runs the plan."""
        return self.plan.foot_px() if self.plan.isVisible() else 0

    def widths(self) -> tuple[int, ...]:
        """Return the widths of the columns; nothing while the user never gave them any."""
        return tuple(self.columns.sizes()) if self._has_moved else ()

    def put_back(self, widths: tuple[int, ...]) -> None:
        """Give the columns widths of an earlier start."""
        if len(widths) == self.columns.count():
            self._has_moved = True
            self.columns.setSizes(list(widths))

    def event(self, event: QEvent) -> bool:
        """Keep the keys of pictures (A, Delete) from acting on them from another column."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            focused = self.window().focusWidget()
            is_there = focused is not None and self.pictures.isAncestorOf(focused)
            if not is_there and QKeySequence(event.keyCombination()) in self._picture_keys():
                event.accept()
                return True
        return super().event(event)

    def _picture_keys(self) -> list[QKeySequence]:
        of_build = self.desk.actions.of_context(Context.BUILD)
        mine = (action for action in of_build if action.objectName().startswith("image."))
        return [keys for action in mine for keys in action.shortcuts()]

    def _lay_out(self) -> None:
        self.columns.setChildrenCollapsible(False)
        self.columns.setHandleWidth(1)
        look.changed.connect(self._refit)
        self._refit()
        for column in (self.steps, self.pictures, self.plan):
            self.columns.addWidget(column)
        self.columns.setStretchFactor(1, 1)
        self.columns.setSizes(list(_WIDTHS))
        self.columns.splitterMoved.connect(self._on_moved)
        self.empty.primary.clicked.connect(self._begin)
        self.empty.quiet.clicked.connect(self.desk.actions.action("help.sample").trigger)
        around = QVBoxLayout(self.none_open)
        around.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
        around.addWidget(self.empty)
        whole = QVBoxLayout(self._open)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        whole.addWidget(self.columns, 1)
        self.bar.name_columns(
            [said("column_steps"), said("column_pictures"), said("column_plan")], _ORDER
        )
        self._stack.addWidget(self.none_open)
        self._stack.addWidget(self._open)

    def _refit(self) -> None:
        self.pictures.setMinimumWidth(look.height(_PICTURES_LEAST))

    def _on_moved(self, _at: int, _handle: int) -> None:
        self._has_moved = True
        self.rearranged.emit()

    def _begin(self) -> None:
        self._is_begun_here = True
        self.desk.documents.create(said("new_title"))
        self._is_begun_here = False
        self.steps.head.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.steps.head.title.selectAll()

    def _on_document(self, document: SequenceDocument | None) -> None:
        before, self._shown = self._shown, document.sequence.id if document is not None else None
        if self._shown == before:
            return
        self._stack.setCurrentWidget(self.none_open if document is None else self._open)
        if self.isVisible() and not self._is_begun_here:
            # What had the focus is hidden, and it would go on to the title, as if to be renamed.
            QTimer.singleShot(0, self, self._arrive_again)

    def _arrive_again(self) -> None:
        focused = self.window().focusWidget()
        if self.isVisible() and (focused is None or self.isAncestorOf(focused)):
            self.arrive()

    def _on_step_asked(self, step: StepId) -> None:
        if self.steps.isHidden():
            self.bar.show_column(_ORDER[0])
        self.steps.open(step)
