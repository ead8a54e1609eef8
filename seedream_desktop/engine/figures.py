"""Figures: the pictures of one request, in the order in which they are sent."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Generic[_T]):
    """One picture; equal identities are the same picture."""

    identity: Hashable
    is_target: bool
    value: _T


def arrange(figures: Iterable[Figure[_T]]) -> tuple[Figure[_T], ...]:
    """Return the figures, which come anchors first, with no picture sent twice.

    An anchor that is itself edited takes the anchor's place as a target. Two targets of the
    same content stay two: each is owed an output.
    """
    order: list[Figure[_T]] = []
    places: dict[Hashable, int] = {}
    for figure in figures:
        place = places.get(figure.identity)
        if place is None:
            places[figure.identity] = len(order)
            order.append(figure)
        elif figure.is_target and order[place].is_target:
            order.append(figure)
        elif figure.is_target:
            order[place] = figure
    return tuple(order)
