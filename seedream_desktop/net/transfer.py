"""Files to and from hosts that a service names: without the key, bounded, checked."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from seedream_desktop.domain.errors import OutputUnusable, Refused, RemoteGone, Unreachable
from seedream_desktop.net.body import BodyBroken, BodyTooLong, pieces, said_length, whole
from seedream_desktop.net.disk import Sink, chunks_of, length_of
from seedream_desktop.net.opening import AGENT, Opening, cause_of
from seedream_desktop.net.reply import retry_after_of
from seedream_desktop.net.route import AddressRefused, Resolve, routes, system_resolve
from seedream_desktop.net.surroundings import Surroundings

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_REDIRECTS_MAX: Final = 3
_LATER: Final = frozenset({408, 425, 429})
_FRAMING: Final = frozenset({"host", "content-length", "transfer-encoding", "connection"})
_UPLOAD_TOTAL_S: Final = 600.0
_READ_TOTAL_S: Final = 30.0
_FETCHING: Final = {"Accept": "image/*", "Accept-Encoding": "identity", "User-Agent": AGENT}
_READING: Final = _FETCHING | {"Accept": "application/json", "Accept-Encoding": "gzip"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """When a transfer counts as stuck: fewer than bytes_min in interval_s."""

    interval_s: float = 30.0
    bytes_min: int = 16_384


class Transfer:
    """Implements ports.provider.Downloads, and sends files to upload tickets.

    Knows no key. Connections are not kept: one host's address may be another's too, and a
    kept connection was opened under the first one's certificate.
    """

    def __init__(
        self,
        surroundings: Surroundings | None = None,
        *,
        may_use_loopback: bool = False,
        stall: Stall | None = None,
        resolve: Resolve = system_resolve,
    ) -> None:
        """Take the rules; may_use_loopback is for services that run on this machine."""
        self._may_use_loopback = may_use_loopback
        self._stall = stall or Stall()
        self._resolve = resolve
        self._timeout = httpx.Timeout(
            connect=10.0, read=self._stall.interval_s, write=self._stall.interval_s, pool=5.0
        )
        self._opening = Opening(surroundings or Surroundings(), self._timeout, keeps_alive=False)

    async def fetch(self, url: str, into: Path, *, bytes_max: int) -> None:
        """Write the picture at an address to a file; not synced to disk.

        Raises Unreachable (network, 5xx, stuck, cut short), RemoteGone (403, 404, 410 and the
        like), OutputUnusable (not a picture, too large, an address that is refused),
        StorageFailed or DiskFull for the file. What was written by then stays.
        """
        response = await self._opened(url, _FETCHING)
        try:
            _check_status(response)
            await self._pour(response, into, bytes_max)
        finally:
            await response.aclose()

    async def read(self, url: str, *, bytes_max: int) -> bytes:
        """Return a document that a service keeps at another host; it may be asked for again.

        Raises Unreachable, RemoteGone and OutputUnusable as fetch() does.
        """
        host = ""
        try:
            async with asyncio.timeout(_READ_TOTAL_S):
                response = await self._opened(url, _READING)
                host = response.request.headers["host"]
                try:
                    _check_status(response)
                    return await whole(response, bytes_max)
                finally:
                    await response.aclose()
        except BodyTooLong as error:
            raise OutputUnusable("output_too_large", limit_bytes=bytes_max) from error
        except (httpx.HTTPError, OSError, BodyBroken) as error:
            raise Unreachable("download_failed", host=host, cause=cause_of(error)) from None

    async def put_file(self, url: str, headers: Mapping[str, str], path: Path) -> None:
        """Send a file's bytes to an upload address with exactly these headers.

        Only what frames the message is ours: host and length. Raises Unreachable for network
        trouble and any status but 2xx (the ticket is then spent), Refused for an address that
        is refused, StorageFailed for the file.
        """
        given = {n: v for n, v in headers.items() if n.lower() not in _FRAMING}
        given["Content-Length"] = str(await length_of(path))
        host = ""
        try:
            target = httpx.URL(url)
            host = target.host
            async with asyncio.timeout(_UPLOAD_TOTAL_S):
                response = await self._send("PUT", target, given, path)
                await response.aclose()
        except AddressRefused as error:
            raise Refused("upload_address_refused", host=host, reason=error.reason) from error
        except httpx.InvalidURL:
            raise Refused("upload_address_refused", host="", reason="malformed") from None
        except (httpx.HTTPError, OSError) as error:
            raise Unreachable("upload_failed", host=host, cause=cause_of(error)) from None
        if not response.is_success:
            raise Unreachable("upload_not_taken", host=host, status=response.status_code)

    async def aclose(self) -> None:
        """Close what is open."""
        await self._opening.aclose()

    async def _opened(self, url: str, headers: Mapping[str, str]) -> httpx.Response:
        """Follow an address to an answer that is no redirect, every hop checked anew."""
        host = ""
        try:
            target = httpx.URL(url)
            for _ in range(_REDIRECTS_MAX + 1):
                host = target.host
                response = await self._send("GET", target, headers)
                if response.status_code not in _REDIRECTS:
                    return response
                await response.aclose()
                target = target.join(response.headers.get("location", ""))
        except AddressRefused as error:
            raise OutputUnusable(
                "output_address_refused", host=host, reason=error.reason
            ) from error
        except httpx.InvalidURL:
            raise OutputUnusable("output_address_refused", host=host, reason="malformed") from None
        except (httpx.HTTPError, OSError) as error:
            raise Unreachable("download_failed", host=host, cause=cause_of(error)) from None
        raise OutputUnusable("output_address_refused", host=host, reason="redirects")

    async def _send(
        self, method: str, target: httpx.URL, headers: Mapping[str, str], path: Path | None = None
    ) -> httpx.Response:
        """Send to the first of an address's routes that can be connected to.

        Raises AddressRefused, UserFixable (proxy), OSError and the HTTP library's errors.
        """
        is_proxied = bool(target.host) and self._opening.proxy_for(target) is not None
        ways = await routes(
            target,
            self._resolve,
            may_use_loopback=self._may_use_loopback,
            is_proxied=is_proxied,
        )
        client = await self._opening.client_for(target)
        for rest, way in zip(reversed(range(len(ways))), ways, strict=True):
            # Not the client's build_request: that would add headers of its own to a signed set.
            content = chunks_of(path) if path is not None else None
            request = httpx.Request(
                method,
                way.url,
                headers={"Host": way.host_header, **headers},
                content=content,
                extensions={"timeout": self._timeout.as_dict(), "sni_hostname": way.sni_hostname},
            )
            try:
                return await client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if not rest:
                    raise
            finally:
                if content is not None:
                    await content.aclose()  # the library leaves it half read after a reset
        raise AssertionError("the last route raises or returns")

    async def _pour(self, response: httpx.Response, into: Path, bytes_max: int) -> None:
        """Write a body through the sink. See fetch() for what it raises."""
        if said_length(response) > bytes_max:
            raise OutputUnusable("output_too_large", limit_bytes=bytes_max)
        host = response.request.headers["host"]
        clock = asyncio.get_running_loop()
        async with Sink(into, bytes_max, response.headers.get("content-type", "")) as sink:
            since, mark = clock.time(), 0
            try:
                async for piece in pieces(response):
                    await sink.write(piece)
                    if clock.time() - since >= self._stall.interval_s:
                        if sink.count - mark < self._stall.bytes_min:
                            raise Unreachable("download_stalled", host=host)
                        since, mark = clock.time(), sink.count
            except httpx.TimeoutException:
                raise Unreachable("download_stalled", host=host) from None
            except (httpx.RemoteProtocolError, BodyBroken):
                raise Unreachable("output_cut_short", got_bytes=sink.count) from None
            except httpx.HTTPError as error:
                raise Unreachable("download_failed", host=host, cause=cause_of(error)) from None


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if response.is_success:
        return
    if response.is_server_error or status in _LATER:
        wait_s = retry_after_of(response.headers)
        raise Unreachable("download_refused_now", retry_after_s=wait_s, status=status)
    raise RemoteGone("output_gone", status=status)
