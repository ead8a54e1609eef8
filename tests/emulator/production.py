"""Turns an accepted order into outputs: which inputs it edits and what its cues spoil."""

import hashlib
import io
import random
from dataclasses import replace
from typing import Any

from PIL import Image

from tests.emulator.artist import Recipe
from tests.emulator.jobs import Job, Slot
from tests.emulator.strictness import data_in
from tests.emulator.world import World

Source = bytes | Recipe
Found = tuple[str, Source]


def find_source(world: World, url: str, now: float) -> Found | None:
    """Return (digest, picture) behind an address of the service's own or a data URI."""
    if url.startswith("data:"):
        data = data_in(url)
        return None if data is None else (hashlib.sha256(data).hexdigest(), data)
    upload = world.uploads.at(url, now)
    if upload is not None:
        return upload.digest, upload.data or b""
    prefix = f"{world.urls['media']}/output/"
    if not url.startswith(prefix):
        return None
    job_id, _, name = url.removeprefix(prefix).partition("/")
    job, index = world.book.get(job_id), name.split("-")[0]
    is_there = job is not None and job.is_final and now - job.created_at <= world.outputs_kept_s
    if not is_there or not index.isdigit() or int(index) >= len(job.slots):
        return None
    return f"output:{job_id}/{index}", job.slots[int(index)].recipe


def trouble_of(found: list[Found | None]) -> str:
    """Return "not_fetched" or "not_read" for references that nothing can be made of, or ""."""
    if None in found:
        return "not_fetched"
    if any(isinstance(item[1], bytes) and not _opens(item[1]) for item in found if item):
        return "not_read"
    return ""


def _opens(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.size[0] > 0
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def produced(world: World, job: Job, sources: list[Source]) -> list[Slot]:
    """Return the outputs of a job: those of a well-behaved service, then as its cues want them."""
    return _spoilt(job, _good(world, job, sources), sources)


def _good(world: World, job: Job, sources: list[Source]) -> list[Slot]:
    """Return the outputs of a well-behaved service.

    With n images and m asked for, the last m are the targets, the others anchors; if m > n,
    all are variants of the last.
    """
    wish, settings = job.wish, world.settings
    common: dict[str, Any] = {
        "size": wish.size,
        "format": wish.format,
        "scale": settings.scale,
    }
    slots = []
    for index in range(wish.asked + job.cues.get("extra", {}).get("count", 0)):
        seed = f"{job.id}/{index}"
        if not sources:
            recipe, shows = Recipe("text", f"{wish.prompt}/{index}", **common), f"panel:{index}"
        else:
            are_variants = wish.asked > len(sources)
            shows = 0 if are_variants else min(index, wish.asked - 1)
            source = sources[-1] if are_variants else sources[len(sources) - wish.asked + shows]
            recipe = Recipe("edit", seed, (source,), **common)
        if settings.is_plain:
            recipe = Recipe("plain", stamp=seed, path=settings.plain_path, **common)
        slots.append(Slot(recipe, shows))
    return slots


def _spoilt(job: Job, slots: list[Slot], sources: list[Source]) -> list[Slot]:
    """Return the outputs as the job's cues want them."""
    cues = job.cues
    if "anchor_returned" in cues and sources:
        index, anchor = cues["anchor_returned"]["index"], cues["anchor_returned"]["anchor"]
        meant = slots[index].recipe
        recipe = replace(meant, kind="copy", seed="", sources=(sources[anchor],))
        slots[index] = Slot(recipe, f"anchor:{anchor}")
    if "shuffled" in cues:
        slots = _shuffled(slots, cues["shuffled"]["seed"])
    if "fewer" in cues:
        count = cues["fewer"]["count"]
        slots = slots[: len(slots) // 2 if count is None else count]
    if "collage" in cues and slots:
        tiles = tuple(slot.recipe for slot in slots)
        sheet = replace(slots[0].recipe, kind="collage", seed="", sources=tiles)
        slots = [Slot(sheet, "collage")]
    return [] if "no_outputs" in cues else slots


def _shuffled(slots: list[Slot], seed: int) -> list[Slot]:
    """Return a permutation chosen by the seed that moves something wherever that can be."""
    chance, order = random.Random(seed), list(range(len(slots)))
    while len(slots) > 1 and order == sorted(order):
        chance.shuffle(order)
    return [slots[index] for index in order]
