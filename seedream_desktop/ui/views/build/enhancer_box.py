"""A better prompt by the provider's own model: its price, its proposal, and the user's word."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ErrandId
from seedream_desktop.domain.proposal import Proposal
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.proposals import Place
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.theme.scale import SPACE_2
from seedream_desktop.ui.views.build.enhancer_words import mend_of, remark_of, words
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field, PromptEdit
from seedream_desktop.ui.widgets.flow import BarLayout
from seedream_desktop.ui.widgets.priced import PricedButton
from seedream_desktop.ui.widgets.remark import RemarkLine

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_STYLE_LEAST: Final = 10_000
_BUTTON_LEAST: Final = 10_000
"""Neither is cut: the button stands below the style where there is no room beside it."""


class EnhancerBox(QWidget):
    """Not there where the provider offers nothing of the kind and nothing waits.

    A proposal stays with its step until the user takes it or lets it go: it is paid for.
    """

    came = Signal()
    """A proposal is here, or what was there is gone."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        """Take the desk."""
        super().__init__(parent)
        self._desk = desk
        self._proposals = desk.proposals
        self._document: SequenceDocument | None = None
        self._step: Step | None = None
        self._card: Card | None = None
        self._shown: Proposal | None = None
        self._changed: dict[ErrandId, str] = {}
        self._mend = ""
        self.style_choice = Select(words("style"))
        self.style_choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button = PricedButton("", "", Kind.SECONDARY)
        self.remark = RemarkLine()
        self.mend = Button("", Kind.LINK)
        self.proposal = PromptEdit()
        self._field = Field(words("proposal"), self.proposal, words("proposal_hint"))
        self.take = Button(words("take"))
        self.keep = Button(words("keep"), Kind.QUIET)
        self._lay_out()
        self._connect()
        self.hide()

    def show_step(self, document: SequenceDocument, step: Step, card: Card | None) -> None:
        """Show what the provider offers for a step, and the proposal that waits for it."""
        self._document, self._step, self._card = document, step, card
        if card is not None and card.enhancer is not None:
            self._proposals.look(card.provider, step.prompt)
        self._refresh()

    def clear(self) -> None:
        """Follow no step any more; what is paid for is kept for it."""
        self._document = self._step = self._card = self._shown = None

    def stops(self) -> tuple[QWidget, ...]:
        """Return what Tab goes through."""
        asking = (self.style_choice, self.button, self.mend)
        return (*asking, self.proposal, self.take, self.keep)

    @property
    def is_offered(self) -> bool:
        """Say whether there is a proposal to look at, or something to make better."""
        if self.isHidden() or self._is_asking:
            return False
        can_ask = self.button.isVisibleTo(self) and self.button.isEnabled()
        return self._shown is not None or can_ask

    @property
    def first(self) -> QWidget:
        """Where a person goes on: the proposal that waits, else the priced button."""
        return self.proposal if self._shown is not None else self.button

    def ask(self) -> None:
        """Ask for a proposal, once, at the price on the button."""
        place, step, card = self._place, self._step, self._card
        if place is not None and step is not None and card is not None and card.enhancer:
            self._proposals.ask(place, card, step.prompt, self._style)

    @property
    def _place(self) -> Place | None:
        if self._document is None or self._step is None:
            return None
        return Place(self._document.sequence.id, self._step.id)

    @property
    def _is_asking(self) -> bool:
        return self._place is not None and self._proposals.is_asking(self._place)

    @property
    def _style(self) -> str:
        return str(self.style_choice.currentData() or "")

    def _on_changed(self) -> None:
        if self._step is None:
            return
        had, has_focus = self._shown, self.button.hasFocus()
        self._refresh()
        is_new = self._shown is not None and self._shown != had
        if is_new and has_focus:
            self.proposal.setFocus(Qt.FocusReason.OtherFocusReason)
        self.came.emit()

    def _refresh(self) -> None:
        place, step, card = self._place, self._step, self._card
        if place is None or step is None:
            return
        rule = card.enhancer if card is not None else None
        self._show_proposal(self._proposals.waiting(place, step.provider, step.prompt))
        self._offer_styles(rule.styles if rule is not None else ())
        if card is not None and rule is not None:
            self._show_offer(card, step)
        self.button.setVisible(rule is not None and not self._is_answered(step))
        self._show_trouble(place)
        self.setVisible(rule is not None or self._shown is not None)

    def _is_answered(self, step: Step) -> bool:
        """Say whether exactly what the button would ask for is on the screen."""
        shown = self._shown
        if shown is None:
            return False
        asked = (step.provider, step.prompt.strip(), self._style)
        return (shown.provider, shown.text, shown.style) == asked

    def _show_offer(self, card: Card, step: Step) -> None:
        price = self._proposals.price_micros(card, step.prompt, self._style)
        bought = self._proposals.bought(card.provider, step.prompt, self._style)
        code = "ask" if bought is None else "fetch" if bought.words is None else "show_again"
        verb = words("asking" if self._is_asking else code, provider=card.title)
        self.button.show_offer(verb, "" if self._is_asking else text.usd(price))
        self.button.setToolTip(words("about", provider=card.title))
        self.button.setAccessibleDescription(self.button.toolTip())
        # Not disabled: that would take the focus from who has just pressed it.
        self.button.is_hindered = self._is_asking
        self.button.setEnabled(bool(step.prompt.strip()))
        self.style_choice.setEnabled(not self._is_asking)

    def _offer_styles(self, styles: tuple[str, ...]) -> None:
        current = self._style if self._style in styles else next(iter(styles), "")
        self.style_choice.offer([(words(f"style_{s}"), s) for s in styles], current)
        self.style_choice.setVisible(bool(styles))

    def _show_proposal(self, proposal: Proposal | None) -> None:
        is_other = proposal is not None and (
            self._shown is None or self._shown.errand != proposal.errand
        )
        self._shown = proposal
        for widget in (self._field, self._below):
            widget.setVisible(proposal is not None)
        if proposal is not None and is_other:
            self.proposal.setPlainText(self._changed.get(proposal.errand, proposal.words or ""))

    def _show_trouble(self, place: Place) -> None:
        is_able = self._card is not None and self._card.enhancer is not None
        trouble = self._proposals.trouble(place) if is_able else None
        self._mend = mend_of(trouble)
        self.mend.setText(words(self._mend.rpartition(".")[2]) if self._mend else "")
        self.mend.setVisible(bool(self._mend))
        remark = remark_of(trouble) if trouble is not None else None
        self.remark.show_remark(remark, is_news=True)

    def _on_style(self, _style: object) -> None:
        self._refresh()
        self.came.emit()

    def _on_text(self, written: str) -> None:
        if self._shown is not None:
            self._changed[self._shown.errand] = written
        self.take.setEnabled(bool(written.strip()))

    def _on_mend(self) -> None:
        self._desk.actions.do(self._mend)

    def _on_mended(self, _what: object) -> None:
        """Take back what a key or a cap hindered, once there is another."""
        if self._mend and self._place is not None:
            self._proposals.forget_trouble(self._place)

    def _on_take(self) -> None:
        better = self.proposal.toPlainText().strip()
        if self._document is not None and self._step is not None and better:
            self._let_go(prompt=better)

    def _on_keep(self) -> None:
        self._let_go()

    def _let_go(self, prompt: str = "") -> None:
        place, shown, document = self._place, self._shown, self._document
        if place is None or shown is None or document is None:
            return
        self._changed.pop(shown.errand, None)
        self._proposals.let_go(place, shown)
        if prompt:
            document.take_prompt(place.step, prompt)
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.button.clicked.connect(self.ask)
        self.style_choice.picked.connect(self._on_style)
        self.mend.clicked.connect(self._on_mend)
        self.proposal.edited.connect(self._on_text)
        self.take.clicked.connect(self._on_take)
        self.keep.clicked.connect(self._on_keep)
        self._proposals.changed.connect(self._on_changed)
        self._desk.accounts.key_changed.connect(self._on_mended)
        self._desk.preferences.changed.connect(self._on_mended)

    def _lay_out(self) -> None:
        asking = BarLayout(gap=SPACE_2)
        asking.add_wide(self.style_choice, _STYLE_LEAST)
        asking.add_wide(self.button, _BUTTON_LEAST)
        trouble = QHBoxLayout()
        trouble.setSpacing(SPACE_2)
        trouble.addWidget(self.remark, 1)
        trouble.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignTop)
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
        column.addLayout(asking)
        column.addLayout(trouble)
        column.addWidget(self._field)
        column.addWidget(self._below)
