"""Which results of a step stand out of their set, from thumbnails; what was measured is kept."""

import asyncio
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from seedream_desktop.domain.drift import Drift, Measure, drifts
from seedream_desktop.domain.errors import BadInput, StorageFailed
from seedream_desktop.domain.frame_record import Place
from seedream_desktop.domain.ids import Digest, SequenceId, StepId
from seedream_desktop.domain.request import Version
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.storage.records import decoded, encoded

if TYPE_CHECKING:
    from seedream_desktop.app.wiring import App

_KIND: Final = "drift 1"
"""Stands in what figures are kept by; another number has all of them taken anew."""

_AT_ONCE: Final = 2


async def drift_of(app: "App", sequence_id: SequenceId, step: StepId) -> Mapping[Place, Drift]:
    """Return how far each frame's chosen result stands out, compared with what it was made from.

    Nothing is said of frames without a result, nor of what cannot be read. Raises NotFound.
    """
    sequence = await app.library.sequence(sequence_id)
    versions = await app.library.versions(sequence_id)
    chosen = {(v.image, v.step): v for v in versions if v.is_chosen}
    turns = asyncio.Semaphore(_AT_ONCE)

    async def measured(image: Image) -> tuple[Measure, ...] | None:
        result = chosen.get((image.id, step))
        if result is None:
            return None
        async with turns:
            return await _measures(app, result, _source(app, sequence, image, step, chosen))

    found = await asyncio.gather(*(measured(image) for image in sequence.images))
    there = {
        (image.id, step): figures
        for image, figures in zip(sequence.images, found, strict=True)
        if figures is not None
    }
    return await asyncio.to_thread(drifts, there)


_Shown: TypeAlias = tuple[Digest, Path]


def _source(
    app: "App", sequence: Sequence, image: Image, step: StepId, chosen: Mapping[Place, Version]
) -> _Shown | None:
    """Return what a frame is compared with: the step before, else the picture itself."""
    before: StepId | None = None
    for each in sequence.steps_on:
        if each.id == step:
            break
        before = each.id
    result = chosen.get((image.id, before)) if before is not None else None
    if result is not None:
        return result.digest, app.blobs.path(result.digest)
    picture = image.picture
    return (picture.digest, Path(picture.path)) if picture is not None else None


async def _measures(
    app: "App", result: Version, source: _Shown | None
) -> tuple[Measure, ...] | None:
    async def make() -> bytes:
        seen = await app.thumbnail(result.digest, app.blobs.path(result.digest))
        before = await app.thumbnail(*source) if source is not None else None
        return encoded(await app.pictures.measures(seen, before)).encode()

    content = f"{_KIND}:{result.digest}:{source[0] if source is not None else ''}"
    name = Digest(hashlib.sha256(content.encode()).hexdigest())
    try:
        kept = await app.previews.kept(name, make)
    except (BadInput, StorageFailed):
        return None
    return decoded(kept.decode(), tuple[Measure, ...])
