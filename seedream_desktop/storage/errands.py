"""Errands: small paid calls beside runs, with their rows of the ledger."""

import sqlite3
from functools import partial
from typing import Final

from seedream_desktop.domain.ids import ErrandId, RemoteId, RunId
from seedream_desktop.domain.ledger import Caps, EntryKind, Errand, Moment
from seedream_desktop.ports import errands as port
from seedream_desktop.storage import ledger
from seedream_desktop.storage.database import Database

_NO_RUN: Final = RunId("")
_OPEN: Final = (
    "select errand, sum(case kind when 'reserved' then amount_micros else -amount_micros end)"
    " as held, min(counted_at) from ledger where errand is not null"
    " and (?1 is null or errand = ?1) group by errand having held > 0"
)


class Errands(port.Errands):
    """The errands of one library; the contract is the port's."""

    def __init__(self, database: Database) -> None:
        """Take the open database."""
        self._database = database

    async def begin(self, errand: Errand, caps: Caps, moment: Moment) -> None:
        """Record the intent and reserve its cost, before anything leaves."""
        await self._database.hold_room()
        await self._database.write(partial(_begin, errand=errand, caps=caps, moment=moment))

    async def note_remote(self, errand: ErrandId, remote_id: RemoteId) -> None:
        """Record the service's id of the job."""
        work = partial(_note_remote, errand=errand, remote_id=remote_id)
        await self._database.write(work, is_vital=True)

    async def settle(
        self, errand: ErrandId, charged_micros: int | None, now: float, note: str
    ) -> None:
        """Close the reservation; harmless when it is closed already."""
        work = partial(_settle, errand=errand, charged_micros=charged_micros, now=now, note=note)
        await self._database.write(work, is_vital=True)

    async def settle_open(self, now: float, note: str) -> int:
        """Close all that an earlier process left open as spent; return how many there were."""
        work = partial(_settle, errand=None, charged_micros=None, now=now, note=note)
        return await self._database.write(work)


def _begin(connection: sqlite3.Connection, errand: Errand, caps: Caps, moment: Moment) -> None:
    ledger.check_caps(connection, _NO_RUN, errand.cost_micros, caps, moment)
    connection.execute(
        "insert into errands (id, provider, model, cost_micros, sent_at) values (?, ?, ?, ?, ?)",
        (errand.id, errand.provider, errand.model, errand.cost_micros, errand.sent_at),
    )
    _append(
        connection, errand.id, EntryKind.RESERVED, errand.cost_micros, moment.now, moment.now, ""
    )


def _note_remote(connection: sqlite3.Connection, errand: ErrandId, remote_id: RemoteId) -> None:
    connection.execute("update errands set remote_id = ? where id = ?", (remote_id, errand))


def _settle(
    connection: sqlite3.Connection,
    errand: ErrandId | None,
    charged_micros: int | None,
    now: float,
    note: str,
) -> int:
    """Close one errand's reservation, or every open one; return how many were open."""
    found = connection.execute(_OPEN, (errand,)).fetchall()
    for name, held, counted_at in found:
        spent = held if charged_micros is None else min(charged_micros, held)
        for kind, amount in ((EntryKind.SPENT, spent), (EntryKind.RELEASED, held - spent)):
            if amount > 0:
                _append(connection, name, kind, amount, now, counted_at, note)
    return len(found)


def _append(
    connection: sqlite3.Connection,
    errand: ErrandId,
    kind: EntryKind,
    amount_micros: int,
    at: float,
    counted_at: float,
    note: str,
) -> None:
    connection.execute(
        "insert into ledger (errand, provider, attempt, kind, amount_micros, at, counted_at, note)"
        " select id, provider, 1, ?, ?, ?, ?, ? from errands where id = ?",
        (kind, amount_micros, at, counted_at, note, errand),
    )
