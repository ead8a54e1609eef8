"""How the work goes, in a few figures: what runs, waits, is in doubt; which service answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.events import ProviderPaused
from seedream_desktop.domain.ids import ProviderId, RequestId
from seedream_desktop.domain.request import OPEN, Request, RequestState, Trouble
from seedream_desktop.ui.bridge import Changes, EngineBridge

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

_S = RequestState
_RUNS: Final = frozenset({_S.PREPARING, _S.SENDING, _S.ACCEPTED, _S.COLLECTING})
_ANSWERED: Final = frozenset({_S.ACCEPTED, _S.COLLECTING, _S.DONE})
_NETWORK: Final = frozenset(
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
    """What is known of a service from the work itself; nothing is asked for this."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """Counts of open requests, and of each service that is not this machine what is known."""

    running: int = 0
    waiting: int = 0
    in_doubt: int = 0
    at_service: int = 0
    sending: int = 0
    reach: Mapping[ProviderId, Reach] = field(default_factory=dict)
    troubles: Mapping[ProviderId, Trouble] = field(default_factory=dict)

    @property
    def is_busy(self) -> bool:
        """Whether anything is unfinished that goes on, or would, without a decision."""
        return bool(self.running or self.waiting)


class Pulse(QObject):
    """Follows the engine's news from what was open at the start."""

    changed = Signal(object)
    """Carries a Beat."""

    def __init__(
        self, program: "Program", bridge: EngineBridge, parent: QObject | None = None
    ) -> None:
        """Read what is open."""
        super().__init__(parent)
        self._open: dict[RequestId, Request] = {}
        self._ended: set[RequestId] | None = set()
        cards = program.cards
        self._reach = {name: Reach.UNKNOWN for name, card in cards.items() if not card.is_local}
        self._troubles: dict[ProviderId, Trouble] = {}
        self.current = Beat(reach=dict(self._reach))
        bridge.changed.connect(self._on_changes)
        work = program.library.requests(states=OPEN)
        bridge.call(work, self, self._on_read, self._on_failed)

    def _on_read(self, _call: int, requests: tuple[Request, ...]) -> None:
        ended, self._ended = self._ended or set(), None
        for request in requests:
            if request.id not in ended:
                self._take(request)
        self._tell()

    def _on_failed(self, _call: int, _error: SeedreamError) -> None:
        """Go on with the news alone; the queue's own screen says what is wrong."""
        self._ended = None

    def _on_changes(self, changes: Changes) -> None:
        for request in changes.requests:
            self._take(request)
            self._learn(request)
        for event in changes.others:
            if isinstance(event, ProviderPaused):
                self._know(event.provider, Reach.PAUSED, event.trouble)
        self._tell()

    def _take(self, request: Request) -> None:
        known = self._open.get(request.id)
        if known is not None and known.version > request.version:
            return
        if request.state in OPEN:
            self._open[request.id] = request
            return
        self._open.pop(request.id, None)
        if self._ended is not None:
            self._ended.add(request.id)

    def _learn(self, request: Request) -> None:
        trouble = request.trouble
        if trouble is not None and trouble.code in _NETWORK:
            self._know(request.provider, Reach.OFFLINE, trouble)
        elif trouble is None and request.state in _ANSWERED:
            self._know(request.provider, Reach.ONLINE, None)

    def _know(self, provider: ProviderId, reach: Reach, trouble: Trouble | None) -> None:
        if provider not in self._reach:
            return
        self._reach[provider] = reach
        self._troubles.pop(provider, None)
        if trouble is not None:
            self._troubles[provider] = trouble

    def _tell(self) -> None:
        states = [request.state for request in self._open.values()]
        beat = Beat(
            running=sum(state in _RUNS for state in states),
            waiting=states.count(_S.QUEUED),
            in_doubt=states.count(_S.IN_DOUBT),
            at_service=states.count(_S.ACCEPTED) + states.count(_S.COLLECTING),
            sending=states.count(_S.SENDING),
            reach=dict(self._reach),
            troubles=dict(self._troubles),
        )
        if beat != self.current:
            self.current = beat
            self.changed.emit(beat)
