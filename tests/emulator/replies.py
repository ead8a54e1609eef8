"""Replies that no well-behaved server gives: cut, endless, crawling or broken ones."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Self

from starlette.responses import Response

from tests.emulator.host import TRANSPORT, until_gone

_CHUNK = 256 * 1024
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


def reply(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON reply."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, status, dict(headers or {}), media_type="application/json")


def page(status: int, title: str) -> Response:
    """Return the HTML page that a proxy in front of a service shows."""
    body = f"<!DOCTYPE html><html><head><title>{status} {title}</title></head>"
    body += f"<body><center><h1>{status} {title}</h1></center><hr></body></html>"
    return Response(body, status, media_type="text/html")


def reset_connection(scope: dict) -> None:
    """End the connection with a TCP reset."""
    transport = scope[TRANSPORT]
    sock = transport.get_extra_info("socket")
    if sock is not None and not transport.is_closing():
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()


class Silence(Response):
    """Ends the connection without a reply: how is "reset" or "close"."""

    def __init__(self, how: str = "close") -> None:
        super().__init__()
        self._how = how

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        if self._how == "reset":
            reset_connection(scope)
        else:
            scope[TRANSPORT].close()
        await until_gone(receive)


class Cut(Response):
    """Promises the whole body, sends a part of it, then ends the connection."""

    def __init__(self, body: bytes, media_type: str, *, fraction: float, how: str) -> None:
        super().__init__(media_type=media_type)
        self._sent = body[: int(len(body) * fraction)]
        self._length = len(body)
        self._how = how

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        await send(_start(self.media_type, self._length))
        await send({"type": "http.response.body", "body": self._sent, "more_body": True})
        if self._how == "reset":
            # The part must have left before the reset drops what is still in the buffer.
            await asyncio.sleep(0.01)
        await Silence(self._how)(scope, receive, send)


class Flood(Response):
    """Sends zeros for as long as the other side reads; length None announces no length."""

    def __init__(self, head: bytes, media_type: str, *, length: int | None) -> None:
        super().__init__(media_type=media_type)
        self._head = head
        self._length = length

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        await send(_start(self.media_type, self._length))
        await send({"type": "http.response.body", "body": self._head, "more_body": True})
        zeros = bytes(_CHUNK)
        left = self._length - len(self._head) if self._length is not None else None
        while not scope[TRANSPORT].is_closing() and left != 0:
            part = zeros if left is None else zeros[: min(left, _CHUNK)]
            left = None if left is None else left - len(part)
            await send({"type": "http.response.body", "body": part, "more_body": left != 0})
            await asyncio.sleep(0)


class Drip(Response):
    """Sends a body in small parts with a pause between them."""

    def __init__(self, body: bytes, media_type: str, *, chunk_bytes: int, pause_s: float) -> None:
        super().__init__(media_type=media_type)
        self._body = body
        self._chunk = chunk_bytes
        self._pause_s = pause_s

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        await send(_start(self.media_type, len(self._body)))
        for at in range(0, len(self._body), self._chunk):
            if scope[TRANSPORT].is_closing():
                return
            part = self._body[at : at + self._chunk]
            await send({"type": "http.response.body", "body": part, "more_body": True})
            await asyncio.sleep(self._pause_s)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class Events(Response):
    """Streams server-sent events as they come, each one whole with its blank line.

    after None: all of them. Else so many are sent, then, if is_midway, half of the next; then
    `ending` is awaited and, unless how is "", the connection ended.
    """

    def __init__(
        self,
        events: AsyncIterator[bytes],
        *,
        after: int | None = None,
        is_midway: bool = False,
        how: str = "close",
        ending: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__(media_type="text/event-stream")
        self._events = events
        self._after = after
        self._is_midway = is_midway
        self._how = how
        self._ending = ending

    def cut(self, how: str) -> Self:
        """End in the midst of the first event."""
        self._after, self._is_midway, self._how, self._ending = 0, True, how, None
        return self

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        await send(_start(self.media_type, None))
        sent = 0
        async for event in self._events:
            if scope[TRANSPORT].is_closing():
                continue  # what was asked for is made all the same
            if self._after is not None and sent == self._after:
                half = event[: len(event) // 2] if self._is_midway else b""
                await send({"type": "http.response.body", "body": half, "more_body": True})
                if self._ending is not None:
                    await self._ending()
                if self._how:
                    await Silence(self._how)(scope, receive, send)
                    continue
            await send({"type": "http.response.body", "body": event, "more_body": True})
            sent += 1
        if not scope[TRANSPORT].is_closing():
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def event(data: Any, name: str = "") -> bytes:
    """Return one server-sent event; text as it is, anything else as JSON."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {text}\n\n".encode()


def _start(media_type: str | None, length: int | None) -> dict:
    headers = [(b"content-type", (media_type or "application/octet-stream").encode())]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    return {"type": "http.response.start", "status": 200, "headers": headers}
