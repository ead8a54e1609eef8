"""Pictures of screen size that can be made again: files that may be lost at any time."""

import asyncio
import logging
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from seedream_desktop.domain.ids import Digest

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_THREADS: Final = 2
"""Two pictures are compared, so two are read."""
_PRUNED_TO: Final = 0.9
_FRESH_S: Final = 3600.0
"""Uses closer than this to the last are not written down; they only order what goes first."""
_SPARE_BYTES: Final = 2 * 2**30
"""What is left on the disk for what is paid for: a cache never takes the last of it."""
_JPEG: Final = (b"\xff\xd8", b"\xff\xd9")


class Proxies:
    """JPEGs by the content of their picture, ab/<digest>.jpg; least recently used ones go first.

    Files, since each is half a megabyte: a database would write them twice and read them no
    quicker. A file's time of change is when it was last used. Nothing here ever fails for the
    caller, and a file that was cut short counts as none.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        """Take the folder, which is made with the first file, and how much it may hold."""
        self.limit_bytes = limit_bytes
        self._folder = folder
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="proxies")
        self._guard = threading.Lock()
        self._total_bytes: int | None = None

    async def get(self, digest: Digest) -> bytes | None:
        """Return a picture's proxy, if there is one."""
        return await self._run(partial(self._get, digest), None)

    async def put(self, digest: Digest, data: bytes) -> None:
        """Keep a picture's proxy, where the disk has room for such."""
        await self._run(partial(self._put, digest, data), None)

    async def file(self, digest: Digest) -> Path | None:
        """Return where a picture's proxy lies, if there is one; it may be gone at any time."""
        path = self._path(digest)
        return path if await self._run(path.is_file, otherwise=False) else None

    async def close(self) -> None:
        """Finish what is being written, and end the threads; harmless when repeated."""
        await asyncio.to_thread(self._threads.shutdown)

    async def _run(self, work: Callable[[], _T], otherwise: _T) -> _T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except (OSError, RuntimeError) as error:
            _log.warning("the cache of proxies does not answer: %s", type(error).__name__)
            return otherwise

    def _path(self, digest: Digest) -> Path:
        return self._folder / digest[:2] / f"{digest}.jpg"

    def _get(self, digest: Digest) -> bytes | None:
        path = self._path(digest)
        try:
            with path.open("rb") as file:
                data = file.read()
                age_s = time.time() - os.fstat(file.fileno()).st_mtime
        except FileNotFoundError:
            return None
        if not (data.startswith(_JPEG[0]) and data.endswith(_JPEG[1])):
            return None
        if age_s > _FRESH_S:
            with suppress(OSError):
                os.utime(path)
        return data

    def _put(self, digest: Digest, data: bytes) -> None:
        path = self._path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(path.parent).free < _SPARE_BYTES + len(data):
            return
        scratch = path.with_suffix(f".{secrets.token_hex(4)}")
        try:
            scratch.write_bytes(data)
            with self._guard:
                held = self._held() - _size(path)
                scratch.replace(path)
                self._total_bytes = held + len(data)
                if self._total_bytes > self.limit_bytes:
                    self._total_bytes = self._prune()
        finally:
            scratch.unlink(missing_ok=True)

    def _held(self) -> int:
        """Return the bytes that are held, counted once a start."""
        if self._total_bytes is None:
            self._total_bytes = sum(size for _, size, _ in self._files())
        return self._total_bytes

    def _prune(self) -> int:
        """Remove what was not used for longest, and what was left half written; count the rest."""
        files = sorted(self._files())
        left = sum(size for _, size, _ in files)
        for _, size, path in files:
            if left <= self.limit_bytes * _PRUNED_TO:
                break
            with suppress(OSError):  # open elsewhere (Windows): the next time sees to it
                os.unlink(path)  # noqa: PTH108 - a string, of thousands
                left -= size
        return left

    def _files(self) -> list[tuple[float, int, str]]:
        """Return time of last use, bytes and path of each file."""
        found = []
        for shelf in _entries(self._folder):
            if shelf.is_dir(follow_symlinks=False):
                for entry in _entries(shelf.path):
                    with suppress(OSError):
                        known = entry.stat(follow_symlinks=False)
                        found.append((known.st_mtime, known.st_size, entry.path))
        return found


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
