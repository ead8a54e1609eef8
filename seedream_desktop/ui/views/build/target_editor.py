"""Who does a step and how: provider, model family, mode, and the number of results."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.rehearsal import rehearsed
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import Step, StepMode
from seedream_desktop.ui.desk.accounts import Accounts
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.theme.scale import SPACE_3
from seedream_desktop.ui.views.build import facts
from seedream_desktop.ui.views.build.facts import COUNTED, said
from seedream_desktop.ui.views.build.mend_line import MendLine
from seedream_desktop.ui.views.build.scenario_editor import ScenarioEditor
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field
from seedream_desktop.ui.widgets.stepper import Stepper

_COUNT_MAX = 60


class TargetEditor(QWidget):
    """Offers what the cards offer; a step that asks for more is shown as it is, with a mend."""

    story_apart = Signal()
    """The user wants the story in a sequence of its own."""

    def __init__(
        self,
        cards: Mapping[ProviderId, Card],
        accounts: Accounts,
        parent: QWidget | None = None,
    ) -> None:
        """Take the cards, and what is known of keys."""
        super().__init__(parent)
        self._cards = cards
        self._accounts = accounts
        self._document: SequenceDocument | None = None
        self._step: Step | None = None
        self._mend_mode: StepMode | None = None
        self._is_showing = False
        self.provider = Select(said("provider"))
        self.family = Select(said("model"))
        self.mode = Select(said("mode"))
        self.count = Stepper("", (1, _COUNT_MAX), said("fewer"), said("more_of_it"))
        self._mode_field = Field(said("mode"), self.mode)
        self._count_field = Field("", self.count)
        self.scenario = ScenarioEditor()
        self._remark = MendLine()
        self._lay_out()
        self.provider.picked.connect(self._on_provider)
        self.family.picked.connect(self._on_family)
        self.mode.picked.connect(self._on_mode)
        self.count.changed.connect(self._on_count)
        self._remark.asked.connect(self._on_mend)
        accounts.changed.connect(self._on_account)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(Field(said("provider"), self.provider))
        column.addWidget(self.scenario)
        column.addWidget(Field(said("model"), self.family))
        column.addWidget(self._mode_field)
        column.addWidget(self._remark)
        row = QHBoxLayout()
        row.addWidget(self._count_field)
        row.addStretch(1)
        column.addLayout(row)

    def show_step(self, document: SequenceDocument, sequence: Sequence, step: Step) -> None:
        """Show a step's target; lists are filled again only where they differ."""
        self._document, self._step = document, step
        card = self._cards.get(step.provider)
        self._show_providers(step)
        self.scenario.show_step(document, step, is_offered=bool(card and card.rehearses))
        self._show_families(step, card)
        self._show_modes(step, card)
        self._show_count(step)
        self._show_remark(sequence, step, card)

    def clear(self) -> None:
        """Follow no step any more."""
        self._document = self._step = None
        self.scenario.clear()

    def stops(self) -> tuple[QWidget, ...]:
        """Return what Tab goes through."""
        count = self.count.stops()
        played = self.scenario.stops()
        return (self.provider, *played, self.family, self.mode, self._remark.button, *count)

    def _show_providers(self, step: Step) -> None:
        entries = [(self._provider_words(name), name) for name in self._cards]
        if step.provider not in self._cards:
            entries.append((said("provider_unknown", title=step.provider), step.provider))
        self.provider.offer(entries, step.provider)

    def _provider_words(self, provider: ProviderId) -> str:
        followed = self._cards.get(rehearsed(provider))
        words = facts.provider_words(
            self._cards[provider], followed.title if followed is not None else ""
        )
        standing = self._accounts.standings.get(provider)
        is_known = standing is not None and standing.needs_key and standing.key is not None
        lacks = is_known and standing is not None and not standing.has_key
        return said("provider_no_key", words=words) if lacks else words

    def _on_account(self, _provider: object) -> None:
        if self._step is not None:
            self._show_providers(self._step)

    def _show_families(self, step: Step, card: Card | None) -> None:
        entries: list[tuple[str, object]] = []
        if card is not None:
            entries = [
                (facts.family_words(card, family, step.mode, step.count), family)
                for family in card.families
            ]
        if card is None or step.family not in card.families:
            title = facts.family_title(step.family)
            entries.append((said("model_unknown", family=title), step.family))
        self.family.offer(entries, step.family)

    def _show_modes(self, step: Step, card: Card | None) -> None:
        can = facts.modes_of(card, step.family) if card is not None else ()
        offered = [mode for mode in StepMode if mode in can or mode is step.mode]
        self.mode.offer([(facts.mode_words(mode), mode) for mode in offered], step.mode)
        self._mode_field.show_hint(said(f"explain_{step.mode.value}"))

    def _show_count(self, step: Step) -> None:
        self._count_field.setVisible(step.mode in COUNTED)
        if step.mode in COUNTED:
            caption = said(f"count_{step.mode.value}")
            self._count_field.caption.setText(caption)
            self.count.number.setAccessibleName(caption)
            self._is_showing = True
            self.count.show_value(step.count)
            self._is_showing = False

    def _show_remark(self, sequence: Sequence, step: Step, card: Card | None) -> None:
        self._mend_mode = None
        can = facts.modes_of(card, step.family) if card is not None else ()
        if can and step.mode not in can:
            self._mend_mode = can[0]
            words = said("mode_missing", family=facts.family_title(step.family))
            self._remark.say(words, said("mode_mend", mode=facts.mode_words(can[0])))
            return
        has_pictures = any(image.picture is not None for image in sequence.images)
        if step.mode is StepMode.STORY and has_pictures:
            self._remark.say(said("story_has_pictures"), said("story_apart"))
            return
        self._remark.say("")

    def _on_provider(self, provider: ProviderId) -> None:
        card = self._cards.get(provider)
        if self._document is None or self._step is None or card is None:
            return
        keeps = self._step.family in card.families
        family = self._step.family if keeps else card.default_family or card.families[0]
        self._document.edit_step(self._step.id, provider=provider, family=family)

    def _on_family(self, family: str) -> None:
        if self._document is not None and self._step is not None:
            self._document.edit_step(self._step.id, family=family)

    def _on_mode(self, mode: StepMode) -> None:
        if self._document is not None and self._step is not None:
            self._document.choose_mode(self._step.id, StepMode(mode))

    def _on_count(self, count: int) -> None:
        step = self._step
        if self._is_showing or self._document is None or step is None:
            return
        if step.mode in COUNTED:
            self._document.choose_count(step.id, count)

    def _on_mend(self) -> None:
        if self._mend_mode is not None:
            self._on_mode(self._mend_mode)
        else:
            self.story_apart.emit()
