"""References that travel inside an order."""

import asyncio
import base64
from pathlib import Path
from typing import Final

from seedream_desktop.net.disk import chunks_of

_KINDS: Final = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"RIFF", "image/webp"),
)


async def data_uri(path: Path) -> str:
    """Return a picture's bytes as a data URI. Raises StorageFailed.

    Its kind is that of its first bytes; references are PNG, JPEG or WebP.
    """
    data = b"".join([chunk async for chunk in chunks_of(path)])
    packed = await asyncio.to_thread(base64.b64encode, data)
    return f"data:{media_type(data)};base64,{packed.decode('ascii')}"


def media_type(head: bytes) -> str:
    """Return the kind of a picture that begins so; PNG where it is none of the known."""
    return next((kind for start, kind in _KINDS if head.startswith(start)), "image/png")
