"""The keys and accounts of all providers, as a screen may know them: never a key itself."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.errors import AccountRefused, KeyMissing, SeedreamError
from seedream_desktop.settings.keys import KeyState, KeyStatus, needs_key
from seedream_desktop.ui.bridge import Call, EngineBridge
from seedream_desktop.ui.desk.patience import is_away, soon

if TYPE_CHECKING:
    from seedream_desktop.domain.card import Card
    from seedream_desktop.domain.ids import ProviderId
    from seedream_desktop.ports.provider import Provider
    from seedream_desktop.ports.world import Clock, Secret
    from seedream_desktop.settings.vault import KeyVault


class Books(Protocol):
    """What of the program accounts need; see ui.desk.program.Program."""

    @property
    def vault(self) -> "KeyVault":
        """The keys."""

    @property
    def providers(self) -> "Mapping[ProviderId, Provider]":
        """The services."""

    @property
    def cards(self) -> "Mapping[ProviderId, Card]":
        """What each service offers."""

    @property
    def clock(self) -> "Clock":
        """The time."""


class Busy(StrEnum):
    """What is under way for a provider."""

    READING = "reading"
    KEEPING = "keeping"
    REMOVING = "removing"
    TESTING = "testing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one provider's key and account.

    key is None until the store was asked. checked_at is when the service last said yes or no
    to the key, seconds since 1970; is_good that it said yes. trouble is what the last thing
    that was asked for ended in.
    """

    provider: "ProviderId"
    needs_key: bool
    key: KeyStatus | None = None
    busy: Busy | None = None
    checked_at: float | None = None
    is_good: bool = False
    balance_micros: int | None = None
    trouble: SeedreamError | None = None

    @property
    def has_key(self) -> bool:
        """Say whether there is a key that can be tested."""
        return self.key is not None and self.key.state is KeyState.PRESENT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A service's word on a key, and when it was given."""

    at: float
    balance_micros: int | None = None
    error: SeedreamError | None = None


