"""The left of the workspace: title, steps, the open step's editor, and what adds one."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.plan import Plan
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import Step
from seedream_desktop.ui.desk.presets import Preset
from seedream_desktop.ui.models.steps import StepsModel
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4
from seedream_desktop.ui.views.build.command_menu import OF_STEP, command_menu
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.views.build.next_step import next_step
from seedream_desktop.ui.views.build.preset_menu import preset_menu
from seedream_desktop.ui.views.build.step_editor import StepEditor
from seedream_desktop.ui.views.build.step_stack import StepStack, face_of
from seedream_desktop.ui.views.build.suggestions import Suggestions
from seedream_desktop.ui.views.build.title_bar import TitleBar
from seedream_desktop.ui.views.unseen import Unseen
from seedream_desktop.ui.widgets.button import Button, Kind

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_LEAST: Final = 340


class StepsColumn(QFrame):
    """Follows the open document. One step is the current one: the one that commands are for."""

    current_changed = Signal()
    """Another step is the current one, or it is another way than before."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        """Take the desk."""
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self._desk = desk
        self._rows = StepsModel(self)
        self._open: StepId | None = None
        self._current: StepId | None = None
        self._unseen = Unseen(self, self._on_edited)
        self.head = TitleBar(desk)
        self.editor = StepEditor(desk)
        self.stack = StepStack(self.editor)
        self.suggestions = Suggestions(desk.presets, desk.program.cards)
        self.add_button = Button(said("add_step"), icon="add")
        self.preset_button = Button(said("insert_preset"), Kind.QUIET)
        self.room = QScrollArea()
        self._inner = QWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inner = self._inner
        inner.setProperty("ground", "none")
        below = self._below = QVBoxLayout(inner)
        below.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_4)
        below.setSpacing(SPACE_2)
        below.addWidget(self.suggestions)
        below.addWidget(self.stack)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.add_button)
        row.addWidget(self.preset_button)
        row.addStretch(1)
        below.addLayout(row)
        below.addStretch(1)
        self.room.setWidget(inner)
        self.room.setWidgetResizable(True)
        self.room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.room.verticalScrollBar().rangeChanged.connect(self._on_range)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.room, 1)

    def _connect(self) -> None:
        stack, documents = self.stack, self._desk.documents
        stack.pressed.connect(self._on_pressed)
        stack.came_to.connect(self._on_came_to)
        stack.switched.connect(self._on_switched)
        stack.moved.connect(self.move_step)
        stack.placed.connect(self._on_placed)
        stack.dragging.connect(self._on_dragging)
        stack.menu_asked.connect(self._on_menu)
        self.suggestions.chosen.connect(self.insert)
        self.add_button.clicked.connect(self.add)
        self.preset_button.clicked.connect(self.offer_presets)
        documents.changed.connect(self._on_document)
        documents.edited.connect(self._unseen.take)
        self._desk.outlook.changed.connect(self._on_outlook)
        self._on_document(documents.current)
        if documents.current is not None:
            self._on_edited(documents.current.sequence)

    def _on_range(self, least: int, most: int) -> None:
        """Keep the width of what is shown, whether the bar is there or not."""
        bar = self.room.verticalScrollBar().sizeHint().width() if most > least else 0
        self._below.setContentsMargins(SPACE_4, SPACE_2, max(SPACE_4 - bar, 0), SPACE_4)

    def minimumSizeHint(self) -> QSize:
        """Leave no part of the editor out of sight, at any size of text."""
        bar = self.room.verticalScrollBar().sizeHint().width()
        inner = self._inner.minimumSizeHint().width() + bar
        return QSize(max(_LEAST, inner), super().minimumSizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        self._unseen.settle()
        super().showEvent(event)

    # -- what is shown

    @property
    def current(self) -> Step | None:
        """The step that commands are for."""
        document = self._desk.documents.current
        steps = document.sequence.steps if document is not None else ()
        return next((step for step in steps if step.id == self._current), None)

    def open(self, step: StepId | None) -> None:
        """Show a step's editor under its card; None folds all."""
        self._unseen.settle()
        document = self._desk.documents.current
        self._open = step
        self._current = step or self._current
        if document is not None:
            self._show(document.sequence)

    def lead_to(self, control: QWidget) -> None:
        """Open the current step and give the focus to one of its editor's controls."""
        self._unseen.settle()
        if self.current is None:
            return
        if self._open != self._current:
            self.open(self._current)
        self.editor.lead_to(control)
        self._bring_into_view(control)

    def _bring_into_view(self, widget: QWidget) -> None:
        """Scroll to a widget once what was just put in has its place."""
        QTimer.singleShot(0, widget, partial(self.room.ensureWidgetVisible, widget, 0, SPACE_4))

    def _on_document(self, document: object) -> None:
        self.setEnabled(document is not None)
        self._unseen.forget()
        self._open = self._current = None
        self.editor.clear()
        sequence = self._desk.documents.current
        if sequence is not None and sequence.sequence.steps:
            self._open = self._current = sequence.sequence.steps[0].id
        if sequence is None:
            self.current_changed.emit()

    def _on_edited(self, sequence: Sequence) -> None:
        self._keep_current(sequence)
        self._show(sequence)

    def _keep_current(self, sequence: Sequence) -> None:
        """Have the neighbour be the current step where that one is gone."""
        there = [step.id for step in sequence.steps]
        if self._current in there:
            self._open = self._open if self._open in there else None
            return
        before = [row.step.id for row in self._rows.rows]
        place = before.index(self._current) if self._current in before else 0
        was_open = self._open is not None
        had_focus = self.stack.isAncestorOf(self.window().focusWidget() or self)
        self._current = there[min(place, len(there) - 1)] if there else None
        self._open = self._current if was_open else None
        if had_focus and self._current is None:
            self.add_button.setFocus()

    def _show(self, sequence: Sequence) -> None:
        document = self._desk.documents.current
        shown = next((step for step in sequence.steps if step.id == self._open), None)
        if shown is not None and document is not None:
            self.editor.show_step(document, sequence, shown)
        self.head.show_sequence(sequence)
        self._show_cards(sequence)
        if shown is None:
            self.editor.clear()
        has_steps = bool(sequence.steps)
        if not has_steps:
            has_pictures = any(image.picture is not None for image in sequence.images)
            self.suggestions.show_for(has_pictures=has_pictures)
        self.suggestions.setVisible(not has_steps)
        self.preset_button.setVisible(has_steps)
        self.updateGeometry()
        self.current_changed.emit()

    def _show_cards(self, sequence: Sequence) -> None:
        cards = self._desk.program.cards
        self._rows.set_sequence(sequence, self._plan_of(sequence))
        self.stack.show_faces([face_of(row, cards) for row in self._rows.rows], self._open)

    def _plan_of(self, sequence: Sequence) -> Plan | None:
        """Return the newest plan while its prices are those of the steps that are shown."""
        planned = self._desk.outlook.planned
        if planned is None or planned.id != sequence.id:
            return None
        known = {step.id for step in planned.steps}
        return self._desk.outlook.plan if known >= {step.id for step in sequence.steps} else None

    def _on_outlook(self) -> None:
        document = self._desk.documents.current
        if document is not None and self._desk.outlook.is_fresh:
            self._show_cards(document.sequence)

    # -- what can be done

    def add(self) -> None:
        """Put an empty step at the end and go to its prompt."""
        document = self._desk.documents.current
        if document is None:
            return
        step = next_step(document.sequence, self._desk.program.cards)
        self._open = self._current = step.id
        document.add_step(step)
        self.lead_to(self.editor.prompt.words)

    def insert(self, preset: Preset) -> None:
        """Put a preset in behind the current step, or at the end."""
        document = self._desk.documents.current
        if document is None:
            return
        step = preset.step()
        there = [other.id for other in document.sequence.steps]
        at = there.index(self._current) + 1 if self._current in there else None
        self._open = self._current = step.id
        document.add_step(step, at)
        self.lead_to(self.editor.prompt.words)

    def move_step(self, step: StepId, by: int) -> None:
        """Move a step by places."""
        if self._put(step, lambda was, last: min(max(was + by, 0), last)):
            self._unseen.settle()  # a step that came while nobody looked has no card before
            self._bring_into_view(self.stack.cards[step])

    def offer_presets(self) -> None:
        """Show the menu of presets."""
        menu = preset_menu(self._desk.presets, self.insert, self._forget, self)
        near = self.preset_button if self.preset_button.isVisible() else self.add_button
        self.room.ensureWidgetVisible(near)
        menu.popup(near.mapToGlobal(QPoint(0, near.height())))

    def _forget(self, preset: Preset) -> None:
        self._desk.presets.remove(preset.title)
        self._desk.messages.say(said("preset_forgotten", title=preset.title))

    def _on_pressed(self, step: StepId) -> None:
        self._current = step
        self.open(None if self._open == step else step)

    def _on_came_to(self, step: StepId) -> None:
        if self._current != step:
            self._current = step
            self.current_changed.emit()

    def _on_switched(self, step: StepId, is_on: bool) -> None:
        if (document := self._desk.documents.current) is not None:
            document.switch_step(step, is_on=is_on)

    def _on_dragging(self, y: int) -> None:
        self.room.ensureVisible(0, self.stack.y() + y, 0, 3 * SPACE_4)

    def _on_menu(self, _step: StepId, at: QPoint) -> None:
        command_menu(self._desk.actions, OF_STEP, self).popup(at)

    def _on_placed(self, step: StepId, place: int) -> None:
        self._put(step, lambda was, _last: place - (place > was))

    def _put(self, step: StepId, to: Callable[[int, int], int]) -> bool:
        """Put a step where to() says, of its place and the last one; say whether there is one."""
        document = self._desk.documents.current
        if document is None:
            return False
        order = [other.id for other in document.sequence.steps]
        was = order.index(step)
        order.insert(to(was, len(order) - 1), order.pop(was))
        document.order_steps(order)
        return True
