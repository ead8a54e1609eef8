"""Marks of services' balances, and what this library bought there since."""

import sqlite3
from functools import partial
from typing import Final

from seedream_desktop.domain.ids import ProviderId, RequestId
from seedream_desktop.domain.request import IN_FLIGHT, RequestState
from seedream_desktop.ports import balances as port
from seedream_desktop.ports.balances import Trail
from seedream_desktop.storage import requests
from seedream_desktop.storage.database import Database

_FRESH_S: Final = 60.0
_REFUND_S: Final = 3 * 3600.0
"""How long the money of a failed job may take to come back, by the services' own word."""

_GIVEN_UP_S: Final = 24 * 3600.0
_BUSY: Final = IN_FLIGHT - {RequestState.IN_DOUBT}


class Balances(port.Balances):
    """The marks of one library; the contract is the port's."""

    def __init__(self, database: Database) -> None:
        """Take the open database."""
        self._database = database

    async def may_mark(self, provider: ProviderId, now: float) -> int | None:
        """Return the ledger's last row where a new mark would be a sound one, else None."""
        return await self._database.read(partial(may_mark, provider=provider, now=now))

    async def mark(self, provider: ProviderId, balance_micros: int, entry: int, now: float) -> bool:
        """Write a mark if the ledger still ends with the row that may_mark() gave."""
        work = partial(mark, provider=provider, micros=balance_micros, entry=entry, now=now)
        return await self._database.write(work)

    async def trail(self, provider: ProviderId) -> Trail | None:
        """Return what is known since the latest mark; None where there never was one."""
        return await self._database.read(partial(trail, provider=provider))


def may_mark(connection: sqlite3.Connection, provider: ProviderId, now: float) -> int | None:
    """Return the ledger's last row where nothing is, or may be, on its way to or from a bill."""
    if _exists(connection, requests.in_states(IN_FLIGHT), provider):
        return None
    if _exists(connection, f"{requests.IS_OPEN} and {requests.IS_FROM_COPY}", provider):
        return None
    ended = "requests.sent_at > 0 and requests.state = ? and requests.ended_at > ?"
    for state, since in ((RequestState.FAILED, _REFUND_S), (RequestState.CANCELLED, _GIVEN_UP_S)):
        if _exists(connection, ended, provider, state, now - since):
            return None
    last = _last_entry(connection)
    fresh = connection.execute(
        "select 1 from balances where provider = ? and last_entry = ? and at between ? and ?",
        (provider, last, now - _FRESH_S, now),
    ).fetchone()
    return None if fresh else last


def mark(
    connection: sqlite3.Connection, provider: ProviderId, micros: int, entry: int, now: float
) -> bool:
    """Write a mark, unless anything was bought, or begun, since the balance was asked for."""
    is_sound = may_mark(connection, provider, now) == entry
    if is_sound:
        connection.execute(
            "insert or replace into balances (provider, balance_micros, last_entry, at)"
            " values (?, ?, ?, ?)",
            (provider, micros, entry, now),
        )
    return is_sound


def trail(connection: sqlite3.Connection, provider: ProviderId) -> Trail | None:
    """Add up what was spent since the mark.

    Nothing was under way at the mark, so every later row is of what was sent after it.
    """
    marked = connection.execute(
        "select balance_micros, last_entry from balances where provider = ?", (provider,)
    ).fetchone()
    if marked is None:
        return None
    rows = connection.execute(
        "select request, sum(amount_micros) from ledger"
        " where id > ? and provider = ? and kind = 'spent' group by request",
        (marked[1], provider),
    ).fetchall()
    spent = {RequestId(request): micros for request, micros in rows if request is not None}
    return Trail(
        balance_micros=marked[0],
        spent=spent,
        errands_micros=sum(micros for request, micros in rows if request is None),
        is_busy=_exists(connection, requests.in_states(_BUSY), provider),
    )


def _last_entry(connection: sqlite3.Connection) -> int:
    (last,) = connection.execute("select coalesce(max(id), 0) from ledger").fetchone()
    return int(last)


def _exists(
    connection: sqlite3.Connection, condition: str, provider: ProviderId, *values: object
) -> bool:
    query = f"select 1 from requests where {condition} and requests.provider = ? limit 1"  # noqa: S608 - constants
    return connection.execute(query, (*values, provider)).fetchone() is not None
