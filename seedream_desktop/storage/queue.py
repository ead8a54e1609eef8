"""Rows of the queue as the user arranged it: the order of runs, holds, what is not waited for."""

import json
import sqlite3
from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import Final

from seedream_desktop.domain.ids import RequestId, RunId
from seedream_desktop.domain.request import OPEN, Request
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ports import queue as port
from seedream_desktop.ports.library import Run
from seedream_desktop.ports.queue import QueuedRun
from seedream_desktop.storage import requests, sequences
from seedream_desktop.storage.database import Database

UNFINISHED: Final = f"select run from requests where {requests.in_states(OPEN)}"  # noqa: S608 - constants
RECENT: Final = "select run from requests where ended_at > 0 and ended_at >= ?"
"""The ids of runs, each by an index of its own, so that the past costs nothing."""


class QueueRecord(port.QueueRecord):
    """The queue of one library; its contract is the port's."""

    def __init__(self, database: Database) -> None:
        """Take the open database."""
        self._database = database

    async def listed(self, since: float) -> tuple[QueuedRun, ...]:
        """List runs with open requests or one that ended at or after a time, in their order."""
        return await self._database.read(partial(listed, since=since))

    async def unfinished(self) -> tuple[Run, ...]:
        """List runs with open requests, in their order."""
        return await self._database.read(unfinished)

    async def sequence(self, run: RunId) -> Sequence:
        """Return a run's sequence as it was when the run began; NotFound."""
        return await self._database.read(partial(sequences.of_run, run=run))

    async def put_first(self, runs: Iterable[RunId]) -> tuple[Run, ...]:
        """Place these runs, in this order, before all others; return them. NotFound."""
        return await self._database.write(partial(put_first, runs=tuple(runs)))

    async def hold(self, run: RunId, *, is_held: bool) -> Run:
        """Hold a run or let it go; return it as it is now. NotFound."""
        return await self._database.write(partial(hold, run=run, is_held=is_held))

    async def start_at(self, run: RunId, at: float) -> Run:
        """Have a run wait for a time, 0 for none; return it as it is now. NotFound."""
        return await self._database.write(partial(start_at, run=run, at=at))

    async def add(self, requests: Iterable[Request]) -> None:
        """Write new requests (QUEUED) of runs that are there."""
        await self._database.write(partial(add, added=tuple(requests)))

    async def await_request(self, request: RequestId, *, is_awaited: bool) -> Request:
        """Say whether a request is waited for; return it as it is now. NotFound."""
        work = partial(await_request, request=request, is_awaited=is_awaited)
        return await self._database.write(work)


def listed(connection: sqlite3.Connection, since: float) -> tuple[QueuedRun, ...]:
    """List runs with open requests or one that ended at or after a time, with all requests."""
    runs = sequences.runs_among(connection, f"{UNFINISHED} union {RECENT}", (since,))
    titles = dict(
        connection.execute(
            "select id, title from sequences where id in (select value from json_each(?))",
            (json.dumps([run.sequence for run in runs]),),
        ).fetchall()
    )
    own = requests.of_runs(connection, [run.id for run in runs])
    by_run = {run: tuple(rows) for run, rows in groupby(own, key=lambda request: request.run)}
    return tuple(
        QueuedRun(run=run, title=titles[run.sequence], requests=by_run.get(run.id, ()))
        for run in runs
    )


def unfinished(connection: sqlite3.Connection) -> tuple[Run, ...]:
    """List runs with open requests, in their order."""
    return sequences.runs_among(connection, UNFINISHED, ())


def put_first(connection: sqlite3.Connection, runs: Iterable[RunId]) -> tuple[Run, ...]:
    """Give these runs the places below the lowest that there is."""
    (lowest,) = connection.execute("select min(place) from runs").fetchone()
    order = tuple(dict.fromkeys(runs))
    first = min(lowest or 0, 0) - len(order)
    connection.executemany(
        "update runs set place = ? where id = ?",
        [(first + number, run) for number, run in enumerate(order)],
    )
    return tuple(sequences.fetch_run(connection, run) for run in order)


def hold(connection: sqlite3.Connection, run: RunId, *, is_held: bool) -> Run:
    """Hold a run or let it go; NotFound."""
    connection.execute("update runs set is_held = ? where id = ?", (is_held, run))
    return sequences.fetch_run(connection, run)


def start_at(connection: sqlite3.Connection, run: RunId, at: float) -> Run:
    """Have a run wait for a time; NotFound."""
    connection.execute("update runs set not_before = ? where id = ?", (at, run))
    return sequences.fetch_run(connection, run)


def add(connection: sqlite3.Connection, added: Iterable[Request]) -> None:
    """Write new requests of runs that are there."""
    for request in added:
        requests.insert(connection, request)


def await_request(
    connection: sqlite3.Connection, request: RequestId, *, is_awaited: bool
) -> Request:
    """Say whether a request is waited for; NotFound."""
    requests.await_request(connection, request, is_awaited=is_awaited)
    return requests.fetch(connection, request)
