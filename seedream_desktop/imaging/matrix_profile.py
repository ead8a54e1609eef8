"""ICC profiles of RGB spaces that are three curves and a matrix, as tables of our own.

Pillow converts to 8 bits alone, too coarse to measure a difference in, and cuts colours off at
the edge of the space that it converts to. Fields are those of ICC.1:2022, 10.6, 10.18, 10.31.
"""

import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

_COLUMNS: Final = (b"rXYZ", b"gXYZ", b"bXYZ")
_CURVES: Final = (b"rTRC", b"gTRC", b"bTRC")
_HEADER_BYTES: Final = 128
_FIXED: Final = 65_536
_LEVELS: Final = 256
_PARAMETERS: Final = (1, 3, 4, 5, 7)
"""Numbers of a parametric curve, by its kind."""


@dataclass(frozen=True, slots=True)
class MatrixProfile:
    """Linear light of each 8-bit level (3 × 256), and XYZ under D50 of linear RGB (3 × 3)."""

    light: NDArray[np.float32]
    to_xyz: NDArray[np.float32]


@lru_cache(maxsize=8)
def matrix_profile(profile: bytes) -> MatrixProfile | None:
    """Read a profile; None where it is of another kind or cannot be read."""
    try:
        tags = _tags(profile)
        columns = [_xyz(tags[name]) for name in _COLUMNS]
        light = [_light(tags[name]) for name in _CURVES]
    except (KeyError, IndexError, ValueError, struct.error):
        return None
    return MatrixProfile(np.array(light, np.float32), np.array(columns, np.float32).T)


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", profile, _HEADER_BYTES)
    found = {}
    for index in range(min(count, 100)):
        name, at, length = struct.unpack_from(">4sII", profile, _HEADER_BYTES + 4 + 12 * index)
        found[name] = profile[at : at + length]
    return found


def _xyz(tag: bytes) -> tuple[float, ...]:
    return tuple(value / _FIXED for value in struct.unpack_from(">3i", tag, 8))


def _light(tag: bytes) -> NDArray[np.float64]:
    levels = np.arange(_LEVELS) / (_LEVELS - 1)
    if tag[:4] == b"para":
        return _parametric(tag, levels)
    if tag[:4] != b"curv":
        raise ValueError("no curve")
    (count,) = struct.unpack_from(">I", tag, 8)
    if count == 0:
        return levels
    points = np.frombuffer(tag, ">u2", count, 12)
    if count == 1:
        return np.asarray(levels ** (float(points[0]) / _LEVELS))
    return np.interp(levels, np.linspace(0, 1, count), points / (_FIXED - 1))


def _parametric(tag: bytes, levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Evaluate (a x + b)^g + e from d on and c x + f below it; kinds leave some of these out."""
    (kind,) = struct.unpack_from(">H", tag, 8)
    count = _PARAMETERS[kind]
    numbers = [value / _FIXED for value in struct.unpack_from(f">{count}i", tag, 12)]
    g, a, b, c, d, e, f = (numbers + [0.0] * 7)[:7]
    if kind == 0:
        return np.asarray(levels**g)
    if kind < 3:  # noqa: PLR2004 - kinds 1 and 2 begin where a x + b does, 2 above a constant
        curve = np.where(levels >= -b / a, np.maximum(a * levels + b, 0) ** g, 0.0) + c
    else:
        curve = np.where(levels >= d, np.maximum(a * levels + b, 0) ** g + e, c * levels + f)
    return np.asarray(curve, np.float64)
