"""The paid POST: sent once, watched, and its end named for what is known about it."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

import httpx
import msgspec

from seedream_desktop.domain.errors import NothingSent, OutcomeUnknown, SeedreamError
from seedream_desktop.net.address import base_address
from seedream_desktop.net.body import BodyBroken, BodyTooLong, whole
from seedream_desktop.net.client import address_at
from seedream_desktop.net.opening import Opening, cause_of, request_headers
from seedream_desktop.net.reply import Reply, reply_of
from seedream_desktop.net.surroundings import Surroundings
from seedream_desktop.ports.world import Secret

_BYTES_MAX: Final = 64_000_000
_CONNECT_S: Final = 10.0

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
    There are no retries, and a redirect is an answer like any other.
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
        bytes_max: int = _BYTES_MAX,
        before_first_byte: Announce | None = None,
    ) -> Reply:
        """Send one order and return the answer, whatever its status.

        before_first_byte is awaited once the connection stands; what it raises passes through
        and nothing is sent.

        Raises UserFixable (key, proxy, authority file) and NothingSent when the request's
        first byte did not leave, OutcomeUnknown when it did and no whole answer came back. A
        cancellation passes through as it is: whoever cancels has to ask what became of it.
        """
        content = msgspec.json.encode(payload)
        headers = dict(request_headers(key)) | {"Content-Type": "application/json"}
        url = address_at(self._base, path)
        client = await self._opening.client_for(url)
        watch = _Watch(before_first_byte)
        extensions = {"timeout": self._timeout.as_dict(), "trace": watch}
        request = httpx.Request(
            "POST", url, headers=headers, content=content, extensions=extensions
        )
        try:
            async with asyncio.timeout(_CONNECT_S + 3 * self._read_timeout_s):
                response = await client.send(request, stream=True)
        except (httpx.HTTPError, OSError) as error:
            raise self._verdict(watch, error) from None
        return await self._answer(response, key, bytes_max)

    async def aclose(self) -> None:
        """Close what is open."""
        await self._opening.aclose()

    async def _answer(self, response: httpx.Response, key: Secret, bytes_max: int) -> Reply:
        try:
            async with asyncio.timeout(2 * self._read_timeout_s):
                body = await whole(response, bytes_max)
        except (httpx.HTTPError, OSError, BodyBroken, BodyTooLong):
            raise OutcomeUnknown(
                "answer_cut_off", host=self.host, status=response.status_code
            ) from None
        finally:
            await response.aclose()
        return reply_of(response.status_code, dict(response.headers), body, key)

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
