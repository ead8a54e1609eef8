"""Connections to the library's database, with the settings that money asks for."""

import sqlite3
from pathlib import Path
from typing import Final

from seedream_desktop.domain.errors import StorageFailed

APPLICATION_ID: Final = 0x5EED_D35C
"""What says that a database is a Seedream Desktop library ("seed desc"), in its header."""

_OLDEST: Final = (3, 37, 0)
"""STRICT tables; RETURNING came with 3.35."""

_BUSY_TIMEOUT_MS: Final = 5000


def connect_writer(path: Path) -> sqlite3.Connection:
    """Open the one connection that writes; transactions are begun and ended by hand.

    Raises StorageFailed when the disk does not do what the write-ahead log needs.
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        raise StorageFailed("sqlite_too_old", version=sqlite3.sqlite_version)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        _protect(connection)
        _log_ahead(connection, path)
        connection.execute("pragma synchronous = full")
        connection.execute("pragma temp_store = memory")
        connection.execute("pragma fullfsync = on")
        connection.execute("pragma checkpoint_fullfsync = on")
        # Without this, INSERT OR REPLACE would pass by the triggers that keep the ledger.
        connection.execute("pragma recursive_triggers = on")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """Open a connection that cannot write."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        connection.isolation_level = None
        _protect(connection)
        connection.execute("pragma query_only = on")
    except BaseException:
        connection.close()
        raise
    return connection


def _protect(connection: sqlite3.Connection) -> None:
    """Set what every connection needs."""
    connection.execute(f"pragma busy_timeout = {_BUSY_TIMEOUT_MS}")
    connection.execute("pragma trusted_schema = off")
    connection.execute("pragma foreign_keys = on")


def _log_ahead(connection: sqlite3.Connection, path: Path) -> None:
    """Set WAL; the pragma does not fail where that is impossible, it answers what is in force."""
    (mode,) = connection.execute("pragma journal_mode = wal").fetchone()
    if mode != "wal":
        raise StorageFailed("library_without_wal", path=str(path), mode=str(mode))
