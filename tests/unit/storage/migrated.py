"""Databases of three small migrations, and a look into their files."""

import contextlib
import sqlite3

from seedream_desktop.storage import backups
from seedream_desktop.storage.database import Database
from seedream_desktop.storage.schema import Migration

FIRST = Migration(1, ("create table t (n integer not null) strict;", "insert into t values (1);"))
SECOND = Migration(2, ("alter table t add column m integer;", "update t set m = n * 10;"))
THIRD = Migration(3, ("create table u (n integer not null) strict;",))


def rows(connection):
    return connection.execute("select * from t").fetchall()


def backups_of(path):
    return backups.newest_first(path)


@contextlib.asynccontextmanager
async def opened(path, *migrations):
    database = Database(path, migrations=migrations)
    notices = await database.open()
    try:
        yield database, notices
    finally:
        await database.close()


async def make(path, *migrations):
    async with opened(path, *migrations):
        pass


def look(path, query):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()
