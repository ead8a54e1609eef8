"""The thread with the only connection that writes."""

import asyncio
import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from seedream_desktop.domain.errors import DiskFull
from seedream_desktop.domain.events import Notice
from seedream_desktop.storage.ballast import Ballast
from seedream_desktop.storage.troubles import database_trouble, file_trouble
from seedream_desktop.storage.worker import Inbox, Outcome, Unit, deliver, tell

_log = logging.getLogger(__name__)

_UNITS_PER_COMMIT: Final = 512

Opener = Callable[[], tuple[sqlite3.Connection, tuple[Notice, ...]]]
"""Opens the writing connection, and says what is to be told about it."""

OnCommit = Callable[[str], None]
"""Called with "before" and "after" around each commit of units; what it raises is a power cut."""


class _PowerCut(BaseException):
    """The process is to behave as if it had died here; cause is what callers get."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__()
        self.cause = cause


class _Undone(Exception):
    """SQLite took back the whole transaction, and with it what other units had done in it."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Writer(threading.Thread):
    """Runs units of work, all that wait together in one transaction, each in a savepoint.

    A unit that fails leaves the others alone. A unit may be run a second time after SQLite
    undid the transaction it shared, so it must do nothing but SQL. Vital units that meet a
    full disk are run again once the ballast has made room for them.
    """

    def __init__(
        self,
        path: Path,
        loop: asyncio.AbstractEventLoop,
        opener: Opener,
        ballast: Ballast,
        on_commit: OnCommit | None = None,
    ) -> None:
        super().__init__(name="library-writer")
        self._path = path
        self._loop = loop
        self._opener = opener
        self._ballast = ballast
        self._on_commit = on_commit
        self.inbox = Inbox()
        self.opened: asyncio.Future[tuple[Notice, ...]] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()

    def run(self) -> None:
        """Open, work until the inbox is closed, close."""
        in_hand: list[Unit] = []
        try:
            connection, notices = self._opener()
            with contextlib.closing(connection):
                self._ballast.make()
                tell(self._loop, self.opened, notices)
                while units := self.inbox.take(_UNITS_PER_COMMIT):
                    in_hand = units
                    deliver(self._loop, self._perform(connection, units))
                    in_hand = []
        except BaseException as error:  # noqa: BLE001 - the thread's barrier: callers get it
            self._break_off(error, in_hand)
        finally:
            tell(self._loop, self.ended)

    def _perform(self, connection: sqlite3.Connection, units: Sequence[Unit]) -> list[Outcome]:
        """Run units; vital ones for which there is no room are run again once room is made."""
        outcomes = self._commit(connection, units)
        lacking = [o.unit for o in outcomes if o.unit.is_vital and isinstance(o.error, DiskFull)]
        if not lacking:
            return outcomes
        _log.warning("the disk is full: what is held back is given up")
        self._ballast.give_up()
        with contextlib.suppress(sqlite3.Error):
            # A log that has gone into the database is written over, and takes no new room.
            connection.execute("pragma wal_checkpoint(passive)")
        again = {outcome.unit: outcome for outcome in self._commit(connection, lacking)}
        return [again.get(outcome.unit, outcome) for outcome in outcomes]

    def _commit(self, connection: sqlite3.Connection, units: Sequence[Unit]) -> list[Outcome]:
        """Run units in one transaction; where that is undone, each in one of its own."""
        try:
            return self._transaction(connection, units)
        except (_Undone, sqlite3.Error) as failure:
            _roll_back(connection)
            if len(units) > 1:
                return [self._commit(connection, [unit])[0] for unit in units]
            error = failure.error if isinstance(failure, _Undone) else failure
            return [Outcome(units[0], error=database_trouble(error, self._path))]

    def _transaction(self, connection: sqlite3.Connection, units: Sequence[Unit]) -> list[Outcome]:
        """Begin, run each unit in a savepoint, commit."""
        connection.execute("begin immediate")
        outcomes = [self._attempt(connection, unit) for unit in units]
        self._announce("before")
        connection.execute("commit")
        self._announce("after")
        return outcomes

    def _attempt(self, connection: sqlite3.Connection, unit: Unit) -> Outcome:
        """Run one unit; if it fails, nothing of it remains."""
        connection.execute("savepoint unit")
        try:
            value = unit.work(connection)
        except Exception as error:
            # After a full disk or an I/O error SQLite may have ended the transaction itself.
            if not connection.in_transaction:
                raise _Undone(error) from error
            connection.execute("rollback to unit")
            connection.execute("release unit")
            return Outcome(unit, error=database_trouble(error, self._path))
        connection.execute("release unit")
        return Outcome(unit, value)

    def _announce(self, when: str) -> None:
        """Call the hook; whatever it raises is the power cut."""
        if self._on_commit is None:
            return
        try:
            self._on_commit(when)
        except BaseException as cause:
            raise _PowerCut(cause) from cause

    def _break_off(self, error: BaseException, in_hand: Sequence[Unit]) -> None:
        """Refuse all work from now on; whoever waits for a unit, or the opening, gets the error.

        Closing the connection has undone a transaction that was open.
        """
        cause = error.cause if isinstance(error, _PowerCut) else _told(error, self._path)
        left = self.inbox.break_off(cause)
        deliver(self._loop, [Outcome(unit, error=cause) for unit in (*in_hand, *left)])
        tell(self._loop, self.opened, error=cause)


def _roll_back(connection: sqlite3.Connection) -> None:
    """End a transaction that is still open; what SQLite ended itself is over already."""
    if connection.in_transaction:
        connection.execute("rollback")


def _told(error: BaseException, path: Path) -> BaseException:
    """Return what callers get for an error of the thread itself."""
    if isinstance(error, OSError):
        return file_trouble(error, path)
    return database_trouble(error, path) if isinstance(error, Exception) else error
