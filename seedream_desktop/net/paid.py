"""The paid POST: sent once, watched, and its end named for what is known about it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final, TypeAlias

import httpx

from seedream_desktop.domain.errors import NothingSent, OutcomeUnknown, SeedreamError
from seedream_desktop.net.address import base_address
from seedream_desktop.net.answer import Answer, Bounds
from seedream_desktop.net.client import address_at
from seedream_desktop.net.content import Content
from seedream_desktop.net.opening import Opening, cause_of, request_headers
from seedream_desktop.net.reply import Reply
from seedream_desktop.net.surroundings import Surroundings
from seedream_desktop.ports.world import Secret

_BYTES_MAX: Final = 64_000_000
_STREAM_BYTES_MAX: Final = 512_000_000  # fifteen pictures of 4096 x 4096 in base64, and room
_STREAM_S: Final = 3600.0
_CONNECT_S: Final = 10.0
_SLOWEST_BYTES_S: Final = 25_000
_NONE: Final[Mapping[str, str]] = {}

Announce: TypeAlias = Callable[[], Awaitable[None]]


class _Watch:
    """Observes, through the trace extension, whether the request began to leave.

    The HTTP library waits for it, so that it can announce the first byte. Opening a tunnel
    through a proxy sends headers too, of a CONNECT: the proxy learns the service's name and
    nothing of the order.
    """

    def __init__(self, announce: Announce | None) -> None:
        self._announce = announce
        self.has_begun = False

    async def __call__(self, event: str, info: dict[str, Any]) -> None:
        if self.has_begun or not event.endswith(".send_request_headers.started"):
            return
        if getattr(info.get("request"), "method", b"") == b"CONNECT":
            return
        if self._announce is not None:
            await self._announce()
        self.has_begun = True


class Paid:
    """Sends orders to one origin, each on a connection of its own, none of them twice.

    No connection is kept: a kept one may be stale, and a stale one makes the outcome unknown.
    There are no retries, and a redirect is an answer like any other. A payload is what JSON
    can say, with net.content.Inlined for long texts in it.
    """

    def __init__(
        self,
        base_url: str,
        surroundings: Surroundings | None = None,
        *,
        read_timeout_s: float = 120.0,
    ) -> None:
        """Take the origin; raises UserFixable when it is neither https nor loopback.

        read_timeout_s is the longest silence of the service; shorter than the service's own
        limit, it would turn slow successes into doubts.
        """
        self._base = base_address(base_url)
        self._read_timeout_s = read_timeout_s
        self._timeout = httpx.Timeout(
            connect=_CONNECT_S, read=read_timeout_s, write=read_timeout_s, pool=5.0
        )
        self._bounds = Bounds(
            body_bytes_max=_BYTES_MAX,
            body_s=2 * read_timeout_s,
            stream_bytes_max=_STREAM_BYTES_MAX,
            stream_s=_STREAM_S,
            silence_s=read_timeout_s,
        )
        self._opening = Opening(surroundings or Surroundings(), self._timeout, keeps_alive=False)

    @property
    def host(self) -> str:
        """The service's host, for texts."""
        return self._base.host

    async def post(
        self,
        path: str,
        payload: object,
        *,
        key: Secret,
        headers: Mapping[str, str] = _NONE,
        bytes_max: int = _BYTES_MAX,
        before_first_byte: Announce | None = None,
    ) -> Reply:
        """Send one order and return the answer, whatever its status.

        headers are added to the usual ones and never hold a key. before_first_byte is awaited
        once the connection stands; what it raises passes through and nothing is sent.

        Raises UserFixable (key, proxy, authority file) and NothingSent when the request's
        first byte did not leave, OutcomeUnknown when it did and no whole answer came back. A
        cancellation passes through as it is: whoever cancels has to ask what became of it.
        """
        bounds = replace(self._bounds, body_bytes_max=bytes_max)
        answer = await self._sent(path, payload, key, headers, before_first_byte, bounds)
        try:
            return await answer.body()
        finally:
            await answer.aclose()

    @asynccontextmanager
    async def stream(
        self,
        path: str,
        payload: object,
        *,
        key: Secret,
        headers: Mapping[str, str] = _NONE,
        before_first_byte: Announce | None = None,
        silence_s: float | None = None,
        bytes_max: int = _STREAM_BYTES_MAX,
    ) -> AsyncIterator[Answer]:
        """Send one order; the answer is there as soon as its head is, whatever its status.

        As post(), which says what is raised, here and while the answer is read. silence_s
        bounds the wait for each piece of the body, in the place of read_timeout_s; bytes_max
        bounds a streamed body. The connection is closed with the context.
        """
        bounds = replace(
            self._bounds,
            stream_bytes_max=bytes_max,
            silence_s=self._read_timeout_s if silence_s is None else silence_s,
        )
        plain = {"Accept-Encoding": "identity", **headers}  # what is packed comes late
        answer = await self._sent(path, payload, key, plain, before_first_byte, bounds)
        try:
            yield answer
        finally:
            await answer.aclose()

    async def aclose(self) -> None:
        """Close what is open."""
        await self._opening.aclose()

    async def _sent(
        self,
        path: str,
        payload: object,
        key: Secret,
        headers: Mapping[str, str],
        announce: Announce | None,
        bounds: Bounds,
    ) -> Answer:
        """Send an order and return its answer once the head is there."""
        assert not {name.lower() for name in headers} & {"authorization", "content-length"}
        content = await asyncio.to_thread(Content, payload)
        url = address_at(self._base, path)
        client = await self._opening.client_for(url)
        watch = _Watch(announce)
        told = httpx.Headers(request_headers(key))
        told.update({"Content-Type": "application/json", **headers})
        told["Content-Length"] = str(content.length)
        # The wait for the head; an Answer bounds the waits for its body more tightly.
        silence_s = max(self._read_timeout_s, bounds.silence_s)
        limits = self._timeout.as_dict() | {"read": silence_s}
        extensions = {"timeout": limits, "trace": watch}
        request = httpx.Request("POST", url, headers=told, content=content, extensions=extensions)
        sending_s = content.length / _SLOWEST_BYTES_S
        try:
            async with asyncio.timeout(_CONNECT_S + 3 * self._read_timeout_s + sending_s):
                response = await client.send(request, stream=True)
        except (httpx.HTTPError, OSError) as error:
            raise self._verdict(watch, error) from None
        return Answer(response, self.host, key, bounds)

    def _verdict(self, watch: _Watch, error: Exception) -> SeedreamError:
        cause = cause_of(error)
        if watch.has_begun:
            if isinstance(error, httpx.TimeoutException | TimeoutError):
                return OutcomeUnknown("answer_late", host=self.host)
            return OutcomeUnknown("answer_lost", host=self.host, cause=cause)
        if _is_about_trust(error):
            return NothingSent("certificate_refused", host=self.host)
        return NothingSent("not_connected", host=self.host, cause=cause)


def _is_about_trust(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
