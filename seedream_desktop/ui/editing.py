"""What can be done to a sequence: pure functions from one value to the next."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from seedream_desktop.domain.ids import Digest, ImageId, StepId, fresh_id, fresh_ids
from seedream_desktop.domain.picture import Picture
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import Step, StepMode


def rename(sequence: Sequence, title: str) -> Sequence:
    """Give the sequence another title; an empty one is not taken."""
    return replace(sequence, title=title.strip() or sequence.title)


def add_images(sequence: Sequence, pictures: Iterable[Picture], at: int | None = None) -> Sequence:
    """Put pictures in at a place, the end by default; one that is there already is not doubled."""
    there = {image.picture.digest for image in sequence.images if image.picture is not None}
    fresh = []
    for picture in pictures:
        if picture.digest not in there:
            there.add(picture.digest)
            fresh.append(picture)
    names = fresh_ids("im", len(fresh))
    new = [
        Image(id=ImageId(name), picture=picture) for name, picture in zip(names, fresh, strict=True)
    ]
    place = len(sequence.images) if at is None else at
    images = (*sequence.images[:place], *new, *sequence.images[place:])
    return replace(sequence, images=images) if new else sequence


def remove_images(sequence: Sequence, images: Collection[ImageId]) -> Sequence:
    """Take images out; their results stay in the library. A story counts its panels again."""
    left = tuple(image for image in sequence.images if image.id not in images)
    gone = [image for image in sequence.images if image.id in images]
    taken = replace(sequence, images=left)
    if not any(image.picture is None for image in gone):
        return taken
    steps = (
        replace(step, count=max(1, len(left))) if step.mode is StepMode.STORY else step
        for step in sequence.steps
    )
    return _with_panels(replace(taken, steps=tuple(steps)))


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
    steps = (*sequence.steps[:place], step, *sequence.steps[place:])
    return _with_panels(replace(sequence, steps=steps))


def duplicate_step(sequence: Sequence, step: StepId) -> Sequence:
    """Put a copy of a step behind it."""
    for place, other in enumerate(sequence.steps):
        if other.id == step:
            return add_step(sequence, other, place + 1)
    return sequence


def remove_step(sequence: Sequence, step: StepId) -> Sequence:
    """Take a step out; its results stay in the library."""
    left = tuple(other for other in sequence.steps if other.id != step)
    return _with_panels(replace(sequence, steps=left))


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


def choose_mode(sequence: Sequence, step: StepId, mode: StepMode) -> Sequence:
    """Have a step done another way.

    A story takes no anchors; in a sequence without pictures it brings a panel for each result,
    which go again when no story is left.
    """
    changes: dict[str, Any] = {"mode": mode}
    if mode is StepMode.STORY:
        changes |= {"anchors": (), "leading_anchors": 0}
    return _with_panels(edit_step(sequence, step, **changes))


def choose_count(sequence: Sequence, step: StepId, count: int) -> Sequence:
    """Ask for another number of results; the panels of a story follow it."""
    return _with_panels(edit_step(sequence, step, count=max(1, count)))


def paste_settings(sequence: Sequence, step: StepId, like: Step) -> Sequence:
    """Give a step all that another has but its prompt, its id and whether it is on."""
    names = (
        *("provider", "family", "mode", "size", "count", "leading_anchors", "anchors"),
        *("scenario", "seed"),
    )
    pasted = edit_step(sequence, step, **{name: getattr(like, name) for name in names})
    return _with_panels(pasted)


def _with_panels(sequence: Sequence) -> Sequence:
    """Give a sequence that has no picture as many panels as its story has results."""
    if any(image.picture is not None for image in sequence.images):
        return sequence
    stories = (step.count for step in sequence.steps if step.mode is StepMode.STORY)
    wanted = next(stories, 0)
    missing = wanted - len(sequence.images)
    new = (Image(id=ImageId(fresh_id("im")), picture=None) for _ in range(missing))
    return replace(sequence, images=(*sequence.images[:wanted], *new))


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
