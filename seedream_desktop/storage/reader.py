"""A thread with a connection that only reads."""

import asyncio
import contextlib
import sqlite3
import threading
from pathlib import Path

from seedream_desktop.storage.connection import connect_reader
from seedream_desktop.storage.troubles import database_trouble
from seedream_desktop.storage.worker import Inbox, Outcome, Unit, deliver, tell


class Reader(threading.Thread):
    """Runs reading units from an inbox that readers share, each on one snapshot."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop, inbox: Inbox) -> None:
        super().__init__(name="library-reader")
        self._path = path
        self._loop = loop
        self.inbox = inbox
        self.ended: asyncio.Future[None] = loop.create_future()

    def run(self) -> None:
        """Open, work until the inbox is closed, close."""
        try:
            with contextlib.closing(connect_reader(self._path)) as connection:
                while units := self.inbox.take(1):
                    deliver(self._loop, [self._attempt(connection, units[0])])
        except BaseException as error:  # noqa: BLE001 - the thread's barrier: callers get it
            trouble = database_trouble(error, self._path) if isinstance(error, Exception) else error
            left = self.inbox.break_off(trouble)
            deliver(self._loop, [Outcome(unit, error=trouble) for unit in left])
        finally:
            tell(self._loop, self.ended)

    def _attempt(self, connection: sqlite3.Connection, unit: Unit) -> Outcome:
        """Run one unit in a transaction, so that all its queries see the same moment."""
        try:
            connection.execute("begin")
            return Outcome(unit, unit.work(connection))
        except Exception as error:  # noqa: BLE001 - the caller gets it
            return Outcome(unit, error=database_trouble(error, self._path))
        finally:
            if connection.in_transaction:
                connection.execute("rollback")
