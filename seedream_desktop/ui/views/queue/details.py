"""The queue's inspector: all that is known of the chosen run or request, and what can be done."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from seedream_desktop.ui.delegates.row import RowAction
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.queue.facts import Details
from seedream_desktop.ui.views.queue.words import words
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.fact_line import FactLine
from seedream_desktop.ui.widgets.flow import FlowLayout
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.panel import Hairline, Panel
from seedream_desktop.ui.widgets.state_glyph import StateGlyph

_SAFE = frozenset({"request.look_up", "request.retry", "run.go_on", "run.retry_failed"})


class DetailsPanel(QScrollArea):
    """Shows Details; nothing is made anew while only figures change, so that the focus stays."""

    asked = Signal(str)
    """Carries the command of a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(words("details"))
        self._copied = ""
        self._actions: tuple[RowAction, ...] = ()
        self.buttons: dict[str, Button] = {}
        self._facts: list[FactLine] = []
        self.glyph = StateGlyph(Tone.QUIET, "")
        self.heading = Label("", Type.TITLE, wraps=True)
        self.said = Label("", Type.CONTROL, wraps=True)
        self.course = Label("", Type.CONTROL, tabular=True, wraps=True)
        self.reason = Label("", Type.CAPTION, ink="muted", wraps=True)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = Button(words("copy_id"), Kind.QUIET, icon="copy")
        self.copy.clicked.connect(self._on_copy)
        self.setWidget(self._laid_out())
        self.show_details(None)

    def show_details(self, details: Details | None) -> None:
        """Show what is known, or that nothing is chosen."""
        self._whole.setVisible(details is not None)
        self._none.setVisible(details is None)
        if details is None:
            return
        self.glyph.show_state(details.tone, details.title)
        for label, said in (
            (self.heading, details.title),
            (self.said, details.said),
            (self.course, "\n".join(details.course)),
            (self.reason, details.reason),
        ):
            if label.text() != said:
                label.setText(said)
            label.setVisible(bool(said))
        self._course_name.setVisible(bool(details.course))
        self._reason_name.setVisible(bool(details.reason))
        self._copied = details.copied
        self.copy.setVisible(bool(details.copied))
        self._show_facts(details.facts)
        if details.actions != self._actions:
            self._show_actions(details.actions)

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        while len(self._facts) < len(facts):
            line = FactLine()
            self._facts.append(line)
            self._fact_column.addWidget(line)
        for number, line in enumerate(self._facts):
            line.setVisible(number < len(facts))
            if number < len(facts):
                line.show_fact(*facts[number])

    def _show_actions(self, actions: tuple[RowAction, ...]) -> None:
        self._actions = actions
        for button in self.buttons.values():
            # Qt shows what was just laid out a turn later: without a parent, as a window.
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for action in actions:
            button = Button(action.words)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self.asked.emit, action.command))
            self.buttons[action.command] = button
            self._action_flow.addWidget(button)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._copied)

    def _laid_out(self) -> QWidget:
        panel = Panel()
        self._none = Label(words("details_none"), Type.BODY, ink="muted", wraps=True)
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_4)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.heading, 1)
        column.addLayout(head)
        column.addWidget(self.said)
        self._action_flow = FlowLayout(gap=SPACE_2)
        column.addLayout(self._action_flow)
        column.addWidget(Hairline())
        self._fact_column = QVBoxLayout()
        self._fact_column.setSpacing(SPACE_2)
        column.addLayout(self._fact_column)
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        self._course_name = Label(words("course"), Type.CAPTION, ink="muted")
        self._reason_name = Label(words("detail"), Type.CAPTION, ink="muted")
        for name, label in ((self._course_name, self.course), (self._reason_name, self.reason)):
            group = QVBoxLayout()
            group.setSpacing(0)
            group.addWidget(name)
            group.addWidget(label)
            column.addLayout(group)
        panel.add_group(self._none).addWidget(self._whole)
        panel.add_stretch()
        return panel
