"""Every step of a run that moves money: reserve and send, collect, settle, give up."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from seedream_desktop.domain.ids import FrameKey, RequestId
from seedream_desktop.domain.ledger import Caps, EntryKind, Moment
from seedream_desktop.domain.request import (
    IN_FLIGHT,
    OPEN,
    Output,
    Request,
    RequestState,
    Version,
)
from seedream_desktop.ports.library import Run, Settlement
from seedream_desktop.storage import drafts, ledger, requests, results, sequences

_ABOVE: Final = "charged_above_estimate"
_UNKNOWN: Final = "worst_case"
_GIVEN_UP: Final = "given_up"

_SETTLED: Final = frozenset(RequestState) - {
    RequestState.PREPARING,
    RequestState.SENDING,
    RequestState.COLLECTING,
}
"""States that settle() may lead to."""


def start_run(
    connection: sqlite3.Connection,
    run: Run,
    queued: Sequence[Request],
    adopted: Sequence[Version],
    draft: int | None = None,
) -> None:
    """Write a run, its requests and the versions that it adopts; forget the draft it was."""
    sequences.insert_run(connection, run)
    for request in queued:
        requests.insert(connection, request)
    results.insert_versions(connection, adopted)
    if draft is not None:
        drafts.drop(connection, draft)


def begin_sending(
    connection: sqlite3.Connection, request: Request, caps: Caps, moment: Moment
) -> Request | RequestId:
    """Reserve the recipe's cost, record the attempt and go from PREPARING to SENDING.

    Returns the id of another request, with nothing written, when that one has bought or may
    be buying one of the keys. Raises OverBudget, with nothing written.
    """
    recipe = request.recipe
    assert recipe is not None, "what is sent has a recipe"
    holder = _holder(connection, request.id, recipe.keys)
    if holder is not None:
        return holder
    ledger.check_caps(connection, request.run, request.provider, recipe.cost_micros, caps, moment)
    sent = replace(request, attempts=request.attempts + 1, sent_at=moment.now)
    sent = requests.change(connection, sent, RequestState.SENDING)
    connection.execute("delete from request_keys where request = ?", (sent.id,))
    connection.executemany(
        "insert into request_keys (request, key) values (?, ?)",
        [(sent.id, key) for key in sorted(set(recipe.keys))],
    )
    connection.execute(
        "insert into attempts (request, number, provider, cost_micros, sent_at)"
        " values (?, ?, ?, ?, ?)",
        (sent.id, sent.attempts, sent.provider, recipe.cost_micros, moment.now),
    )
    ledger.append(
        *(connection, sent, EntryKind.RESERVED, recipe.cost_micros, moment.now),
        counted_at=moment.now,
    )
    return sent


def begin_collecting(
    connection: sqlite3.Connection, request: Request, outputs: Sequence[Output]
) -> Request:
    """Go to COLLECTING, with the outputs; those that had arrived before stay stored."""
    assert request.state is not RequestState.COLLECTING, "outputs come once"
    results.insert_outputs(connection, request.id, outputs)
    return requests.change(connection, request, RequestState.COLLECTING)


def settle(
    connection: sqlite3.Connection,
    request: Request,
    to: RequestState,
    settlement: Settlement,
    now: float,
    versions: Sequence[Version],
) -> Request:
    """Move to a state, write versions and close the reservation.

    charged_micros None keeps the reservation while the request is open. A request that ends
    keeps none: what is then still unknown counts as spent, the worst case.
    """
    assert to in _SETTLED, f"{to} is not where a settlement leads"
    assert to is not request.state, "a settlement moves"
    charged, note = settlement.charged_micros, settlement.note
    is_over = to not in OPEN
    if is_over:
        request = replace(request, ended_at=now)
    if charged is None and not is_over:
        _keep(connection, request, to, now, note)
    elif charged is None:
        request = _close(connection, request, None, now, note or _UNKNOWN)
    else:
        assert is_over or (to is RequestState.QUEUED and charged == 0), "billed, and not over"
        request = _close(connection, request, charged, now, note)
    results.insert_versions(connection, versions)
    return requests.change(connection, request, to)


def charge_more(
    connection: sqlite3.Connection, request_id: RequestId, charged_micros: int, now: float
) -> Request:
    """Count what an ended request was billed above what was settled for it."""
    request = requests.fetch(connection, request_id)
    assert request.state not in OPEN, "what is open is settled"
    standing, counted_at = ledger.request_balance(connection, request_id)
    above = charged_micros - standing.spent_micros
    if above <= 0 or counted_at is None:
        return request
    for kind in (EntryKind.RESERVED, EntryKind.SPENT):
        ledger.append(*(connection, request, kind, above, now), counted_at=counted_at, note=_ABOVE)
    return requests.change(
        connection, replace(request, charged_micros=charged_micros), request.state
    )


def resend(
    connection: sqlite3.Connection, given_up: Request, again: Request, now: float
) -> Request:
    """Give up a request that is IN_DOUBT, counted as spent, and write its successor."""
    assert given_up.state is RequestState.IN_DOUBT, "only what is in doubt is given up"
    assert again.resend_of == given_up.id, "the new request names the old"
    ended = _close(connection, replace(given_up, ended_at=now), None, now, _GIVEN_UP)
    requests.change(connection, ended, RequestState.CANCELLED)
    requests.insert(connection, again)
    return again


def _holder(
    connection: sqlite3.Connection, request: RequestId, keys: Sequence[FrameKey]
) -> RequestId | None:
    """Return the request that has bought, or may be buying, one of the keys."""
    listed = json.dumps(keys)
    row = connection.execute(
        "select requests.id from request_keys"  # noqa: S608 - constants
        " join requests on requests.id = request_keys.request"
        " where request_keys.key in (select value from json_each(?)) and requests.id <> ?"
        f" and {requests.in_states(IN_FLIGHT)} order by requests.seq limit 1",
        (listed, request),
    ).fetchone()
    if row is None:
        # The version that was paid for comes before those that were adopted from it.
        row = connection.execute(
            "select request from versions where key in (select value from json_each(?))"
            " order by bought_as is not null, seq limit 1",
            (listed,),
        ).fetchone()
    return RequestId(row[0]) if row is not None else None


def _keep(
    connection: sqlite3.Connection, request: Request, to: RequestState, now: float, note: str
) -> None:
    """Leave the reservation as it is; going into doubt leaves a mark."""
    assert to is not RequestState.QUEUED, "what may be billed is not sent again"
    if to is RequestState.IN_DOUBT:
        standing, counted_at = ledger.request_balance(connection, request.id)
        assert counted_at is not None, "what is in doubt was sent"
        ledger.append(
            *(connection, request, EntryKind.IN_DOUBT, standing.open_micros, now),
            counted_at=counted_at,
            note=note,
        )


def _close(
    connection: sqlite3.Connection,
    request: Request,
    charged_micros: int | None,
    now: float,
    note: str,
) -> Request:
    """Spend what was charged (None: all that is reserved), release the rest.

    Rows of nothing are not written. What is above the reservation is reserved first, so that
    reserved is spent plus released for all that is over.
    """
    standing, counted_at = ledger.request_balance(connection, request.id)
    if counted_at is None:
        assert not charged_micros, "what was never sent costs nothing"
        return request
    held = standing.open_micros
    charged = held if charged_micros is None else charged_micros
    steps = (
        (EntryKind.RESERVED, charged - held, _ABOVE),
        (EntryKind.SPENT, charged, note),
        (EntryKind.RELEASED, held - charged, note),
    )
    for kind, amount_micros, remark in steps:
        if amount_micros > 0:
            ledger.append(
                *(connection, request, kind, amount_micros, now),
                counted_at=counted_at,
                note=remark,
            )
    return replace(request, charged_micros=standing.spent_micros + charged)
