"""Opens the library's database: recovered if need be, migrated, ready to be written."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from seedream_desktop.domain.events import Notice
from seedream_desktop.storage.backups import is_sound, newest_first, restore, set_aside
from seedream_desktop.storage.connection import connect_writer
from seedream_desktop.storage.durable import make_folder
from seedream_desktop.storage.schema import Migration, check_ours, migrate


def open_file(
    path: Path, migrations: Sequence[Migration]
) -> tuple[sqlite3.Connection, tuple[Notice, ...]]:
    """Return the writing connection, and what is to be told about a recovery.

    Raises UserFixable for a database that is not to be touched, StorageFailed, OSError and
    sqlite3.Error for trouble of the machine.
    """
    make_folder(path.parent)
    notices = _recovered(path)
    connection = connect_writer(path)
    try:
        check_ours(connection, path, migrations[-1].number)
        migrate(connection, path, migrations)
    except BaseException:
        connection.close()
        raise
    return connection, notices


def _recovered(path: Path) -> tuple[Notice, ...]:
    """See to it that what lies at the path can be opened, be it a copy, or nothing at all."""
    notices: list[Notice] = []
    if not is_sound(path):
        notices.append(set_aside(path))
    # Copies without their original: a recovery was cut short, or somebody took the file away.
    if not path.exists() and (notices or newest_first(path)):
        empty = Notice(code="library_started_empty", params={"path": str(path)})
        notices.append(restore(path) or empty)
    return tuple(notices)
