"""BytePlus ModelArk and Volcengine Ark: pictures in the answer itself, version 3 of the interface.

One interface, three services that know nothing of each other: keys, models and prices are of a
region, which the card says.
"""

from functools import partial
from typing import Final

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ports.provider import (
    Accepted,
    Dispatch,
    Finished,
    Order,
)
from seedream_desktop.providers._ark_errors import TITLE, order_trouble, question_trouble
from seedream_desktop.providers._ark_shapes import Models
from seedream_desktop.providers._ark_stream import GroupReader
from seedream_desktop.providers._ark_wire import finished, is_stream, wire_order
from seedream_desktop.providers._inline import data_uris
from seedream_desktop.providers._remote import RemoteService, understood
from seedream_desktop.providers._wire import decoded

BASE_URLS: Final = {
    "ap": "https://ark.ap-southeast.bytepluses.com",
    "eu": "https://ark.eu-west.bytepluses.com",
    "cn": "https://ark.cn-beijing.volces.com",
}
PAID_READ_TIMEOUT_S: Final = 600.0
"""An answer comes when all is made; the vendor's own client waits as long."""

_API: Final = "/api/v3"
_ORDERS: Final = f"{_API}/images/generations"
_STREAM: Final = "text/event-stream"
_PICTURE_BYTES_MAX: Final = 240_000_000  # one picture of 160 MB in base64, and room


class Ark(RemoteService):
    """Implements ports.provider.Provider; see there for what each call promises.

    There are no jobs, no list and no uploads: an answer that is lost is lost. 1.x below are
    sections of the protocol's sheet (providers/ark-novita-evolink.md).
    """

    provider = ProviderId("byteplus")
    title = TITLE

    async def check_account(self) -> int | None:
        """Ask for the list of models (1.9), which needs a good key; no balance can be asked."""
        key = await self._key()
        reply = await self._line.client.get(f"{_API}/models", key=key)
        understood(TITLE, question_trouble(reply), reply.body, partial(decoded, shape=Models))
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
