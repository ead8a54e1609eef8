"""Light, camera and table around the stoneware set: traces one picture in linear light."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pottery import POTS, Noise, Plane, Point, Pot, mix, smoothstep, surface

Colour = tuple[float, float, float]
Field = Callable[[Plane, Plane, Plane], Plane]

_TABLE_END = -3.6
_WALL = -6.5
_FAR = 60.0
_SHADOW_REACH = 7.0
_ABOVE_ALL = 3.6
_GRAZING = -1e-4
_TOUCH = 0.0012


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One exposure: where camera and key light stand, what colour and how strong they are.

    eye and aim are in decimetres, y up; key is the window's or lamp's position; tones are
    linear RGB. panes draws the window's cross into the reflections.
    """

    eye: tuple[float, float, float]
    aim: tuple[float, float, float] = (0.36, 1.36, 0.0)
    lens: float = 3.6
    key: tuple[float, float, float]
    key_tone: Colour
    key_size: float = 1.6
    fill_tone: Colour
    wall_tone: Colour
    wood_tone: Colour
    panes: bool = False
    size: tuple[int, int] = (1600, 1200)


def _unit(x: Plane, y: Plane, z: Plane) -> Point:
    length = np.sqrt(x * x + y * y + z * z) + np.float32(1e-9)
    return x / length, y / length, z / length


def _dot(a: Point, b: Point) -> Plane:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


