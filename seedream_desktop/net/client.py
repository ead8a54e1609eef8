"""Free calls to one service: keyed, bounded, retried here and nowhere else."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final

import httpx
import msgspec
import stamina

from seedream_desktop.domain.errors import Unreachable
from seedream_desktop.net.address import base_address
from seedream_desktop.net.body import BodyBroken, BodyTooLong, whole
from seedream_desktop.net.form import Form
from seedream_desktop.net.opening import Opening, cause_of, request_headers
from seedream_desktop.net.reply import Reply, reply_of
from seedream_desktop.net.surroundings import Surroundings
from seedream_desktop.ports.world import Secret

_PASSING: Final = frozenset({500, 502, 503, 504})
_REDIRECTS: Final = range(300, 400)
_BYTES_MAX: Final = 16_000_000
_FILE_TOTAL_S: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a free call is tried.

    total_s bounds one attempt from connecting to the last byte. Between attempts the wait
    grows from wait_s to wait_max_s, with as much jitter as wait_s; all zero means no wait.
    """

    attempts: int = 3
    wait_s: float = 0.3
    wait_max_s: float = 3.0
    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 120.0


class _Passing(Exception):
    """An answer that is worth another attempt."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class Client:
    """Speaks to one origin, which is the only one that ever sees the key.

    Answers of any status but 3xx are returned: what they mean is the adapter's business. An
    answer of 500, 502, 503 or 504 is returned only after all attempts; one of 429 at once,
    since asking again soon makes it worse.
    """

    def __init__(
        self,
        base_url: str,
        surroundings: Surroundings | None = None,
        patience: Patience | None = None,
    ) -> None:
        """Take the origin; raises UserFixable when it is neither https nor loopback."""
        self._base = base_address(base_url)
        self._patience = patience or Patience()
        self._timeout = httpx.Timeout(
            connect=self._patience.connect_s,
            read=self._patience.read_s,
            write=self._patience.read_s,
            pool=5.0,
        )
        self._opening = Opening(surroundings or Surroundings(), self._timeout, keeps_alive=True)

    @property
    def host(self) -> str:
        """The service's host, for texts."""
        return self._base.host

    async def get(self, path: str, *, key: Secret | None, bytes_max: int = _BYTES_MAX) -> Reply:
        """Ask for a path ("/api/…", already quoted).

        Raises Unreachable for network trouble, redirects and bodies above bytes_max, and
        UserFixable for a proxy, authority file or key that cannot be used.
        """
        return await self._patiently("GET", path, None, key, bytes_max)

    async def post(
        self, path: str, payload: object, *, key: Secret | None, bytes_max: int = _BYTES_MAX
    ) -> Reply:
        """Send a JSON question that may be asked twice without harm; errors as get()."""
        return await self._patiently("POST", path, msgspec.json.encode(payload), key, bytes_max)

    async def delete(self, path: str, *, key: Secret | None, bytes_max: int = _BYTES_MAX) -> Reply:
        """Have something deleted, which may be asked twice without harm; errors as get()."""
        return await self._patiently("DELETE", path, None, key, bytes_max)

    async def send_file(
        self, path: str, form: Form, *, key: Secret | None, bytes_max: int = _BYTES_MAX
    ) -> Reply:
        """Send a file once; who wants it sent again has to ask again. Errors as get().

        Raises StorageFailed when the file cannot be read.
        """
        headers = dict(request_headers(key)) | dict(await form.headers())
        content = form.pieces()
        try:
            request = self._request("POST", path, headers, content)
            return await self._once(request, key, bytes_max, total_s=_FILE_TOTAL_S)
        except _Passing as passing:
            return passing.reply
        finally:
            await content.aclose()  # the library leaves it half read after a reset

    async def aclose(self) -> None:
        """Close the connections."""
        await self._opening.aclose()

    async def _patiently(
        self, method: str, path: str, content: bytes | None, key: Secret | None, bytes_max: int
    ) -> Reply:
        headers = dict(request_headers(key))
        if content is not None:
            headers["Content-Type"] = "application/json"
        patience = self._patience
        try:
            async for attempt in stamina.retry_context(
                on=(Unreachable, _Passing),
                attempts=patience.attempts,
                timeout=None,
                wait_initial=patience.wait_s,
                wait_max=patience.wait_max_s,
                wait_jitter=patience.wait_s,
            ):
                with attempt:
                    request = self._request(method, path, headers, content)
                    return await self._once(request, key, bytes_max, total_s=patience.total_s)
        except _Passing as passing:
            return passing.reply
        raise AssertionError("the last attempt raises or returns")

    def _request(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        content: bytes | AsyncGenerator[bytes, None] | None,
    ) -> httpx.Request:
        extensions = {"timeout": self._timeout.as_dict()}
        url = address_at(self._base, path)
        return httpx.Request(method, url, headers=headers, content=content, extensions=extensions)

    async def _once(
        self, request: httpx.Request, key: Secret | None, bytes_max: int, *, total_s: float
    ) -> Reply:
        client = await self._opening.client_for(request.url)
        try:
            async with asyncio.timeout(total_s):
                response = await client.send(request, stream=True)
                try:
                    body = await whole(response, bytes_max)
                finally:
                    await response.aclose()
        except (httpx.HTTPError, OSError, BodyBroken) as error:
            raise Unreachable(
                "service_unreachable", host=self.host, cause=cause_of(error)
            ) from None
        except BodyTooLong as error:
            raise Unreachable("reply_too_long", host=self.host, limit_bytes=bytes_max) from error
        if response.status_code in _REDIRECTS:
            raise Unreachable("service_redirects", host=self.host, status=response.status_code)
        reply = reply_of(response.status_code, dict(response.headers), body, key)
        if reply.status in _PASSING:
            raise _Passing(reply)
        return reply


def address_at(base: httpx.URL, path: str) -> httpx.URL:
    """Return the address of a path at an origin; nothing in the path can change the origin."""
    assert path.startswith("/"), "a path begins at the root"
    assert not path.startswith("//"), "two slashes would name another host"
    url = httpx.URL(str(base) + path)
    assert (url.scheme, url.netloc) == (base.scheme, base.netloc), "the origin stays"
    return url
