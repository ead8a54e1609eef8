"""Better prompts of the window: what is asked for, what came, and what is paid for already."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.ids import ProviderId, SequenceId, StepId
from seedream_desktop.domain.proposal import Proposal
from seedream_desktop.ui.bridge import EngineBridge

if TYPE_CHECKING:
    from seedream_desktop.domain.card import Card
    from seedream_desktop.ui.desk.program import Program
    from seedream_desktop.ui.desk.purse import Purse


@dataclass(frozen=True, slots=True)
class Place:
    """The step of a sequence that a better prompt is for."""

    sequence: SequenceId
    step: StepId


@dataclass(frozen=True, slots=True)
class _Text:
    provider: ProviderId
    text: str


class Proposals(QObject):
    """Each ask() is one purchase at most; nothing is bought by looking.

    What was asked for a step stays with it until it is let go, also when its prompt changes
    meanwhile. What an earlier start left untaken is found again by the prompt's text.
    """

    changed = Signal()

    def __init__(
        self,
        program: "Program",
        bridge: EngineBridge,
        purse: "Purse",
        parent: QObject | None = None,
    ) -> None:
        """Take the engine behind the program, and the purse that money is taken from."""
        super().__init__(parent)
        self._enhancer = program.engine.enhancer
        self._bridge = bridge
        self._purse = purse
        self._risen: dict[ProviderId, int] = {}
        self._asking: dict[Place, ProviderId] = {}
        self._calls: dict[int, tuple[Place, int]] = {}
        self._came: dict[Place, Proposal] = {}
        self._troubles: dict[Place, SeedreamError] = {}
        self._seen: _Text | None = None
        self._known: tuple[Proposal, ...] = ()
        self._is_reading = False
        self._is_stale = False

    def look(self, provider: ProviderId, prompt: str) -> None:
        """Have what was bought for a prompt read, unless it is the one that was read last."""
        wanted = _Text(provider, prompt.strip())
        if wanted != self._seen:
            self._seen, self._known = wanted, ()
            self._read()

    def price_micros(self, card: "Card", prompt: str, style: str) -> int:
        """Return what asking costs now; nothing where the same was bought before."""
        assert card.enhancer is not None, "only a provider that has one is asked"
        if self.bought(card.provider, prompt, style) is not None:
            return 0
        return self._risen.get(card.provider, card.enhancer.price_micros)

    def bought(self, provider: ProviderId, prompt: str, style: str) -> Proposal | None:
        """Return what was bought for exactly this, its words there or to be fetched."""
        if self._seen != _Text(provider, prompt.strip()):
            return None
        same = [proposal for proposal in self._known if proposal.style == style]
        there = [proposal for proposal in same if proposal.words is not None]
        return next(iter(there or same), None)

    def waiting(self, place: Place, provider: ProviderId, prompt: str) -> Proposal | None:
        """Return the proposal that waits for the user's word at a step."""
        if place in self._came:
            return self._came[place]
        if self._seen != _Text(provider, prompt.strip()):
            return None
        left = (p for p in self._known if p.words is not None and not p.is_closed)
        return next(left, None)

    def is_asking(self, place: Place) -> bool:
        """Say whether an answer for the step is on its way."""
        return place in self._asking

    def trouble(self, place: Place) -> SeedreamError | None:
        """Return how the last asking for a step failed."""
        return self._troubles.get(place)

    def forget_trouble(self, place: Place) -> None:
        """Take what went wrong as read."""
        if self._troubles.pop(place, None) is not None:
            self.changed.emit()

    def ask(self, place: Place, card: "Card", prompt: str, style: str) -> None:
        """Ask at the price that is shown; a second time meanwhile is not heard."""
        if place in self._asking:
            return
        price = self.price_micros(card, prompt, style)
        self._asking[place] = card.provider
        self._troubles.pop(place, None)
        work = self._enhancer.enhance(card.provider, prompt, cost_micros=price, style=style)
        call = self._bridge.call(work, self, self._on_words, self._on_failed)
        call.cancelled.connect(self._on_cancelled)
        self._calls[call.number] = (place, price)
        self.changed.emit()

    def let_go(self, place: Place, proposal: Proposal) -> None:
        """Note that the user took it, or keeps the old prompt."""
        self._came.pop(place, None)
        self._known = tuple(p for p in self._known if p.errand != proposal.errand)
        self._bridge.call(
            self._enhancer.let_go(proposal.errand), self, self._on_noted, self._on_unread
        )
        self.changed.emit()

    def _on_words(self, call: int, proposal: Proposal) -> None:
        place, _ = self._calls.pop(call)
        self._asking.pop(place, None)
        self._came[place] = proposal
        self._after()

    def _on_failed(self, call: int, error: SeedreamError) -> None:
        place, _ = self._calls.pop(call)
        provider = self._asking.pop(place)
        if error.code == "price_rose":
            self._risen[provider] = int(error.params["cost_micros"])
        self._troubles[place] = error
        self._after()

    def _on_cancelled(self, call: int) -> None:
        place, _ = self._calls.pop(call)
        self._asking.pop(place, None)
        self._after()

    def _after(self) -> None:
        """Learn anew what is paid for: money moved, or may have."""
        self._purse.refresh()
        self._read()
        self.changed.emit()

    def _read(self) -> None:
        if self._seen is None:
            return
        self._is_stale = self._is_reading
        if not self._is_reading:
            self._is_reading = True
            work = self._enhancer.proposals(self._seen.provider, self._seen.text)
            self._bridge.call(work, self, self._on_read, self._on_unread)

    def _on_noted(self, _call: int, _nothing: None) -> None:
        self._read()

    def _on_read(self, _call: int, found: tuple[Proposal, ...]) -> None:
        self._is_reading = False
        if self._is_stale:
            self._read()
        elif found != self._known:
            self._known = found
            self.changed.emit()

    def _on_unread(self, _call: int, _error: SeedreamError) -> None:
        """Offer the card's price; the engine still finds what is paid for before it buys."""
        self._is_reading = False
