"""Which services answer, as the work itself shows it; nothing is asked for this."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.events import ProviderAnswered, ProviderPaused, RunStarted
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.request import Request, RequestState, Trouble
from seedream_desktop.ui.bridge import Changes, EngineBridge

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

_S = RequestState
_ANSWERED: Final = frozenset({_S.ACCEPTED, _S.COLLECTING, _S.DONE})
_UNREACHED: Final = frozenset(
    {
        "not_connected",
        "certificate_refused",
        "service_unreachable",
        "upload_failed",
        "download_failed",
        "download_stalled",
    }
)
"""Codes that say that a service could not be reached at all."""


class Reach(StrEnum):
    """What is known of a service."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"
    PAUSED = "paused"
    TRYING = "trying"
    """It was in trouble, and a run that began since has had no word from it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Of each service that is not this machine what is known, and what the trouble is."""

    services: Mapping[ProviderId, Reach] = field(default_factory=dict)
    troubles: Mapping[ProviderId, Trouble] = field(default_factory=dict)


class Network(QObject):
    """Follows the engine's news of requests."""

    changed = Signal(object)
    """Carries Reached."""
    came_back = Signal()
    """A service answers that was not known to."""

    def __init__(
        self, program: "Program", bridge: EngineBridge, parent: QObject | None = None
    ) -> None:
        """Know nothing yet."""
        super().__init__(parent)
        cards = program.cards
        self._services = {name: Reach.UNKNOWN for name, card in cards.items() if not card.is_local}
        self._troubles: dict[ProviderId, Trouble] = {}
        self.current = Reached(services=dict(self._services))
        bridge.changed.connect(self._on_changes)

    def hear(self, provider: ProviderId) -> None:
        """Note that a service answered a free question; an account it refuses stays refused."""
        if self._services.get(provider) is not Reach.PAUSED:
            self._know(provider, Reach.ONLINE, None)
        self._tell()

    def hear_nothing(self, provider: ProviderId) -> None:
        """Note that a free question found no way to a service; no work waits for that."""
        if self._services.get(provider) in (Reach.UNKNOWN, Reach.ONLINE):
            self._know(provider, Reach.OFFLINE, None)
        self._tell()

    def _on_changes(self, changes: Changes) -> None:
        if any(isinstance(event, RunStarted) for event in changes.others):
            for service in tuple(self._troubles):
                self._know(service, Reach.TRYING, None)
        for request in changes.requests:
            self._learn(request)
        for event in changes.others:
            if isinstance(event, ProviderPaused):
                self._know(event.provider, Reach.PAUSED, event.trouble)
            elif isinstance(event, ProviderAnswered):
                self.hear(event.provider)
        self._tell()

    def _tell(self) -> None:
        newest = Reached(services=dict(self._services), troubles=dict(self._troubles))
        if newest == self.current:
            return
        before, self.current = self.current, newest
        self.changed.emit(newest)
        online = [name for name, reach in newest.services.items() if reach is Reach.ONLINE]
        if any(before.services[name] is not Reach.ONLINE for name in online):
            self.came_back.emit()

    def _learn(self, request: Request) -> None:
        trouble = request.trouble
        if trouble is not None and trouble.code in _UNREACHED:
            self._know(request.provider, Reach.OFFLINE, trouble)
        elif trouble is None and request.state in _ANSWERED:
            self._know(request.provider, Reach.ONLINE, None)

    def _know(self, provider: ProviderId, reach: Reach, trouble: Trouble | None) -> None:
        if provider not in self._services:
            return
        self._services[provider] = reach
        self._troubles.pop(provider, None)
        if trouble is not None:
            self._troubles[provider] = trouble
