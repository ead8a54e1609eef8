"""BytePlus ModelArk and Volcengine Ark: pictures in the answer itself, version 3 of the interface.

One interface, three services that know nothing of each other: keys, models and prices are of a
region, which the card says.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import RemoteGone
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
from seedream_desktop.providers._ark_errors import TITLE, order_trouble, question_trouble
from seedream_desktop.providers._ark_shapes import Models
from seedream_desktop.providers._ark_stream import GroupReader
from seedream_desktop.providers._ark_wire import finished, is_stream, wire_order
from seedream_desktop.providers._inline import data_uris
from seedream_desktop.providers._wire import BadReply, decoded, unreadable

BASE_URLS: Final = {
    "ap": "https://ark.ap-southeast.bytepluses.com",
    "eu": "https://ark.eu-west.bytepluses.com",
    "cn": "https://ark.cn-beijing.volces.com",
}
PAID_READ_TIMEOUT_S: Final = 600.0
"""An answer comes when all is made; the vendor's own client waits as long."""

_ID: Final = ProviderId("byteplus")
_API: Final = "/api/v3"
_ORDERS: Final = f"{_API}/images/generations"
_STREAM: Final = "text/event-stream"
_PICTURE_BYTES_MAX: Final = 240_000_000  # one picture of 160 MB in base64, and room


class Ark:
    """Implements ports.provider.Provider; see there for what each call promises.

    There are no jobs, no list and no uploads: an answer that is lost is lost. 1.x below are
    sections of the protocol's sheet (providers/ark-novita-evolink.md).
    """

    def __init__(
        self,
        line: Line,
        *,
        key: Callable[[], Awaitable[Secret]],
        now: Callable[[], float],
    ) -> None:
        """Take the connections to the region, where the key comes from, and the clock."""
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

    async def check_account(self) -> int | None:
        """Ask for the list of models (1.9), which needs a good key; no balance can be asked."""
        key = await self._key()
        reply = await self._line.client.get(f"{_API}/models", key=key)
        trouble = question_trouble(reply)
        if trouble is not None:
            raise trouble
        try:
            decoded(reply.body, Models)
        except BadReply as error:
            raise unreadable(TITLE, error) from error
        return None

    async def submit(self, order: Order, outbox: Dispatch) -> Accepted | Finished:
        """Send the order and take the pictures out of its answer (1.6), or of its stream (1.7).

        Each is stored the moment it is there. An error of the service's own with which no
        picture came has cost nothing, under whatever status.
        """
        payload = wire_order(order, await data_uris(order.references))
        key = await self._key()
        paid = self._line.paid
        if not is_stream(order):
            reply = await paid.post(
                _ORDERS,
                payload,
                key=key,
                bytes_max=_PICTURE_BYTES_MAX,
                before_first_byte=outbox.leaving,
            )
        else:
            sending = paid.stream(_ORDERS, payload, key=key, before_first_byte=outbox.leaving)
            async with sending as answer:
                kind = answer.headers.get("content-type", "")
                if answer.status // 100 == 2 and kind.startswith(_STREAM):  # noqa: PLR2004
                    return await GroupReader(answer, paid.host, key, outbox).finished()
                reply = await answer.body()
        trouble = order_trouble(reply)
        if trouble is not None:
            raise trouble
        return await finished(reply, outbox)

    async def upload(self, path: Path, name: str) -> Upload:
        """Do nothing that could be done: references stand inside the order."""
        raise RemoteGone("not_at_service", service=TITLE, said="")

    async def look_up(self, remote_id: RemoteId, outbox: Outbox) -> Snapshot:
        """Say that there are no jobs (1.6)."""
        raise RemoteGone("not_at_service", service=TITLE, said="")

    async def history(self, model: ModelId, since: float, until: float) -> tuple[PastJob, ...]:
        """Return nothing: there is no list."""
        return ()

    async def replay(self, order: Order, outbox: Outbox) -> Accepted | Finished | None:
        """Do nothing: the service knows no such key."""
        return None

    async def price_micros(self, order: Order) -> int | None:
        """Say that there is no such call."""
        return None

    async def refresh(self, card: Card) -> Card:
        """Return the same card: the list of models names neither prices nor limits."""
        return card
