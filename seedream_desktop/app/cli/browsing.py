"""The commands that look: list, show, ledger, cache."""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from seedream_desktop.app.cli.amounts import both
from seedream_desktop.app.cli.planning import names_of
from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.ids import ImageId, SequenceId, StepId, SubjectId, VersionId
from seedream_desktop.domain.judgement import NO_MARK, Mark, marks
from seedream_desktop.domain.ledger import Entry, balance, play, real
from seedream_desktop.domain.money import PlayMicros, usd_text
from seedream_desktop.domain.rehearsal import is_play, marked
from seedream_desktop.domain.request import OPEN, RequestState, Version
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import Step
from seedream_desktop.exporting.ledger_csv import ledger_csv
from seedream_desktop.ui import text
from seedream_desktop.ui.figures import padded

_STATE_COLUMNS: Final = 10


async def list_sequences(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream list`."""
    rows = await app.library.sequences()
    facts = [
        {
            "sequence": row.id,
            "title": row.title,
            "images": row.images,
            "steps": row.steps,
            "created": _when(row.created_at),
            "open_requests": row.open_requests,
            "in_doubt": row.in_doubt,
            "spent_usd": usd_text(row.spent_micros),
        }
        for row in rows
    ]
    lines = [
        text.line("list_row", **{k: v for k, v in fact.items() if isinstance(v, str | int)})
        for fact in facts
    ]
    say.result("\n".join(lines) or text.line("list_empty"), {"sequences": facts})
    return 0


async def show(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream show`: every frame with its versions, oldest first."""
    sequence = await app.library.sequence(SequenceId(asked.sequence))
    versions = await app.library.versions(sequence.id)
    exports = await app.library.exports(sequence.id)
    said = marks(await app.library.judgements.of(sequence.id))
    states = await _frame_states(app, sequence, versions)
    made: dict[tuple[ImageId, StepId], list[Version]] = defaultdict(list)
    for version in versions:
        made[version.image, version.step].append(version)

    def facts_of(version: Version, step: Step) -> dict[str, Any]:
        is_played, mark = is_play(step.provider), said.get(SubjectId(version.id), NO_MARK)
        return _version_facts(app, version, exports, is_played=is_played) | _mark_facts(mark)

    frames = [
        {
            "source": image.picture.path if image.picture else image.id,
            "steps": [
                {
                    "step": number,
                    "state": _word(made[image.id, step.id], states.get((image.id, step.id))),
                    "versions": [facts_of(v, step) for v in made[image.id, step.id]],
                }
                for number, step in enumerate(sequence.steps_on, start=1)
            ],
        }
        for image in sequence.images
    ]
    facts = {"sequence": sequence.id, "title": sequence.title, "frames": frames}
    say.result(_show_text(sequence, frames), facts)
    return 0


async def ledger(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream ledger`."""
    entries = await app.library.entries()
    if asked.csv:
        table = ledger_csv(entries, line_end="\n")
        say.result(table, {"csv": table})
        return 0
    sums, played = balance(real(entries)), balance(play(entries))
    lines = [_entry_line(entry) for entry in entries]
    lines.append(text.line("ledger_sum", spent=sums.spent_micros, open=sums.open_micros))
    if play(entries):
        spent, held = PlayMicros(played.spent_micros), PlayMicros(played.open_micros)
        lines.append(text.line("ledger_sum_play", spent=spent, open=held))
    facts = {
        "entries": [_entry_facts(entry) for entry in entries],
        **both("spent", sums.spent_micros, played.spent_micros),
        **both("reserved", sums.open_micros, played.open_micros),
    }
    say.result("\n".join(lines), facts)
    return 0


async def cache(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream cache`: what the library takes up; prune removes what nothing names."""
    freed = await app.sweep() if asked.action == "prune" else 0
    size = await app.library_bytes()
    facts = {"library_bytes": size, "freed_bytes": freed, "path": str(app.locations.root)}
    code = "cache_pruned" if asked.action == "prune" else "cache_stats"
    say.result(
        text.line(code, size=_megabytes(size), freed=_megabytes(freed), path=str(facts["path"])),
        facts,
    )
    return 0


async def _frame_states(
    app: App, sequence: Sequence, versions: Iterable[Version]
) -> dict[tuple[ImageId, StepId], RequestState]:
    """Return the state of each frame's newest request; open ones come before ended ones.

    A frame that an open request has made already is done, whatever becomes of the others.
    """
    made = {(version.request, version.image, version.take) for version in versions}
    states: dict[tuple[ImageId, StepId], RequestState] = {}
    for request in await app.library.requests(sequence=sequence.id):
        for target in request.targets:
            frame = (target.image, request.step)
            is_made = (request.id, target.image, target.take) in made
            if states.get(frame) not in OPEN:
                states[frame] = RequestState.DONE if is_made else request.state
    return states


def _word(own: list[Version], state: RequestState | None) -> str:
    if own and state not in OPEN:
        return RequestState.DONE.value
    if state is RequestState.DONE:
        return RequestState.FAILED.value
    return state.value if state is not None else "planned"


def _version_facts(
    app: App, version: Version, exports: Mapping[VersionId, str], *, is_played: bool
) -> dict[str, Any]:
    return {
        "path": exports.get(version.id) or str(app.blobs.path(version.digest)),
        "sha256": version.digest,
        "chosen": version.is_chosen,
        "paired": version.is_paired,
        "confidence": round(version.confidence, 3),
        "cost_usd": usd_text(0 if is_played else version.cost_micros),
        **({"cost_play": usd_text(version.cost_micros)} if is_played else {}),
    }


def _mark_facts(mark: Mark) -> dict[str, Any]:
    return {"rating": mark.stars, "flag": mark.flag.value, "label": mark.label.value}


def _show_text(sequence: Sequence, frames: list[dict[str, Any]]) -> str:
    names = list(names_of(sequence).values())
    lines = [text.line("show_head", title=sequence.title, sequence=sequence.id)]
    for name, frame in zip(names, frames, strict=True):
        lines.append(f"  {name}")
        for step in frame["steps"]:
            chosen = [v for v in step["versions"] if v["chosen"]]
            path = chosen[0]["path"] if chosen else ""
            mark = "" if not chosen or chosen[0]["paired"] else text.line("show_unsure")
            lines.append(f"    {step['step']}  {_state_words(step['state'])} {path}{mark}")
    return "\n".join(lines)


def _state_words(state: str) -> str:
    section = "states" if text.has(state, "states") else "frame_states"
    return padded(text.text(state, section=section), _STATE_COLUMNS)


def _entry_facts(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": _when(entry.at),
        "kind": entry.kind.value,
        "usd": usd_text(0 if is_play(entry.provider) else entry.amount_micros),
        **({"play": usd_text(entry.amount_micros)} if is_play(entry.provider) else {}),
        "provider": entry.provider,
        "request": entry.request,
        "run": entry.run,
        "attempt": entry.attempt,
        "note": entry.note,
    }


def _entry_line(entry: Entry) -> str:
    facts = _entry_facts(entry) | {
        "usd": marked(entry.amount_micros, entry.provider),
        "kind": text.line(f"kind_{entry.kind.value}"),
    }
    return text.line("ledger_row", **facts).rstrip()


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
