"""Compares pictures of unlike shape: squeezed, cut to the other's shape, or the other to theirs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from seedream_desktop.imaging.descriptor import describe, resemblance

_SHAPE_STEP = 1.08
"""Shapes closer than this factor count as one: blocks may move that far anyway."""

_STEPS_MAX = 12
"""Shapes further apart than 1.08¹² = 2.5 are only squeezed: a cut would leave a sliver."""


@dataclass(frozen=True, slots=True)
class Resemblances:
    """Tables of seen × references: by all that was seen, and by the best view of any part."""

    whole: NDArray[np.float32]
    best: NDArray[np.float32]


def resemblances(references: Sequence[Image.Image], seen: Sequence[Image.Image]) -> Resemblances:
    """Compare each pair (greyscale images) in up to three views.

    A service asked for one size makes it of a picture of another shape by squeezing, by cutting
    or by adding at the sides; which of them is not known. In the last case only the middle of
    what is seen resembles the reference: that view counts in best alone.
    """
    if not references or not seen:
        none = np.zeros((len(seen), len(references)), dtype=np.float32)
        return Resemblances(none, none)
    whole_references, whole_seen = _fields(references), _fields(seen)
    whole = resemblance(whole_references, whole_seen)
    columns_by_shape, rows_by_shape = _by_shape(references), _by_shape(seen)
    for shape, rows in rows_by_shape.items():
        columns = _others(columns_by_shape, shape)
        if columns:
            narrowed = _fields([_cut(references[column], shape) for column in columns])
            block = np.ix_(rows, columns)
            whole[block] = np.maximum(whole[block], resemblance(narrowed, whole_seen[rows]))
    best = whole.copy()
    for shape, columns in columns_by_shape.items():
        rows = _others(rows_by_shape, shape)
        if rows:
            middles = _fields([_cut(seen[row], shape) for row in rows])
            block = np.ix_(rows, columns)
            best[block] = np.maximum(whole[block], resemblance(whole_references[columns], middles))
    return Resemblances(whole, best)


def _fields(images: Sequence[Image.Image]) -> NDArray[np.float32]:
    return np.stack([describe(image) for image in images])


def _by_shape(images: Sequence[Image.Image]) -> dict[int, list[int]]:
    """Sort indices by aspect, in steps of _SHAPE_STEP."""
    groups: dict[int, list[int]] = {}
    for index, image in enumerate(images):
        step = round(math.log(image.width / image.height) / math.log(_SHAPE_STEP))
        groups.setdefault(step, []).append(index)
    return groups


def _others(groups: dict[int, list[int]], shape: int) -> list[int]:
    """Return the indices of unlike shape for which a cut makes sense."""
    return [
        index
        for other, members in groups.items()
        if 0 < abs(shape - other) <= _STEPS_MAX
        for index in members
    ]


def _cut(image: Image.Image, shape: int) -> Image.Image:
    """Return the middle of an image in the aspect of a shape step."""
    aspect = _SHAPE_STEP**shape
    width = min(image.width, max(1, round(image.height * aspect)))
    height = min(image.height, max(1, round(image.width / aspect)))
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))
