"""Finds outputs that show several references in one picture, as a contact sheet does."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from seedream_desktop.imaging.descriptor import describe, resemblance

GRIDS = (
    *((2, 1), (1, 2), (3, 1), (1, 3), (2, 2), (4, 1), (1, 4), (3, 2), (2, 3)),
    *((4, 2), (2, 4), (3, 3), (4, 3), (3, 4), (5, 2), (2, 5), (4, 4), (5, 3), (3, 5)),
)
"""Columns × rows that are looked for: up to the fifteen or sixteen pictures of one request."""

WHOLE = 0.85
"""An output that resembles one reference this much is that picture."""

TILE = 0.7
LEAD = 0.12
"""A tile shows a reference when it resembles it so much, and so much more than the whole does."""

FAINT_TILE = 0.6
FAINT_LEAD = 0.3
"""Or when it resembles it a little less, but no other reference by far."""

CERTAIN = 0.7
SUSPECTED = 0.5
"""Shares of a grid's tiles: above the first a contact sheet, from the second on perhaps one."""

_STRETCH_MAX = 1.7
"""How far a tile's aspect may be from every reference's, as a factor."""

_SEAM_SHARE = 0.2
_SEAM_STEP = 6.0
"""A seam is a line with a step of so many levels (of 255) along so much of its length."""

_TILE_MIN_PX = 16
_SLACK = 0.03
_FLAT = 5.0


@dataclass(frozen=True, slots=True)
class Collages:
    """Indices of outputs: those that are contact sheets, and those that may be."""

    certain: frozenset[int] = frozenset()
    suspected: frozenset[int] = frozenset()


def collages(
    outputs: Sequence[Image.Image], references: Sequence[Image.Image], levels: Sequence[float]
) -> Collages:
    """Look for tiles that show references better than the whole does.

    levels[o] is how much output o as a whole resembles its best reference. Images are upright
    greyscale. Only grids with seams where they must be are cut up and compared.
    """
    certain, suspected = set(), set()
    if not references:
        return Collages()
    fields = _fields(references)
    for index, (output, level) in enumerate(zip(outputs, levels, strict=True)):
        if level >= WHOLE:
            continue
        grids = [grid for grid in GRIDS if _is_likely(output, grid, references)]
        share = max((_shown(output, grid, fields, level) for grid in grids), default=0.0)
        if share > CERTAIN:
            certain.add(index)
        elif share >= SUSPECTED:
            suspected.add(index)
    return Collages(frozenset(certain), frozenset(suspected))


def _is_likely(
    output: Image.Image, grid: tuple[int, int], references: Sequence[Image.Image]
) -> bool:
    """Say whether tiles would be few enough, of a reference's shape, and set off by seams."""
    columns, rows = grid
    is_tiny = min(output.width / columns, output.height / rows) < _TILE_MIN_PX
    if is_tiny or columns * rows > max(4, len(references) + 1):
        return False
    tile = output.width * rows / (output.height * columns)
    stretches = (tile * image.height / image.width for image in references)
    if not any(1 / _STRETCH_MAX <= stretch <= _STRETCH_MAX for stretch in stretches):
        return False
    return _has_seams(output, grid)


def _shown(
    output: Image.Image, grid: tuple[int, int], fields: NDArray[np.float32], level: float
) -> float:
    """Return the share of tiles that clearly show a reference, better than the whole does."""
    tiles = _tiles(output, grid)
    bare = resemblance(fields, _fields([_trimmed(tile) for tile in tiles]))
    table = np.sort(np.maximum(bare, resemblance(fields, _fields(tiles))), axis=1)
    best = table[:, -1]
    second = table[:, -2] if len(fields) > 1 else best
    is_plain = best >= max(TILE, level + LEAD)
    is_singled_out = (best >= max(FAINT_TILE, level + LEAD)) & (best - second >= FAINT_LEAD)
    hits = int((is_plain | is_singled_out).sum())
    return hits / len(best) if hits > 1 else 0.0


def _fields(images: Sequence[Image.Image]) -> NDArray[np.float32]:
    return np.stack([describe(image) for image in images])


def _tiles(output: Image.Image, grid: tuple[int, int]) -> list[Image.Image]:
    columns, rows = grid
    xs = np.linspace(0, output.width, columns + 1).round().astype(int).tolist()
    ys = np.linspace(0, output.height, rows + 1).round().astype(int).tolist()
    return [
        output.crop((xs[c], ys[r], xs[c + 1], ys[r + 1]))
        for r in range(rows)
        for c in range(columns)
    ]


def _trimmed(tile: Image.Image) -> Image.Image:
    """Cut off plain rows and columns at the borders: gutters, and bars that keep a shape.

    They may be a part of the picture as well, which is why both forms are compared.
    """
    values = np.asarray(tile, dtype=np.float32)
    left, right = _bounds(values.std(axis=0))
    top, bottom = _bounds(values.std(axis=1))
    return tile.crop((left, top, right, bottom))


def _bounds(spread: NDArray[np.float32]) -> tuple[int, int]:
    busy = np.flatnonzero(spread > _FLAT)
    if busy.size < spread.size / 2:
        return 0, int(spread.size)
    return int(busy[0]), int(busy[-1]) + 1


def _has_seams(output: Image.Image, grid: tuple[int, int]) -> bool:
    """Say whether an edge runs along every inner line of the grid, for a good part of it."""
    values = np.asarray(output, dtype=np.float32)
    columns, rows = grid
    return _crosses(np.abs(np.diff(values, axis=1)), columns) and _crosses(
        np.abs(np.diff(values, axis=0)).T, rows
    )


def _crosses(steps: NDArray[np.float32], parts: int) -> bool:
    """Look along the columns of steps (height × width − 1) near each k / parts of the width."""
    if parts == 1:
        return True
    shares = (steps > _SEAM_STEP).mean(axis=0)
    slack = max(1, round(_SLACK * shares.size))
    for k in range(1, parts):
        line = round(k * shares.size / parts)
        near = shares[max(0, line - slack) : line + slack + 1]
        if near.size == 0 or float(near.max()) < _SEAM_SHARE:
            return False
    return True
