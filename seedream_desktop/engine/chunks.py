"""Chunks: how many targets go into each request, within a model's counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import log
from typing import TypeVar

from seedream_desktop.domain.card import ModelCard, ModelKind
from seedream_desktop.domain.geometry import Size

_T = TypeVar("_T")

_ONE_OUTPUT = frozenset({ModelKind.TEXT, ModelKind.EDIT})
_SAME_SHAPE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may hold: references, outputs, and both together."""

    references_max: int
    outputs_max: int
    total_max: int

    @classmethod
    def of(cls, model: ModelCard) -> "Limits":
        """Return a model's limits; models of one picture give one, whatever their card says."""
        return cls(
            references_max=model.references_max,
            outputs_max=1 if model.kind in _ONE_OUTPUT else model.outputs_max,
            total_max=model.total_max,
        )

    def targets(self, anchors: int) -> int:
        """Return how many targets of one output each fit beside some anchors; 0 for none."""
        beside = min(self.references_max - anchors, (self.total_max - anchors) // 2)
        return max(0, min(self.outputs_max, beside))

    def outputs(self, references: int) -> int:
        """Return how many outputs a request of so many references may ask for; 0 for none."""
        if references > self.references_max:
            return 0
        return max(0, min(self.outputs_max, self.total_max - references))


def balanced(count: int, parts: int) -> tuple[int, ...]:
    """Return the sizes of parts that differ by at most one, larger ones first."""
    least, larger = divmod(count, parts)
    return (least + 1,) * larger + (least,) * (parts - larger)


def evenly(count: int, most: int) -> tuple[int, ...]:
    """Return balanced sizes of at most `most`, as few as can be; nothing for a count of 0."""
    return balanced(count, -(-count // most)) if count else ()


def split(count: int, *, anchors: int, leading: int, limits: Limits) -> tuple[int, ...] | None:
    """Return the sizes of as few balanced chunks as hold `count` targets; None: no room.

    Each request sends all anchors, but `leading` of them are the first of the targets
    themselves: the chunk that edits such a one does not send it a second time.
    """
    if not count:
        return ()
    room = limits.targets(anchors)
    fewest = max(1, -(-(count - leading) // max(1, room)))
    most = -(-count // room) if room else count
    for parts in range(min(fewest, most), most + 1):
        sizes = balanced(count, parts)
        if _fits(sizes, anchors, leading, limits):
            return sizes
    return None


def _fits(sizes: tuple[int, ...], anchors: int, leading: int, limits: Limits) -> bool:
    for size in sizes:
        edited_here = max(0, min(size, leading))
        if size > limits.targets(anchors - edited_here):
            return False
        if leading <= 0:
            return True
        leading -= size
    return True


def by_shape(items: Iterable[_T], size_of: Callable[[_T], Size]) -> tuple[tuple[_T, ...], ...]:
    """Group items whose aspects differ by less than 2 % from that of their group's first.

    Groups come in order of first appearance and keep the items' order.
    """
    groups: list[tuple[float, list[_T]]] = []
    for item in items:
        shape = log(size_of(item).aspect)
        for first, members in groups:
            if abs(shape - first) < _SAME_SHAPE:
                members.append(item)
                break
        else:
            groups.append((shape, [item]))
    return tuple(tuple(members) for _, members in groups)


def cut(items: tuple[_T, ...], sizes: Iterable[int]) -> tuple[tuple[_T, ...], ...]:
    """Cut a row of items into chunks of these sizes, in order."""
    chunks = []
    start = 0
    for size in sizes:
        chunks.append(items[start : start + size])
        start += size
    return tuple(chunks)
