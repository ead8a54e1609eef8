"""Space held back beside the database, to be given up so that what was paid can be recorded."""

import contextlib
import os
import shutil
from pathlib import Path
from typing import Final

from seedream_desktop.storage.durable import sync_descriptor

_BYTES: Final = 4_000_000
"""A thousand pages of the log: the rows of every request that may be on its way at once."""

_LEAST_BYTES: Final = 64_000
_SHARE: Final = 8
"""On a volume with less than 32 MB free, no more than an eighth of that is held back."""


class Ballast:
    """A file that takes up room and holds nothing. Its calls block; none of them raises.

    It is made where there is room, given up when a commit that must not fail meets a full
    disk, and made again before anything more is bought.
    """

    def __init__(self, path: Path) -> None:
        """Take the file; nothing is made yet."""
        self._path = path
        self._is_there = False

    @property
    def is_there(self) -> bool:
        """Say whether there is something to give up."""
        return self._is_there

    def make(self) -> bool:
        """Make the file if it is not there; False where there is no room for it."""
        if self._is_there:
            return True
        try:
            if self._path.exists() and self._path.stat().st_size >= _LEAST_BYTES:
                self._is_there = True
                return True
            size = min(_BYTES, shutil.disk_usage(self._path.parent).free // _SHARE)
            if size < _LEAST_BYTES:
                return False
            self._write(size)
        except OSError:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            return False
        self._is_there = True
        return True

    def give_up(self) -> bool:
        """Remove the file; False if there was none, so that nothing was gained."""
        if not self._is_there:
            return False
        self._is_there = False
        with contextlib.suppress(OSError):
            os.truncate(self._path, 0)
            self._path.unlink()
        return True

    def _write(self, size: int) -> None:
        with self._path.open("wb") as file:
            # Not zeros: a file system may keep no room for those.
            file.write(os.urandom(size))
            file.flush()
            sync_descriptor(file.fileno())
