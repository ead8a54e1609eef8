"""What a service's balance was when nothing was under way there, and what was bought since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from seedream_desktop.domain.ids import ProviderId, RequestId


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The latest mark of one provider and this library's own purchases since then.

    balance_micros is what the service said at the mark; spent is what the ledger says of each
    request that ended or is being collected, errands_micros of all errands. is_busy says that a
    request is with the service just now, so that its money may be taken or not.
    """

    balance_micros: int
    spent: Mapping[RequestId, int] = field(default_factory=dict)
    errands_micros: int = 0
    is_busy: bool = False

    @property
    def spent_micros(self) -> int:
        """What the balance has to have fallen by if nothing else was bought."""
        return sum(self.spent.values()) + self.errands_micros


class Balances(Protocol):
    """Marks in the library: a mark goes before all that is now sent, or of unknown fate."""

    async def may_mark(self, provider: ProviderId, now: float) -> int | None:
        """Return the ledger's last row where a new mark would be a sound one, else None.

        It is not while any request is under way, in doubt, or held since a copy of the library
        was put in place; nor while money of a failed one may still come back; nor needed right
        after another.
        """
        ...

    async def mark(self, provider: ProviderId, balance_micros: int, entry: int, now: float) -> bool:
        """Write a mark if the ledger still ends with the row that may_mark() gave."""
        ...

    async def trail(self, provider: ProviderId) -> Trail | None:
        """Return what is known since the latest mark; None where there never was one."""
        ...
