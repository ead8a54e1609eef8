"""What was spent today and this month, for the status bar and the plan."""

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.events import RunEnded, RunStarted
from seedream_desktop.domain.ledger import Balance, balance, real
from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui.bridge import Changes, EngineBridge
from seedream_desktop.ui.desk.program import Program

_PAUSE_MS = 300
_HOUR_MS = 3_600_000
_MOVES_MONEY = frozenset(
    {
        RequestState.SENDING,
        RequestState.IN_DOUBT,
        RequestState.DONE,
        RequestState.FAILED,
        RequestState.CANCELLED,
    }
)


@dataclass(frozen=True, slots=True)
class Spending:
    """Sums of real money in the ledger since this day and this month began, where the user is."""

    today: Balance = field(default_factory=Balance)
    month: Balance = field(default_factory=Balance)


class Purse(QObject):
    """Reads the ledger again a moment after money moved, and once an hour."""

    changed = Signal(object)
    """Carries Spending."""

    def __init__(
        self, program: Program, bridge: EngineBridge, parent: QObject | None = None
    ) -> None:
        """Read at once."""
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self.current = Spending()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self.refresh)
        hourly = QTimer(self)
        hourly.setInterval(_HOUR_MS)
        hourly.timeout.connect(self.refresh)
        hourly.start()
        bridge.changed.connect(self._on_changes)
        self.refresh()

    def refresh(self) -> None:
        """Read the ledger now."""
        self._bridge.call(_spending(self._program), self, self._on_read, self._on_failed)

    def _on_changes(self, changes: Changes) -> None:
        is_money = any(request.state in _MOVES_MONEY for request in changes.requests) or any(
            isinstance(event, RunStarted | RunEnded) for event in changes.others
        )
        if is_money and not self._soon.isActive():
            self._soon.start()

    def _on_read(self, _call: int, spending: Spending) -> None:
        if spending != self.current:
            self.current = spending
            self.changed.emit(spending)

    def _on_failed(self, _call: int, _error: SeedreamError) -> None:
        """Keep the last figures; the ledger's own screen says what is wrong."""


async def _spending(program: Program) -> Spending:
    moment = program.clock.moment()
    month = real(await program.library.entries(since=moment.month_start))
    today = (entry for entry in month if entry.counted_at >= moment.day_start)
    return Spending(today=balance(today), month=balance(month))
