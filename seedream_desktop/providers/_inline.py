"""References that stand inside an order: files as data URIs, made off the loop."""

import asyncio
import binascii
import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.net.content import Inlined
from seedream_desktop.ports.provider import Reference

_PIECE_BYTES: Final = 3 << 18  # a multiple of three, so that only the last one is padded
_KINDS: Final = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))


async def data_uris(references: Sequence[Reference]) -> tuple[Inlined, ...]:
    """Return the references' files as data URIs (RFC 2397), for the payload of an order.

    The format is named in small letters after the bytes themselves. A file is held once, as it
    is sent. Raises StorageFailed: nothing was sent then.
    """
    return tuple([await asyncio.to_thread(_data_uri, one.path) for one in references])


def _data_uri(path: Path) -> Inlined:
    try:
        with path.open("rb") as file:
            piece = file.read(_PIECE_BYTES)
            text = bytearray(f"data:image/{_kind(piece)};base64,".encode())
            while piece:
                text += binascii.b2a_base64(piece, newline=False)
                piece = file.read(_PIECE_BYTES)
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise StorageFailed("file_not_read", path=str(path), reason=reason) from error
    return Inlined(text)


def _kind(head: bytes) -> str:
    """Return the word of a format; references are normalised to one of these."""
    found = [kind for magic, kind in _KINDS if head.startswith(magic)]
    assert found, "a reference is a JPEG or a PNG"
    return found[0]
