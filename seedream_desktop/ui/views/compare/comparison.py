"""Which two pictures are held against each other, and where the keys lead from there. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from seedream_desktop.domain.frames import Frame, Table
from seedream_desktop.domain.ids import ImageId, StepId
from seedream_desktop.domain.request import Version
from seedream_desktop.ui.canvas.mosaic import SURVEY_MAX, SURVEY_MIN
from seedream_desktop.ui.desk.focus import Shot

NEAR: Final = 2
"""Images to both sides that are loaded before they are asked for."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A beside B. While A is pinned it stays; else it is of B's image too."""

    a: Shot
    b: Shot
    is_pinned: bool = False

    def swapped(self) -> "Comparison":
        """Return it with the sides changed."""
        return replace(self, a=self.b, b=self.a)

    def with_b(self, b: Shot) -> "Comparison":
        """Return it with another B; A follows to B's image unless it is pinned."""
        if self.is_pinned or self.a.image == b.image:
            return replace(self, b=b)
        return replace(self, a=Shot(b.image, self.a.step), b=b)

    def next_image(self, table: Table, by: int) -> "Comparison":
        """Return it at another image of the set; at the ends it stays."""
        now = table.number(self.b.image)
        if now is None:
            return self
        image = table.images[min(max(now + by, 0), len(table.images) - 1)]
        return self if image == self.b.image else self.with_b(Shot(image, self.b.step))

    def next_step(self, table: Table, by: int) -> "Comparison":
        """Return it with B as the step after or before left the image; the original is first."""
        order: tuple[StepId | None, ...] = (None, *table.steps)
        at = order.index(self.b.step) + by if self.b.step in order else 0
        step = order[min(max(at, 0), len(order) - 1)]
        return replace(self, b=Shot(self.b.image, step)) if step != self.b.step else self

    def next_version(self, table: Table, by: int) -> "Comparison":
        """Return it with B as an older or newer version of its frame."""
        frame, shown = frame_of(table, self.b), version_of(table, self.b)
        if frame is None or shown is None:
            return self
        at = [version.id for version in frame.versions].index(shown.id) + by
        version = frame.versions[min(max(at, 0), len(frame.versions) - 1)]
        return replace(self, b=replace(self.b, version=version.id))


def begun(table: Table, shot: Shot | None) -> Comparison | None:
    """Return what to begin with: the original beside the last result of an image."""
    if not table.images:
        return None
    is_there = shot is not None and shot.image in table
    image = shot.image if shot is not None and is_there else _first_with_results(table)
    if shot is not None and is_there and shot.step is not None:
        return Comparison(Shot(image), shot)
    made = [frame.step for frame in table.row(image) if frame.versions]
    step = made[-1] if made else (table.steps[-1] if table.steps else None)
    return Comparison(Shot(image), Shot(image, step))


def _first_with_results(table: Table) -> ImageId:
    for image in table.images:
        if any(frame.versions for frame in table.row(image)):
            return image
    return table.images[0]


def is_there(table: Table, *shots: Shot) -> bool:
    """Say whether images and steps of shots are in the sequence as it is now."""
    return all(
        shot.image in table and (shot.step is None or shot.step in table.steps) for shot in shots
    )


def holds(table: Table, comparison: Comparison | None) -> bool:
    """Say whether both sides of a pair are there; not where there is no pair."""
    return comparison is not None and is_there(table, comparison.a, comparison.b)


def frame_of(table: Table, shot: Shot) -> Frame | None:
    """Return the frame that a shot is of; None for an original and what is gone."""
    if shot.step is None or shot.image not in table or shot.step not in table.steps:
        return None
    return table.frame(shot.image, shot.step)


def version_of(table: Table, shot: Shot) -> Version | None:
    """Return the version that a shot shows: its own, else the chosen one, else the newest."""
    frame = frame_of(table, shot)
    if frame is None:
        return None
    own = next((each for each in frame.versions if each.id == shot.version), None)
    newest = frame.versions[-1] if frame.versions else None
    return own or frame.chosen or newest


def told_apart(table: Table, shot: Shot) -> Shot:
    """Return a shot with its version named, so that two of one picture are equal."""
    version = version_of(table, shot)
    return replace(shot, version=version.id if version is not None else None)


def states(table: Table, shot: Shot) -> Iterator[Shot]:
    """Give all that there is of an image: the original, and each version of each step.

    A step without any version is there if the shot is of it, so that a choice can show it.
    """
    yield Shot(shot.image)
    for step in table.steps:
        frame = table.frame(shot.image, step)
        for version in frame.versions:
            yield Shot(shot.image, step, version.id)
        if not frame.versions and shot.step == step:
            yield Shot(shot.image, step)


def neighbours(table: Table, comparison: Comparison) -> Iterator[Shot]:
    """Give what the next keys may ask for: B's images to both sides, its other versions."""
    for by in (1, -1, *range(2, NEAR + 1)):
        beside = comparison.next_image(table, by)
        if beside != comparison:
            yield beside.b
            if not comparison.is_pinned:
                yield beside.a
    for by in (-1, 1):
        yield comparison.next_version(table, by).b
        yield comparison.next_step(table, by).b


def survey(table: Table, shot: Shot, chosen: tuple[Shot, ...]) -> tuple[Shot, ...]:
    """Return what to look through: what is selected, else all versions, else all states."""
    held = (told_apart(table, each) for each in chosen if is_there(table, each))
    there = tuple(dict.fromkeys(held))[:SURVEY_MAX]
    if len(there) >= SURVEY_MIN:
        return there
    frame = frame_of(table, shot)
    if frame is not None and len(frame.versions) >= SURVEY_MIN:
        newest = frame.versions[-SURVEY_MAX:]
        return tuple(Shot(shot.image, shot.step, version.id) for version in newest)
    made = [Shot(shot.image, each.step) for each in table.row(shot.image) if each.versions]
    return (Shot(shot.image), *(told_apart(table, each) for each in made))[:SURVEY_MAX]
