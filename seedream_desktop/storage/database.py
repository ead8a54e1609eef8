"""The durable database: one thread writes, two read, and the event loop waits for none."""

import asyncio
import contextlib
import functools
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar, cast

from seedream_desktop.domain.errors import DiskFull, StorageFailed
from seedream_desktop.domain.events import Notice
from seedream_desktop.storage.ballast import Ballast
from seedream_desktop.storage.opening import open_file
from seedream_desktop.storage.reader import Reader
from seedream_desktop.storage.schema import MIGRATIONS, Migration
from seedream_desktop.storage.worker import Inbox, Unit
from seedream_desktop.storage.writer import OnCommit, Writer

_READERS: Final = 2

T = TypeVar("T")


class Database:
    """A SQLite file behind its own threads, for the event loop that opens it.

    A unit of work is a function of a connection. It does nothing but SQL: it may be run a
    second time when SQLite undid the transaction that it shared with others. Cancelling the
    caller does not take a unit back.
    """

    def __init__(
        self,
        path: Path,
        *,
        on_commit: OnCommit | None = None,
        migrations: Sequence[Migration] = MIGRATIONS,
    ) -> None:
        """Take the file; on_commit is for tests that cut the power (see writer.OnCommit)."""
        self.path = path
        self._opener = functools.partial(open_file, path, migrations)
        self._on_commit = on_commit
        self._ballast = Ballast(path.with_suffix(".ballast"))
        self._writer: Writer | None = None
        self._reads = Inbox()
        self._readers: list[Reader] = []

    async def open(self) -> tuple[Notice, ...]:
        """Check, recover, migrate and start; return what is to be told about a recovery.

        Raises UserFixable for another program's or a newer version's database, StorageFailed
        or DiskFull when it cannot be opened. After an error nothing is left running.
        """
        assert self._writer is None, "a database is opened once"
        loop = asyncio.get_running_loop()
        self._writer = Writer(self.path, loop, self._opener, self._ballast, self._on_commit)
        self._writer.start()
        try:
            notices = await asyncio.shield(self._writer.opened)
        except BaseException:
            await self.close()
            raise
        for _ in range(_READERS):
            reader = Reader(self.path, loop, self._reads)
            self._readers.append(reader)
            reader.start()
        return notices

    async def write(self, work: Callable[[sqlite3.Connection], T], *, is_vital: bool = False) -> T:
        """Run a unit in one transaction; it is on the disk when this returns.

        A vital unit, which records what is paid for, may use the room that is held back for it.
        A caller that is cancelled ends only after the unit has: whoever waited for that end to
        take over finds what it wrote. Raises what the unit raises, StorageFailed or DiskFull;
        nothing of it is written then.
        """
        return await self._hand(self._running().inbox, work, is_vital=is_vital)

    async def hold_room(self) -> None:
        """See to it that room is held back for vital units. Raises DiskFull without any."""
        if self._ballast.is_there or await asyncio.to_thread(self._ballast.make):
            return
        raise DiskFull("disk_full", path=str(self.path.parent))

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a unit that reads, on a snapshot with all that was committed before the call.

        Raises what the unit raises, or StorageFailed.
        """
        self._running().inbox.check()
        return await self._hand(self._reads, work)

    async def close(self) -> None:
        """Do what waits, close and end the threads; harmless when repeated."""
        self._reads.close()
        for reader in self._readers:
            await asyncio.shield(reader.ended)
            reader.join()
        # The writer goes last: the connection that closes last tidies the log away.
        if self._writer is not None:
            self._writer.inbox.close()
            await asyncio.shield(self._writer.ended)
            self._writer.join()

    def _running(self) -> Writer:
        """Return the writer of an open database."""
        assert self._writer is not None, "the database is not open"
        return self._writer

    @staticmethod
    async def _hand(
        inbox: Inbox, work: Callable[[sqlite3.Connection], T], *, is_vital: bool = False
    ) -> T:
        """Give a unit to a thread and wait for its outcome."""
        unit = Unit(work, asyncio.get_running_loop().create_future(), is_vital)
        if not inbox.put(unit):
            raise StorageFailed("library_closed")
        try:
            return cast("T", await asyncio.shield(unit.future))
        except asyncio.CancelledError:
            while not unit.future.done():
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait({unit.future})
            unit.future.exception()
            raise
