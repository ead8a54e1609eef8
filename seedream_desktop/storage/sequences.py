"""Rows of sequences and of their runs."""

import os
import sqlite3
from typing import Any, Final

from seedream_desktop.domain.errors import NotFound
from seedream_desktop.domain.ids import RunId, SequenceId
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ports.library import Run, SequenceSummary
from seedream_desktop.storage.records import decoded, encoded, plain
from seedream_desktop.storage.requests import IS_OPEN

_RUNS: Final = (
    "select id, sequence, started_at, plan_token, cost_micros, cap_micros, out_dir, place, is_held,"
    " not_before from runs "
)


def save(connection: sqlite3.Connection, sequence: Sequence, now: float) -> None:
    """Insert or replace a sequence; it keeps the time at which it was first saved."""
    connection.execute(
        "insert into sequences"
        " (id, title, fingerprint, images, steps, created_at, changed_at, content)"
        " values (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)"
        " on conflict (id) do update set"
        " (title, fingerprint, images, steps, changed_at, content)"
        " = (excluded.title, excluded.fingerprint, excluded.images, excluded.steps,"
        " excluded.changed_at, excluded.content)",
        (
            sequence.id,
            plain(sequence.title),
            sequence.fingerprint(),
            len(sequence.images),
            len(sequence.steps),
            now,
            encoded(sequence),
        ),
    )


def fetch(connection: sqlite3.Connection, sequence: SequenceId) -> Sequence:
    """Return one sequence; NotFound."""
    query = "select content from sequences where id = ?"
    row = connection.execute(query, (sequence,)).fetchone()
    if row is None:
        raise NotFound("no_such_sequence", sequence=sequence)
    return decoded(row[0], Sequence)


def like(connection: sqlite3.Connection, fingerprint: str) -> SequenceId | None:
    """Return the newest sequence of a fingerprint."""
    row = connection.execute(
        "select id from sequences where fingerprint = ? order by created_at desc, seq desc limit 1",
        (fingerprint,),
    ).fetchone()
    return SequenceId(row[0]) if row is not None else None


def summaries(connection: sqlite3.Connection) -> tuple[SequenceSummary, ...]:
    """List all sequences, newest first, with what is open and what was spent."""
    rows = connection.execute(
        "with open as ("  # noqa: S608 - constants
        "  select sequence, count(*) as requests, sum(state = 'in_doubt') as in_doubt"
        f" from requests where {IS_OPEN} group by sequence),"
        " spent as ("
        "  select runs.sequence, sum(ledger.amount_micros) as micros"
        "  from ledger join runs on runs.id = ledger.run"
        "  where ledger.kind = 'spent' and ledger.provider not glob 'rehearsal:*'"
        "  group by runs.sequence)"
        " select s.id, s.title, s.images, s.steps, s.created_at,"
        "  coalesce(open.requests, 0), coalesce(open.in_doubt, 0), coalesce(spent.micros, 0)"
        " from sequences as s"
        " left join open on open.sequence = s.id left join spent on spent.sequence = s.id"
        " order by s.created_at desc, s.seq desc"
    )
    return tuple(_summary(row) for row in rows)


def insert_run(connection: sqlite3.Connection, run: Run) -> None:
    """Write a new run, and the sequence as it is now: later edits are not for this run."""
    connection.execute(
        "insert into runs"
        " (id, sequence, started_at, plan_token, cost_micros, cap_micros, out_dir, not_before,"
        " content) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
        " coalesce((select content from sequences where id = ?2), ''))",
        (
            *(run.id, run.sequence, run.started_at, run.plan_token),
            *(run.cost_micros, run.cap_micros, os.fsencode(run.out_dir).hex(), run.not_before),
        ),
    )


def fetch_run(connection: sqlite3.Connection, run: RunId) -> Run:
    """Return one run; NotFound."""
    row = connection.execute(_RUNS + "where id = ?", (run,)).fetchone()
    if row is None:
        raise NotFound("no_such_run", run=run)
    return _run(row)


def of_run(connection: sqlite3.Connection, run: RunId) -> Sequence:
    """Return a run's sequence as it was when the run began; NotFound.

    Of a run from before this was kept, it is the sequence as it is now.
    """
    row = connection.execute("select content, sequence from runs where id = ?", (run,)).fetchone()
    if row is None:
        raise NotFound("no_such_run", run=run)
    content, sequence = row
    return decoded(content, Sequence) if content else fetch(connection, SequenceId(sequence))


def runs(connection: sqlite3.Connection, sequence: SequenceId) -> tuple[Run, ...]:
    """List a sequence's runs, oldest first."""
    rows = connection.execute(
        _RUNS + "where sequence = ? order by started_at, seq",
        (sequence,),
    )
    return tuple(_run(row) for row in rows)


def runs_among(
    connection: sqlite3.Connection, chosen: str, values: tuple[Any, ...]
) -> tuple[Run, ...]:
    """List the runs that a query of their ids chooses, in the order of the queue."""
    rows = connection.execute(
        _RUNS + f"where id in ({chosen}) order by place, started_at, seq", values
    )
    return tuple(_run(row) for row in rows)


def _run(row: tuple[Any, ...]) -> Run:
    """Return the run of a row."""
    return Run(
        id=row[0],
        sequence=row[1],
        started_at=row[2],
        plan_token=row[3],
        cost_micros=row[4],
        cap_micros=row[5],
        out_dir=os.fsdecode(bytes.fromhex(row[6])),
        place=row[7],
        is_held=bool(row[8]),
        not_before=row[9],
    )


def _summary(row: tuple[Any, ...]) -> SequenceSummary:
    """Return the summary of a row."""
    return SequenceSummary(
        id=row[0],
        title=row[1],
        images=row[2],
        steps=row[3],
        created_at=row[4],
        open_requests=row[5],
        in_doubt=row[6],
        spent_micros=row[7],
    )
