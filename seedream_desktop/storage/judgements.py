"""Rows of judgements: what people said of results and images."""

import sqlite3
from collections.abc import Iterable
from functools import partial

from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.domain.judgement import Aspect, Judgement, checked
from seedream_desktop.ports import judgements as port
from seedream_desktop.storage.database import Database
from seedream_desktop.storage.records import plain


class Judgements(port.Judgements):
    """The part of the library that its port describes."""

    def __init__(self, database: Database) -> None:
        """Take the library's database."""
        self._database = database

    async def save(self, judgements: Iterable[Judgement]) -> None:
        """Add words to what was said. Raises ValueError for one that its aspect cannot hold."""
        await self._database.write(partial(_save, said=tuple(map(checked, judgements))))

    async def of(self, sequence: SequenceId) -> tuple[Judgement, ...]:
        """List what was said of a sequence's images and versions, oldest first."""
        return await self._database.read(partial(_of, sequence=sequence))


def _save(connection: sqlite3.Connection, said: Iterable[Judgement]) -> None:
    connection.executemany(
        "insert into judgements (subject, aspect, who, at, value) values (?, ?, ?, ?, ?)"
        " on conflict do nothing",
        [
            (plain(one.subject), one.aspect, plain(one.who), float(one.at), plain(one.value))
            for one in said
        ],
    )


def _of(connection: sqlite3.Connection, sequence: SequenceId) -> tuple[Judgement, ...]:
    rows = connection.execute(
        "with subjects (id) as ("
        "  select id from versions where sequence = ?1"
        "  union select json_extract(image.value, '$.id') from sequences,"
        "    json_each(sequences.content, '$.images') as image where sequences.id = ?1)"
        " select subject, aspect, value, who, at from subjects"
        " join judgements on judgements.subject = subjects.id order by at, who, subject, aspect",
        (sequence,),
    )
    return tuple(
        Judgement(subject=subject, aspect=Aspect(aspect), value=value, who=who, at=at)
        for subject, aspect, value, who, at in rows
    )
