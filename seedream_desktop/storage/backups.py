"""Copies of the database beside it, and what becomes of one that is damaged."""

import contextlib
import logging
import shutil
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from seedream_desktop.domain.events import Notice
from seedream_desktop.storage.durable import replace, sync_file
from seedream_desktop.storage.troubles import is_damage

_log = logging.getLogger(__name__)

_KEPT: Final = 3
_DAY_S: Final = 24 * 60 * 60
_BACKUP: Final = "backup"
_DAMAGED: Final = "damaged"
_STAMP: Final = "%Y%m%dT%H%M%S%fZ"
_LOGS: Final = ("-wal", "-shm")


def back_up(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy an open database beside itself, synced; all but the newest three copies go."""
    target = _beside(path, f"{_BACKUP}-v{version}")
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(partial, isolation_level=None)) as copy:
            connection.backup(copy)
            # A copy is one file: its pages must not wait in a log of their own.
            copy.execute("pragma journal_mode = delete")
        sync_file(partial)
        replace(partial, target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    for old in newest_first(path)[_KEPT:]:
        old.unlink(missing_ok=True)
    return target


def back_up_daily(path: Path, now: float) -> None:
    """Copy a library that holds work and whose newest copy is older than a day.

    A damaged library can then lose a day at most. now is seconds since 1970. Want of space is
    no reason not to open a library.
    """
    try:
        newest = next(iter(newest_first(path)), None)
        if newest is not None and now - newest.stat().st_mtime < _DAY_S:
            return
        address = f"{path.absolute().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
            if connection.execute("select 1 from sequences limit 1").fetchone() is not None:
                (version,) = connection.execute("pragma user_version").fetchone()
                back_up(connection, path, version)
    except (OSError, sqlite3.Error) as error:
        _log.warning("no daily copy of the library was made: %s", type(error).__name__)


def newest_first(path: Path) -> list[Path]:
    """List the copies of a database."""
    # The stamp is the last part of the name and sorts as text.
    return sorted(
        path.parent.glob(f"{path.stem}.{_BACKUP}-*{path.suffix}"),
        key=lambda copy: copy.stem.rsplit("-", 1)[-1],
        reverse=True,
    )


def was_damaged(path: Path) -> bool:
    """Say whether a damaged predecessor of this database lies beside it."""
    return any(path.parent.glob(f"{path.stem}.{_DAMAGED}-*{path.suffix}"))


def is_sound(path: Path) -> bool:
    """Read a database through and say whether its structure holds; a missing one is sound.

    Raises sqlite3.Error for any other trouble.
    """
    if not path.exists():
        return True
    # Read-only, or the log of a damaged database would be played into it and removed.
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
            answer = connection.execute("pragma quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return False
        raise
    return bool(answer == ("ok",))


def set_aside(path: Path) -> Notice:
    """Move a damaged database aside; it is never deleted."""
    aside = _beside(path, _DAMAGED)
    # The logs go first: one that stayed would be played into whatever takes this name next.
    for log in _LOGS:
        with contextlib.suppress(FileNotFoundError):
            replace(Path(f"{path}{log}"), Path(f"{aside}{log}"))
    replace(path, aside)
    return Notice(code="library_moved_aside", params={"path": str(aside)})


def restore(path: Path) -> Notice | None:
    """Put the newest sound copy where no database is; None if there is no such copy.

    What was unsent in the copy is marked in it before it takes the library's name: the damaged
    library may have sent it since.
    """
    copy = _first_sound(newest_first(path))
    if copy is None:
        return None
    partial = path.with_suffix(".partial")
    try:
        shutil.copyfile(copy, partial)
        with contextlib.closing(sqlite3.connect(partial, isolation_level=None)) as connection:
            mark_unsent(connection, _time_of(copy))
        sync_file(partial)
        replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return Notice(code="library_restored", params={"path": str(copy)})


def mark_unsent(connection: sqlite3.Connection, copied_at: float) -> int:
    """Note with each request that was not surely sent when a copy was made that this is one.

    Returns how many there are. What an earlier copy was noted with stays.
    """
    if not connection.execute("select 1 from sqlite_schema where name = 'requests'").fetchone():
        return 0
    marked = connection.execute(
        "update requests set content = json_set(content, '$.copied_at', ?)"
        " where state in ('queued', 'preparing', 'sending')"
        " and coalesce(json_extract(content, '$.copied_at'), 0) = 0",
        (copied_at,),
    )
    return marked.rowcount


def _time_of(copy: Path) -> float:
    """Return when a copy was made, by its name (seconds since 1970)."""
    return datetime.strptime(copy.stem.rsplit("-", 1)[-1], _STAMP).replace(tzinfo=UTC).timestamp()


def _first_sound(copies: Iterable[Path]) -> Path | None:
    """Return the first copy whose structure holds."""
    return next((copy for copy in copies if is_sound(copy)), None)


def _beside(path: Path, word: str) -> Path:
    """Return a name beside a database that says why it is there and since when."""
    stamp = datetime.now(UTC).strftime(_STAMP)
    return path.with_name(f"{path.stem}.{word}-{stamp}{path.suffix}")
