"""One process per library: two queues over one ledger would buy twice."""

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import Final

from seedream_desktop.domain.errors import LibraryBusy, StorageFailed

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_TAKEN: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
_LOCKED_BYTE: Final = 0x7FFF_0000
"""Far behind the process id: on Windows a locked byte cannot be read by others."""


class LibraryLock:
    """The operating system's lock on a file; it ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock, or raise LibraryBusy with the pid that holds it (0: not known)."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as exc:
            raise StorageFailed("library_not_writable", path=str(self._path)) from exc
        try:
            _lock(descriptor)
        except OSError as exc:
            holder = _pid(descriptor)
            os.close(descriptor)
            if exc.errno in _TAKEN:
                raise LibraryBusy("library_busy", pid=holder) from exc
            raise StorageFailed("library_not_lockable", path=str(self._path)) from exc
        self._descriptor = descriptor
        os.ftruncate(descriptor, 0)
        # The number only helps a person; without room for it the lock still holds.
        with contextlib.suppress(OSError):
            os.write(descriptor, str(os.getpid()).encode())

    def release(self) -> None:
        """Give the lock back; harmless when it is not held.

        The file stays: removing it could let two processes lock two files of one name.
        """
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.ftruncate(descriptor, 0)
            os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Lock an open file at once or raise OSError."""
    if sys.platform == "win32":
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _pid(descriptor: int) -> int:
    """Return the number that the holder wrote, 0 if there is none."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    text = os.read(descriptor, 20)
    return int(text) if text.isdigit() else 0
