"""Novita AI: orders whose answers hold the pictures, and the balance; REST interface, version 3."""

from typing import Final

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ports.provider import (
    Accepted,
    Dispatch,
    Finished,
    Order,
)
from seedream_desktop.providers._novita_errors import TITLE, order_trouble, question_trouble
from seedream_desktop.providers._novita_wire import balance_in, finished, path_of, wire_order
from seedream_desktop.providers._remote import RemoteService, understood

BASE_URL: Final = "https://api.novita.ai"

PAID_READ_TIMEOUT_S: Final = 600.0
"""The answer waits for all pictures; to hang up earlier would turn slow successes into doubts."""

_BALANCE: Final = "/openapi/v1/billing/balance/detail"


class Novita(RemoteService):
    """Implements ports.provider.Provider; see there for what each call promises.

    Numbers below are sections of the protocol's sheet (providers/ark-novita-evolink.md). There
    are no jobs, no list, no uploads and no idempotency key: what an answer does not bring, or
    a lost one had, nobody can ask for.
    """

    provider = ProviderId("novita")
    title = TITLE

    async def check_account(self) -> int:
        """Return the balance (2.5), which needs a good key."""
        reply = await self._line.client.get(_BALANCE, key=await self._key())
        return understood(TITLE, question_trouble(reply), reply.body, balance_in)

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
