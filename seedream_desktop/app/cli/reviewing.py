"""The commands `seedream review pack` and `seedream review merge`."""

import argparse
import asyncio
import os
from pathlib import Path
from typing import Any, Final

from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.errors import BadInput, UserFixable
from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.domain.judgement import Aspect
from seedream_desktop.exporting.bundle_format import BUNDLE_SUFFIXES
from seedream_desktop.exporting.bundle_merging import Merge
from seedream_desktop.exporting.bundle_reading import Review, ReviewKind
from seedream_desktop.exporting.bundle_wish import BundleWish
from seedream_desktop.ui import text

_MEGABYTE = 1_000_000
_DAMAGED: Final = frozenset({"review_broken", "review_newer"})
"""What is said of a file that is a review all the same."""


async def review(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream review`."""
    return await (_pack if asked.action == "pack" else _merge)(app, asked, say)


async def _pack(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    out = Path(asked.out).absolute()
    if out.suffix.lower() not in BUNDLE_SUFFIXES:
        out = out.with_name(f"{out.name}{BUNDLE_SUFFIXES[0]}")
    await _refuse_taken(app, out)
    wish = BundleWish(
        edge_px=asked.edge,
        has_prompts=asked.prompts,
        has_costs=asked.costs,
        has_marks=asked.marks,
        has_all_versions=asked.all_versions,
        has_unsure=asked.unsure,
        is_picked_only=asked.picked,
        is_anonymous=asked.anonymous,
    )
    packed = await app.reviews.pack(SequenceId(asked.sequence), wish, out)
    for name in packed.lost:
        say.say("lost", _line("lost", name=name), image=name)
    if packed.unsure:
        say.say("unsure", _line("left_unsure", results=packed.unsure), results=packed.unsure)
    facts = {
        "sequence": asked.sequence,
        "path": str(packed.path),
        "bytes": packed.byte_count,
        "images": packed.images,
        "pictures": packed.pictures,
        "lost": list(packed.lost),
        "unsure_left_out": packed.unsure,
    }
    size = f"{packed.byte_count / _MEGABYTE:.1f}"
    said = _line("packed", images=packed.images, path=str(packed.path), size=size)
    say.result(said, facts)
    return 0


async def _refuse_taken(app: App, out: Path) -> None:
    """Raise UserFixable where a name is not that of a review without choices: nobody was asked."""
    if not await asyncio.to_thread(os.path.lexists, out):
        return
    try:
        found = await app.reviews.read(out)
    except BadInput as error:
        if error.code in _DAMAGED:
            return
        raise UserFixable("review_name_taken", path=str(out)) from error
    if found.kind is not ReviewKind.BUNDLE:
        raise UserFixable("review_name_taken", path=str(out))
    if found.choices is not None:
        raise UserFixable("review_has_choices", path=str(out))


async def _merge(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Take in each file in turn; all are read before anything is written."""
    paths = [Path(file).absolute() for file in asked.files]
    reviews = [await app.reviews.read(path) for path in paths]
    merges: list[tuple[Review, Merge]] = []
    for one in reviews:
        ahead = [word for _, merge in merges for word in merge.words]
        merges.append((one, await app.reviews.find_merge(one, asked.who, ahead)))
    lines, facts = [], []
    for found, merge in merges:
        if not asked.dry_run:
            await app.library.judgements.save(merge.words)
        lines.append(_summary(found, merge))
        facts.append(_facts(found, merge))
    say.result("\n".join(lines), {"merged": facts, "dry_run": asked.dry_run})
    return 0


def _facts(found: Review, merge: Merge) -> dict[str, Any]:
    return {
        "path": str(found.path),
        "sequence": found.sequence,
        "who": merge.who,
        "new": len(merge.words),
        "known": merge.known,
        "changed": merge.changed,
        "kept": merge.kept,
        **{aspect.value: merge.count(aspect) for aspect in Aspect},
        "unknown": [{"name": one.name, "step": one.step} for one in merge.strangers],
    }


def _summary(found: Review, merge: Merge) -> str:
    code = "merged" if merge.words else "merged_nothing"
    lines = [_line(code, who=merge.who, title=found.title, words=len(merge.words))]
    if merge.kept:
        lines.append("  " + _line("merged_kept", words=merge.kept))
    lines += ["  " + _line("stranger", name=one.name, step=one.step) for one in merge.strangers]
    return "\n".join(lines)


def _line(code: str, **params: str | int) -> str:
    return text.text(code, params, section="review")
