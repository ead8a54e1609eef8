"""Ark's stream (sheet, 1.7): each picture is stored as it comes, a failed one leaves its place."""

import asyncio
from typing import Any, Final, TypeVar

from seedream_desktop.domain.errors import OutcomeUnknown
from seedream_desktop.net.answer import Answer
from seedream_desktop.net.reply import reply_of
from seedream_desktop.ports.provider import Dispatch, Finished
from seedream_desktop.ports.world import Secret
from seedream_desktop.providers._ark_errors import Fault, error_of, fault_in, trouble_of
from seedream_desktop.providers._ark_shapes import Happening, Picture
from seedream_desktop.providers._ark_wire import Basket, unclear
from seedream_desktop.providers._events import Event, EventReader, EventTooLong
from seedream_desktop.providers._wire import BadReply, decoded

_DONE: Final = b"[DONE]"
_SUCCEEDED: Final = "image_generation.partial_succeeded"
_FAILED: Final = "image_generation.partial_failed"
_COMPLETED: Final = "image_generation.completed"
_WORDS_BYTES_MAX: Final = 64_000
"""No picture, and nobody shows what is longer."""

Shape = TypeVar("Shape")


class GroupReader:
    """Reads the stream of one order to its end.

    The end is the service's own word, the bill or [DONE]: a body that just stops may have been
    cut by anybody on the way. Other clients stop at the first member that failed; the ones after
    it are paid for.
    """

    def __init__(self, answer: Answer, host: str, key: Secret, outbox: Dispatch) -> None:
        """Take the answer, whose head is there, the service's host, and where pictures go."""
        self._answer = answer
        self._host = host
        self._key = key
        self._basket = Basket(outbox)
        self._usage: Any = None
        self._fault: Fault | None = None

    async def finished(self) -> Finished:
        """Return the whole answer.

        Raises OutcomeUnknown when the stream ends without its last word or cannot be read,
        the error that the service names when no picture came before it, and StorageFailed.
        """
        if not await self._heard_out():
            raise OutcomeUnknown("answer_cut_off", host=self._host, status=self._answer.status)
        if self._fault is not None and not self._basket.has_pictures:
            raise error_of(self._fault)
        if self._fault is not None:
            self._basket.fail(trouble_of(self._fault))
        return self._basket.finished(self._usage)

    async def _heard_out(self) -> bool:
        """Take every event; say whether the last one was the service's last word."""
        reader = EventReader()
        try:
            async for piece in self._answer.chunks():
                for event in reader.feed(piece):
                    if await self._is_last(event):
                        return True
        except EventTooLong:
            raise unclear(self._answer.status) from None
        rest = reader.rest()
        return rest is not None and _is_whole(rest) and await self._is_last(rest)

    async def _is_last(self, event: Event) -> bool:
        """Take an event; say whether the service has nothing more to say."""
        if event.data.startswith(_DONE):
            return True
        said = await self._read(event.data, Happening)
        kind = said.type or event.name
        if kind in (_SUCCEEDED, _FAILED):
            picture = await self._read(self._plain(event), Picture)
            event.data = bytearray()  # the next one grows already
            await self._basket.put(picture, picture.image_index)
            return False
        if said.error is not None:
            said = await self._read(self._clean(event), Happening)
        self._usage = said.usage if kind == _COMPLETED else self._usage
        self._fault = fault_in(said.error)
        return kind == _COMPLETED or self._fault is not None

    def _plain(self, event: Event) -> bytes | bytearray:
        return event.data if len(event.data) > _WORDS_BYTES_MAX else self._clean(event)

    def _clean(self, event: Event) -> bytes:
        """Return an event's data without the key, should the service repeat it."""
        return reply_of(self._answer.status, {}, bytes(event.data), self._key).body

    async def _read(self, data: bytes | bytearray, shape: type[Shape]) -> Shape:
        try:
            return await asyncio.to_thread(decoded, data, shape)
        except BadReply as error:
            raise unclear(self._answer.status) from error


def _is_whole(event: Event) -> bool:
    """Say whether an event without its blank line is all there: its JSON is closed."""
    return event.data.startswith(_DONE) or event.data.rstrip().endswith(b"}")
