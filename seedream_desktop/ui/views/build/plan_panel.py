"""The plan panel: what a run would be, before anything is sent, and the button that sends it."""

from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QStyle, QVBoxLayout, QWidget

from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.plan import Check, Plan
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.models.plan import FIXES
from seedream_desktop.ui.models.planned import PlannedRole
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.views.build.plan_action import PlanAction
from seedream_desktop.ui.views.build.plan_checks import PlanChecks
from seedream_desktop.ui.views.build.plan_figures import PlanFigures, free_words
from seedream_desktop.ui.views.build.plan_requests import RequestList
from seedream_desktop.ui.views.build.plan_strip import ReferenceStrip
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.field import Field, PromptEdit
from seedream_desktop.ui.widgets.label import CutLabel, Label
from seedream_desktop.ui.widgets.panel import Hairline, Panel
from seedream_desktop.ui.widgets.scroller import scrolling

_QUIET_MS: Final = 250
"""A plan that comes sooner than this is not announced."""

_SENT_ROWS: Final = 5
_SENT_ROWS_MAX: Final = 16
_LEAST: Final = 300
_GROWTH: Final = 0.5
"""How much of the text's growth the least width follows."""
_MOST: Final = 1000
"""The share of the height that the list may take before anything is left free."""


class PlanPanel(Panel):
    """Follows the outlook; nothing in it moves while a newer plan is made."""

    step_asked = Signal(object)
    """Carries the StepId whose settings are to be shown, before a mend's command is called."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(text.text("title", section="plan"), parent)
        about(self, "plan")
        self._desk = desk
        self._shown_plan: Plan | None = None
        titles = {provider: card.title for provider, card in desk.program.cards.items()}
        self._note = CutLabel("", Type.CAPTION, ink="muted")
        self.add_to_head(self._note)
        self.figures = PlanFigures()
        self.checks = PlanChecks(self._can_mend)
        self.requests = RequestList(_say("requests"), titles)
        self.sent = _SentText()
        self._sent_field = Field("", self.sent)
        self.strip = ReferenceStrip(desk.loader)
        self._no_pictures = Label(_say("strip_empty"), Type.CAPTION, ink="muted")
        self.what_is_sent = Button(text.text("show", section="sent"), Kind.LINK)
        self.what_is_sent.clicked.connect(desk.actions.action("help.what_is_sent").trigger)
        self._hint = Label("", Type.CONTROL, ink="muted", wraps=True)
        self._hint.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
        self.action = PlanAction(self._can_mend)
        self._details = QWidget()
        self._foot_line = Hairline()
        self._lay_out()
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_QUIET_MS)
        self._late.timeout.connect(self._note_late)
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        body = self._body = QWidget()
        body.setProperty("ground", "none")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(_inset(self.figures))
        column.addWidget(_inset(self.checks))
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 0, 0, 0)
        details.setSpacing(SPACE_3)
        details.addWidget(Hairline())
        details.addWidget(self.requests, _MOST)
        details.addLayout(self._laid_out_sent())
        details.addStretch(1)
        self._details.hide()
        column.addWidget(self._hint)
        column.addWidget(self._details, _MOST)
        column.addStretch(1)
        scroll = scrolling(body)
        # The list goes from edge to edge, so the panel's own inset is given to the others.
        self._column.setContentsMargins(0, SPACE_4, 0, SPACE_4)
        self._head.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
        self._column.addWidget(scroll, 1)
        foot = QVBoxLayout()
        foot.setSpacing(SPACE_4)
        foot.addWidget(self._foot_line)
        foot.addWidget(_inset(self.action))
        self._column.addLayout(foot)

    def _laid_out_sent(self) -> QVBoxLayout:
        sent = QVBoxLayout()
        sent.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, 0)
        sent.setSpacing(SPACE_2)
        sent.addWidget(self._sent_field)
        sent.addWidget(self._no_pictures)
        sent.addWidget(self.strip)
        sent.addWidget(self.what_is_sent, 0, Qt.AlignmentFlag.AlignLeft)
        return sent

    def _connect(self) -> None:
        desk = self._desk
        desk.outlook.changed.connect(self._show)
        desk.runs.changed.connect(self._show_action)
        desk.runs.refused.connect(self._on_refused)
        self.requests.chosen.connect(self._show_details)
        self.checks.mend_asked.connect(self._mend)
        self.action.mend_asked.connect(self._mend)
        self.action.run_asked.connect(desk.runs.start)
        self.action.pilot_asked.connect(partial(desk.runs.start, is_pilot=True))
        self.action.command_asked.connect(self._call)

    # -- what is shown

    def _show(self) -> None:
        outlook = self._desk.outlook
        if not outlook.is_fresh:
            if not self._late.isActive():
                self._late.start()
            return
        self._late.stop()
        has_requests = outlook.figures.requests > 0
        self._note.show_words(_say("quiet") if has_requests else "")
        is_begun = has_requests or bool(outlook.figures.done or outlook.figures.held)
        self._hint.setText(_say(_lack(outlook.sequence)))
        self._hint.setVisible(not is_begun)
        self.figures.show_figures(outlook.figures)
        told = self.figures.accessibleName() if has_requests else free_words(outlook.figures)
        told = told if is_begun else self._hint.text()
        self.setAccessibleDescription(text.sentences((told, self._note.words)))
        sequence = outlook.planned
        self.checks.show_checks(
            outlook.checks,
            has_steps=_has_steps(sequence),
            is_well=outlook.figures.is_runnable,
        )
        if outlook.plan is not self._shown_plan:
            self._shown_plan = outlook.plan
            self.requests.requests.set_plan(outlook.plan, sequence, self._path_of)
        self._details.setVisible(self.requests.requests.rowCount() > 0)
        self._show_action()

    def _show_action(self) -> None:
        outlook, runs = self._desk.outlook, self._desk.runs
        # Neither the start itself nor what it has bought hinders: there is nothing left to buy.
        is_under_way = runs.is_under_way
        stops = () if runs.is_starting or is_under_way else outlook.stops
        self.action.show_reasons(stops, has_steps=_has_steps(outlook.planned))
        self.action.show_offer(
            outlook.figures,
            is_local=not outlook.tariffs.paid,
            is_starting=runs.is_starting,
            is_under_way=is_under_way,
        )
        is_bought = runs.is_starting or is_under_way
        self.action.show_pilot(None if is_bought else outlook.pilot_micros)
        self.action.show_refusal(runs.refusal or outlook.error)

    def _show_details(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        number, total = index.data(PlannedRole.NUMBER), self.requests.requests.rowCount()
        params = {"number": f"{number:,}", "total": f"{total:,}"}
        caption = text.text("as_sent", params, section="plan")
        self._sent_field.caption.setText(caption)
        self.sent.setAccessibleName(caption)
        prompt = index.data(PlannedRole.PROMPT)
        if self.sent.toPlainText() != prompt:
            self.sent.setPlainText(prompt)
        references = index.data(PlannedRole.REFERENCES)
        name = text.text("strip", {"number": number}, section="plan")
        self.strip.setVisible(bool(references))
        self._no_pictures.setVisible(not references)
        self.strip.show_references(name, references)

    def _note_late(self) -> None:
        self._note.show_words(_say("updating"))

    def minimumSizeHint(self) -> QSize:
        """Return a size at which nothing of the figures and checks is cut."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        hint, inner = super().minimumSizeHint(), self._body.minimumSizeHint().width() + bar
        growth = 1 + (look.text_scale - 1) * _GROWTH
        return QSize(max(hint.width(), inner, round(_LEAST * growth)), hint.height())

    def foot_px(self) -> int:
        """Return the height from the line over the run button downwards."""
        return self.height() - self._foot_line.y()

    # -- what is done

    def _on_refused(self, _error: object) -> None:
        self._show_action()
        self.action.lead()

    def _mend(self, check: Check) -> None:
        sequence = self._desk.outlook.planned
        if sequence is not None and check.step_index is not None:
            steps = sequence.steps_on
            if check.step_index < len(steps):
                self.step_asked.emit(steps[check.step_index].id)
        self._call(FIXES[check.code])

    def _call(self, command: str) -> None:
        self._desk.actions.action(command).trigger()

    def _can_mend(self, command: str) -> bool:
        return self._desk.actions.action(command).isEnabled()

    def _path_of(self, digest: Digest) -> str:
        return str(self._desk.program.blobs.path(digest))


class _SentText(PromptEdit):
    """Shows a text whole as far as there is room, and at least some rows of it."""

    def __init__(self) -> None:
        super().__init__()
        self.show_as_sent()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        rows = min(max(round(self.document().size().height()), _SENT_ROWS), _SENT_ROWS_MAX)
        return QSize(look.height(160), self._height(rows))

    def minimumSizeHint(self) -> QSize:
        return QSize(look.height(120), self._height(_SENT_ROWS))

    def _height(self, rows: int) -> int:
        return round(rows * self.fontMetrics().lineSpacing()) + 2 * SPACE_2 + 4


def _inset(widget: QWidget) -> QWidget:
    frame = QWidget()
    frame.setProperty("ground", "none")
    column = QVBoxLayout(frame)
    column.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
    column.addWidget(widget)
    return frame


def _lack(sequence: Sequence | None) -> str:
    """Return the code of what is missing for a plan."""
    if sequence is None:
        return "nothing_open"
    has = "_pictures" if sequence.images else "_steps" if sequence.steps else ""
    return f"nothing_planned{has}"


def _has_steps(sequence: Sequence | None) -> bool:
    return sequence is not None and len(sequence.steps_on) > 1


def _say(code: str) -> str:
    return text.text(code, section="plan")
