"""Drift: which results of a step stand out of their set, and by what; a hint, never a decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import copysign, log, sqrt
from statistics import median
from typing import Final, TypeVar

_K = TypeVar("_K")

OUTLIER_SIGMA: Final = 3.0
"""From how many sigma on a result is said to stand out."""

SET_MIN: Final = 6
"""Of fewer results nothing is said: there is no set to stand out of."""

_MAD_TO_SIGMA: Final = 1.4826
_MOST: Final = 0.9
_MOST_TO_SIGMA: Final = 1 / 1.645
"""Nine tenths of a normal distribution lie within 1.645 sigma."""

_FREEDOM: Final = 0.8
"""What part of its members tells a set's spread: chosen by the bench, so that of sets in which
nothing is wrong at most 2 % is said to stand out, be they of eight results or of sixty."""


class Feature(StrEnum):
    """What of a result stands out."""

    PALETTE = "palette"
    EXPOSURE = "exposure"
    BACKGROUND = "background"
    GEOMETRY = "geometry"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a result: as it is, and against the picture that it was made from.

    least is the smallest spread worth speaking of, below which nobody sees a difference.
    """

    feature: Feature
    least: float
    value: float
    change: float | None


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a result stands out of its set, in sigma of that set, and by what the most.

    A negative number says that the figure is below the set's.
    """

    sigma: float
    feature: Feature

    @property
    def is_outlier(self) -> bool:
        """Say whether it is worth a look."""
        return abs(self.sigma) >= OUTLIER_SIGMA


def drifts(results: Mapping[_K, Sequence[Measure]]) -> dict[_K, Drift]:
    """Return how far each result of a step stands out; nothing for a set of few.

    All have the same measures in the same order. Where a set agrees more on the change (a look
    over different pictures) than on the outcome (a background put behind all of them), it is the
    change that is compared, else the outcome.
    """
    if len(results) < SET_MIN:
        return {}
    found: dict[_K, Drift] = {}
    for measures in zip(*results.values(), strict=True):
        scores = _scores(measures)
        for key, sigma in zip(results, scores, strict=True):
            if key not in found or abs(sigma) > abs(found[key].sigma):
                found[key] = Drift(sigma, measures[0].feature)
    return found


def _scores(measures: Sequence[Measure]) -> list[float]:
    values = [measure.value for measure in measures]
    changes = [measure.change for measure in measures if measure.change is not None]
    if len(changes) == len(values) and _spread(changes) <= _spread(values):
        values = changes
    middle, spread = median(values), max(_spread(values), measures[0].least)
    return [_sigma((value - middle) / spread, len(values)) for value in values]


def _spread(values: Sequence[float]) -> float:
    """Return a set's sigma by its middle half, or by nine tenths of it where these are wider.

    Neither sees a tenth of the set that stands out; the second knows sets with long tails.
    """
    middle = median(values)
    off = sorted(abs(value - middle) for value in values)
    return max(_MAD_TO_SIGMA * median(off), _MOST_TO_SIGMA * off[int(_MOST * (len(off) - 1))])


def _sigma(deviation: float, count: int) -> float:
    """Return what a deviation in estimated spreads is worth in true ones.

    A few members tell their spread badly, so that large deviations come of themselves: they
    follow Student's distribution, brought to the normal one by Wallace (Ann. Math. Stat. 1959).
    """
    freedom = max(1.0, _FREEDOM * (count - 1))
    scale = (8 * freedom + 1) / (8 * freedom + 3)
    return copysign(scale * sqrt(freedom * log(1 + deviation**2 / freedom)), deviation)
