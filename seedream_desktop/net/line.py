"""Everything that one service is spoken to with, opened and closed together."""

from dataclasses import dataclass

from seedream_desktop.net.address import base_address, is_loopback_name
from seedream_desktop.net.client import Client, Patience
from seedream_desktop.net.opening import Surroundings
from seedream_desktop.net.paid import Paid
from seedream_desktop.net.transfer import Stall, Transfer


@dataclass(frozen=True, slots=True)
class Line:
    """One client per purpose: free calls, orders, files."""

    client: Client
    paid: Paid
    transfer: Transfer

    @classmethod
    def to(
        cls,
        base_url: str,
        surroundings: Surroundings | None = None,
        *,
        patience: Patience | None = None,
        stall: Stall | None = None,
        paid_read_timeout_s: float = 120.0,
    ) -> "Line":
        """Make the clients of a service; none connects before it is used.

        Files may come from this machine only when the service itself is there, which is so in
        tests. Raises UserFixable when the address is neither https nor loopback.
        """
        is_here = is_loopback_name(base_address(base_url).host)
        return cls(
            client=Client(base_url, surroundings, patience),
            paid=Paid(base_url, surroundings, read_timeout_s=paid_read_timeout_s),
            transfer=Transfer(surroundings, may_use_loopback=is_here, stall=stall),
        )

    async def aclose(self) -> None:
        """Close all of them."""
        await self.client.aclose()
        await self.paid.aclose()
        await self.transfer.aclose()
