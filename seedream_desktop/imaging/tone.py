"""Stages of an edit that look at one pixel at a time, in Oklab.

Each stage changes planes in place. A stage is made from a strength and holds its figures, so
that it can be run over any part of a picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

import numpy as np

from seedream_desktop.imaging.oklab import LAB_TO_LMS, LMS_TO_LAB, Lab, Matrix, Plane, product

_STEPS: Final = 8192
_TOP: Final = 1.25
"""Lightness up to which curves are tabled; a match may brighten whites beyond 1."""

_KNEE: Final = 0.86
_SKIN: Final = (0.62, 0.78)
"""Direction of skin in the a, b plane: hues of all complexions lie near 52 degrees."""

Knots = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the picture a part lies: its first row, and the picture's height and width."""

    row: int
    height: int
    width: int


class Stage(Protocol):
    """One change of planes, in place."""

    def __call__(self, lab: Lab) -> None:
        """Change the planes."""
        ...


class Cast:
    """Gains of the three cone responses (von Kries), which act as a change of the light.

    Oklab is linear in the cube roots of cone responses, so gains g are the matrix
    M · diag(g^1/3) · M^-1 on it; no detour through linear light is needed.
    """

    def __init__(self, gains: tuple[float, float, float]) -> None:
        self._matrix = cast_matrix(gains)

    def __call__(self, lab: Lab) -> None:
        """Apply the matrix."""
        apply(self._matrix, lab)


def cast_matrix(gains: tuple[float, float, float]) -> Matrix:
    """Return the matrix on Oklab that multiplies the cone responses."""
    roots = [round(gain ** (1 / 3), 9) for gain in gains]
    scaled: Matrix = tuple(
        (row[0] * root, row[1] * root, row[2] * root)
        for row, root in zip(LAB_TO_LMS, roots, strict=True)
    )
    return product(LMS_TO_LAB, scaled)


def apply(matrix: Matrix, lab: Lab) -> None:
    """Multiply the three planes by a matrix, in place."""
    planes = (lab.lightness, lab.a, lab.b)
    scratch = np.empty_like(lab.a)
    totals = []
    for row in matrix:
        total = np.multiply(planes[0], np.float32(row[0]))
        for plane, weight in zip(planes[1:], row[1:], strict=True):
            total += np.multiply(plane, np.float32(weight), out=scratch)
        totals.append(total)
    lab.lightness, lab.a, lab.b = totals


class Curve:
    """A smooth monotone curve of lightness; colours keep their share of it.

    Knots are joined by cubics with the slopes of Fritsch and Butland (1984), which never
    overshoot. Chroma is multiplied by the change of lightness (half of it where the curve
    brightens), which is how a change of exposure looks.
    """

    def __init__(self, knots: Knots, strength: float = 1.0) -> None:
        table = _monotone(knots)
        at = [index * _TOP / (_STEPS - 1) for index in range(_STEPS)]
        moved = [x + (y - x) * strength for x, y in zip(at, table, strict=True)]
        top = moved[round((_STEPS - 1) / _TOP)]
        moved = [round(_shoulder(y, top), 7) for y in moved]
        ratio = [min(y / x, 1.8) if x > 0 else 1.0 for x, y in zip(at, moved, strict=True)]
        ratio = [r if r < 1 else 1 + (r - 1) * 0.6 for r in ratio]
        self._value = np.array(moved, np.float32)
        self._ratio = np.array(ratio, np.float32)

    def __call__(self, lab: Lab) -> None:
        """Look lightness up, and scale the colours with it."""
        index = np.clip(lab.lightness, 0, np.float32(_TOP))
        index *= np.float32((_STEPS - 1) / _TOP)
        cell = index.astype(np.int32)
        np.minimum(cell, _STEPS - 2, out=cell)
        index -= cell
        low = self._value.take(cell)
        ratio = self._ratio.take(cell)
        cell += 1
        high = self._value.take(cell)
        high -= low
        high *= index
        low += high
        lab.lightness = low
        lab.a *= ratio
        lab.b *= ratio


def _shoulder(lightness: float, top: float) -> float:
    """Return lightness with what lies above the knee bent, so that top becomes 1.

    Reinhard's extended operator on the part above the knee: slope 1 at the knee.
    """
    if top <= 1 or lightness <= _KNEE:
        return min(max(lightness, 0.0), 1.0)
    over, most = (lightness - _KNEE) / (1 - _KNEE), (top - _KNEE) / (1 - _KNEE)
    return min(_KNEE + (1 - _KNEE) * over * (1 + over / most**2) / (1 + over), 1.0)


