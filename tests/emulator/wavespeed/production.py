"""Turns an accepted order into outputs: which inputs it edits and what its cues spoil."""

import base64
import binascii
import hashlib
import io
import random
from dataclasses import replace
from typing import Any

from PIL import Image

from tests.emulator.artist import Pixels, Recipe
from tests.emulator.wavespeed.catalogue import TOTAL_MAX, Model
from tests.emulator.wavespeed.jobs import KEPT_S, Job, Slot
from tests.emulator.wavespeed.world import World

Source = bytes | Recipe
Doom = tuple[str, int, str]

_NOT_FETCHED: Doom = ("failed", 1402, "Failed to download image from the provided URL.")
_NOT_READ: Doom = ("failed", 1401, "The image cannot be decoded.")
_TOO_MANY: Doom = ("failed", 1403, "Task execution failed: too many images.")
_MODERATED: Doom = ("failed", 1200, "The content was flagged as potentially sensitive.")


def find_source(world: World, url: str, now: float) -> tuple[str, Source] | None:
    """Return (digest, picture) behind an address of the service's own or a data URI."""
    if url.startswith("data:"):
        try:
            data = base64.b64decode(url.partition(",")[2], validate=True)
        except binascii.Error:
            return None
        return hashlib.sha256(data).hexdigest(), data
    upload = world.uploads.at(url, now)
    if upload is not None:
        return upload.digest, upload.data or b""
    prefix = f"{world.urls['media']}/output/"
    if not url.startswith(prefix):
        return None
    job_id, _, name = url.removeprefix(prefix).partition("/")
    job, index = world.book.get(job_id), name.split("-")[0]
    is_there = job is not None and job.is_final and now - job.created_at <= KEPT_S
    if not is_there or not index.isdigit() or int(index) >= len(job.slots):
        return None
    return f"output:{job_id}/{index}", job.slots[int(index)].recipe


def prepare(world: World, model: Model, job: Job, found: list[tuple[str, Source] | None]) -> None:
    """Give a new job its outputs, or its doom."""
    job.doom = _doom(job, found)
    if model.gives_text:
        better = f"{job.inputs['text'].strip()}, in soft natural light, with fine detail"
        job.text = job.cues.get("other_text", {}).get("text", better)
        return
    if job.doom is None or job.doom[0] != "failed":
        sources = [item[1] for item in found if item is not None]
        job.slots = _spoilt(job, _slots(world, model, job, sources), sources)


def _doom(job: Job, found: list[tuple[str, Source] | None]) -> Doom | None:
    asked = job.inputs.get("max_images", 1)
    if None in found:
        return _NOT_FETCHED
    if any(isinstance(item[1], bytes) and not _opens(item[1]) for item in found if item):
        return _NOT_READ
    if len(found) + asked > TOTAL_MAX and found:
        return _TOO_MANY
    if "moderated" in job.cues:
        return _MODERATED
    if "failed" in job.cues:
        return ("failed", job.cues["failed"]["code"], job.cues["failed"]["error"])
    if "ends_as" in job.cues:
        word = job.cues["ends_as"]["word"]
        return (word, 5004 if word == "timeout" else 0, f"The task is {word}.")
    return None


def _opens(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.size[0] > 0
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def _slots(world: World, model: Model, job: Job, sources: list[Source]) -> list[Slot]:
    """Return the outputs of a well-behaved service.

    With n images and m asked for, the last m are the targets, the others anchors; if m > n,
    all are variants of the last.
    """
    asked = job.inputs.get("max_images", 1)
    settings = world.settings
    common: dict[str, Any] = {
        "size": _size(model, job),
        "format": job.inputs.get("output_format", "jpeg"),
        "scale": settings.scale,
    }
    slots = []
    for index in range(asked + job.cues.get("extra", {}).get("count", 0)):
        seed = f"{job.id}/{index}"
        if not sources:
            words = f"{job.inputs['prompt']}/{index}"
            recipe, shows = Recipe("text", words, **common), f"panel:{index}"
        else:
            are_variants = asked > len(sources)
            shows = 0 if are_variants else min(index, asked - 1)
            source = sources[-1] if are_variants else sources[len(sources) - asked + shows]
            recipe = Recipe("edit", seed, (source,), **common)
        if settings.is_plain:
            recipe = Recipe("plain", stamp=seed, path=settings.plain_path, **common)
        slots.append(Slot(recipe, shows))
    return slots


def _size(model: Model, job: Job) -> Pixels | None:
    asked = job.inputs.get("size")
    if asked is None:
        return None if model.takes_images else (2048, 2048)
    width, _, height = asked.partition("*")
    return int(width), int(height)


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
