"""The CIEDE2000 colour difference (ISO/CIE 11664-6:2014) of two pictures in CIE Lab."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Lab = NDArray[np.float32]
"""Rows × 3 or rows × columns × 3: lightness 0 to 100, a, b."""

_SEVENTH: Final = 25.0**7
_ROWS_AT_ONCE: Final = 65_536
"""Pixels worked on at one time: some dozens of planes of them lie in a processor's cache."""
_TINY: Final = np.float32(1e-12)


def differences(one: Lab, other: Lab) -> NDArray[np.float32]:
    """Return ΔE of each pixel, flat, with all weights 1."""
    first, second = one.reshape(-1, 3), other.reshape(-1, 3)
    out = np.empty(len(first), np.float32)
    for at in range(0, len(out), _ROWS_AT_ONCE):
        piece = slice(at, at + _ROWS_AT_ONCE)
        out[piece] = _pieces(first[piece].T, second[piece].T)
    return out


def _pieces(one: Lab, other: Lab) -> NDArray[np.float32]:
    (l1, a1, b1), (l2, a2, b2) = one, other
    chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(_share(chroma))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    turn, middle = _hues(np.arctan2(b1, a1), np.arctan2(b2, a2), c1 * c2)
    lightness, chroma = (l1 + l2) / 2 - 50, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * np.cos(middle - np.radians(30))
        + 0.24 * np.cos(2 * middle)
        + 0.32 * np.cos(3 * middle + np.radians(6))
        - 0.20 * np.cos(4 * middle - np.radians(63))
    )
    square = lightness * lightness
    light = (l2 - l1) / (1 + 0.015 * square / np.sqrt(20 + square))
    vivid = (c2 - c1) / (1 + 0.045 * chroma)
    hue = 2 * np.sqrt(c1 * c2) * np.sin(turn / 2) / (1 + 0.015 * chroma * weight)
    tilt = np.radians(60) * np.exp(-(((np.degrees(middle) - 275) / 25) ** 2))
    cross = -np.sin(tilt) * 2 * np.sqrt(_share(chroma)) * vivid * hue
    total = np.maximum(light * light + vivid * vivid + hue * hue + cross, 0)
    return np.asarray(np.sqrt(total), np.float32)


def _share(chroma: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return C^7 / (C^7 + 25^7), of which the formula takes the root twice."""
    seventh = chroma.astype(np.float64) ** 7
    return (seventh / (seventh + _SEVENTH)).astype(chroma.dtype)


def _hues(
    h1: NDArray[np.float32], h2: NDArray[np.float32], chromas: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the turn from one hue to the other and the hue between them, in radians.

    Hues of grey count as 0 turn, and the sum stands for the middle then.
    """
    full = 2 * np.pi
    h1, h2 = np.where(h1 < 0, h1 + full, h1), np.where(h2 < 0, h2 + full, h2)
    is_grey = chromas < _TINY
    turn = h2 - h1
    turn = np.where(turn > np.pi, turn - full, np.where(turn < -np.pi, turn + full, turn))
    total = h1 + h2
    is_far = np.abs(h1 - h2) > np.pi
    around = np.where(total < full, total + full, total - full)
    middle = np.where(is_far, around, total) / 2
    return np.where(is_grey, 0, turn), np.where(is_grey, total, middle)
