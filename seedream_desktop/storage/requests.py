"""Rows of requests, and the one function through which a request changes its state."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.errors import NotFound
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ProviderId, RemoteId, RequestId, RunId, SequenceId
from seedream_desktop.domain.request import (
    IN_FLIGHT,
    OPEN,
    InputRef,
    Recipe,
    Request,
    RequestState,
    Target,
    Trouble,
    may_move,
)
from seedream_desktop.storage.records import decoded, encoded, marks

_COLUMNS: Final = (
    *("id", "run", "sequence", "step", "step_index", "position", "provider", "model", "state"),
    *("version", "remote_id", "attempts", "cost_micros", "charged_micros", "not_before"),
    *("resend_of", "is_unawaited", "sent_at", "accepted_at", "ended_at", "content"),
)
_LISTED: Final = ", ".join(f"requests.{name}" for name in _COLUMNS)
_INSERT: Final = f"insert into requests ({', '.join(_COLUMNS)}) values ({marks(_COLUMNS)})"  # noqa: S608 - constants
_CHANGING: Final = tuple(name for name in _COLUMNS if name not in {"id", "is_unawaited"})
"""What an update sets. Whether a request is waited for is the user's word, which comes while it is
being carried: see await_request(). With the id among it, even with the value that it has, SQLite
would look for rows that refer to the old one (foreignkeys.html, 3): for resend_of through the whole
table."""

_UPDATE: Final = (
    f"update requests set ({', '.join(_CHANGING)}) = ({marks(_CHANGING)})"  # noqa: S608 - constants
    " where id = ? and version = ? and state = ? returning is_unawaited"
)

IS_OPEN: Final = "requests.state not in ('done', 'failed', 'cancelled')"
"""The condition of the partial index requests_open, word for word."""

IS_FROM_COPY: Final = "json_extract(requests.content, '$.copied_at') > 0"

_NO_MONEY: Final = frozenset({RequestState.QUEUED, RequestState.PREPARING})
_MONEY_BEGINS: Final = frozenset({RequestState.SENDING, RequestState.COLLECTING})


class _Content(msgspec.Struct, frozen=True, kw_only=True):
    """What no query asks for."""

    kind: ModelKind
    targets: tuple[Target, ...]
    inputs: tuple[InputRef, ...]
    size: Size | None
    options: Mapping[str, str]
    recipe: Recipe | None
    trouble: Trouble | None
    is_unsent: bool = False
    region: str = ""
    copied_at: float = 0.0


def insert(connection: sqlite3.Connection, request: Request) -> None:
    """Write a new request, which is QUEUED and was never changed."""
    assert request.state is RequestState.QUEUED, "a request begins QUEUED"
    assert request.version == 0, "a request begins with version 0"
    connection.execute(_INSERT, _row(request))


def fetch(connection: sqlite3.Connection, request: RequestId) -> Request:
    """Return one request; NotFound."""
    query = f"select {_LISTED} from requests where id = ?"  # noqa: S608 - constants
    row = connection.execute(query, (request,)).fetchone()
    if row is None:
        raise NotFound("no_such_request", request=request)
    return _request(row)


def listed(
    connection: sqlite3.Connection,
    run: RunId | None,
    sequence: SequenceId | None,
    states: frozenset[RequestState] | None,
) -> tuple[Request, ...]:
    """List requests by the runs' order, step and position; None does not narrow."""
    conditions, values = ["true"], list[str]()
    if run is not None:
        conditions.append("requests.run = ?")
        values.append(run)
    if sequence is not None:
        conditions.append("requests.sequence = ?")
        values.append(sequence)
    if states is not None:
        conditions.append(in_states(states))
    query = (
        f"select {_LISTED} from requests join runs on runs.id = requests.run"  # noqa: S608 - constants
        f" where {' and '.join(conditions)}"
        " order by runs.place, runs.started_at, runs.seq,"
        " requests.step_index, requests.position, requests.seq"
    )
    return tuple(_request(row) for row in connection.execute(query, values))


