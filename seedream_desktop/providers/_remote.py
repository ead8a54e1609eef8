"""What the adapters of all remote services have alike, and what one says that lacks a call."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import ClassVar, TypeVar

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import RemoteGone, SeedreamError, Unreachable
from seedream_desktop.domain.ids import ModelId, ProviderId, RemoteId
from seedream_desktop.net.line import Line
from seedream_desktop.ports.provider import (
    Accepted,
    Finished,
    Order,
    Outbox,
    PastJob,
    Snapshot,
    Upload,
)
from seedream_desktop.ports.world import Secret
from seedream_desktop.providers._wire import BadReply, unreadable

Value = TypeVar("Value")
Body = TypeVar("Body")


class RemoteService:
    """Implements ports.provider.Provider for a service that can be bought from and no more.

    An adapter adds check_account() and submit(), and whatever else its service has.
    """

    provider: ClassVar[ProviderId]
    title: ClassVar[str]

    def __init__(
        self,
        line: Line,
        *,
        key: Callable[[], Awaitable[Secret]],
        now: Callable[[], float],
    ) -> None:
        """Take the connections, where the key comes from, and the clock (seconds since 1970)."""
        self._line = line
        self._key = key
        self._now = now

    @property
    def id(self) -> ProviderId:
        """The provider id of the console contract."""
        return self.provider

    @property
    def announces_leaving(self) -> bool:
        """Orders announce themselves; see submit()."""
        return True

    async def aclose(self) -> None:
        """Close the connections."""
        await self._line.aclose()

    async def upload(self, path: Path, name: str) -> Upload:
        """Say that there is no such call: references stand inside the order."""
        raise RemoteGone("not_at_service", service=self.title, said="")

    async def look_up(self, remote_id: RemoteId, outbox: Outbox) -> Snapshot:
        """Say that there are no jobs: an order's answer is all there is of it."""
        raise RemoteGone("not_at_service", service=self.title, said="")

    async def history(self, model: ModelId, since: float, until: float) -> tuple[PastJob, ...]:
        """Say that there is no such list: an empty one would be a sign about an order."""
        raise Unreachable("no_history", service=self.title)

    async def replay(self, order: Order, outbox: Outbox) -> Accepted | Finished | None:
        """Do nothing: the service takes no idempotency key."""
        return None

    async def price_micros(self, order: Order) -> int | None:
        """Say that there is no such call."""
        return None

    async def refresh(self, card: Card) -> Card:
        """Return the same card: no list of models tells prices or limits."""
        return card


def understood(
    title: str,
    trouble: SeedreamError | None,
    body: Body,
    read: Callable[[Body], Value],
) -> Value:
    """Return what a free call's answer holds. Raises its trouble, or Unreachable if unreadable."""
    if trouble is not None:
        raise trouble
    try:
        return read(body)
    except BadReply as error:
        raise unreadable(title, error) from error
