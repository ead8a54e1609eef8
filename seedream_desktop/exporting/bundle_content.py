"""What goes into a review bundle: which pictures, under which names, and what is said of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from seedream_desktop.domain.ids import Digest, ImageId, StepId, SubjectId, fresh_id
from seedream_desktop.domain.judgement import Flag, Mark
from seedream_desktop.domain.money import usd_text
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.domain.request import Version
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import Step, StepMode
from seedream_desktop.exporting.bundle_format import (
    BundledImage,
    BundledMark,
    BundledNote,
    BundledPicture,
    BundledStep,
    BundledVersion,
    BundleIndex,
)
from seedream_desktop.exporting.bundle_wish import BundleWish


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a bundle is made from."""

    sequence: Sequence
    versions: tuple[Version, ...]
    marks: Mapping[SubjectId, Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A bundle before its pictures are made; its index numbers pictures by their source.

    A source is the digest of an original with its image, or of a version's blob with None.
    unsure counts results that stay out because their pair is unsure.
    """

    index: BundleIndex
    sources: tuple[tuple[Digest, Image | None], ...]
    unsure: int = 0


@dataclass(slots=True)
class _Shelf:
    """Numbers pictures; one that is shown twice is held once."""

    numbers: dict[Digest, int] = field(default_factory=dict)
    sources: list[tuple[Digest, Image | None]] = field(default_factory=list)

    def number(self, digest: Digest, image: Image | None = None) -> int:
        if digest not in self.numbers:
            self.numbers[digest] = len(self.sources)
            self.sources.append((digest, image))
        return self.numbers[digest]


def draft(material: Material, wish: BundleWish, made_at: float) -> Draft:
    """Return what a bundle will hold, in the sequence's order."""
    sequence, shelf = material.sequence, _Shelf()
    frames: dict[tuple[ImageId, StepId], list[Version]] = defaultdict(list)
    for version in material.versions:
        frames[version.image, version.step].append(version)
    rows, unsure = [], 0
    for number, image in enumerate(sequence.images, start=1):
        whole = [_wanted(frames[image.id, step.id], step, wish) for step in sequence.steps_on]
        own = [[v for v in wanted if v.is_paired or wish.has_unsure] for wanted in whole]
        if wish.is_picked_only and not _is_picked(image, own, material.marks):
            continue
        unsure += sum(map(len, whole)) - sum(map(len, own))
        picture = shelf.number(image.picture.digest, image) if image.picture else None
        columns = zip(sequence.steps_on, own, strict=True)
        steps = tuple(
            tuple(_version(v, step, shelf, wish) for v in shown) for step, shown in columns
        )
        name = _name(image, number, is_anonymous=wish.is_anonymous)
        rows.append(BundledImage(id=image.id, name=name, picture=picture, steps=steps))
    index = BundleIndex(
        id=fresh_id("rv"),
        sequence=sequence.id,
        title=sequence.title,
        made_at=int(made_at),
        steps=tuple(BundledStep(prompt=s.prompt * wish.has_prompts) for s in sequence.steps_on),
        images=tuple(rows),
        pictures=(),
        marks=_marks(material.marks, rows) if wish.has_marks else {},
    )
    return Draft(index=index, sources=tuple(shelf.sources), unsure=unsure)


def settled(
    index: BundleIndex, numbers: Mapping[int, int], pictures: Iterable[BundledPicture]
) -> BundleIndex:
    """Return the index over the pictures that were made; numbers leads there from the sources.

    What no picture could be made of is shown as not there.
    """
    images = tuple(
        msgspec.structs.replace(
            image,
            picture=None if image.picture is None else numbers.get(image.picture),
            steps=tuple(
                tuple(
                    msgspec.structs.replace(version, picture=numbers[version.picture])
                    for version in versions
                    if version.picture in numbers
                )
                for versions in image.steps
            ),
        )
        for image in index.images
    )
    return msgspec.structs.replace(index, images=images, pictures=tuple(pictures))


def _wanted(versions: list[Version], step: Step, wish: BundleWish) -> list[Version]:
    """Return the versions of a frame that are asked for, oldest first."""
    if wish.has_all_versions:
        return versions
    if step.mode is StepMode.VARIANTS:
        return list({version.take: version for version in versions}.values())
    return [version for version in versions if version.is_chosen]


def _is_picked(
    image: Image, own: Iterable[Iterable[Version]], marks: Mapping[SubjectId, Mark]
) -> bool:
    subjects = (image.id, *(version.id for versions in own for version in versions))
    held = (marks.get(SubjectId(subject)) for subject in subjects)
    return any(mark is not None and mark.flag is Flag.PICK for mark in held)


def _version(version: Version, step: Step, shelf: _Shelf, wish: BundleWish) -> BundledVersion:
    has_cost = wish.has_costs and not is_play(step.provider)
    return BundledVersion(
        id=version.id,
        picture=shelf.number(version.digest),
        is_chosen=version.is_chosen,
        is_unsure=not version.is_paired,
        cost_usd=usd_text(version.cost_micros) if has_cost else "",
    )


def _name(image: Image, number: int, *, is_anonymous: bool) -> str:
    """Return what an image is called: its file's own name, of its place nothing; or a number."""
    if is_anonymous or image.picture is None:
        return f"{number:03}"
    # Also what another system took for a path, so that none of it is given away.
    return image.picture.name.replace("\\", "/").rsplit("/", 1)[-1]


def _marks(marks: Mapping[SubjectId, Mark], rows: Iterable[BundledImage]) -> dict[str, BundledMark]:
    shown = (v.id for row in rows for versions in row.steps for v in versions)
    subjects = (*(row.id for row in rows), *shown)
    held = ((subject, marks.get(SubjectId(subject))) for subject in subjects)
    return {subject: _mark(mark) for subject, mark in held if mark is not None}


def _mark(mark: Mark) -> BundledMark:
    notes = tuple(BundledNote(who=who, text=said) for who, said in mark.notes.items())
    return BundledMark(flag=mark.flag.value, stars=mark.stars, label=mark.label.value, notes=notes)
