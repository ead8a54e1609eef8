"""Files written and read beside the event loop, never on it."""

import asyncio
import errno
from collections.abc import AsyncGenerator
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from seedream_desktop.domain.errors import DiskFull, OutputUnusable, StorageFailed
from seedream_desktop.net.sniff import NEEDED_BYTES, is_picture

_CHUNK_BYTES: Final = 1 << 20
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Sink:
    """Takes a download piece by piece: counts it, looks at how it begins, writes in big chunks.

    Leaving it without an error writes the rest and looks at the beginning of short files.
    count is what came so far. Raises OutputUnusable, StorageFailed or DiskFull.
    """

    def __init__(self, path: Path, bytes_max: int, content_type: str) -> None:
        """Take the file to write; content_type is only told when it is no picture."""
        self._path = path
        self._bytes_max = bytes_max
        self._content_type = content_type.partition(";")[0].strip()[:40]
        self._waiting = bytearray()
        self._is_known = False
        self._file: FileIO | None = None
        self.count = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._look(self._waiting)
                await asyncio.to_thread(self._flush)
        finally:
            if self._file is not None:
                await asyncio.to_thread(self._file.close)

    async def write(self, piece: bytes) -> None:
        """Take one piece."""
        self.count += len(piece)
        if self.count > self._bytes_max:
            raise OutputUnusable("output_too_large", limit_bytes=self._bytes_max)
        self._waiting += piece
        if not self._is_known and len(self._waiting) >= NEEDED_BYTES:
            self._look(self._waiting)
        if len(self._waiting) >= _CHUNK_BYTES:
            await asyncio.to_thread(self._flush)

    def _look(self, head: bytearray) -> None:
        if self._is_known:
            return
        if not is_picture(bytes(head[:NEEDED_BYTES])):
            raise OutputUnusable("output_not_a_picture", content_type=self._content_type or "-")
        self._is_known = True

    def _flush(self) -> None:
        try:
            if self._file is None:
                # Unbuffered: closing a buffered file on a full disk fails a second time.
                self._file = self._path.open("wb", buffering=0)
            with memoryview(self._waiting) as waiting:
                done = 0
                while done < len(waiting):
                    done += self._file.write(waiting[done:])
        except OSError as error:
            if error.errno in _FULL:
                raise DiskFull("disk_full", path=str(self._path.parent)) from error
            reason = error.strerror or type(error).__name__
            raise StorageFailed("file_not_written", path=str(self._path), reason=reason) from error
        self._waiting.clear()


async def length_of(path: Path) -> int:
    """Return a file's length in bytes. Raises StorageFailed."""
    try:
        return (await asyncio.to_thread(path.stat)).st_size
    except OSError as error:
        raise _unreadable(path, error) from error


async def chunks_of(path: Path) -> AsyncGenerator[bytes, None]:
    """Yield a file's bytes, read in a thread. Raises StorageFailed."""
    try:
        file = await asyncio.to_thread(path.open, "rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
            yield chunk
    except OSError as error:
        raise _unreadable(path, error) from error
    finally:
        await asyncio.to_thread(file.close)


def _unreadable(path: Path, error: OSError) -> StorageFailed:
    reason = error.strerror or type(error).__name__
    return StorageFailed("file_not_read", path=str(path), reason=reason)
