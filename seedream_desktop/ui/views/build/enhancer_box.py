"""A better prompt by the provider's own model: its price, its proposal, and the user's word."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import text
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.theme.scale import SPACE_2
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.field import Field, PromptEdit
from seedream_desktop.ui.widgets.priced import PricedButton

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk


class EnhancerBox(QWidget):
    """Not there where the provider offers nothing of the kind.

    A proposal stays with its step until the user takes it or lets it go: it is paid for.
    """

    came = Signal()
    """A proposal is here, or what was there is gone."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        """Take the desk."""
        super().__init__(parent)
        self._desk = desk
        self._document: SequenceDocument | None = None
        self._step: Step | None = None
        self._card: Card | None = None
        self._proposals: dict[StepId, str] = {}
        self._asking: set[StepId] = set()
        self.button = PricedButton("", "", Kind.SECONDARY)
        self.button.clicked.connect(self.ask)
        self._words = PromptEdit()
        self._words.setReadOnly(True)
        self._proposal = Field(said("proposal"), self._words)
        self.take = Button(said("proposal_take"))
        self.take.clicked.connect(self._on_take)
        self.keep = Button(said("proposal_keep"), Kind.QUIET)
        self.keep.clicked.connect(self._on_keep)
        self._below = QWidget()
        row = QHBoxLayout(self._below)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.take)
        row.addWidget(self.keep)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        for widget in (self.button, self._proposal, self._below):
            column.addWidget(widget)
        self.hide()

    def show_step(self, document: SequenceDocument, step: Step, card: Card | None) -> None:
        """Show what the provider offers for a step, and the proposal that waits for it."""
        self._document, self._step, self._card = document, step, card
        rule = card.enhancer if card is not None else None
        proposal = self._proposals.get(step.id)
        self.setVisible(rule is not None or proposal is not None)
        self.button.setVisible(rule is not None)
        if rule is not None and card is not None:
            is_asking = step.id in self._asking
            verb = "enhancing" if is_asking else "enhance"
            self.button.show_offer(said(verb, title=card.title), text.usd(rule.price_micros))
            self.button.setToolTip(said("enhance_how", title=card.title))
            self.button.setAccessibleDescription(self.button.toolTip())
            self.button.setEnabled(not is_asking and bool(step.prompt.strip()))
        self._proposal.setVisible(proposal is not None)
        self._below.setVisible(proposal is not None)
        if proposal is not None and proposal != self._words.toPlainText():
            self._words.setPlainText(proposal)

    def clear(self) -> None:
        """Follow no step any more; what is paid for is kept for it."""
        self._document = self._step = self._card = None

    def stops(self) -> tuple[QWidget, ...]:
        """Return what Tab goes through."""
        return (self.button, self._words, self.take, self.keep)

    @property
    def is_offered(self) -> bool:
        """Say whether the provider has a way, and there is something to make better."""
        return self.button.isVisibleTo(self) and self.button.isEnabled() and not self.isHidden()

    def ask(self) -> None:
        """Buy a proposal, once."""
        card, step = self._card, self._step
        if card is None or card.enhancer is None or step is None or step.id in self._asking:
            return
        self._asking.add(step.id)
        self._refresh()
        self._desk.flows.start(self._buy(card, step, card.enhancer.price_micros))

    async def _buy(self, card: Card, step: Step, cost_micros: int) -> None:
        enhancer = self._desk.program.engine.enhancer
        try:
            work = enhancer.enhance(card.provider, step.prompt, cost_micros=cost_micros)
            self._proposals[step.id] = await self._desk.flows.ask(work)
        finally:
            self._asking.discard(step.id)
            if isValid(self):  # the window may be closing
                self._refresh()

    def _refresh(self) -> None:
        if self._document is not None and self._step is not None:
            self.show_step(self._document, self._step, self._card)
            self.came.emit()

    def _on_take(self) -> None:
        document, step = self._document, self._step
        if document is None or step is None or step.id not in self._proposals:
            return
        document.take_prompt(step.id, self._proposals.pop(step.id))
        self._let_go()

    def _on_keep(self) -> None:
        if self._step is not None:
            self._proposals.pop(self._step.id, None)
            self._let_go()

    def _let_go(self) -> None:
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._refresh()
