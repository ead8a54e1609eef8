"""Ark's wire to domain and back (sheet, 1.3 to 1.7)."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from msgspec import Raw

from seedream_desktop.domain.errors import (
    Billed,
    OutcomeUnknown,
    OutputUnusable,
    SeedreamError,
)
from seedream_desktop.domain.request import Trouble
from seedream_desktop.net.content import Inlined
from seedream_desktop.net.reply import Reply
from seedream_desktop.ports.provider import (
    Dispatch,
    Finished,
    Order,
    OutputMissing,
    OutputUrl,
    RemoteOutput,
)
from seedream_desktop.providers._ark_errors import TITLE, error_of, fault_in, trouble_of
from seedream_desktop.providers._ark_shapes import Images, Picture
from seedream_desktop.providers._wire import BadReply, decoded, service_text

_USE: Final = "/"
_PLACES_MAX: Final = 100


def wire_order(order: Order, references: Iterable[Inlined]) -> dict[str, Any]:
    """Return the body of an order (1.3): what the service would choose by itself is said.

    A group is streamed, so that each picture is there as soon as it is made; see is_stream().
    A keyword in the options ("2K") is the size where the order names none in pixels.
    """
    model, _, use = order.model.partition(_USE)
    assert order.outputs == 1 or use.endswith("sequential"), "only groups have several outputs"
    body: dict[str, Any] = {
        **order.options,
        "model": model,
        "prompt": order.prompt,
        "response_format": "b64_json",
        "watermark": False,
    }
    images = list(references)
    if images:
        body["image"] = images
    if order.size is not None:
        body["size"] = f"{order.size.width_px}x{order.size.height_px}"
    if is_stream(order):
        body["sequential_image_generation"] = "auto"
        body["sequential_image_generation_options"] = {"max_images": order.outputs}
        body["stream"] = True
    return body


def is_stream(order: Order) -> bool:
    """Say whether the answer to an order comes as events."""
    return order.outputs > 1


class Basket:
    """The outputs of one order, each stored as it comes, by its place in the answer."""

    def __init__(self, outbox: Dispatch) -> None:
        """Take where they are stored."""
        self._outbox = outbox
        self._outputs: dict[int, RemoteOutput] = {}

    @property
    def has_pictures(self) -> bool:
        """Say whether a picture came."""
        return any(not isinstance(output, OutputMissing) for output in self._outputs.values())

    async def put(self, picture: Picture, place: object = None) -> None:
        """Store a picture, or note why there is none; without a place of its own it is next.

        Raises StorageFailed.
        """
        index = self._next()
        if isinstance(place, int) and 0 <= place < _PLACES_MAX and place not in self._outputs:
            index = place
        self._outputs[index] = await self._output(index, picture)

    def fail(self, trouble: Trouble) -> None:
        """Note why nothing more comes."""
        self._outputs[self._next()] = OutputMissing(trouble)

    def finished(self, usage: Any) -> Finished:
        """Return the whole answer; a place of which nothing was heard is billed if others are."""
        billed = _billed(usage)
        came = sum(not _is_free(output) for output in self._outputs.values())
        is_paid = billed is not None and billed > came
        unheard = _missing("result_not_sent", Billed.YES if is_paid else Billed.NO)
        outputs = tuple(self._outputs.get(index, unheard) for index in range(self._next()))
        return Finished(outputs=outputs, billed_outputs=billed)

    def _next(self) -> int:
        return max(self._outputs, default=-1) + 1

    async def _output(self, index: int, picture: Picture) -> RemoteOutput:
        data = await asyncio.to_thread(_bytes_of, picture.b64_json)
        if data is None:
            return _without_bytes(picture)
        try:
            return await self._outbox.arrived(index, data)
        except OutputUnusable as error:
            return OutputMissing(Trouble.of(error, Billed.YES))


def _without_bytes(picture: Picture) -> RemoteOutput:
    if isinstance(picture.url, str) and picture.url:
        return OutputUrl(picture.url)
    fault = fault_in(picture.error)
    return OutputMissing(trouble_of(fault)) if fault else _missing("output_garbled", Billed.YES)


def _missing(code: str, billed: Billed) -> OutputMissing:
    return OutputMissing(Trouble(code=code, billed=billed, params={"service": TITLE}))


def _is_free(output: RemoteOutput) -> bool:
    return isinstance(output, OutputMissing) and output.trouble.billed is Billed.NO


def _bytes_of(raw: Raw) -> bytes | None:
    """Decode base64 out of the reply itself: the text is never a string of its own."""
    try:
        return msgspec.json.decode(raw, type=bytes) or None
    except msgspec.DecodeError:
        return None


def _billed(usage: Any) -> int | None:
    count = usage.get("generated_images") if isinstance(usage, dict) else None
    return count if type(count) is int and count >= 0 else None


async def finished(reply: Reply, outbox: Dispatch) -> Finished:
    """Read a whole answer (1.6). Raises what submit() raises."""
    try:
        images = decoded(reply.body, Images)
    except BadReply as error:
        raise unclear(reply.status) from error
    fault = fault_in(images.error)
    if images.data is None and fault is None:
        raise unclear(reply.status, service_text(reply.body))
    basket = Basket(outbox)
    for picture in images.data or ():
        await basket.put(picture)
    if fault is not None and not basket.has_pictures:
        raise error_of(fault)
    if fault is not None:
        basket.fail(trouble_of(fault))
    return basket.finished(images.usage)


def unclear(status: int, said: str = "") -> SeedreamError:
    """Return the error of an answer that does not say what happened."""
    return OutcomeUnknown("answer_unclear", service=TITLE, status=status, said=said)
