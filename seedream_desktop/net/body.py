"""Reads bodies in bounded pieces, whatever they claim to be or unpack to."""

import zlib
from collections.abc import AsyncGenerator, Iterator
from typing import Final

import httpx

_PIECE_BYTES: Final = 1 << 18
_WINDOW: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class BodyTooLong(Exception):
    """The body, unpacked, passes the cap."""


class BodyBroken(Exception):
    """The body is packed in a way that was not asked for, is damaged, or ends early."""


async def pieces(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    """Yield the unpacked body, never more than 256 KiB at once: a bomb goes off in small change.

    Raises BodyBroken beside the HTTP library's own errors.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        async for raw in response.aiter_raw():
            yield raw
        return
    if coding not in _WINDOW:
        raise BodyBroken(coding)
    unpacker = zlib.decompressobj(_WINDOW[coding])
    async for raw in response.aiter_raw():
        for piece in _unpacked(unpacker, raw):
            yield piece
    if not unpacker.eof:
        raise BodyBroken(coding)


def _unpacked(unpacker: "zlib._Decompress", raw: bytes) -> Iterator[bytes]:
    try:
        while raw and not unpacker.eof:
            piece = unpacker.decompress(raw, _PIECE_BYTES)
            raw = unpacker.unconsumed_tail
            if piece:
                yield piece
    except zlib.error as error:
        raise BodyBroken(str(error)) from error


async def whole(response: httpx.Response, bytes_max: int) -> bytes:
    """Return the unpacked body. Raises BodyTooLong, BodyBroken or the HTTP library's errors."""
    if said_length(response) > bytes_max:
        raise BodyTooLong
    body = bytearray()
    async for piece in pieces(response):
        body += piece
        if len(body) > bytes_max:
            raise BodyTooLong
    return bytes(body)


def said_length(response: httpx.Response) -> int:
    """Return the length that the headers claim, 0 where they claim none."""
    text = response.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else 0
