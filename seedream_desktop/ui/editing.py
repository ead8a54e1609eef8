"""What can be done to a sequence: pure functions from one value to the next."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from seedream_desktop.domain.ids import Digest, ImageId, StepId, fresh_id
from seedream_desktop.domain.picture import Picture
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import Step


def rename(sequence: Sequence, title: str) -> Sequence:
    """Give the sequence another title; an empty one is not taken."""
    return replace(sequence, title=title.strip() or sequence.title)


def add_images(sequence: Sequence, pictures: Iterable[Picture], at: int | None = None) -> Sequence:
    """Put pictures in at a place, the end by default; one that is there already is not doubled."""
    there = {image.picture.digest for image in sequence.images if image.picture is not None}
    new = []
    for picture in pictures:
        if picture.digest not in there:
            there.add(picture.digest)
            new.append(Image(id=ImageId(fresh_id("im")), picture=picture))
    place = len(sequence.images) if at is None else at
    images = (*sequence.images[:place], *new, *sequence.images[place:])
    return replace(sequence, images=images) if new else sequence


def remove_images(sequence: Sequence, images: Collection[ImageId]) -> Sequence:
    """Take images out; their results stay in the library."""
    return replace(sequence, images=tuple(i for i in sequence.images if i.id not in images))


def order_images(sequence: Sequence, order: Iterable[ImageId]) -> Sequence:
    """Put images into an order; those that it does not name follow as they were."""
    places = {name: place for place, name in enumerate(order)}
    images = sorted(sequence.images, key=lambda image: places.get(image.id, len(places)))
    return replace(sequence, images=tuple(images))


def add_step(sequence: Sequence, step: Step, at: int | None = None) -> Sequence:
    """Put a step in at a place, the end by default; where its id is there it gets its own."""
    if any(other.id == step.id for other in sequence.steps):
        step = replace(step, id=StepId(fresh_id("st")))
    place = len(sequence.steps) if at is None else at
    return replace(sequence, steps=(*sequence.steps[:place], step, *sequence.steps[place:]))


def duplicate_step(sequence: Sequence, step: StepId) -> Sequence:
    """Put a copy of a step behind it."""
    for place, other in enumerate(sequence.steps):
        if other.id == step:
            return add_step(sequence, other, place + 1)
    return sequence


def remove_step(sequence: Sequence, step: StepId) -> Sequence:
    """Take a step out; its results stay in the library."""
    return replace(sequence, steps=tuple(s for s in sequence.steps if s.id != step))


def order_steps(sequence: Sequence, order: Iterable[StepId]) -> Sequence:
    """Put steps into an order; those that it does not name follow as they were."""
    places = {name: place for place, name in enumerate(order)}
    steps = sorted(sequence.steps, key=lambda step: places.get(step.id, len(places)))
    return replace(sequence, steps=tuple(steps))


def edit_step(sequence: Sequence, step: StepId, /, **changes: Any) -> Sequence:
    """Change fields of a step: prompt, provider, family, mode, size, count, anchors, is_on."""
    assert "id" not in changes, "a step keeps its id"
    return replace(
        sequence,
        steps=tuple(replace(s, **changes) if s.id == step else s for s in sequence.steps),
    )


def add_anchors(sequence: Sequence, step: StepId, pictures: Iterable[Picture]) -> Sequence:
    """Have pictures sent first with every request of a step, behind those that are already."""
    for other in sequence.steps:
        if other.id == step:
            by_digest = {picture.digest: picture for picture in (*other.anchors, *pictures)}
            return edit_step(sequence, step, anchors=tuple(by_digest.values()))
    return sequence


def add_anchors_to_all(sequence: Sequence, pictures: Iterable[Picture]) -> Sequence:
    """Have pictures sent first by every step that is on, or by all where none is."""
    wanted = tuple(pictures)
    for step in sequence.steps_on or sequence.steps:
        sequence = add_anchors(sequence, step.id, wanted)
    return sequence


def remove_anchors(sequence: Sequence, digests: Collection[Digest]) -> Sequence:
    """Have no step send these pictures along any more."""
    for step in sequence.steps:
        for picture in step.anchors:
            if picture.digest in digests:
                sequence = remove_anchor(sequence, step.id, picture.digest)
    return sequence


def remove_anchor(sequence: Sequence, step: StepId, digest: Digest) -> Sequence:
    """Have a picture sent along no more."""
    for other in sequence.steps:
        if other.id == step:
            left = tuple(picture for picture in other.anchors if picture.digest != digest)
            return edit_step(sequence, step, anchors=left)
    return sequence
