"""Keys and time."""

from typing import Final, Protocol

from seedream_desktop.domain.ids import (
    ProviderId,
)
from seedream_desktop.domain.ledger import Moment

_LONG_ENOUGH_FOR_TAIL: Final = 12


class Vault(Protocol):
    """Where keys live. Calls may block on a prompt of the system's; they run off the loop."""

    async def key(self, provider: ProviderId) -> "Secret":
        """Return a provider's key. Raises KeyMissing."""
        ...


class Secret:
    """A key: shown nowhere, pickled nowhere, read by reveal() only."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Hold a key, white space around it removed."""
        self._value = value.strip()

    def reveal(self) -> str:
        """Return the key itself, for a header of a request to its own service."""
        return self._value

    @property
    def tail(self) -> str:
        """The last four characters, which is all that a person is shown; none of short keys."""
        return self._value[-4:] if len(self._value) >= _LONG_ENOUGH_FOR_TAIL else ""

    def __repr__(self) -> str:
        """Return stars."""
        return "Secret(****)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        """Refuse to be pickled."""
        raise TypeError("a Secret is not pickled")


class Clock(Protocol):
    """Time: the wall clock for records, a monotonic one for waits."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds on a clock that is never set."""
        ...

    def moment(self) -> Moment:
        """Now, and the starts of this day and month where the user is."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...
