"""The stoneware set of the sample pictures: its shapes as distance fields, and its glazes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Point = tuple[Plane, Plane, Plane]

_PROFILE_STEPS = 512
_NOISE_EDGE = 64


def smoothstep(low: float, high: float, value: Plane) -> Plane:
    """Return 0 below low, 1 above high and a smooth cubic between."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def mix(a: Plane | float, b: Plane | float, t: Plane) -> Plane:
    """Return a where t is 0 and b where t is 1."""
    return (a + (b - a) * t).astype(np.float32)


class Noise:
    """Periodic value noise in three dimensions, and sums of its octaves."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self._lattice = rng.random(_NOISE_EDGE**3, dtype=np.float32)

    def __call__(self, x: Plane, y: Plane, z: Plane) -> Plane:
        """Return noise in 0..1 at points whose lattice has unit spacing."""
        cells, parts = [], []
        for axis in (x, y, z):
            floor = np.floor(axis)
            part = (axis - floor).astype(np.float32)
            cells.append(floor.astype(np.int32))
            parts.append(part * part * (3 - 2 * part))
        edge, wrap = _NOISE_EDGE, _NOISE_EDGE - 1
        total: Plane = np.zeros(np.shape(parts[0]), np.float32)
        for corner in range(8):
            weight: Plane | float = np.float32(1)
            index = 0
            for axis in range(3):
                bit = corner >> axis & 1
                index = index * edge + ((cells[axis] + bit) & wrap)
                weight = weight * (parts[axis] if bit else 1 - parts[axis])
            total += weight * self._lattice.take(index)
        return total

    def octaves(self, x: Plane, y: Plane, z: Plane, count: int = 3) -> Plane:
        """Return the sum of octaves, each twice as fine and half as strong, in 0..1."""
        total: Plane = np.zeros(np.shape(x), np.float32)
        for octave in range(count):
            scale = np.float32(2.03**octave)
            total += self(x * scale + octave * 7, y * scale, z * scale) / 2 ** (octave + 1)
        return total / (1 - 0.5**count)


@dataclass(frozen=True)
class Pot:
    """A vessel turned on the wheel: heights and radii of its wall, as a smooth profile.

    at is where it stands on the table (x, z); handle adds an ear to its side.
    """

    at: tuple[float, float]
    outline: tuple[tuple[float, float], ...]
    wall: float
    floor: float
    glaze_from: float
    handle: bool = False

    @property
    def height(self) -> float:
        """Height of the lip."""
        return self.outline[-1][0]

    @property
    def reach(self) -> float:
        """Radius of a sphere around the middle of the axis that holds the vessel."""
        widest = max(radius for _, radius in self.outline) + (0.45 if self.handle else 0)
        return float(np.hypot(widest, self.height / 2)) + 0.05

    def profile(self) -> tuple[Plane, float]:
        """Return radii at even heights, by Catmull-Rom through the outline, and the step."""
        heights = np.array([h for h, _ in self.outline])
        radii = np.array([r for _, r in self.outline])
        slopes = np.gradient(radii, heights)
        at = np.linspace(0, self.height, _PROFILE_STEPS)
        cell = np.clip(np.searchsorted(heights, at, side="right") - 1, 0, len(heights) - 2)
        span = heights[cell + 1] - heights[cell]
        t = (at - heights[cell]) / span
        radius = (
            (2 * t**3 - 3 * t**2 + 1) * radii[cell]
            + (t**3 - 2 * t**2 + t) * span * slopes[cell]
            + (3 * t**2 - 2 * t**3) * radii[cell + 1]
            + (t**3 - t**2) * span * slopes[cell + 1]
        )
        return radius.astype(np.float32), float(at[1])

    def distance(self) -> Callable[[Plane, Plane, Plane], Plane]:
        """Return a function of points that is at most their distance to the vessel."""
        table, step = self.profile()
        steepest = float(np.abs(np.diff(table)).max() / step)
        lean = np.float32(1 / np.sqrt(1 + min(steepest, 2.0) ** 2))

        def field(x: Plane, y: Plane, z: Plane) -> Plane:
            px, pz = x - np.float32(self.at[0]), z - np.float32(self.at[1])
            radius = np.sqrt(px * px + pz * pz)
            place = np.clip(y / np.float32(step), 0, _PROFILE_STEPS - 1.001)
            cell = place.astype(np.int32)
            low = table.take(cell)
            wall_at = low + (table.take(cell + 1) - low) * (place - cell)
            outer = (radius - wall_at) * lean
            inner = np.maximum((radius - wall_at + np.float32(self.wall)) * lean, self.floor - y)
            body = _round_max(_round_max(outer, y - np.float32(self.height), 0.02), -inner, 0.035)
            body = _round_max(body, -y, 0.05)
            return np.minimum(body, _ear(px, y, pz, self.height)) if self.handle else body

        return field


def _round_max(a: Plane, b: Plane, radius: float) -> Plane:
    """Return the greater of two distances with the edge between them rounded."""
    k = np.float32(radius)
    over = np.maximum(k - np.abs(a - b), 0)
    return np.maximum(a, b) + over * over / (4 * k)


def _ear(x: Plane, y: Plane, z: Plane, height: float) -> Plane:
    """Return the distance to a handle: a flattened ring that stands out of the wall."""
    px, py = x - np.float32(0.5), (y - np.float32(height * 0.52)) * np.float32(0.92)
    ring = np.sqrt(px * px + py * py) - np.float32(0.3)
    tube = np.sqrt(ring * ring + (z * np.float32(0.75)) ** 2) - np.float32(0.062)
    inside = np.float32(0.42) - x
    return np.maximum(tube, inside)


VASE = Pot(
    at=(-0.75, -0.35),
    outline=(
        (0, 0.56),
        (0.25, 0.72),
        (0.7, 0.98),
        (1.15, 1.07),
        (1.6, 0.94),
        (2.0, 0.62),
        (2.3, 0.38),
        (2.65, 0.3),
        (3.0, 0.33),
        (3.22, 0.43),
    ),
    wall=0.085,
    floor=1.9,
    glaze_from=0.34,
)
MUG = Pot(
    at=(0.86, 0.62),
    outline=((0, 0.42), (0.12, 0.5), (0.5, 0.545), (0.9, 0.53), (1.12, 0.55)),
    wall=0.06,
    floor=0.12,
    glaze_from=0.24,
    handle=True,
)
BOWL = Pot(
    at=(1.75, -0.95),
    outline=((0, 0.4), (0.1, 0.44), (0.25, 0.7), (0.5, 0.98), (0.78, 1.16)),
    wall=0.07,
    floor=0.12,
    glaze_from=0.2,
)
POTS = (VASE, MUG, BOWL)

_TEAL = np.array([0.022, 0.080, 0.092], np.float32)
_FOAM = np.array([0.21, 0.33, 0.30], np.float32)
_RUST = np.array([0.20, 0.085, 0.035], np.float32)
_CREAM = np.array([0.66, 0.60, 0.49], np.float32)
_CLAY = np.array([0.36, 0.225, 0.145], np.float32)
_IRON = np.array([0.045, 0.028, 0.018], np.float32)


def _layer(base: Plane, colour: Plane, amount: Plane) -> Plane:
    return base + (colour - base) * amount[:, None]


def surface(pot: Pot, point: Point, is_inside: Plane, noise: Noise) -> tuple[Plane, Plane]:
    """Return the colour (linear, n × 3) and the gloss (0..1) of points on a vessel.

    A reactive glaze: teal where it lies thick, pale where it breaks over edges, rust in thin
    runs, iron spots; raw clay below a wavy line, cream inside.
    """
    x, y, z = point[0] - pot.at[0], point[1], point[2] - pot.at[1]
    turn = np.arctan2(z, x).astype(np.float32)
    cloud = noise.octaves(x * 2.6 + 5, y * 1.3, z * 2.6, 5)
    runs = noise.octaves(np.cos(turn) * 7, y * 0.9, np.sin(turn) * 7, 3)
    line = pot.glaze_from + 0.10 * (runs - 0.5) + 0.05 * (cloud - 0.5)
    lip = smoothstep(pot.height - 0.16, pot.height - 0.015, y + 0.12 * (runs - 0.5))
    breaking = np.clip(lip + smoothstep(0.54, 0.80, 0.6 * cloud + 0.4 * runs) * 0.8, 0, 1)
    glaze = np.broadcast_to(_TEAL, (*y.shape, 3)) * (0.62 + 0.8 * cloud[:, None])
    glaze = _layer(glaze, _FOAM, breaking * 0.8)
    rim = (
        smoothstep(pot.height - 0.05, pot.height - 0.01, y) + smoothstep(0.05, 0.0, y - line) * 0.6
    )
    glaze = _layer(glaze, _RUST, np.clip(rim, 0, 1) * 0.8)
    glaze = _layer(glaze, _CREAM * 1.0, is_inside * (1 - rim * 0.7).clip(0, 1))
    spots = noise(x * 27, y * 27, z * 27)
    small = noise(x * 58 + 3, y * 58, z * 58)
    iron = np.maximum(smoothstep(0.86, 0.93, spots), 0.8 * smoothstep(0.9, 0.96, small))
    glaze = _layer(glaze, _IRON, iron * 0.75)
    raw = smoothstep(0.012, -0.012, y - line) * (1 - is_inside)
    grain = noise.octaves(x * 30, y * 30, z * 30, 2)
    clay = _CLAY * (0.8 + 0.4 * grain[:, None])
    return _layer(glaze, clay, raw), (1 - raw).astype(np.float32)
