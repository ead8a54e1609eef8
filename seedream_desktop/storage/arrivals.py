"""Outputs that came before their answer broke off, and the versions that they became."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.request import Output, Request, RequestState, Version
from seedream_desktop.ports import arrivals as port
from seedream_desktop.storage import requests, results
from seedream_desktop.storage.database import Database


class Arrivals(port.Arrivals):
    """The part of the library that its port describes."""

    def __init__(self, database: Database) -> None:
        """Take the library's database."""
        self._database = database

    async def record(self, request: RequestId, output: Output) -> None:
        """Record that one output of a SENDING request is stored."""
        work = partial(_record, request=request, output=output)
        await self._database.write(work, is_vital=True)

    async def versions(self, request: RequestId) -> tuple[Version, ...]:
        """List the versions that a request's own outputs became, by output."""
        return await self._database.read(partial(results.made_by, request=request))

    async def keep(self, request: Request, versions: Sequence[Version]) -> Request:
        """Write versions of a request in doubt, with its trouble; return it as it is then."""
        work = partial(_keep, request=request, versions=tuple(versions))
        return await self._database.write(work, is_vital=True)


def _record(connection: sqlite3.Connection, request: RequestId, output: Output) -> None:
    """Write the row of an output that is here while others may still come."""
    sending = requests.fetch(connection, request)
    assert sending.state is RequestState.SENDING, f"{request} is {sending.state}"
    results.insert_outputs(connection, request, (output,))


def _keep(connection: sqlite3.Connection, request: Request, versions: Sequence[Version]) -> Request:
    """Write what is new of a request in doubt, past its version: another may just have done so."""
    present = requests.fetch(connection, request.id)
    if present.state is not RequestState.IN_DOUBT:
        return present
    made = {version.output_index for version in results.made_by(connection, request.id)}
    fresh = [version for version in versions if version.output_index not in made]
    if not fresh and present.trouble == request.trouble:
        return present
    results.insert_versions(connection, fresh)
    told = replace(present, trouble=request.trouble)
    return requests.change(connection, told, RequestState.IN_DOUBT)
