"""Files by content: written whole or not at all, on the disk before anything names them."""

import asyncio
import hashlib
import os
import re
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.domain.ids import Digest
from seedream_desktop.ports import library as port
from seedream_desktop.storage.durable import make_folder, replace, sync_descriptor, sync_folder
from seedream_desktop.storage.troubles import file_trouble

_THREADS: Final = 3
_PIECE_BYTES: Final = 1 << 20
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")

P = ParamSpec("P")
T = TypeVar("T")


class Blobs(port.Blobs):
    """A folder of files named by their SHA-256: ab/cd/<digest>, and tmp/ for unfinished ones."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made when the first file comes."""
        self._folder = folder
        self._scratch = folder / "tmp"
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="blobs")
        self._pending: set[asyncio.Future[Any]] = set()
        # Held while a file takes its name and while the sweep decides over one.
        self._naming = threading.Lock()

    async def put(self, data: bytes) -> Digest:
        """Store bytes; the file is synced when this returns. Raises StorageFailed or DiskFull."""
        return await self.perform(self._put, data)

    async def take(self, path: Path) -> Digest:
        """Move a finished file (from scratch()) into the store; synced when this returns.

        Raises StorageFailed or DiskFull; the file is then where it was.
        """
        return await self.perform(self._take, path)

    def scratch(self) -> Path:
        """Return a new path on the store's volume to write a file at."""
        try:
            make_folder(self._scratch)
        except OSError as error:
            raise file_trouble(error, self._scratch) from error
        return self._scratch / secrets.token_hex(16)

    def path(self, digest: Digest) -> Path:
        """Return where a blob lies; it may not exist."""
        if _DIGEST.fullmatch(digest) is None:
            raise AssertionError("a digest has 64 lower-case hexadecimal digits")
        return self._folder.joinpath(digest[:2], digest[2:4], digest)

    def has(self, digest: Digest) -> bool:
        """Say whether the blob is there."""
        return self.path(digest).is_file()

    async def close(self) -> None:
        """Finish what is being stored and end the threads; harmless when repeated."""
        while self._pending:
            await asyncio.wait(set(self._pending))
        self._pool.shutdown()

    async def perform(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work on the store's threads. Cancelling the caller does not stop it."""
        loop = asyncio.get_running_loop()
        try:
            job = self._pool.submit(work, *args, **kwargs)
        except RuntimeError as error:
            raise StorageFailed("library_closed") from error
        future = asyncio.wrap_future(job, loop=loop)
        self._pending.add(future)
        future.add_done_callback(self._forget)
        return await asyncio.shield(future)

    def files(self) -> list[Path]:
        """List all blobs."""
        return [file for file in self._folder.glob("??/??/*") if _DIGEST.fullmatch(file.name)]

    def scratch_files(self) -> list[Path]:
        """List the files that were never finished, or are being written."""
        return [file for file in self._scratch.glob("*") if file.is_file()]

    def discard(self, file: Path, before: float) -> int | None:
        """Remove a file of the store if it is from before a time; return its bytes, or None."""
        with self._naming:
            found = file.stat()
            if found.st_mtime >= before:
                return None
            file.unlink()
        return found.st_size

    def _forget(self, future: asyncio.Future[Any]) -> None:
        """Let go of work that is done; an error that nobody waits for any more is not news."""
        self._pending.discard(future)
        if not future.cancelled():
            future.exception()

    def _put(self, data: bytes) -> Digest:
        """Write, sync and name bytes."""
        scratch = self.scratch()
        try:
            with scratch.open("xb") as file:
                file.write(data)
                file.flush()
                sync_descriptor(file.fileno())
            return self._name(scratch, Digest(hashlib.sha256(data).hexdigest()))
        except OSError as error:
            raise file_trouble(error, self._folder) from error
        finally:
            scratch.unlink(missing_ok=True)

    def _take(self, path: Path) -> Digest:
        """Hash, sync and name a file."""
        try:
            with path.open("r+b") as file:
                hasher = hashlib.sha256()
                while piece := file.read(_PIECE_BYTES):
                    hasher.update(piece)
                sync_descriptor(file.fileno())
            return self._name(path, Digest(hasher.hexdigest()))
        except OSError as error:
            raise file_trouble(error, path) from error

    def _name(self, scratch: Path, digest: Digest) -> Digest:
        """Give a synced file its place; where its bytes already lie, they are kept and it goes."""
        target = self.path(digest)
        make_folder(target.parent)
        with self._naming:
            if _is_same_length(scratch, target):
                # Young again, so that a sweep leaves it until a row names it.
                os.utime(target)
                sync_folder(target.parent)
                scratch.unlink()
            else:
                os.utime(scratch)
                replace(scratch, target)
        return digest


def _is_same_length(one: Path, other: Path) -> bool:
    """Say whether another file is there and as long; a torn blob is thus written anew."""
    try:
        return one.stat().st_size == other.stat().st_size
    except FileNotFoundError:
        return False
