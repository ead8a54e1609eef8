"""Small pictures that can be made again, in a database that may be lost at any time."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from seedream_desktop.domain.ids import Digest

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_VERSION: Final = 1
_PRUNED_TO: Final = 0.9
"""What a full cache is cut down to, as a part of its limit, so that it is not cut each time."""

_USES_KEPT: Final = 512
"""Reads remembered before they are written down; they only order what is thrown away first."""

_SCHEMA: Final = (
    """create table thumbnails (
        id integer primary key, digest text not null, used integer not null,
        length integer not null, data blob not null) strict""",
    "create index thumbnails_by_use on thumbnails (used)",
    f"pragma user_version = {_VERSION}",
)


class Thumbnails:
    """Encoded thumbnails by the content of their picture; least recently used ones go first.

    Nothing here ever fails for the caller: a cache that cannot be read is empty, one that
    cannot be written forgets, and a damaged file is made anew. All SQL runs on one thread.
    """

    def __init__(self, path: Path, limit_bytes: int) -> None:
        """Take the file, which is opened with the first use, and how much it may hold."""
        self.limit_bytes = limit_bytes
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="thumbnails")
        self._connection: sqlite3.Connection | None = None
        self._total_bytes = 0
        self._clock = 0
        self._uses: dict[int, int] = {}

    async def get(self, digest: Digest) -> bytes | None:
        """Return a picture's thumbnail, if there is one."""
        return await self._run(partial(self._get, digest=digest), None)

    async def put(self, digest: Digest, data: bytes) -> None:
        """Keep a picture's thumbnail."""
        await self._run(partial(self._put, digest=digest, data=data), None)

    async def close(self) -> None:
        """Write down what was used, and end the thread; harmless when repeated."""
        with contextlib.suppress(RuntimeError):  # closed before
            await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=True)

    async def _run(self, work: Callable[[sqlite3.Connection], _T], otherwise: _T) -> _T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, self._attempt, work)
        except (sqlite3.Error, OSError, RuntimeError) as error:
            _log.warning("the thumbnail cache does not answer: %s", type(error).__name__)
            return otherwise

    def _attempt(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Run work; a damaged file is thrown away and the work done on a new one."""
        try:
            return work(self._open())
        except sqlite3.OperationalError:  # locked, full, read-only: the file itself is sound
            raise
        except sqlite3.DatabaseError:
            self._discard()
            return work(self._open())

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None:
            return self._connection
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        try:
            self._set_up(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _set_up(self, connection: sqlite3.Connection) -> None:
        connection.execute("pragma auto_vacuum = incremental")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        (version,) = connection.execute("pragma user_version").fetchone()
        if version != _VERSION:
            connection.execute("begin immediate")
            connection.execute("drop table if exists thumbnails")
            for statement in _SCHEMA:
                connection.execute(statement)
            connection.execute("commit")
        self._total_bytes, self._clock = connection.execute(
            "select coalesce(sum(length), 0), coalesce(max(used), 0) from thumbnails"
        ).fetchone()

    def _get(self, connection: sqlite3.Connection, digest: Digest) -> bytes | None:
        number = _number(digest)
        row = connection.execute(
            "select data from thumbnails where id = ? and digest = ?", (number, digest)
        ).fetchone()
        if row is None:
            return None
        self._clock += 1
        self._uses[number] = self._clock
        if len(self._uses) >= _USES_KEPT:
            self._write_uses(connection)
        return bytes(row[0])

    def _put(self, connection: sqlite3.Connection, digest: Digest, data: bytes) -> None:
        number = _number(digest)
        self._clock += 1
        connection.execute("begin immediate")
        try:
            before = connection.execute(
                "select length from thumbnails where id = ?", (number,)
            ).fetchone()
            connection.execute(
                "insert or replace into thumbnails (id, digest, used, length, data)"
                " values (?, ?, ?, ?, ?)",
                (number, digest, self._clock, len(data), data),
            )
            total = self._total_bytes + len(data) - (before[0] if before else 0)
            if total > self.limit_bytes:
                total -= self._prune(connection, total)
            connection.execute("commit")
        except BaseException:
            if connection.in_transaction:
                connection.execute("rollback")
            raise
        self._total_bytes = total

    def _prune(self, connection: sqlite3.Connection, total: int) -> int:
        """Throw away what was not used for longest; return how many bytes went."""
        self._write_uses(connection)
        spare = total - int(self.limit_bytes * _PRUNED_TO)
        going, freed = [], 0
        for number, length in connection.execute("select id, length from thumbnails order by used"):
            if freed >= spare:
                break
            going.append((number,))
            freed += length
        connection.executemany("delete from thumbnails where id = ?", going)
        connection.execute("pragma incremental_vacuum")
        return freed

    def _write_uses(self, connection: sqlite3.Connection) -> None:
        uses, self._uses = self._uses, {}
        connection.executemany(
            "update thumbnails set used = ? where id = ?",
            [(used, number) for number, used in uses.items()],
        )

    def _discard(self) -> None:
        _log.warning("the thumbnail cache is damaged and is made anew")
        self._uses.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with contextlib.closing(connection), contextlib.suppress(sqlite3.Error):
            self._write_uses(connection)


def _number(digest: Digest) -> int:
    """Return the row of a digest: its first 64 bits, since integers are the quickest keys."""
    return int(digest[:16], 16) - 2**63
