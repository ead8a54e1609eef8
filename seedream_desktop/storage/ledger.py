"""Rows of the ledger, what they add up to, and the caps that are held against it."""

import sqlite3
from typing import Any, Final

from seedream_desktop.domain.errors import OverBudget
from seedream_desktop.domain.ids import ProviderId, RequestId, RunId
from seedream_desktop.domain.ledger import Balance, Caps, Entry, EntryKind, Moment
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.domain.request import Request

_EXPOSURE: Final = (
    "select coalesce(sum(case kind when 'reserved' then amount_micros"
    " when 'released' then -amount_micros else 0 end), 0) from ledger where "
)
_REAL: Final = "provider not glob 'rehearsal:*'"
"""Rows of real money: those of rehearsals are play money, and no sum has both."""

_SUMS: Final = (
    "create temp table if not exists exposures (bound text not null, value any not null,"
    " last_id integer not null, amount_micros integer not null, primary key (bound, value))"
    " strict, without rowid"
)
"""How far each bound's rows are added up already, so that a cap costs the same however long the
ledger is. It lives as long as the connection, and a transaction that is undone takes it along."""


def append(
    connection: sqlite3.Connection,
    request: Request,
    kind: EntryKind,
    amount_micros: int,
    at: float,
    *,
    counted_at: float,
    note: str = "",
) -> None:
    """Write one row; request.attempts is the attempt that it belongs to."""
    connection.execute(
        "insert into ledger (request, run, provider, attempt, kind, amount_micros, at,"
        " counted_at, note) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(request.id, request.run, request.provider, request.attempts),
            *(kind, amount_micros, at, counted_at, note),
        ),
    )


def entries(
    connection: sqlite3.Connection, run: RunId | None, since: float | None
) -> tuple[Entry, ...]:
    """List rows, oldest first; `since` narrows to what counts from then on."""
    rows = connection.execute(
        "select id, coalesce(request, errand), coalesce(run, ''), provider, attempt, kind,"
        " amount_micros, at, counted_at, note from ledger"
        " where (?1 is null or run = ?1) and (?2 is null or counted_at >= ?2)"
        " order by id",
        (run, since),
    )
    return tuple(_entry(row) for row in rows)


def request_balance(
    connection: sqlite3.Connection, request: RequestId
) -> tuple[Balance, float | None]:
    """Return a request's sums, and when its latest reservation was written (None: never)."""
    sums = dict(
        connection.execute(
            "select kind, sum(amount_micros) from ledger where request = ? group by kind",
            (request,),
        )
    )
    (counted_at,) = connection.execute(
        "select max(counted_at) from ledger where request = ? and kind = 'reserved'", (request,)
    ).fetchone()
    standing = Balance(
        reserved_micros=sums.get(EntryKind.RESERVED, 0),
        spent_micros=sums.get(EntryKind.SPENT, 0),
        released_micros=sums.get(EntryKind.RELEASED, 0),
    )
    return standing, counted_at


def check_caps(
    connection: sqlite3.Connection,
    run: RunId,
    provider: ProviderId,
    cost_micros: int,
    caps: Caps,
    moment: Moment,
) -> None:
    """Raise OverBudget when a reservation would lift exposure above a cap.

    The run's own cap, written when it started, holds beside the one that is handed in; an
    errand has no run (empty) and counts as one by itself. What is free passes any cap: it
    lifts nothing. Play money is held against the run's cap alone, as what the run would cost,
    and no real money ever counts together with it.
    """
    if cost_micros == 0:
        return
    found = connection.execute("select cap_micros from runs where id = ?", (run,)).fetchone()
    own = found[0] if found is not None else None
    of_run = min((cap for cap in (own, caps.run_micros) if cap is not None), default=None)
    bounds: tuple[tuple[str, int | None, str, str | float], ...] = (
        ("run", of_run, f"run = ? and {_REAL}", run),
        ("day", caps.day_micros, f"counted_at >= ? and {_REAL}", moment.day_start),
        ("month", caps.month_micros, f"counted_at >= ? and {_REAL}", moment.month_start),
    )
    if is_play(provider):
        bounds = (("play_run", of_run, f"run = ? and not {_REAL}", run),)
    for name, cap, condition, value in bounds:
        if cap is None:
            continue
        used = _exposure(connection, condition, value)
        if used + cost_micros > cap:
            raise OverBudget(
                "over_budget", cap=name, cap_micros=cap, used_micros=used, cost_micros=cost_micros
            )


def _exposure(connection: sqlite3.Connection, condition: str, value: str | float) -> int:
    """Return what is reserved or spent under a bound: what is known, and the rows since then.

    Rows are only ever added, with rising ids, so nothing that was added up can change.
    """
    connection.execute(_SUMS)
    known = connection.execute(
        "select last_id, amount_micros from exposures where bound = ? and value = ?",
        (condition, value),
    ).fetchone()
    if known is None:
        (used,) = connection.execute(_EXPOSURE + condition, (value,)).fetchone()
    else:
        last_id, used = known
        # The plus keeps SQLite from the bound's own index: few rows have a higher id.
        since = f"id > ? and +{condition}"
        (added,) = connection.execute(_EXPOSURE + since, (last_id, value)).fetchone()
        used += added
    connection.execute(
        "insert or replace into exposures (bound, value, last_id, amount_micros)"
        " select ?, ?, coalesce(max(id), 0), ? from ledger",
        (condition, value, used),
    )
    return int(used)


def _entry(row: tuple[Any, ...]) -> Entry:
    """Return the entry of a row."""
    return Entry(
        id=row[0],
        request=row[1],
        run=row[2],
        provider=row[3],
        attempt=row[4],
        kind=EntryKind(row[5]),
        amount_micros=row[6],
        at=row[7],
        counted_at=row[8],
        note=row[9],
    )
