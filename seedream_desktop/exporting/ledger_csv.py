"""The ledger as CSV, for window and console alike."""

import csv
import io
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.domain.ledger import Entry
from seedream_desktop.domain.money import usd_text
from seedream_desktop.domain.rehearsal import is_play

COLUMNS: Final = (
    *("id", "at", "kind", "usd", "provider"),
    *("request", "run", "attempt", "counted_at", "note", "play"),
)

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The wide ones count where a spreadsheet runs in Chinese or Japanese."""


def ledger_csv(entries: Iterable[Entry], *, line_end: str = "\r\n") -> str:
    """Return entries as CSV; times are ISO 8601 where the user is, amounts US dollars.

    Play money stands in a column of its own, so that the sum over "usd" is of real money.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator=line_end)
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow(
            (
                entry.id,
                _when(entry.at),
                entry.kind.value,
                usd_text(0 if is_play(entry.provider) else entry.amount_micros),
                entry.provider,
                entry.request,
                entry.run,
                entry.attempt,
                _when(entry.counted_at),
                harmless(entry.note),
                usd_text(entry.amount_micros) if is_play(entry.provider) else "",
            )
        )
    return table.getvalue()


def harmless(words: str) -> str:
    """Return a cell's words so that no spreadsheet takes them for a formula (OWASP)."""
    return f"'{words}" if words.startswith(_FORMULA_STARTS) else words


def _when(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().isoformat(timespec="seconds")


def save_csv(table: str, path: Path) -> None:
    """Write a table to a file, whole or not at all; blocking. Raises StorageFailed."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(table.encode("utf-8-sig"))
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        cause = error.strerror or type(error).__name__
        raise StorageFailed("csv_not_written", path=str(path), cause=cause) from error
