"""The services that the open sequence pays for: whether their keys are there, and live prices."""

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.events import Notice
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.plan import Check, Weight
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.settings.keys import KeyState, KeyStatus, needs_key
from seedream_desktop.ui.bridge import EngineBridge

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

_KEYS_S: Final = 3.0
"""How long a missing key is believed to be missing."""

_MUTE_S: Final = 60.0
"""How long a service that could not be reached is not asked again for an edit's sake."""

_PRICES_S: Final = 4.0
"""How long a run waits for a service's word on its prices; without it the card's hold."""

_NOT_ASKED: Final = "prices_not_asked"

_LACKING: Final = frozenset({KeyState.MISSING, KeyState.UNAVAILABLE})


class Tariffs(QObject):
    """Looks for a key once it is needed, and asks its service for prices once a sequence."""

    changed = Signal()
    """A key came or went."""
    unanswered = Signal(object)
    """Carries the id of a service that could not be reached."""
    priced = Signal()
    """Services were asked: what is planned from now on counts with their prices."""

    def __init__(
        self, program: "Program", bridge: EngineBridge, parent: QObject | None = None
    ) -> None:
        """Look for nothing yet."""
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._sequence: Sequence | None = None
        self._keys: dict[ProviderId, KeyState] = {}
        self._keys_at = float("-inf")
        self._priced: set[ProviderId] = set()
        self._notices: dict[str, Notice] = {}
        self._mute_until = float("-inf")

    def follow(self, sequence: Sequence | None) -> None:
        """Take the sequence that is planned now."""
        before, self._sequence = self._sequence, sequence
        if sequence is None or before is None or before.id != sequence.id:
            self._priced.clear()
            self._notices.clear()
        if monotonic() >= self._mute_until:
            self.ask_again()
        self._look()

    def refresh(self) -> None:
        """Look for keys again: one was set or deleted."""
        self._keys.clear()
        self._keys_at = float("-inf")
        self._look()

    @property
    def paid(self) -> frozenset[ProviderId]:
        """The services of the sequence's steps that cost money."""
        steps = self._sequence.steps_on if self._sequence is not None else ()
        cards = self._program.cards
        return frozenset(
            step.provider
            for step in steps
            if step.provider in cards and not cards[step.provider].is_offline
        )

    @property
    def can_be_asked(self) -> bool:
        """Whether a service that costs money is used and its key is there."""
        return any(self._keys.get(provider) is KeyState.PRESENT for provider in self.paid)

    def hindrances(self) -> list[Check]:
        """Return a stop for each service without a key."""
        return [
            Check(
                weight=Weight.STOP,
                code="no_key",
                params={"provider": self._program.cards[provider].title},
            )
            for provider in sorted(self.paid)
            if self._keys.get(provider) in _LACKING
        ]

    def remarks(self) -> list[Check]:
        """Return a notice for each price that is not its card's."""
        return [
            Check(weight=Weight.NOTICE, code=notice.code, params=notice.params)
            for notice in self._notices.values()
        ]

    def take(self, notices: tuple[Notice, ...]) -> None:
        """Show what services say of their prices, the newest of each model."""
        kept = {key: old for key, old in self._notices.items() if old.code != _NOT_ASKED}
        self._notices = kept | {_subject(notice): notice for notice in notices}
        for notice in notices:
            if notice.code == _NOT_ASKED:
                self._mute_until = monotonic() + _MUTE_S
                self.unanswered.emit(notice.params["id"])
        self.priced.emit()

    @property
    def is_unanswered(self) -> bool:
        """Whether a service that is paid for could not be reached when it was asked last."""
        return any(notice.code == _NOT_ASKED for notice in self._notices.values())

    def ask_again(self) -> None:
        """Ask for prices that could not be asked for: there is a network again."""
        if self.is_unanswered:
            self._priced.clear()
            self._look()

    def _look(self) -> None:
        wanted = {provider for provider in self.paid if needs_key(provider)}
        lacking = [p for p in sorted(wanted) if self._keys.get(p) is not KeyState.PRESENT]
        if lacking and monotonic() - self._keys_at >= _KEYS_S:
            self._keys_at = monotonic()
            for provider in lacking:
                self._bridge.call(self._program.vault.status(provider), self, self._on_key)
        unpriced = wanted - self._priced - set(lacking)
        if unpriced and self._sequence is not None:
            self._priced |= unpriced
            work = self._program.engine.refresh_prices(self._sequence)
            self._bridge.call(work, self, self._on_prices)

    def _on_key(self, _call: int, status: KeyStatus) -> None:
        self._keys[status.provider] = status.state
        if status.state is KeyState.PRESENT:
            self._look()
        self.changed.emit()

    def _on_prices(self, _call: int, notices: tuple[Notice, ...]) -> None:
        self.take(notices)


def _subject(notice: Notice) -> str:
    """Return what a notice is about; a newer one about the same takes its place."""
    return str(notice.params.get("model") or notice.params.get("provider", ""))


async def live_prices(program: "Program", sequence: Sequence) -> tuple[Notice, ...]:
    """Ask a sequence's services for their prices, not for long; run on the engine's loop.

    A service that is mute, slow or away leaves the card's prices.
    """
    try:
        async with asyncio.timeout(_PRICES_S):
            return await program.engine.refresh_prices(sequence)
    except TimeoutError:
        return ()
