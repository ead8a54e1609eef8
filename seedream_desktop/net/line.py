"""Everything that one service is spoken to with, opened and closed together."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seedream_desktop.net.client import Client, Patience
    from seedream_desktop.net.paid import Paid
    from seedream_desktop.net.surroundings import Surroundings
    from seedream_desktop.net.transfer import Stall, Transfer


@dataclass(frozen=True, slots=True)
class _Clients:
    client: "Client"
    paid: "Paid"
    transfer: "Transfer"


class Line:
    """One client per purpose: free calls, orders, files.

    They are made, and the HTTP library is loaded, when the first of them is used: a start
    that speaks to no service does not pay for it. Implements ports.provider.Downloads.
    """

    def __init__(self, make: Callable[[], _Clients]) -> None:
        """Take what makes the clients; see to()."""
        self._make = make
        self._making = threading.Lock()
        self._clients: _Clients | None = None
        self._retired: list[_Clients] = []

    @classmethod
    def to(
        cls,
        base_url: str,
        surroundings: "Surroundings | None" = None,
        *,
        patience: "Patience | None" = None,
        stall: "Stall | None" = None,
        paid_read_timeout_s: float = 120.0,
    ) -> "Line":
        """Return the line to a service; nothing is loaded or connected before it is used.

        Files may come from this machine only when the service itself is there, which is so in
        tests.
        """
        return cls(partial(_clients, base_url, surroundings, patience, stall, paid_read_timeout_s))

    def follow(self, other: "Line") -> None:
        """Be made as another line is, from the next call on; what is under way ends as it began."""
        with self._making:
            self._make = other._make
            if self._clients is not None:
                self._retired.append(self._clients)
            self._clients = None

    def open(self) -> None:
        """Make the clients now; may be called on any thread.

        Raises UserFixable when the address is neither https nor loopback.
        """
        self._opened()

    @property
    def client(self) -> "Client":
        """Who makes free calls. Raises as open()."""
        return self._opened().client

    @property
    def paid(self) -> "Paid":
        """Who sends orders. Raises as open()."""
        return self._opened().paid

    @property
    def transfer(self) -> "Transfer":
        """Who sends and fetches files. Raises as open()."""
        return self._opened().transfer

    async def fetch(self, url: str, into: Path, *, bytes_max: int) -> None:
        """Write the picture at an address to a file; see Transfer.fetch()."""
        await self.transfer.fetch(url, into, bytes_max=bytes_max)

    async def aclose(self) -> None:
        """Close all that was made."""
        with self._making:
            ending = [*self._retired, *([self._clients] if self._clients is not None else [])]
            self._retired, self._clients = [], None
        for clients in ending:
            await clients.client.aclose()
            await clients.paid.aclose()
            await clients.transfer.aclose()

    def _opened(self) -> _Clients:
        with self._making:
            if self._clients is None:
                self._clients = self._make()
            return self._clients


def _clients(
    base_url: str,
    surroundings: "Surroundings | None",
    patience: "Patience | None",
    stall: "Stall | None",
    paid_read_timeout_s: float,
) -> _Clients:
    from seedream_desktop.net.address import base_address
    from seedream_desktop.net.client import Client
    from seedream_desktop.net.hosts import is_loopback_name
    from seedream_desktop.net.paid import Paid
    from seedream_desktop.net.transfer import Transfer

    is_here = is_loopback_name(base_address(base_url).host)
    return _Clients(
        client=Client(base_url, surroundings, patience),
        paid=Paid(base_url, surroundings, read_timeout_s=paid_read_timeout_s),
        transfer=Transfer(surroundings, may_use_loopback=is_here, stall=stall),
    )