def _monotone(knots: Knots) -> list[float]:
    """Return the curve through knots at _STEPS even places from 0 to _TOP."""
    xs, ys = [x for x, _ in knots], [y for _, y in knots]
    spans = [b - a for a, b in pairwise(xs)]
    rises = [(b - a) / span for (a, b), span in zip(pairwise(ys), spans, strict=True)]
    slopes = [rises[0]]
    for (s0, s1), (r0, r1) in zip(pairwise(spans), pairwise(rises), strict=True):
        share = (s0 + 2 * s1) / (3 * (s0 + s1))
        down = share * r1 + (1 - share) * r0
        slopes.append(r0 * r1 / down if r0 * r1 > 0 else 0.0)
    slopes.append(rises[-1])
    out, cell = [], 0
    for index in range(_STEPS):
        x = index * _TOP / (_STEPS - 1)
        while cell < len(spans) - 1 and x > xs[cell + 1]:
            cell += 1
        if x > xs[-1]:
            out.append(ys[-1] + slopes[-1] * (x - xs[-1]))
            continue
        t, span = (x - xs[cell]) / spans[cell], spans[cell]
        out.append(
            (2 * t**3 - 3 * t**2 + 1) * ys[cell]
            + (t**3 - 2 * t**2 + t) * span * slopes[cell]
            + (3 * t**2 - 2 * t**3) * ys[cell + 1]
            + (t**3 - t**2) * span * slopes[cell + 1]
        )
    return out


class Chroma:
    """Colourfulness times a factor; weak colours gain more than strong ones and than skin."""

    def __init__(self, factor: float) -> None:
        self._factor = factor

    def __call__(self, lab: Lab) -> None:
        """Scale a and b."""
        if self._factor <= 1:
            lab.a *= np.float32(max(self._factor, 0.0))
            lab.b *= np.float32(max(self._factor, 0.0))
            return
        chroma = _chroma(lab)
        gain = np.clip(1 - chroma * np.float32(2.6), np.float32(0.25), 1)
        skin = lab.a * np.float32(_SKIN[0]) + lab.b * np.float32(_SKIN[1])
        skin /= chroma
        skin -= np.float32(0.8)
        np.maximum(skin, 0, out=skin)
        gain *= 1 - skin * np.float32(2.5)
        gain *= np.float32(self._factor - 1)
        gain += 1
        lab.a *= gain
        lab.b *= gain


class Tint:
    """Colour laid into shadows and lights; black and white themselves stay clean.

    Weights are 6.75 · L(1-L)² and 6.75 · L²(1-L): 1 at a third and at two thirds.
    """

    def __init__(self, shadows: tuple[float, float], lights: tuple[float, float]) -> None:
        self._shadows = shadows
        self._lights = lights

    def __call__(self, lab: Lab) -> None:
        """Add to a and b."""
        level = np.clip(lab.lightness, 0, 1)
        rest = 1 - level
        middle = level * rest
        middle *= np.float32(6.75)
        rest *= middle
        level *= middle
        for plane, low, high in zip((lab.a, lab.b), self._shadows, self._lights, strict=True):
            np.add(plane, rest * np.float32(low) + level * np.float32(high), out=plane)


class Pull:
    """Turns the hues around one direction by up to an angle, and scales their chroma.

    The weight is the squared cosine of the distance in hue, 0 beyond 90 degrees; cosine and
    sine of the directions are given, so that no angle is ever computed from a pixel.
    """

    def __init__(self, hue: tuple[float, float], turn: float, gain: float) -> None:
        self._hue = hue
        self._turn = turn
        self._gain = gain

    def __call__(self, lab: Lab) -> None:
        """Rotate a and b; turn is in radians, small enough for its own sine."""
        near = lab.a * np.float32(self._hue[0])
        near += lab.b * np.float32(self._hue[1])
        near /= _chroma(lab)
        np.maximum(near, 0, out=near)
        near *= near
        turn = near * np.float32(self._turn)
        near *= np.float32(self._gain - 1)
        near += 1
        a = lab.a - lab.b * turn
        lab.b = (lab.b + lab.a * turn) * near
        lab.a = a * near


def _chroma(lab: Lab) -> Plane:
    total = lab.a * lab.a
    total += lab.b * lab.b
    total += np.float32(1e-10)
    np.sqrt(total, out=total)
    return total


class Vignette:
    """Darkens towards the corners, as a lens does.

    Oklab is scaled by 1 - d·(3t² - 2t³), with t = (r - 0.3) / 0.75 held to 0..1, r the distance
    from the middle over the half diagonal and d = 0.34 times the strength, 0.75 at most.
    """

    def __init__(self, strength: float) -> None:
        self._depth = min(0.34 * strength, 0.75)

    def __call__(self, lab: Lab, place: Place) -> None:
        """Scale all planes alike: in Oklab that is the cube root of a change of light."""
        rows, columns = lab.lightness.shape
        y = (np.arange(place.row, place.row + rows, dtype=np.float32) + np.float32(0.5)) * 2
        x = (np.arange(columns, dtype=np.float32) + np.float32(0.5)) * 2
        y = y / np.float32(place.height) - 1
        x = x / np.float32(place.width) - 1
        radius = np.sqrt((y * y)[:, None] * np.float32(0.5) + (x * x)[None, :] * np.float32(0.5))
        fall = np.clip((radius - np.float32(0.3)) / np.float32(0.75), 0, 1)
        fall = fall * fall * (3 - 2 * fall)
        keep = 1 - fall * np.float32(self._depth)
        lab.lightness *= keep
        lab.a *= keep
        lab.b *= keep
