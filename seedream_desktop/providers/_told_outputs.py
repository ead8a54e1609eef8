"""Outputs as services tell them: an address, an object around one, or the picture itself."""

import asyncio
import binascii
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from seedream_desktop.domain.errors import Billed, OutputUnusable
from seedream_desktop.domain.request import Trouble
from seedream_desktop.ports.provider import (
    Outbox,
    OutputMissing,
    OutputStored,
    OutputUrl,
    RemoteOutput,
)

Keep: TypeAlias = Callable[[bytes], Awaitable[OutputStored]]
"""Stores the bytes of a picture; see ports.provider.Outbox."""

_DATA_URI: Final = re.compile(r"data:[^,]{0,200},", re.IGNORECASE)
_PLACES: Final = ("url", "image", "image_url", "output")


async def told_outputs(service: str, told: Any, outbox: Outbox) -> tuple[RemoteOutput, ...]:
    """Return a job's outputs in its order: addresses, or pictures put into the outbox.

    Base64 is taken bare or as a data URI. One that cannot be read costs none of the others.
    Raises StorageFailed.
    """
    elements = told if isinstance(told, list) else [told] if told else []
    return tuple([await told_output(service, element, outbox.keep) for element in elements])


async def told_output(service: str, element: Any, keep: Keep) -> RemoteOutput:
    """Return one output: its address, or what became of the picture itself.

    Raises StorageFailed.
    """
    if isinstance(element, dict):
        element = next((element[place] for place in _PLACES if element.get(place)), None)
    if not isinstance(element, str) or not element:
        return _missing(service)
    if element[:8].lower().startswith(("http://", "https://")):
        return OutputUrl(element)
    try:
        data = await asyncio.to_thread(_from_base64, element)
    except (binascii.Error, ValueError):
        return _missing(service)
    try:
        return await keep(data)
    except OutputUnusable as error:
        return OutputMissing(Trouble(code=error.code, billed=error.billed, params=error.params))


def _from_base64(text: str) -> bytes:
    prefix = _DATA_URI.match(text)
    packed = text[prefix.end() :] if prefix else text
    data = binascii.a2b_base64("".join(packed.split()), strict_mode=True)
    if not data:
        raise ValueError("nothing inside")
    return data


def _missing(service: str) -> OutputMissing:
    trouble = Trouble(code="output_unreadable", billed=Billed.YES, params={"service": service})
    return OutputMissing(trouble)
