"""Files written and read beside the event loop, never on it."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from seedream_desktop.domain.errors import DiskFull, OutputUnusable, StorageFailed, is_disk_full
from seedream_desktop.net.sniff import NEEDED_BYTES, is_picture

_CHUNK_BYTES: Final = 1 << 20
_T = TypeVar("_T")


class _Lent:
    """A file that threads use and that is closed whatever becomes of who waits for them.

    Who waits may be cancelled while a thread still opens the file: then the thread closes it.
    """

    def __init__(self, opened: Callable[[], FileIO]) -> None:
        self._opened = opened
        self._guard = threading.Lock()
        self._file: FileIO | None = None
        self._is_used = self._is_over = False

    def use(self, work: Callable[[FileIO], _T], after_end: _T) -> _T:
        """Work with the file, in a thread; what nobody waits for any more is not begun."""
        with self._guard:
            if self._is_over:
                return after_end
            self._is_used = True
        try:
            if self._file is None:
                self._file = self._opened()
            return work(self._file)
        finally:
            self._give_back()

    def _give_back(self) -> None:
        with self._guard:
            self._is_used = False
            if self._is_over and self._file is not None:
                self._file.close()

    async def end(self) -> None:
        """Close the file, or have the thread that uses it do that."""
        with self._guard:
            self._is_over = True
            if self._is_used or self._file is None:
                return
        # A future of the executor's, not a task: the end of the loop cancels tasks.
        closing = asyncio.get_running_loop().run_in_executor(None, self._file.close)
        await asyncio.shield(closing)


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
        # Unbuffered: closing a buffered file on a full disk fails a second time.
        self._lent = _Lent(lambda: path.open("wb", buffering=0))
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
            await self._lent.end()

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
            self._lent.use(self._write_out, None)
        except OSError as error:
            if is_disk_full(error):
                raise DiskFull("disk_full", path=str(self._path.parent)) from error
            reason = error.strerror or type(error).__name__
            raise StorageFailed("file_not_written", path=str(self._path), reason=reason) from error
        self._waiting.clear()

    def _write_out(self, file: FileIO) -> None:
        with memoryview(self._waiting) as waiting:
            done = 0
            while done < len(waiting):
                done += file.write(waiting[done:])


async def length_of(path: Path) -> int:
    """Return a file's length in bytes. Raises StorageFailed."""
    try:
        return (await asyncio.to_thread(path.stat)).st_size
    except OSError as error:
        raise _unreadable(path, error) from error


async def chunks_of(path: Path) -> AsyncGenerator[bytes, None]:
    """Yield a file's bytes, read in a thread. Raises StorageFailed."""
    lent = _Lent(lambda: path.open("rb", buffering=0))
    try:
        while chunk := await asyncio.to_thread(lent.use, _next_chunk, b""):
            yield chunk
    except OSError as error:
        raise _unreadable(path, error) from error
    finally:
        await lent.end()


def _next_chunk(file: FileIO) -> bytes:
    return file.read(_CHUNK_BYTES) or b""


def _unreadable(path: Path, error: OSError) -> StorageFailed:
    reason = error.strerror or type(error).__name__
    return StorageFailed("file_not_read", path=str(path), reason=reason)