def of_runs(connection: sqlite3.Connection, runs: Sequence[RunId]) -> Iterator[Request]:
    """List the requests of these runs, run by run, by step and position."""
    query = (
        f"select {_LISTED} from requests where run = ?"  # noqa: S608 - constants
        " order by step_index, position, seq"
    )
    for run in runs:
        yield from map(_request, connection.execute(query, (run,)))


def in_states(states: frozenset[RequestState]) -> str:
    """Return the condition that a request is in one of these states, so that an index serves."""
    words = ", ".join(f"'{state}'" for state in sorted(states))
    condition = f"requests.state in ({words})"
    return f"{IS_OPEN} and {condition}" if states <= OPEN else condition


def change(connection: sqlite3.Connection, request: Request, to: RequestState) -> Request:
    """Store a request's fields in a state, and return it with its new version number.

    The only place where a state changes. AssertionError for a move that ALLOWED has not, and
    for a request that is no longer, or never was, what the row holds.
    """
    if to is not request.state and not may_move(request.state, to):
        raise AssertionError(f"{request.id}: {request.state} may not become {to}")
    stored = replace(request, state=to, version=request.version + 1)
    guard = (request.id, request.version, request.state)
    values = dict(zip(_COLUMNS, _row(stored), strict=True))
    changed = [values[name] for name in _CHANGING]
    found = connection.execute(_UPDATE, (*changed, *guard)).fetchall()
    if not found:
        raise AssertionError(f"{request.id}: not {request.state} with version {request.version}")
    return replace(stored, is_unawaited=bool(found[0][0]))


def await_request(connection: sqlite3.Connection, request: RequestId, *, is_awaited: bool) -> None:
    """Say whether a request is waited for, past its version; nothing where it is not there."""
    connection.execute(
        "update requests set is_unawaited = ? where id = ?", (not is_awaited, request)
    )


def move(connection: sqlite3.Connection, request: Request, to: RequestState) -> Request:
    """Change a request where no money moves: before it is sent, and on to ACCEPTED.

    AssertionError for any other move.
    """
    keeps_money = to is request.state or to is RequestState.ACCEPTED
    is_unsent = request.state in _NO_MONEY and to not in _MONEY_BEGINS
    if not (keeps_money or is_unsent):
        raise AssertionError(f"{request.id}: {request.state} to {to} is a move of money")
    return change(connection, request, to)


def in_flight_keys(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """List (key, request) of all that is, or may be, paid for and not here yet."""
    return connection.execute(
        "select request_keys.key, requests.id from requests"  # noqa: S608 - constants
        " join request_keys on request_keys.request = requests.id"
        f" where {in_states(IN_FLIGHT)} order by requests.seq desc"
    ).fetchall()


def _row(request: Request) -> tuple[Any, ...]:
    """Return a request's columns."""
    content = _Content(
        kind=request.kind,
        targets=request.targets,
        inputs=request.inputs,
        size=request.size,
        options=request.options,
        recipe=request.recipe,
        trouble=request.trouble,
        is_unsent=request.is_unsent,
        region=request.region,
        copied_at=request.copied_at,
    )
    values = [getattr(request, name) for name in _COLUMNS[:-1]]
    return (*values, encoded(content))


def _request(row: tuple[Any, ...]) -> Request:
    """Return the request of a row."""
    columns = dict(zip(_COLUMNS, row, strict=True))
    content = decoded(columns.pop("content"), _Content)
    columns["state"] = RequestState(columns["state"])
    columns["is_unawaited"] = bool(columns["is_unawaited"])
    rest = {name: getattr(content, name) for name in content.__struct_fields__}
    return Request(**columns, **rest)


def remote_ids(connection: sqlite3.Connection, provider: ProviderId) -> frozenset[RemoteId]:
    """Return the service's ids of all jobs of this library."""
    rows = connection.execute(
        "select remote_id from requests where provider = ? and remote_id is not null", (provider,)
    )
    return frozenset(RemoteId(row[0]) for row in rows)
