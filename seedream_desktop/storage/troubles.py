"""What goes wrong below, told apart: no space, other trouble of the machine, or a bug of ours."""

import errno
import shutil
import sqlite3
from pathlib import Path
from typing import Final

from seedream_desktop.domain.errors import DiskFull, StorageFailed, is_disk_full

_LEAST_FREE_BYTES: Final = 256 * 1024
"""With less than this left, an I/O error of SQLite is taken for want of space."""

_PRIMARY: Final = 0xFF
"""The low byte of an extended result code (sqlite.org/rescode.html)."""

_KNOWN: Final = {
    sqlite3.SQLITE_BUSY: "library_locked",
    sqlite3.SQLITE_LOCKED: "library_locked",
    sqlite3.SQLITE_PROTOCOL: "library_locked",
    sqlite3.SQLITE_READONLY: "library_read_only",
    sqlite3.SQLITE_PERM: "library_read_only",
    sqlite3.SQLITE_CANTOPEN: "library_not_opened",
    sqlite3.SQLITE_IOERR: "library_io_error",
    sqlite3.SQLITE_CORRUPT: "library_damaged",
    sqlite3.SQLITE_NOTADB: "library_damaged",
}


def is_damage(error: BaseException) -> bool:
    """Say whether a database error means that the file itself is broken."""
    return _primary(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def database_trouble(error: Exception, path: Path) -> Exception:
    """Return DiskFull or StorageFailed for trouble of the machine, the same error for a bug."""
    primary = _primary(error)
    if primary == sqlite3.SQLITE_FULL or (primary == sqlite3.SQLITE_IOERR and _is_full(path)):
        return DiskFull("disk_full", path=str(path.parent))
    code = _KNOWN.get(primary) if primary is not None else None
    if code is None:
        return error
    reason = str(getattr(error, "sqlite_errorname", ""))
    return StorageFailed(code, path=str(path), reason=reason)


def file_trouble(error: OSError, path: Path) -> StorageFailed:
    """Return DiskFull or StorageFailed for a file operation that failed."""
    if is_disk_full(error):
        return DiskFull("disk_full", path=str(path))
    reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return StorageFailed("file_not_written", path=str(path), reason=reason)


def _primary(error: BaseException) -> int | None:
    """Return SQLite's primary result code; None for errors that are not SQLite's."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & _PRIMARY if isinstance(code, int) else None


def _is_full(path: Path) -> bool:
    """Say whether the volume of a path has practically no space left."""
    try:
        return shutil.disk_usage(path.parent).free < _LEAST_FREE_BYTES
    except OSError:
        return False
