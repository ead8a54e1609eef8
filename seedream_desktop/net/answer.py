"""An answer to an order while it comes: its head at once, its body whole or piece by piece."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import httpx

from seedream_desktop.domain.errors import OutcomeUnknown
from seedream_desktop.net.body import BodyBroken, BodyTooLong, pieces, said_length, whole
from seedream_desktop.net.reply import Reply, reply_of
from seedream_desktop.ports.world import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much of an answer is taken: bytes and seconds, whole and as a stream.

    silence_s is the longest time between two pieces of a stream.
    """

    body_bytes_max: int
    body_s: float
    stream_bytes_max: int
    stream_s: float
    silence_s: float


class Answer:
    """What a service says to one order; status, headers and retry_after_s are there at once.

    Its body is taken once, by body() or by chunks(). Header names are in small letters, and no
    header shows the key.
    """

    def __init__(self, response: httpx.Response, host: str, key: Secret, bounds: Bounds) -> None:
        """Take the response, of whose body nothing was read."""
        self._response = response
        self._host = host
        self._key = key
        self._bounds = bounds
        head = reply_of(response.status_code, dict(response.headers), b"", key)
        self.status: int = head.status
        self.headers: Mapping[str, str] = head.headers
        self.retry_after_s = head.retry_after_s
        self._chunks: _Chunks | None = None

    async def body(self) -> Reply:
        """Return the whole answer. Raises OutcomeUnknown when it breaks off or is too long."""
        with self._unbroken():
            async with asyncio.timeout(self._bounds.body_s):
                body = await whole(self._response, self._bounds.body_bytes_max)
        return reply_of(self.status, dict(self._response.headers), body, self._key)

    def chunks(self) -> AsyncIterator[bytes]:
        """Return the body as it comes, unpacked, in pieces that follow no rule.

        Raises OutcomeUnknown when it breaks off, falls silent or is too long. An end without an
        error proves nothing where the service gave no length: a stream has to say itself that
        it is whole. Pieces show the key where a service repeats it.
        """
        assert self._chunks is None, "a body is taken once"
        self._chunks = _Chunks(self._response, self._bounds, self._unbroken)
        return self._chunks

    async def aclose(self) -> None:
        """Let go of the connection, however much of the body was taken."""
        if self._chunks is not None:
            await self._chunks.aclose()
        await self._response.aclose()

    @contextmanager
    def _unbroken(self) -> Iterator[None]:
        try:
            yield
        except (httpx.HTTPError, OSError, BodyBroken, BodyTooLong):
            raise OutcomeUnknown("answer_cut_off", host=self._host, status=self.status) from None


class _Chunks(AsyncIterator[bytes]):
    """Counts bytes and seconds. No generator: a consumer that breaks off leaves none behind."""

    def __init__(
        self,
        response: httpx.Response,
        bounds: Bounds,
        unbroken: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._response = response
        self._unbroken = unbroken
        self._silence_s = bounds.silence_s
        self._bytes_left = bounds.stream_bytes_max
        self._until = asyncio.get_running_loop().time() + bounds.stream_s
        self._coming = pieces(response)

    async def __anext__(self) -> bytes:
        now = asyncio.get_running_loop().time()
        with self._unbroken():
            if said_length(self._response) > self._bytes_left:
                raise BodyTooLong
            async with asyncio.timeout_at(min(now + self._silence_s, self._until)):
                piece = await anext(self._coming)
            self._bytes_left -= len(piece)
            if self._bytes_left < 0:
                raise BodyTooLong
        return piece

    async def aclose(self) -> None:
        await self._coming.aclose()
