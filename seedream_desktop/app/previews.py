"""What pictures are shown by: small and of screen size, from the caches or made when missing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from seedream_desktop.domain.comparison import Comparison
from seedream_desktop.domain.ids import Digest
from seedream_desktop.imaging.pictures import ImagingPictures
from seedream_desktop.ports import pictures as port
from seedream_desktop.settings.model import CacheSettings
from seedream_desktop.storage.locations import Locations
from seedream_desktop.storage.proxies import Proxies
from seedream_desktop.storage.thumbnails import Thumbnails

_SHELVES: Final = 2


Shown: TypeAlias = tuple[Digest, Path]
"""A picture by its content, and where it lies."""


class _Shelf(Protocol):
    async def get(self, digest: Digest) -> bytes | None: ...

    async def put(self, digest: Digest, data: bytes) -> None: ...


class Previews:
    """Thumbnails and proxies within one limit, half of it each; both are never paid results."""

    def __init__(self, places: Locations, cache: CacheSettings, pictures: ImagingPictures) -> None:
        """Take where the caches lie, what they may hold together, and what makes pictures."""
        self._pictures = pictures
        each_bytes = cache.limit_bytes // _SHELVES
        self._thumbnails = Thumbnails(places.thumbnails, each_bytes)
        self._proxies = Proxies(places.proxies, each_bytes)
        self._making: dict[tuple[_Shelf, Digest], _Making] = {}
        self._keeping: set[asyncio.Task[None]] = set()

    @property
    def limit_bytes(self) -> int:
        """What both may hold together."""
        return _SHELVES * self._proxies.limit_bytes

    @limit_bytes.setter
    def limit_bytes(self, limit_bytes: int) -> None:
        self._thumbnails.limit_bytes = self._proxies.limit_bytes = limit_bytes // _SHELVES

    async def thumbnail(self, digest: Digest, path: Path) -> bytes:
        """Return a picture's JPEG of 512 px, made when it is not there. Raises BadInput."""
        make = partial(self._pictures.thumbnail, path)
        return await self._from(self._thumbnails, digest, make)

    async def proxy(self, digest: Digest, path: Path) -> bytes:
        """Return a picture's JPEG of 2048 px, made when it is not there. Raises BadInput."""
        return await self._from(self._proxies, digest, partial(self._pictures.proxy, path))

    async def figures(self, one: Shown, other: Shown, *, aligns: bool = False) -> Comparison:
        """Measure how two pictures differ, on their proxies. Raises BadInput."""
        seen = await asyncio.gather(*(self._seen(*shown) for shown in (one, other)))
        return await self._pictures.compare(*seen, aligns=aligns)

    async def _seen(self, digest: Digest, path: Path) -> port.Seen:
        """Say where a picture is read quickest: of its proxy, kept first where there is none."""
        await self.proxy(digest, path)
        return port.Seen(path=path, proxy=await self._proxies.file(digest))

    async def kept(self, name: Digest, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """Return something small beside the thumbnails, made when it is not there."""
        return await self._from(self._thumbnails, name, make)

    def keep(self, digest: Digest, shown: port.Previews) -> None:
        """Keep what an output came with; on the loop, which does not wait for it."""
        task = asyncio.create_task(self._keep(digest, shown))
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def close(self) -> None:
        """Write what is being kept, and end; harmless when repeated."""
        making = [each.task for each in self._making.values()]
        for task in making:
            task.cancel()
        await asyncio.gather(*self._keeping, *making, return_exceptions=True)
        await asyncio.gather(self._thumbnails.close(), self._proxies.close())

    async def _keep(self, digest: Digest, shown: port.Previews) -> None:
        await self._thumbnails.put(digest, shown.thumbnail)
        await self._proxies.put(digest, shown.proxy)

    async def _from(
        self, shelf: _Shelf, digest: Digest, make: Callable[[], Awaitable[bytes]]
    ) -> bytes:
        data = await shelf.get(digest)
        if data is not None:
            return data
        key = (shelf, digest)
        making = self._making.get(key)
        if making is None:
            making = _Making(asyncio.create_task(_made(shelf, digest, make)))
            self._making[key] = making
        making.waiting += 1
        try:
            return await asyncio.shield(making.task)
        finally:
            making.waiting -= 1
            if not making.waiting:
                making.task.cancel()
                if self._making.get(key) is making:
                    del self._making[key]


@dataclass(slots=True)
class _Making:
    """One picture in the making; it is given up when nobody waits for it any more."""

    task: asyncio.Task[bytes]
    waiting: int = 0


async def _made(shelf: _Shelf, digest: Digest, make: Callable[[], Awaitable[bytes]]) -> bytes:
    data = await make()
    await shelf.put(digest, data)
    return data
