"""Edits that look at a pixel's neighbours: noise and sharpness."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from seedream_desktop.imaging.oklab import Lab, Plane

_FINE: Final = 3
_WIDE: Final = 5
DENOISE_REACH_PX: Final = 2 * _WIDE
"""Rows of context on each side: two passes of the widest window (radius 5)."""

SHARPEN_REACH_PX: Final = 5


@dataclass(frozen=True, slots=True)
class Denoise:
    """Smooths grain and colour blotches and keeps edges, by guided filters.

    He, Sun and Tang, "Guided Image Filtering" (2010): in each window the output is a·I + b,
    with a = cov(I, p) / (var(I) + ε), which is 1 across an edge and 0 in even parts; a and
    b are averaged over the windows that hold a pixel. Lightness guides itself (radius 3);
    colour is guided by lightness (radius 5), since its noise is coarser.
    """

    strength: float

    def __call__(self, lab: Lab) -> None:
        """Replace the planes; the outer DENOISE_REACH_PX are not meant to be used."""
        fine = np.float32((0.022 * self.strength) ** 2)
        coarse = np.float32((0.02 * self.strength) ** 2)
        guide = lab.lightness
        lab.lightness = _guided(guide, guide, _FINE, fine)
        mean = _mean(guide, _WIDE)
        spread: Plane = _mean(guide * guide, _WIDE) - mean * mean
        lab.a = _guided_with(guide, lab.a, mean, spread, coarse)
        lab.b = _guided_with(guide, lab.b, mean, spread, coarse)


def _guided(guide: Plane, plane: Plane, radius: int, floor: np.float32) -> Plane:
    mean = _mean(guide, radius)
    spread: Plane = np.maximum(_mean(guide * guide, radius) - mean * mean, 0)
    share: Plane = spread / (spread + floor)
    return _mean(share, radius) * plane + _mean(mean - share * mean, radius)


def _guided_with(
    guide: Plane, plane: Plane, mean: Plane, spread: Plane, floor: np.float32
) -> Plane:
    own = _mean(plane, _WIDE)
    joint: Plane = _mean(guide * plane, _WIDE) - mean * own
    held: Plane = np.maximum(spread, np.float32(0))
    held += floor
    slope: Plane = joint / held
    return _mean(slope, _WIDE) * guide + _mean(own - slope * mean, _WIDE)


def _mean(plane: Plane, radius: int) -> Plane:
    """Return means over (2 radius + 1)² windows, edges repeated."""
    count = 2 * radius + 1
    padded = np.pad(plane, radius, mode="edge")
    summed = _window_sum(_window_sum(padded, count, 0), count, 1)
    summed *= np.float32(1 / (count * count))
    return summed


def _window_sum(plane: Plane, count: int, axis: int) -> Plane:
    """Return sums of count neighbours along an axis, by doubling: log2(count) additions.

    Running totals would be quicker for wide windows, but lose digits over long rows.
    """
    turned = plane if axis == 0 else plane.T
    length = turned.shape[0] - count + 1
    total: Plane | None = None
    block, width, start = turned, 1, 0
    while width <= count:
        if count & width:
            part = block[start : start + length]
            total = part.copy() if total is None else np.add(total, part, out=total)
            start += width
        block = block[: block.shape[0] - width] + block[width:]
        width *= 2
    assert total is not None
    return total if axis == 0 else total.T


@dataclass(frozen=True, slots=True)
class Sharpen:
    """Unsharp mask on lightness, its halos held within the neighbourhood's own range.

    L + k·(L - blur(L)), where the blur is the binomial kernel (1 4 6 4 1)/16 each way; differences
    below the grain are left alone, and the result may leave the 3 × 3 range by 0.02 at most.
    """

    strength: float

    def __call__(self, lab: Lab) -> None:
        """Replace the lightness; the outer SHARPEN_REACH_PX are not meant to be used."""
        plane = lab.lightness
        detail = plane - _binomial(_binomial(plane, 0), 1)
        size = np.abs(detail)
        detail *= size / (size + np.float32(0.004))
        detail *= np.float32(1.15 * self.strength)
        detail += plane
        low, high = _range(plane)
        slack = np.float32(0.02 * self.strength)
        np.clip(detail, low - slack, high + slack, out=detail)
        lab.lightness = detail


def _binomial(plane: Plane, axis: int) -> Plane:
    pad = [(0, 0), (0, 0)]
    pad[axis] = (2, 2)
    wide = np.pad(plane, pad, mode="edge")
    turned = wide if axis == 0 else wide.T
    size = turned.shape[0] - 4
    out = (turned[1 : 1 + size] + turned[3 : 3 + size]) * np.float32(4 / 16)
    out += (turned[:size] + turned[4 : 4 + size]) * np.float32(1 / 16)
    out += turned[2 : 2 + size] * np.float32(6 / 16)
    return out if axis == 0 else out.T


def _range(plane: Plane) -> tuple[Plane, Plane]:
    """Return the least and greatest value of each 3 × 3 neighbourhood."""
    wide = np.pad(plane, 1, mode="edge")
    low = np.minimum(np.minimum(wide[:-2], wide[1:-1]), wide[2:])
    high = np.maximum(np.maximum(wide[:-2], wide[1:-1]), wide[2:])
    low = np.minimum(np.minimum(low[:, :-2], low[:, 1:-1]), low[:, 2:])
    high = np.maximum(np.maximum(high[:, :-2], high[:, 1:-1]), high[:, 2:])
    return low, high
