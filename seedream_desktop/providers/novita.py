"""Novita AI: orders whose answers hold the pictures, and the balance; REST interface, version 3."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import RemoteGone, Unreachable
from seedream_desktop.domain.ids import ModelId, ProviderId, RemoteId
from seedream_desktop.net.line import Line
from seedream_desktop.ports.provider import (
    Accepted,
    Dispatch,
    Finished,
    Order,
    Outbox,
    PastJob,
    Snapshot,
    Upload,
)
from seedream_desktop.ports.world import Secret
from seedream_desktop.providers._novita_errors import TITLE, order_trouble, question_trouble
from seedream_desktop.providers._novita_wire import balance_in, finished, path_of, wire_order
from seedream_desktop.providers._wire import BadReply, unreadable

BASE_URL: Final = "https://api.novita.ai"

PAID_READ_TIMEOUT_S: Final = 600.0
"""The answer waits for all pictures; to hang up earlier would turn slow successes into doubts."""

_ID: Final = ProviderId("novita")
_BALANCE: Final = "/openapi/v1/billing/balance/detail"


class Novita:
    """Implements ports.provider.Provider; see there for what each call promises.

    Numbers below are sections of the protocol's sheet (providers/ark-novita-evolink.md). There
    are no jobs, no list, no uploads and no idempotency key: what an answer does not bring, or
    a lost one had, nobody can ask for.
    """

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
        return _ID

    @property
    def announces_leaving(self) -> bool:
        """Orders announce themselves; see submit()."""
        return True

    async def aclose(self) -> None:
        """Close the connections."""
        await self._line.aclose()

    async def check_account(self) -> int:
        """Return the balance (2.5), which needs a good key."""
        reply = await self._line.client.get(_BALANCE, key=await self._key())
        trouble = question_trouble(reply)
        if trouble is not None:
            raise trouble
        try:
            return balance_in(reply.body)
        except BadReply as error:
            raise unreadable(TITLE, error) from error

    async def upload(self, path: Path, name: str) -> Upload:
        """Say that there is no such call: references stand inside the order."""
        raise RemoteGone("not_at_service", service=TITLE, said="")

    async def submit(self, order: Order, outbox: Dispatch) -> Accepted | Finished:
        """Send the order and take the pictures out of its answer as it comes (2.2)."""
        body = await wire_order(order)
        key = await self._key()
        sending = self._line.paid.stream(
            path_of(order), body, key=key, before_first_byte=outbox.leaving
        )
        async with sending as answer:
            if answer.status // 100 == 2:  # noqa: PLR2004 (the class of success)
                return await finished(answer, order, key, outbox)
            reply = await answer.body()
        raise order_trouble(reply)

    async def look_up(self, remote_id: RemoteId, outbox: Outbox) -> Snapshot:
        """Say that there are no jobs (2.2)."""
        raise RemoteGone("not_at_service", service=TITLE, said="")

    async def history(self, model: ModelId, since: float, until: float) -> tuple[PastJob, ...]:
        """There is no such list, and nothing may be concluded from that."""
        raise Unreachable("no_history", service=TITLE)

    async def replay(self, order: Order, outbox: Outbox) -> Accepted | Finished | None:
        """Do nothing: the service takes no such key (2.1)."""
        return None

    async def price_micros(self, order: Order) -> int | None:
        """Say that there is no such call."""
        return None

    async def refresh(self, card: Card) -> Card:
        """Return the same card: there is no list of models with limits or prices."""
        return card
