"""Appearance as oriented gradients: what survives a re-grade, and how two pictures compare.

A picture is squeezed to a square, its gradients are sorted by orientation into small cells, and
each position is described by the block of cells around it with its own contrast divided out
(histograms of oriented gradients: Dalal and Triggs, CVPR 2005). Orientation is taken modulo
180°, so that an edge stays the same edge when a new background or grade turns its polarity.
Unlike in the paper a block's mean is subtracted before it is normalised; otherwise any two
textured blocks resemble each other.

Two pictures are compared block by block with some freedom of place, neighbours moving together,
so that crops, turns and bends of a few per cent do not count as differences.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.float32]
"""One picture: descriptors by row and column, GRID × GRID × (BLOCK² × ORIENTATIONS)."""

SQUARE_PX = 128
ORIENTATIONS = 8
CELL_PX = 4
GRID = SQUARE_PX // CELL_PX
BLOCK = 5
STRIDE = 2
REACH = 2
"""How far a block may have moved, in cells: 2 of 32 are 6 % of an edge."""

_CONTRAST_FLOOR = 0.02
"""Gradients well below this (in square-root lightness a pixel) are noise, not structure."""

_ANGLES = (np.arange(ORIENTATIONS) * (2 * math.pi / ORIENTATIONS)).astype(np.float32)


def describe(luma: Image.Image) -> Field:
    """Return the descriptor field of a greyscale image of any size and shape."""
    square = luma.resize((SQUARE_PX, SQUARE_PX), Image.Resampling.BILINEAR, reducing_gap=2.0)
    cells = _spread(_cells(np.sqrt(np.asarray(square, dtype=np.float32) / 255)))
    side = BLOCK // 2
    padded = np.pad(cells, ((side, side), (side, side), (0, 0)))
    blocks = np.concatenate(
        [
            padded[row : row + GRID, column : column + GRID]
            for row in range(BLOCK)
            for column in range(BLOCK)
        ],
        axis=2,
    )
    blocks -= blocks.mean(axis=2, keepdims=True)
    energy = np.einsum("yxc,yxc->yx", blocks, blocks)[..., None]
    field: Field = blocks / np.sqrt(energy + np.float32(_CONTRAST_FLOOR**2))
    return field


def _cells(lightness: Field) -> Field:
    """Sum gradient strength by orientation within each cell."""
    padded = np.pad(lightness, 1, mode="edge")
    across = (padded[1:-1, 2:] - padded[1:-1, :-2]) / 2
    down = (padded[2:, 1:-1] - padded[:-2, 1:-1]) / 2
    strength = np.hypot(across, down) + np.float32(1e-6)
    cosine, sine = (across**2 - down**2) / strength, 2 * across * down / strength
    tuned = cosine[..., None] * np.cos(_ANGLES) + sine[..., None] * np.sin(_ANGLES)
    np.maximum(tuned, 0, out=tuned)
    tuned *= tuned / strength[..., None]
    shape = (GRID, CELL_PX, GRID, CELL_PX, ORIENTATIONS)
    cells: Field = tuned.reshape(shape).mean(axis=(1, 3))
    return cells


def _spread(cells: Field) -> Field:
    """Share each cell with its neighbours (1 2 1 both ways), so that no border is hard."""
    padded = np.pad(cells, ((1, 1), (0, 0), (0, 0)), mode="edge")
    rows = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    padded = np.pad(rows, ((0, 0), (1, 1), (0, 0)), mode="edge")
    spread = (padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]) / 4
    return spread.astype(np.float32, copy=False)


def _centre_weight() -> Field:
    """Weigh positions by nearness to the middle: borders are what crops and backgrounds take."""
    place = np.linspace(-1, 1, GRID // STRIDE, dtype=np.float32) ** 2
    weight: Field = np.exp(-(place[:, None] + place[None, :]))
    return weight


_CENTRE = _centre_weight()
_INNER = np.pad(np.full(GRID // STRIDE - 2, 3, dtype=np.float32), 1, constant_values=2)
_NEIGHBOURS = (_INNER[:, None] * _INNER[None, :])[..., None, None]


def resemblance(references: NDArray[np.float32], seen: NDArray[np.float32]) -> NDArray[np.float32]:
    """Say how much of each reference's structure is found in each picture seen.

    Takes stacked fields (count × GRID × GRID × channels); returns seen × references, about
    0.2 to 0.3 for unlike pictures and 1 for the same one. What is seen beside the reference's
    own structure (a new background) does not count against it.
    """
    points = np.ascontiguousarray(references[:, ::STRIDE, ::STRIDE].transpose(1, 2, 0, 3))
    edge = ((0, 0), (REACH, REACH), (REACH, REACH), (0, 0))
    ground = np.ascontiguousarray(np.pad(seen, edge).transpose(1, 2, 3, 0))
    best: NDArray[np.float32] | None = None
    for down in range(2 * REACH + 1):
        for across in range(2 * REACH + 1):
            window = ground[down : down + GRID : STRIDE, across : across + GRID : STRIDE]
            agreed = _neighbourly(np.matmul(points, window))
            best = agreed if best is None else np.maximum(best, agreed, out=best)
    assert best is not None
    found = np.einsum("yxrs,yx->sr", best, _CENTRE)
    structure = np.einsum("yxrc,yxrc,yx->r", points, points, _CENTRE)
    result: NDArray[np.float32] = np.clip(found / np.maximum(structure, 1.0), 0, 1)
    return result


def _neighbourly(agreement: NDArray[np.float32]) -> NDArray[np.float32]:
    """Average over the 3 × 3 positions around each (fewer at the border) that moved alike."""
    total = agreement.copy()
    total[1:] += agreement[:-1]
    total[:-1] += agreement[1:]
    rows = total.copy()
    total[:, 1:] += rows[:, :-1]
    total[:, :-1] += rows[:, 1:]
    total /= _NEIGHBOURS
    return total
