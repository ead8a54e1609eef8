"""Files beside exported pictures that say what they are: JSON for each, CSV for a folder."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any, Final

from seedream_desktop.domain.judgement import NO_MARK
from seedream_desktop.domain.money import usd_text
from seedream_desktop.domain.receipt import Receipt
from seedream_desktop.exporting.ledger_csv import harmless
from seedream_desktop.exporting.orders import edits_of, source_type
from seedream_desktop.exporting.preview import Planned
from seedream_desktop.exporting.stock import Stock

CSV_NAME: Final = "export.csv"
COLUMNS: Final = (
    *("file", "source", "sequence", "step", "version", "chosen", "sure", "flag", "stars"),
    *("label", "note", "provider", "model", "prompt", "made_at", "cost_usd", "changes"),
)


def facts(stock: Stock, planned: Planned, receipt: Receipt) -> dict[str, Any]:
    """Return what a sidecar tells; no path but the file's own name, no cost unless wished."""
    item = planned.item
    mark = stock.marks.get(item.subject, NO_MARK)
    edits = edits_of(stock, planned)
    picture, version = item.image.picture, item.version
    return {
        "file": PurePath(receipt.path).name,
        "source": picture.name if picture else "",
        "sequence": stock.sequence.title,
        "step": item.step or None,
        "version": item.number if version else None,
        "chosen": version.is_chosen if version else None,
        "sure": item.is_sure,
        "flag": mark.flag.value,
        "stars": mark.stars,
        "label": mark.label.value,
        "notes": dict(sorted(mark.notes.items())),
        "made_at": _when(version.made_at) if version and version.made_at else "",
        "digital_source_type": source_type(edits),
        "edits": [
            {
                "step": edit.step,
                "provider": edit.provider,
                "model": edit.model,
                "prompt": edit.prompt,
                **(
                    {"cost_usd": usd_text(edit.cost_micros)}
                    if planned.preset.metadata.costs
                    else {}
                ),
            }
            for edit in edits
        ],
        "changes": receipt.facts()["changes"],
    }


def as_json(told: dict[str, Any]) -> bytes:
    """Return one picture's sidecar."""
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def as_csv(rows: Iterable[dict[str, Any]]) -> bytes:
    """Return the table of a folder, with the mark by which spreadsheets know UTF-8."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for told in rows:
        writer.writerow([harmless(str(value)) for value in _cells(told)])
    return table.getvalue().encode("utf-8-sig")


def _cells(told: dict[str, Any]) -> Iterable[Any]:
    last = told["edits"][-1] if told["edits"] else {}
    flat = {
        **told,
        "note": "\n".join(told["notes"].values()),
        "changes": " ".join(change["code"] for change in told["changes"]),
        **{key: last.get(key, "") for key in ("provider", "model", "prompt", "cost_usd")},
    }
    return ("" if flat[column] is None else flat[column] for column in COLUMNS)


def _when(seconds: float) -> str:
    """Return a moment that is the same wherever it is exported."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def written_at(path: Path) -> Path:
    """Return where the sidecar of an exported file lies."""
    return path.with_name(f"{path.name}.json")
