"""Chooses what of a sequence is exported; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from seedream_desktop.domain.export_wish import Picking, Unsure, What
from seedream_desktop.domain.ids import ImageId, StepId, SubjectId
from seedream_desktop.domain.judgement import NO_MARK, Flag, Mark
from seedream_desktop.domain.request import Version
from seedream_desktop.domain.sequence import Image
from seedream_desktop.domain.step import StepMode
from seedream_desktop.exporting.stock import Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One picture to be exported: a version, or the original of an image.

    number is the version's place among those of its frame, from 1, of `of` there are.
    """

    image: Image
    version: Version | None = None
    step: int = 0
    number: int = 1
    of: int = 1

    @property
    def subject(self) -> SubjectId:
        """What is judged, and what a receipt is about."""
        return SubjectId(self.version.id if self.version else self.image.id)

    @property
    def is_sure(self) -> bool:
        """Say whether the pairing is certain, or was looked at."""
        return self.version is None or self.version.is_paired


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is exported, in the order of images and steps, and what is left out as unsure."""

    items: tuple[Item, ...] = ()
    refused: tuple[Item, ...] = ()


def selected(stock: Stock, what: What) -> Selection:
    """Return what a wish means of a sequence as it stands."""
    wanted = _wanted(stock, what)
    refused: tuple[Item, ...] = ()
    if what.unsure is Unsure.REFUSE:
        refused = tuple(item for item in wanted if not item.is_sure)
        wanted = [item for item in wanted if item.is_sure]
    if what.with_originals or what.picking is Picking.NAMED:
        wanted = _with_originals(stock, what, wanted)
    return Selection(items=tuple(wanted), refused=refused)


def _wanted(stock: Stock, what: What) -> list[Item]:
    steps = _numbers(stock)
    own = _steps(stock, what)
    variants = {s.id for s in stock.sequence.steps if s.mode is StepMode.VARIANTS}
    frames: dict[tuple[ImageId, StepId], list[Version]] = {}
    for version in stock.versions:
        frames.setdefault((version.image, version.step), []).append(version)
    found = []
    for image in stock.sequence.images:
        for step in (step for step in steps if step in own):
            versions = frames.get((image.id, step), [])
            is_wanted = _rule(stock, what, versions, is_variants=step in variants)
            found += [
                Item(image=image, version=v, step=steps[step], number=at, of=len(versions))
                for at, v in enumerate(versions, start=1)
                if v.id in is_wanted
            ]
    return found


def _numbers(stock: Stock) -> dict[StepId, int]:
    """Return each step's number, counted among those that run, as everywhere."""
    every = {step.id: at for at, step in enumerate(stock.sequence.steps, start=1)}
    return every | {step.id: at for at, step in enumerate(stock.sequence.steps_on, start=1)}


def _steps(stock: Stock, what: What) -> frozenset[StepId]:
    if what.picking is Picking.NAMED:
        return frozenset(step.id for step in stock.sequence.steps)
    last = stock.sequence.steps_on[-1:]
    return what.steps or frozenset(step.id for step in last)


def _rule(
    stock: Stock, what: What, versions: Iterable[Version], *, is_variants: bool
) -> frozenset[str]:
    """Return the ids of those versions of one frame that are wanted."""
    match what.picking:
        case Picking.ALL:
            kept = list(versions)
        case Picking.NAMED:
            kept = [v for v in versions if SubjectId(v.id) in what.named]
        case Picking.PICKED:
            kept = [v for v in versions if _mark(stock, v).flag is Flag.PICK]
        case Picking.RATED:
            kept = [v for v in versions if _mark(stock, v).stars >= what.stars_min]
        case Picking.RESULTS if is_variants:
            kept = list({v.take: v for v in versions}.values())
        case Picking.RESULTS | Picking.CHOSEN:
            kept = [v for v in versions if v.is_chosen][-1:]
    return frozenset(v.id for v in kept)


def _mark(stock: Stock, version: Version) -> Mark:
    return stock.marks.get(SubjectId(version.id), NO_MARK)


def _with_originals(stock: Stock, what: What, wanted: list[Item]) -> list[Item]:
    """Put originals before the results of their images."""
    by_image: dict[ImageId, list[Item]] = {}
    for item in wanted:
        by_image.setdefault(item.image.id, []).append(item)
    pairs: list[Item] = []
    for image in stock.sequence.images:
        results = by_image.get(image.id, [])
        is_named = what.picking is Picking.NAMED and SubjectId(image.id) in what.named
        if image.picture is not None and (is_named or (what.with_originals and results)):
            pairs.append(Item(image=image))
        pairs += results
    return pairs
