"""Match of a picture's exposure and colours to those of an anchor.

Three parts, from the physical to the statistical: the change of light (von Kries gains of
the cones), a monotone curve of lightness through three percentiles, and the linear
Monge-Kantorovich map of the a, b plane (Pitié and Kokaram, "The linear Monge-Kantorovitch
linear colour mapping for example-based colour transfer", CVMP 2007). Lightness is kept out of
the linear map, so that two pictures with different backdrops do not take each other's contrast.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from seedream_desktop.imaging.oklab import LAB_TO_LMS, Lab
from seedream_desktop.imaging.survey import mean, percentile, trimmed
from seedream_desktop.imaging.tone import Cast, Curve, Stage, apply, cast_matrix

_GAIN_MOST: Final = 2.6
_LIFT_MOST: Final = 1.5
"""Greatest change of the middle lightness: about a stop and three quarters of light."""

_STRETCH: Final = (0.72, 1.38)
_GRAIN: Final = 0.012
"""Spread that is added to both covariances: below it differences are noise, not colour."""
_SLOPE: Final = (0.62, 1.55)
_PLACES: Final = (0.1, 0.5, 0.9)
_PASSES: Final = 3
_SHADE: Final = 0.16

Pair = tuple[float, float]
Square = tuple[Pair, Pair]


@dataclass(frozen=True, slots=True)
class _Plane:
    """Mean and covariance of a and b."""

    centre: Pair
    cover: Square


class Blend:
    """Goes a part of the way that some stages go."""

    def __init__(self, stages: list[Stage], share: float) -> None:
        self._stages = stages
        self._share = np.float32(share)

    def __call__(self, lab: Lab) -> None:
        """Run the stages on a copy and mix it in."""
        whole = Lab(lab.lightness.copy(), lab.a.copy(), lab.b.copy())
        for stage in self._stages:
            stage(whole)
        lab.lightness = lab.lightness + (whole.lightness - lab.lightness) * self._share
        lab.a = lab.a + (whole.a - lab.a) * self._share
        lab.b = lab.b + (whole.b - lab.b) * self._share


class Shift:
    """x → T·(x - m) + n on a and b; black keeps its colour, full effect from L = 0.16 on."""

    def __init__(self, matrix: Square, old: Pair, new: Pair) -> None:
        self._matrix = matrix
        self._old = old
        self._new = new

    def __call__(self, lab: Lab) -> None:
        """Change a and b."""
        (xx, xy), (yx, yy) = self._matrix
        x0 = self._new[0] - xx * self._old[0] - xy * self._old[1]
        y0 = self._new[1] - yx * self._old[0] - yy * self._old[1]
        depth = np.clip(lab.lightness * np.float32(1 / _SHADE), 0, 1)
        a = lab.a * np.float32(xx)
        a += lab.b * np.float32(xy)
        a += depth * np.float32(x0)
        b = lab.a * np.float32(yx)
        b += lab.b * np.float32(yy)
        b += depth * np.float32(y0)
        lab.a, lab.b = a, b


def match_colour(source: Lab, anchor: Lab, strength: float) -> list[Stage]:
    """Return the stages that give the source the anchor's light and colours.

    source and anchor are samples. Lightness is hardly changed. strength 1 is the whole way;
    there is nothing beyond it.
    """
    source, anchor = trimmed(source), trimmed(anchor)
    gains = _light(source, anchor)
    apply(cast_matrix(gains), source)
    target = _measured(anchor)
    made: list[Stage] = [Cast(gains)]
    for _ in range(_PASSES):
        stage = _mapped(_measured(source), target)
        stage(source)
        made.append(stage)
    return made if strength >= 1 else [Blend(made, strength)]


def match_exposure(source: Lab, anchor: Lab, strength: float) -> list[Stage]:
    """Return the curve that gives the source the anchor's brightness and, bounded, contrast.

    It runs through black, the 10th, 50th and 90th percentile, and white; the outer two are
    drawn 70 % of the way, and no part is steeper than 1.55 or flatter than 0.62.
    """
    at = [max(0.02, min(0.98, percentile(source.lightness, p))) for p in _PLACES]
    to = [max(0.02, min(0.98, percentile(anchor.lightness, p))) for p in _PLACES]
    middle = at[1] * min(max(to[1] / at[1], 1 / _LIFT_MOST), _LIFT_MOST)
    knots = [(at[1], middle)]
    high = 1 + 0.7 * max(middle / at[1] - 1, 0.1)  # deep tones rise less, or they turn milky
    low = 0.6 * min(middle / at[1], 1.0)
    for index, step in ((2, 1), (0, -1)):
        gap = max(abs(at[index] - at[1]), 0.02)
        wish = 0.7 * abs(to[index] - to[1]) + 0.3 * gap
        rise = min(max(wish / gap, _SLOPE[0]), _SLOPE[1])
        x, y = at[1] + step * gap, middle + step * gap * rise
        if 0.01 < x < 0.99:  # noqa: PLR2004 (the ends are knots of their own)
            knots.append((x, min(max(y, low * x), 1 - 0.25 * (1 - x), high * x)))
    knots += [(0.0, 0.0), (1.0, max(1.0, min(middle / at[1], 1.12)))]
    return [Curve(sorted(knots), min(strength, 1.0))]


def _light(source: Lab, anchor: Lab) -> tuple[float, float, float]:
    """Return cone gains that bring the source's mean to the anchor's, at equal lightness."""
    means = []
    for lab in (source, anchor):
        level = mean(lab.lightness) + 1e-6
        centre = (1.0, mean(lab.a) / level, mean(lab.b) / level)
        means.append([sum(w * c for w, c in zip(row, centre, strict=True)) for row in LAB_TO_LMS])
    gains = []
    for old, new in zip(*means, strict=True):
        gain = min(max((new / old) ** 3, 1 / _GAIN_MOST), _GAIN_MOST)
        gains.append(round(gain, 9))
    return gains[0], gains[1], gains[2]


def _measured(lab: Lab) -> _Plane:
    a0, b0 = mean(lab.a), mean(lab.b)
    a, b = lab.a - np.float32(a0), lab.b - np.float32(b0)
    floor = _GRAIN**2
    cross = mean(a * b)
    return _Plane((a0, b0), ((mean(a * a) + floor, cross), (cross, mean(b * b) + floor)))


def _mapped(old: _Plane, new: _Plane) -> Shift:
    """Return the map T = S^-1/2 (S^1/2 N S^1/2)^1/2 S^-1/2, stretches bounded."""
    root = _root(old.cover)
    back = _inverse(root)
    inner = _root(_by(_by(root, new.cover), root))
    matrix = _bounded(_by(_by(back, inner), back))
    return Shift(matrix, old.centre, new.centre)


def _by(first: Square, second: Square) -> Square:
    (a, b), (c, d) = first
    (e, f), (g, h) = second
    return (a * e + b * g, a * f + b * h), (c * e + d * g, c * f + d * h)


def _inverse(square: Square) -> Square:
    (a, b), (c, d) = square
    size = a * d - b * c
    return (d / size, -b / size), (-c / size, a / size)


def _root(square: Square) -> Square:
    """Return the square root of a positive 2 × 2 matrix: (M + √det·I) / √(trace + 2√det)."""
    (a, b), (c, d) = square
    size = math.sqrt(max(a * d - b * c, 0.0))
    scale = math.sqrt(max(a + d + 2 * size, 1e-18))
    return ((a + size) / scale, b / scale), (c / scale, (d + size) / scale)


def _bounded(square: Square) -> Square:
    """Return a symmetric matrix with its eigenvalues held to _STRETCH."""
    (a, b), (_, d) = square
    half, apart = (a + d) / 2, math.hypot((a - d) / 2, b)
    low = min(max(half - apart, _STRETCH[0]), _STRETCH[1])
    high = min(max(half + apart, _STRETCH[0]), _STRETCH[1])
    if apart < 1e-12:  # noqa: PLR2004 (a round spread has no axes)
        return (high, 0.0), (0.0, high)
    middle, scale = (high + low) / 2, (high - low) / 2 / apart
    return (middle + (a - d) / 2 * scale, b * scale), (b * scale, middle - (a - d) / 2 * scale)
