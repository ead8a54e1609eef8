"""Rows of requests, read as far as frames have to know them: a large sequence has many."""

import sqlite3
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from seedream_desktop.domain.errors import NotFound
from seedream_desktop.domain.ids import (
    Digest,
    FrameKey,
    ImageId,
    RequestId,
    SequenceId,
    VersionId,
)
from seedream_desktop.domain.making import Making, Terms, sources
from seedream_desktop.domain.request import InputRole, RequestState, Target, Trouble
from seedream_desktop.storage.records import decoded

_SELECT: Final = (
    "select requests.id, requests.run, requests.sequence, requests.step, requests.provider,"
    " requests.model, requests.state, requests.ended_at, requests.content from requests "
)


class _Bound(msgspec.Struct, frozen=True, kw_only=True):
    role: InputRole
    digest: Digest
    image: ImageId | None = None


class _Wanted(msgspec.Struct, frozen=True, kw_only=True):
    role: InputRole
    image: ImageId | None = None
    version: VersionId | None = None


class _Recipe(msgspec.Struct, frozen=True, kw_only=True):
    inputs: tuple[_Bound, ...]
    targets: tuple[Target, ...]
    keys: tuple[FrameKey, ...]


class _Content(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of a request's content; the rest of it is passed over."""

    targets: tuple[Target, ...]
    inputs: tuple[_Wanted, ...]
    options: Mapping[str, str]
    recipe: _Recipe | None
    trouble: Trouble | None


def of_sequence(connection: sqlite3.Connection, sequence: SequenceId) -> tuple[Making, ...]:
    """List a sequence's requests by the runs' order, step and position."""
    rows = connection.execute(
        _SELECT + "join runs on runs.id = requests.run where requests.sequence = ?"
        " order by runs.place, runs.started_at, runs.seq,"
        " requests.step_index, requests.position, requests.seq",
        (sequence,),
    )
    return tuple(_making(row) for row in rows)


def fetch(connection: sqlite3.Connection, request: RequestId) -> Making:
    """Return one request; NotFound."""
    row = connection.execute(_SELECT + "where id = ?", (request,)).fetchone()
    if row is None:
        raise NotFound("no_such_request", request=request)
    return _making(row)


def _making(row: tuple[Any, ...]) -> Making:
    content = decoded(row[8], _Content)
    return Making(
        request=row[0],
        run=row[1],
        sequence=row[2],
        step=row[3],
        provider=row[4],
        state=RequestState(row[6]),
        targets=content.targets,
        terms=Terms.of(row[5], content.options),
        sources=sources(content.recipe, content.inputs),
        trouble=content.trouble,
        ended_at=row[7],
    )
