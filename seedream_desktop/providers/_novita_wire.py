"""Novita's wire to domain and back (sheet, 2.2 and 2.5)."""

from typing import Any, Final

import msgspec

from seedream_desktop.domain.errors import OutcomeUnknown
from seedream_desktop.net.answer import Answer
from seedream_desktop.net.reply import reply_of
from seedream_desktop.ports.provider import (
    Dispatch,
    Finished,
    Order,
    OutputStored,
    RemoteOutput,
)
from seedream_desktop.ports.world import Secret
from seedream_desktop.providers._inline import data_uris
from seedream_desktop.providers._novita_errors import TITLE, order_trouble
from seedream_desktop.providers._novita_images import ImagesReader
from seedream_desktop.providers._told_outputs import told_output
from seedream_desktop.providers._wire import decoded, micros

_EARLIER: Final = "seedream-4.0"
_UNITS_PER_USD: Final = 10_000


class Balance(msgspec.Struct, rename="camel"):
    """What an account has left, in 1/10000 USD; the other sums beside it are its parts."""

    available_balance: str | int | float


def path_of(order: Order) -> str:
    """Return the path of a model: each generation has one, for all kinds of work."""
    return f"/v3/{_generation(order)}"


async def wire_order(order: Order) -> dict[str, Any]:
    """Return the body of an order: nothing added, nothing dropped, order kept.

    4.0 names references and the count otherwise than its successors. The mark in a corner is
    refused in so many words, since the service's default is to set it. Raises StorageFailed for
    a file that cannot be read.
    """
    is_earlier = _generation(order) == _EARLIER
    is_group = order.outputs > 1
    assert not is_group or order.model.endswith("sequential"), "one output without a group"
    body: dict[str, Any] = {"prompt": order.prompt}
    if order.references:
        inside = iter(await data_uris([one for one in order.references if not one.url]))
        given = [one.url or next(inside) for one in order.references]
        body["images" if is_earlier else "image"] = given
    if order.size is not None:
        body["size"] = f"{order.size.width_px}x{order.size.height_px}"
    body["watermark"] = False
    body["sequential_image_generation"] = "auto" if is_group else "disabled"
    if is_group and is_earlier:
        body["max_images"] = order.outputs
    elif is_group:
        body["sequential_image_generation_options"] = {"max_images": order.outputs}
    for name, value in order.options.items():
        outer, _, inner = name.partition(".")
        body[outer] = {**body.get(outer, {}), inner: value} if inner else value
    return body


async def finished(answer: Answer, order: Order, key: Secret, outbox: Dispatch) -> Finished:
    """Take the pictures out of an answer under HTTP 200 while it comes.

    Each that is inside is a result as soon as it is whole. An answer that breaks off after all
    that was ordered lacks nothing. Raises as ports.provider.Provider.submit().
    """
    reader = ImagesReader()
    outputs: list[RemoteOutput] = []

    async def keep(data: bytes) -> OutputStored:
        return await outbox.arrived(len(outputs), data)

    async def take(element: object) -> None:
        if not isinstance(element, str | dict | None):
            raise OutcomeUnknown("answer_unclear", service=TITLE, status=answer.status, said="")
        outputs.append(await told_output(TITLE, element, keep))

    try:
        async for piece in answer.chunks():
            for element in reader.feed(piece):
                await take(element)
    except OutcomeUnknown:
        if len(outputs) < order.outputs:
            raise
    if outputs and (reader.is_whole or len(outputs) >= order.outputs):
        return Finished(outputs=tuple(outputs))
    trouble = order_trouble(reply_of(answer.status, answer.headers, reader.head, key))
    if reader.is_whole and reader.has_images and isinstance(trouble, OutcomeUnknown):
        return Finished(outputs=())
    raise trouble


def balance_in(body: bytes) -> int:
    """Read what is left, in micro-dollars. Raises BadReply."""
    return micros(str(decoded(body, Balance).available_balance)) // _UNITS_PER_USD


def _generation(order: Order) -> str:
    return order.model.partition("/")[0]