class Accounts(QObject):
    """Asks the vault and the services on the engine's loop, one thing at a time per provider."""

    changed = Signal(object)
    """Carries the id of the provider whose standing is another now."""
    key_changed = Signal(object)
    """Carries the id of the provider whose key came, went or is another now."""
    answered = Signal(object)
    """Carries the id of the provider that has just said something of its account."""
    unanswered = Signal(object)
    """Carries the id of a provider that could not be reached."""
    store_changed = Signal()

    def __init__(self, program: Books, bridge: EngineBridge, parent: QObject | None = None) -> None:
        """Know nothing yet; see refresh()."""
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._calls: dict[ProviderId, Call] = {}
        self._reading: Call | None = None
        self.store: str | None = None
        self._standings = {
            provider: Standing(provider=provider, needs_key=needs_key(provider))
            for provider, card in program.cards.items()
            if card.rehearses is None
        }

    @property
    def standings(self) -> "Mapping[ProviderId, Standing]":
        """What is known now, in the order of the cards."""
        return dict(self._standings)

    @property
    def is_waiting(self) -> bool:
        """Say whether the store is being asked; it may wait for a password."""
        busy = {standing.busy for standing in self._standings.values()}
        return self._reading is not None or bool(busy & {Busy.KEEPING, Busy.REMOVING})

    def refresh(self) -> None:
        """Ask the store for its name and which keys it has; a locked one is asked once."""
        if self._reading is not None:
            return
        wanted = [s.provider for s in self._standings.values() if s.needs_key]
        for provider in wanted:
            if self._standings[provider].busy is None:
                self._change(provider, busy=Busy.READING)
        call = self._bridge.call(_read(self._program, wanted), self, self._on_read)
        call.failed.connect(self._on_unread)
        call.cancelled.connect(self._on_unread)
        self._reading = call
        self.store_changed.emit()

    def add(self, provider: "ProviderId", secret: "Secret") -> None:
        """Keep a key in place of any other, then test it."""
        self._ask(
            provider, Busy.KEEPING, self._program.vault.set_key(provider, secret), self._on_kept
        )

    def remove(self, provider: "ProviderId") -> None:
        """Take the key away that was kept here; one of the environment stays."""
        self._ask(provider, Busy.REMOVING, _removed(self._program, provider), self._on_removed)

    def test(self, provider: "ProviderId") -> None:
        """Ask the service for the account: free, and no picture is sent."""
        self._ask(provider, Busy.TESTING, _checked(self._program, provider), self._on_checked)

    def forget_check(self, provider: "ProviderId") -> None:
        """Believe a test no more: the key is used in another region from now on."""
        standing = self._standings.get(provider)
        if standing is not None and standing.key is not None:
            self._forget_check(provider, standing.key)

    def cancel(self) -> None:
        """Give up what only asks: tests and readings. A key on its way is still kept."""
        calls = [
            call
            for provider, call in self._calls.items()
            if self._standings[provider].busy is Busy.TESTING
        ]
        for call in [*calls, *([self._reading] if self._reading is not None else [])]:
            call.cancel()

    def _ask(
        self,
        provider: "ProviderId",
        busy: Busy,
        work: Coroutine[Any, Any, Any],
        take: "Callable[[ProviderId, Any], None]",
    ) -> None:
        if self._standings[provider].busy in (Busy.KEEPING, Busy.REMOVING):
            work.close()
            return
        earlier = self._calls.pop(provider, None)
        if earlier is not None:
            earlier.cancel()
        self._change(provider, busy=busy, trouble=None)
        call = self._bridge.call(work, self)
        self._calls[provider] = call
        call.succeeded.connect(partial(self._on_answer, provider, take))
        call.failed.connect(partial(self._on_failed, provider))
        call.cancelled.connect(partial(self._on_cancelled, provider))

    def _on_answer(
        self,
        provider: "ProviderId",
        take: "Callable[[ProviderId, Any], None]",
        number: int,
        value: Any,
    ) -> None:
        if self._is_newest(provider, number):
            take(provider, value)

    def _on_kept(self, provider: "ProviderId", key: KeyStatus) -> None:
        # One piece of news, not two: nothing comes to rest between keeping and testing.
        self._standings[provider] = Standing(provider=provider, needs_key=True, key=key)
        self.test(provider)
        self.key_changed.emit(provider)

    def _on_removed(self, provider: "ProviderId", key: KeyStatus) -> None:
        self._forget_check(provider, key)

    def _on_checked(self, provider: "ProviderId", checked: _Checked) -> None:
        is_good, error = checked.error is None, checked.error
        if is_good or isinstance(error, AccountRefused):
            self._change(
                provider,
                busy=None,
                checked_at=checked.at,
                is_good=is_good,
                balance_micros=checked.balance_micros,
                trouble=error,
            )
            self.answered.emit(provider)
            return
        self._change(provider, busy=None, trouble=error)
        if error is not None and is_away(error):
            self.unanswered.emit(provider)
        if isinstance(error, KeyMissing):
            self.refresh()

    def _on_failed(self, provider: "ProviderId", number: int, error: SeedreamError) -> None:
        if self._is_newest(provider, number):
            self._change(provider, busy=None, trouble=error)
            if isinstance(error, KeyMissing):
                self.refresh()

    def _on_cancelled(self, provider: "ProviderId", number: int) -> None:
        if self._is_newest(provider, number):
            self._change(provider, busy=None)

    def _on_read(self, _call: int, found: tuple[str, tuple[KeyStatus, ...]]) -> None:
        self._reading = None
        self.store, keys = found
        for key in keys:
            standing = self._standings[key.provider]
            busy = None if standing.busy is Busy.READING else standing.busy
            if busy in (Busy.KEEPING, Busy.REMOVING):
                continue
            if standing.key is not None and key != standing.key:
                self._forget_check(key.provider, key, standing.trouble)
            else:
                self._change(key.provider, key=key, busy=busy)
        self.store_changed.emit()

    def _on_unread(self, _call: int, _error: SeedreamError | None = None) -> None:
        self._reading = None
        for provider, standing in self.standings.items():
            if standing.busy is Busy.READING:
                self._change(provider, busy=None)
        self.store_changed.emit()

    def _is_newest(self, provider: "ProviderId", number: int) -> bool:
        call = self._calls.get(provider)
        if call is None or call.number != number:
            return False
        del self._calls[provider]
        return True

    def _forget_check(
        self, provider: "ProviderId", key: KeyStatus, trouble: SeedreamError | None = None
    ) -> None:
        """Take over another key, of which the service has said nothing yet."""
        fresh = Standing(provider=provider, needs_key=True, key=key, trouble=trouble)
        self._standings[provider] = fresh
        self.changed.emit(provider)
        self.key_changed.emit(provider)

    def _change(self, provider: "ProviderId", **fields: Any) -> None:
        self._standings[provider] = replace(self._standings[provider], **fields)
        self.changed.emit(provider)


async def _read(program: Books, providers: "list[ProviderId]") -> tuple[str, tuple[KeyStatus, ...]]:
    keys = await program.vault.list_keys(providers)
    return await program.vault.store_name(), keys


async def _removed(program: Books, provider: "ProviderId") -> KeyStatus:
    await program.vault.delete_key(provider)
    return await program.vault.status(provider)


async def _checked(program: Books, provider: "ProviderId") -> _Checked:
    try:
        question = program.providers[provider].check_account()
        balance_micros = await soon(question, program.cards[provider].title)
    except SeedreamError as error:
        return _Checked(at=program.clock.now(), error=error)
    return _Checked(at=program.clock.now(), balance_micros=balance_micros)