class Studio:
    """The scene of one shot, ready to be traced."""

    def __init__(self, shot: Shot, noise: Noise) -> None:
        self.shot = shot
        self.noise = noise
        self.fields = [pot.distance() for pot in POTS]
        eye, aim = np.array(shot.eye), np.array(shot.aim)
        self.forward = (aim - eye) / np.linalg.norm(aim - eye)
        right = np.cross(self.forward, (0, 1, 0))
        self.right = right / np.linalg.norm(right)
        self.up = np.cross(self.right, self.forward)

    def rays(self, column: Plane, row: Plane) -> Point:
        """Return unit directions through pixel positions (flat arrays)."""
        width, height = self.shot.size
        scale = 1 / (1200 * self.shot.lens / 2)
        u, v = (column - width / 2) * scale, (height / 2 - row) * scale
        parts = [
            (self.forward[i] + u * self.right[i] + v * self.up[i]).astype(np.float32)
            for i in range(3)
        ]
        return _unit(*parts)

    def nearest(self, x: Plane, y: Plane, z: Plane) -> Plane:
        """Return the distance to the nearest vessel."""
        return np.minimum.reduce([field(x, y, z) for field in self.fields])

    def shade(self, point: Point, normal: Point) -> tuple[Plane, Plane, Point, Plane]:
        """Return light from the key, sky visibility, direction to the key, its fall-off."""
        to = [np.float32(k) - p for k, p in zip(self.shot.key, point, strict=True)]
        far2 = to[0] ** 2 + to[1] ** 2 + to[2] ** 2
        toward = _unit(*to)
        shadow = self._shadow(point, toward, np.sqrt(far2))
        open_sky: Plane = np.ones_like(shadow)
        for reach, weight in ((0.06, 0.30), (0.18, 0.32), (0.42, 0.30), (0.8, 0.22)):
            at = [p + n * np.float32(reach) for p, n in zip(point, normal, strict=True)]
            gap = np.minimum(self.nearest(*at), np.maximum(at[1], 0.0))
            open_sky -= np.float32(weight) * np.clip(1 - gap / reach, 0, 1)
        falloff = np.float32(sum(k * k for k in self.shot.key)) / far2
        return shadow, np.clip(open_sky, 0.06, 1), toward, falloff

    def _shadow(self, point: Point, toward: Point, far: Plane) -> Plane:
        """Return how much of the light is seen, by cones along distance fields."""
        seen: Plane = np.ones_like(far)
        walked = np.full_like(far, 0.05)
        wide = np.float32(self.shot.key_size / np.linalg.norm(self.shot.key) * 0.5)
        active = np.arange(far.size)
        for _ in range(70):
            t = walked[active]
            at = [p[active] + d[active] * t for p, d in zip(point, toward, strict=True)]
            gap = self.nearest(*at)
            seen[active] = np.minimum(seen[active], 0.5 + 0.5 * gap / (wide * t))
            walked[active] = t + np.clip(np.abs(gap), 0.045, 0.35)
            keep = (seen[active] > 0) & (walked[active] < _SHADOW_REACH) & (at[1] < _ABOVE_ALL)
            active = active[keep]
            if not active.size:
                break
        seen = np.clip(seen, 0, 1)
        return seen * seen * (3 - 2 * seen)

    def mirror(self, direction: Point, height: Plane, rough: Plane) -> NDArray[np.float32]:
        """Return what a glaze reflects: the lamp, the room, the table (n × 3, linear)."""
        shot = self.shot
        lamp = _unit(*[np.array(k, np.float32) for k in shot.key])
        side = _unit(-lamp[2], np.float32(0) * lamp[1], lamp[0])
        top = (
            side[1] * lamp[2] - side[2] * lamp[1],
            side[2] * lamp[0] - side[0] * lamp[2],
            side[0] * lamp[1] - side[1] * lamp[0],
        )
        ahead = _dot(direction, lamp)
        u, v = _dot(direction, side) / ahead, _dot(direction, top) / ahead
        half = np.float32(shot.key_size / np.linalg.norm(shot.key))
        soft = half * (0.12 + rough)
        frame = smoothstep(0, 1, (half - np.abs(u)) / soft + 0.5)
        frame = frame * smoothstep(0, 1, (half * 1.5 - np.abs(v)) / soft + 0.5) * (ahead > 0)
        if shot.panes:
            bar = half * np.float32(0.09)
            bars = np.minimum(np.abs(u), np.minimum(np.abs(v - half * 0.5), np.abs(v + half * 0.5)))
            frame = frame * smoothstep(0, 1, (bars - bar) / soft * 1.5 + 0.5)
        sky = smoothstep(-0.15, 0.9, direction[1])
        room = np.array(shot.fill_tone, np.float32)
        wood = np.array(shot.wood_tone, np.float32)
        ground = smoothstep(0.02, -0.25, direction[1]) * mix(1.0, 0.6, smoothstep(0, 2, height))
        behind = smoothstep(0.2, -0.6, direction[2])
        back = np.array(shot.wall_tone, np.float32)
        light = room * (0.25 + 0.9 * sky[:, None]) * (1 - behind[:, None] * 0.6)
        light = light + back * room * 0.8 * behind[:, None]
        light = light * (1 - ground[:, None]) + wood * 1.1 * ground[:, None]
        return light + np.array(shot.key_tone, np.float32) * 9.0 * frame[:, None]

    def table(self, column: Plane, row: Plane) -> tuple[NDArray[np.float32], Plane]:
        """Return colour (n × 3) and depth of table and wall along pixels, without vessels."""
        shot, noise = self.shot, self.noise
        ray = self.rays(column, row)
        eye = shot.eye
        down = np.where(ray[1] < _GRAZING, -eye[1] / np.minimum(ray[1], _GRAZING), _FAR)
        on_table = (down < _FAR) & (eye[2] + ray[2] * down > _TABLE_END)
        wall = (_WALL - eye[2]) / np.minimum(ray[2], -1e-3)
        depth = np.where(on_table, down, wall).astype(np.float32)
        point = tuple((e + r * depth).astype(np.float32) for e, r in zip(eye, ray, strict=True))
        albedo = np.where(on_table[:, None], self._wood(point), self._plaster(point, noise)).astype(
            np.float32
        )
        up, out = on_table.astype(np.float32), (~on_table).astype(np.float32)
        normal = (up * 0, up, out)
        shadow, open_sky, toward, falloff = self.shade(point, normal)
        lit = np.clip(_dot(normal, toward), 0, 1) * falloff * shadow
        key, fill = np.array(shot.key_tone, np.float32), np.array(shot.fill_tone, np.float32)
        light = key * lit[:, None] * 2.1 + fill * (open_sky * mix(0.85, 1.0, up))[:, None]
        half = _unit(*[t - r for t, r in zip(toward, ray, strict=True)])
        sheen = np.clip(_dot(normal, half), 0, 1) ** 40 * shadow * up * 0.22
        return albedo * light + key * sheen[:, None] * falloff[:, None], depth

    def _wood(self, point: Point) -> NDArray[np.float32]:
        """Return oak: boards with a grain of their own, rings, pores and joints."""
        x, _, z = point
        board = np.floor((z + 20.35) / 1.9)
        across = (z + 20.35) / 1.9 - board
        bend = self.noise.octaves(x * 0.16 + board * 9, z * 0.5, board * 3.1, 2)
        rings = np.sin((z * 2.6 + bend * 9.0 + board * 1.7) * 6.0)
        grain = self.noise.octaves(x * 1.5, z * 30 + bend * 8, board * 5.7, 3)
        pores = smoothstep(0.66, 0.86, self.noise(x * 2.2, z * 60, board * 2.3))
        tint = 0.82 + 0.34 * self.noise(board * 3.7, board * 1.3, board * 0.7)
        tone = (tint * (0.74 + 0.07 * rings + 0.48 * (grain - 0.5) + 0.28 * bend))[:, None]
        joint = smoothstep(0.010, 0.0, np.minimum(across, 1 - across))
        colour = np.array(self.shot.wood_tone, np.float32) ** (0.75 + 0.55 / (tone + 0.6))
        colour = colour * (0.45 + 0.75 * tone)
        return colour * (1 - 0.42 * pores[:, None]) * (1 - 0.75 * joint[:, None])

    def _plaster(self, point: Point, noise: Noise) -> NDArray[np.float32]:
        """Return a limewashed wall: soft clouds, faint strokes."""
        x, y, _ = point
        clouds = noise.octaves(x * 0.45 + 3, y * 0.5, y * 0 + 2, 4)
        strokes = noise.octaves(x * 2.2 + y, y * 1.1 - x, x * 0 + 8, 3)
        tone = 0.86 + 0.22 * (clouds - 0.5) + 0.10 * (strokes - 0.5)
        return np.array(self.shot.wall_tone, np.float32) * tone[:, None]

    def pots(self, column: Plane, row: Plane) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return colour (n × 3) along pixels where a vessel is hit, and where that is."""
        ray = self.rays(column, row)
        best = np.full(column.size, _FAR, np.float32)
        which = np.full(column.size, -1, np.int8)
        for index, (pot, field) in enumerate(zip(POTS, self.fields, strict=True)):
            where, depth = self._trace(pot, field, ray)
            nearer = depth < best[where]
            best[where[nearer]] = depth[nearer]
            which[where[nearer]] = index
        colour = np.zeros((column.size, 3), np.float32)
        for index, (pot, field) in enumerate(zip(POTS, self.fields, strict=True)):
            hit = np.flatnonzero(which == index)
            if hit.size:
                here: Point = tuple(r[hit] for r in ray)
                colour[hit] = self._glaze(pot, field, here, best[hit])
        return colour, which >= 0

    def _trace(self, pot: Pot, field: Field, ray: Point) -> tuple[NDArray[np.int64], Plane]:
        """Return which rays hit a vessel, and how far along."""
        centre = (pot.at[0], pot.height / 2, pot.at[1])
        offset = [np.float32(e - c) for e, c in zip(self.shot.eye, centre, strict=True)]
        along = -(ray[0] * offset[0] + ray[1] * offset[1] + ray[2] * offset[2])
        miss2 = np.float32(sum(o * o for o in offset)) - along * along
        where = np.flatnonzero(miss2 < pot.reach**2)
        reach = np.sqrt(pot.reach**2 - miss2[where])
        t, end = along[where] - reach, along[where] + reach
        active, done = np.arange(where.size), np.zeros(where.size, bool)
        for _ in range(90):
            at = [
                (e + r[where[active]] * t[active]).astype(np.float32)
                for e, r in zip(self.shot.eye, ray, strict=True)
            ]
            gap = field(*at)
            done[active] = gap < _TOUCH
            t[active] += np.maximum(gap, 0.0004)
            active = active[(gap >= _TOUCH) & (t[active] < end[active])]
            if not active.size:
                break
        return where[done], t[done]

    def _glaze(self, pot: Pot, field: Field, ray: Point, depth: Plane) -> NDArray[np.float32]:
        """Return what is seen of a vessel: glaze lit by key and room, and its reflections."""
        shot = self.shot
        eye = shot.eye
        point = tuple((e + r * depth).astype(np.float32) for e, r in zip(eye, ray, strict=True))
        normal = self._normal(field, point)
        x, z = point[0] - pot.at[0], point[2] - pot.at[1]
        outward = (normal[0] * x + normal[2] * z) / (np.sqrt(x * x + z * z) + 1e-4)
        inside = smoothstep(0.05, -0.15, outward) * (point[1] > pot.floor * 0.9)
        inside = inside * (np.hypot(x, z) < pot.outline[-1][1])
        albedo, gloss = surface(pot, point, inside.astype(np.float32), self.noise)
        shadow, open_sky, toward, falloff = self.shade(point, normal)
        lit = np.clip((_dot(normal, toward) + 0.08) / 1.08, 0, 1) * falloff * shadow
        sky = 0.5 + 0.5 * normal[1]
        key, fill = np.array(shot.key_tone, np.float32), np.array(shot.fill_tone, np.float32)
        wood = np.array(shot.wood_tone, np.float32)
        bounce = wood * key * ((1 - sky) * np.exp(-point[1] * 0.9) * 0.55)[:, None]
        light = key * lit[:, None] * 2.1 + fill * (open_sky * (0.35 + 0.65 * sky))[:, None]
        facing = _dot(ray, normal)
        bent = _unit(*[r - 2 * facing * n for r, n in zip(ray, normal, strict=True)])
        fresnel = 0.04 + 0.96 * np.clip(1 + facing, 0, 1) ** 5
        rough = mix(0.9, 0.16, gloss)
        seen = self.mirror(bent, point[1], rough)
        clear = mix(open_sky, np.minimum(open_sky, shadow * 0.6 + 0.4), gloss)
        shine = seen * (fresnel * clear * mix(0.12, 1.0, gloss))[:, None]
        return albedo * (light + bounce * open_sky[:, None]) + shine

    def _normal(self, field: Field, point: Point) -> Point:
        """Return unit normals, with the faint rings of the wheel and the glaze's ripple."""
        step = np.float32(0.004)
        total = [np.zeros_like(point[0]) for _ in range(3)]
        for sx, sy, sz in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
            value = field(point[0] + sx * step, point[1] + sy * step, point[2] + sz * step)
            for i, sign in enumerate((sx, sy, sz)):
                total[i] += sign * value
        x, y, z = _unit(*total)
        rings = np.sin(point[1] * 34 + 3 * self.noise(point[0] * 2, point[1] * 2, point[2] * 2))
        ripple = self.noise(point[0] * 9, point[1] * 9, point[2] * 9) - 0.5
        return _unit(x + ripple * 0.03, y + rings * 0.018 + ripple * 0.03, z + ripple * 0.02)
