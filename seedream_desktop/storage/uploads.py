"""Rows of uploads: which reference lies where at which service."""

import json
import sqlite3
from collections.abc import Collection
from functools import partial

from seedream_desktop.domain.ids import Digest, ProviderId
from seedream_desktop.ports import uploads as port
from seedream_desktop.ports.provider import Upload
from seedream_desktop.storage.database import Database


class Uploads(port.Uploads):
    """The part of the library that its port describes."""

    def __init__(self, database: Database) -> None:
        """Take the library's database."""
        self._database = database

    async def address(self, provider: ProviderId, digest: Digest, now: float) -> str | None:
        """See the port."""
        work = partial(_address, provider=provider, digest=digest, now=now)
        return await self._database.read(work)

    async def save(self, provider: ProviderId, digest: Digest, upload: Upload) -> None:
        """See the port."""
        await self._database.write(partial(_save, provider=provider, digest=digest, upload=upload))

    async def all(self, provider: ProviderId) -> tuple[tuple[Digest, str], ...]:
        """See the port."""
        return await self._database.read(partial(_all, provider=provider))

    async def retire(self, provider: ProviderId, digests: Collection[Digest]) -> None:
        """See the port."""
        await self._database.write(partial(_retire, provider=provider, digests=tuple(digests)))

    async def forget(self, provider: ProviderId, urls: Collection[str]) -> None:
        """See the port."""
        await self._database.write(partial(_forget, provider=provider, urls=tuple(urls)))


def _address(
    connection: sqlite3.Connection, provider: ProviderId, digest: Digest, now: float
) -> str | None:
    row = connection.execute(
        "select url from uploads where provider = ? and digest = ? and expires_at > ?",
        (provider, digest, now),
    ).fetchone()
    return str(row[0]) if row is not None else None


def _save(
    connection: sqlite3.Connection, provider: ProviderId, digest: Digest, upload: Upload
) -> None:
    connection.execute(
        "insert into uploads (provider, digest, url, expires_at) values (?, ?, ?, ?)"
        " on conflict (provider, digest) do update"
        " set (url, expires_at) = (excluded.url, excluded.expires_at)",
        (provider, digest, upload.url, upload.expires_at),
    )


def _all(connection: sqlite3.Connection, provider: ProviderId) -> tuple[tuple[Digest, str], ...]:
    rows = connection.execute(
        "select digest, url from uploads where provider = ? order by expires_at, digest",
        (provider,),
    )
    return tuple((Digest(digest), str(url)) for digest, url in rows)


def _retire(
    connection: sqlite3.Connection, provider: ProviderId, digests: tuple[Digest, ...]
) -> None:
    connection.execute(
        "update uploads set expires_at = 0"
        " where provider = ? and digest in (select value from json_each(?))",
        (provider, json.dumps(digests)),
    )


def _forget(connection: sqlite3.Connection, provider: ProviderId, urls: tuple[str, ...]) -> None:
    connection.execute(
        "delete from uploads where provider = ? and url in (select value from json_each(?))",
        (provider, json.dumps(urls)),
    )
