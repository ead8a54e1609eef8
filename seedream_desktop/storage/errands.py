"""Errands: small paid calls beside runs, with their rows of the ledger."""

import sqlite3
from functools import partial
from typing import Final

from seedream_desktop.domain.ids import ErrandId, ProviderId, RemoteId, RunId
from seedream_desktop.domain.ledger import Caps, EntryKind, Errand, Moment
from seedream_desktop.domain.proposal import Proposal
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
        self,
        errand: ErrandId,
        charged_micros: int | None,
        now: float,
        note: str,
        *,
        is_closed: bool = False,
    ) -> None:
        """Close the reservation; harmless when it is closed already."""

        def work(connection: sqlite3.Connection) -> None:
            _settle(connection, errand, charged_micros, now, note)
            if is_closed:
                _let_go(connection, errand)

        await self._database.write(work, is_vital=True)

    async def keep(self, errand: ErrandId, words: str, now: float, note: str) -> None:
        """Record the text that was received, and its cost as spent, in one transaction."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("update errands set words = ? where id = ?", (words, errand))
            _settle(connection, errand, None, now, note)

        await self._database.write(work, is_vital=True)

    async def let_go(self, errand: ErrandId) -> None:
        """Record that the user took the text, or does not want it."""
        await self._database.write(partial(_let_go, errand=errand))

    async def proposals(self, provider: ProviderId, text: str) -> tuple[Proposal, ...]:
        """Return what was bought for a prompt and can be had at no cost, newest first."""
        return await self._database.read(partial(_proposals, provider=provider, text=text))

    async def settle_open(self, now: float, note: str) -> int:
        """Close all that an earlier process left open as spent; return how many there were."""
        work = partial(_settle, errand=None, charged_micros=None, now=now, note=note)
        return await self._database.write(work)


def _begin(connection: sqlite3.Connection, errand: Errand, caps: Caps, moment: Moment) -> None:
    ledger.check_caps(connection, _NO_RUN, errand.provider, errand.cost_micros, caps, moment)
    connection.execute(
        "insert into errands (id, provider, model, cost_micros, sent_at, text, style)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        (
            *(errand.id, errand.provider, errand.model, errand.cost_micros, errand.sent_at),
            *(errand.text, errand.style),
        ),
    )
    _append(
        connection, errand.id, EntryKind.RESERVED, errand.cost_micros, moment.now, moment.now, ""
    )


def _note_remote(connection: sqlite3.Connection, errand: ErrandId, remote_id: RemoteId) -> None:
    connection.execute("update errands set remote_id = ? where id = ?", (remote_id, errand))


def _let_go(connection: sqlite3.Connection, errand: ErrandId) -> None:
    connection.execute("update errands set is_closed = 1 where id = ?", (errand,))


def _proposals(
    connection: sqlite3.Connection, provider: ProviderId, text: str
) -> tuple[Proposal, ...]:
    rows = connection.execute(
        "select id, style, words, remote_id, is_closed, sent_at from errands"
        " where provider = ? and text = ?"
        " and (words is not null or (remote_id is not null and not is_closed))"
        " order by seq desc",
        (provider, text),
    )
    return tuple(
        Proposal(
            errand=errand,
            provider=provider,
            text=text,
            style=style,
            words=words,
            remote_id=remote_id,
            is_closed=bool(is_closed),
            sent_at=sent_at,
        )
        for errand, style, words, remote_id, is_closed, sent_at in rows
    )


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
