"""The command `seedream export`: its options, and what they come to."""

import argparse
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from seedream_desktop.app.cli.ending import DONE, SOME_FAILED
from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.export_wish import (
    TEMPLATE,
    Colour,
    Conflict,
    ExportWish,
    FileFormat,
    Fit,
    MetadataWish,
    OutputSize,
    Picking,
    Preset,
    Sidecar,
    Unsure,
    What,
)
from seedream_desktop.domain.ids import SequenceId, StepId
from seedream_desktop.domain.receipt import THERE, Fate, Receipt
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.exporting.preview import Preview
from seedream_desktop.ui import receipts as wording
from seedream_desktop.ui import text

_PLAIN_NAMES: Final = "{name}{_take}"
"""As a run names what it exports by itself, so that both find each other's files."""

_SHEET: Final = re.compile(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)mm(?:@(\d+))?")
_DPI: Final = 300


async def export(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream export`: results of a sequence, into a folder."""
    sequence = await app.library.sequence(SequenceId(asked.sequence))
    wish, folder = wish_of(asked, sequence), Path(asked.out).absolute()
    if asked.dry_run:
        planned = await app.export_preview(sequence.id, wish, folder)
        say.result(_preview_text(planned, asked.out), _preview_facts(sequence, planned))
        return DONE
    done = await app.export_as(sequence.id, wish, folder)
    facts = {
        "sequence": sequence.id,
        "exported": [receipt.path for receipt in done if receipt.fate in THERE],
        "receipts": [{**r.facts(), "line": wording.line(r)} for r in done],
    }
    say.result(_text(done, asked.out), facts)
    return SOME_FAILED if any(r.fate is Fate.FAILED for r in done) else DONE


def wish_of(asked: argparse.Namespace, sequence: Sequence) -> ExportWish:
    """Return the wish of a command line. Raises UserFixable for a size or step that is none."""
    picking = Picking.RATED if asked.stars else Picking(asked.what)
    steps = _steps(asked.steps, sequence)
    is_plain = picking is Picking.RESULTS and not steps and not asked.pairs
    preset = Preset(
        template=asked.name or (_PLAIN_NAMES if is_plain else TEMPLATE),
        format=FileFormat(asked.format),
        quality=asked.quality,
        size=_size(asked.size),
        colour=Colour(asked.colour),
        background=asked.background,
        metadata=MetadataWish(
            rights=asked.rights,
            capture=asked.capture,
            gps=asked.gps,
            ai_mark=asked.ai_mark,
            edits=asked.edits or asked.costs,
            costs=asked.costs,
        ),
        sidecars=frozenset(Sidecar(word) for word in asked.sidecar),
        is_mirrored=asked.mirror,
    )
    what = What(
        picking=picking,
        steps=steps,
        stars_min=asked.stars or 1,
        with_originals=asked.pairs,
        unsure=Unsure(asked.unsure),
    )
    return ExportWish(what=what, presets=(preset,), conflict=Conflict(asked.conflict))


def _steps(asked: str, sequence: Sequence) -> frozenset[StepId]:
    if not asked:
        return frozenset()
    on = sequence.steps_on
    if asked == "all":
        return frozenset(step.id for step in on)
    found = set()
    for word in asked.split(","):
        number = int(word) if word.strip().isdecimal() else 0
        if not 1 <= number <= len(on):
            raise UserFixable("export_step_unknown", step=word, steps=len(on))
        found.add(on[number - 1].id)
    return frozenset(found)


def _size(asked: str) -> OutputSize:
    if asked == "as-is":
        return OutputSize()
    if asked == "match":
        return OutputSize(fit=Fit.ORIGINAL)
    if asked.isdecimal():
        return OutputSize(fit=Fit.LONG_EDGE, edge_px=int(asked))
    sheet = _SHEET.fullmatch(asked)
    if sheet is None:
        raise UserFixable("export_size_unclear", size=asked)
    width, height, dpi = sheet.groups()
    return OutputSize(
        fit=Fit.PRINT, width_mm=float(width), height_mm=float(height), dpi=int(dpi or _DPI)
    )


def _text(done: Iterable[Receipt], folder: str) -> str:
    """Return what happened: a line for each picture, then the sums."""
    done = tuple(done)
    fates = Counter(receipt.fate for receipt in done)
    there = [receipt for receipt in done if receipt.fate in THERE]
    lines = [f"  {wording.line(receipt)}" for receipt in done]
    lines.append(text.line("exported", count=len(there), folder=folder))
    aside = sum(any(c.code == "unsure_aside" for c in r.changes) for r in there)
    sums = {
        "export_same": fates[Fate.SAME],
        "export_skipped": fates[Fate.SKIPPED],
        "export_unsure": aside,
        "export_refused": fates[Fate.REFUSED],
        "export_failed_some": fates[Fate.FAILED],
    }
    lines += [text.text(code, {"count": n}, section="lines") for code, n in sums.items() if n]
    return "\n".join(lines)


def _preview_text(planned: Preview, folder: str) -> str:
    lines = [text.line("export_dry_head", count=len(planned.files), folder=folder)]
    for file in planned.files:
        marks = (
            text.line("export_dry_present") if file.is_present else "",
            text.line("export_dry_renamed") if file.is_renamed else "",
        )
        lines.append(f"  {file.path}{''.join(marks)}")
    if planned.refused:
        lines.append(text.line("export_refused", count=len(planned.refused)))
    return "\n".join(lines)


def _preview_facts(sequence: Sequence, planned: Preview) -> dict[str, Any]:
    return {
        "sequence": sequence.id,
        "files": [
            {
                "path": str(file.path),
                "subject": file.item.subject,
                "image": file.item.image.id,
                "renamed": file.is_renamed,
                "present": file.is_present,
                "sure": file.item.is_sure,
            }
            for file in planned.files
        ],
        "refused": [item.subject for item in planned.refused],
    }
