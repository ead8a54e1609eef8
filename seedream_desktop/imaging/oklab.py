"""Colour planes in Oklab and back to 8-bit sRGB, fast and equal on every machine.

Only operations that IEEE 754 rounds correctly are used on pixels (+ - × ÷ sqrt, comparisons,
table look-ups): cbrt, pow and matrix products of numpy come from vector libraries whose last
bit differs between processors, and equal input must give equal bytes.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Plane: TypeAlias = NDArray[np.float32]
Bytes: TypeAlias = NDArray[np.uint8]
Matrix: TypeAlias = tuple[tuple[float, float, float], ...]

RGB_TO_LMS: Final[Matrix] = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
LMS_TO_LAB: Final[Matrix] = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
LAB_TO_LMS: Final[Matrix] = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_LMS_TO_RGB: Final[Matrix] = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
LUMA: Final = (0.2126, 0.7152, 0.0722)
"""Weights of linear sRGB in luminance (Rec. 709)."""

_STRAIGHT_CODE: Final = 0.04045
_STRAIGHT_LIGHT: Final = 0.0031308
"""Up to here sRGB is a straight line."""

_CODES: Final = 16_384
_DITHER_EDGE: Final = 64


def _decode_table() -> Plane:
    code = [index / 255 for index in range(256)]
    linear = [c / 12.92 if c <= _STRAIGHT_CODE else ((c + 0.055) / 1.055) ** 2.4 for c in code]
    return np.array(linear, np.float32)


def _encode_table() -> Plane:
    """Return sRGB codes in 0..255 by the square root of linear light.

    The curve is nearly straight over the root, so that the nearest of 16,384 entries is
    within 0.02 of a code; entries are rounded to 2^-16 so that libm's last bit cannot show.
    """
    linear = [(index / (_CODES - 1)) ** 2 for index in range(_CODES)]
    code = [12.92 * v if v <= _STRAIGHT_LIGHT else 1.055 * v ** (1 / 2.4) - 0.055 for v in linear]
    return np.array([round(c * 255 * 65536) / 65536 for c in code], np.float32)


def _dither_pattern() -> Plane:
    """Return offsets in 0..1 by interleaved gradient noise (Jimenez, SIGGRAPH 2014)."""
    row, column = np.mgrid[0:_DITHER_EDGE, 0:_DITHER_EDGE].astype(np.float64)
    inner = 0.06711056 * column + 0.00583715 * row
    value = 52.9829189 * (inner - np.floor(inner))
    return np.asarray(value - np.floor(value), np.float32)


LINEAR: Final = _decode_table()
"""Linear light of the 256 codes of sRGB (IEC 61966-2-1)."""

_CODE: Final = _encode_table()
_DITHER: Final = _dither_pattern()


@dataclass(slots=True)
class Lab:
    """Oklab planes of one shape: lightness 0..1, and the two opponent axes (about ±0.3)."""

    lightness: Plane
    a: Plane
    b: Plane


def combined(matrix: Matrix, planes: tuple[Plane, Plane, Plane]) -> tuple[Plane, Plane, Plane]:
    """Return the planes' sums by the rows of a 3 × 3 matrix."""
    x, y, z = planes
    scratch = np.empty_like(x)
    out = []
    for first, second, third in matrix:
        total = np.multiply(x, np.float32(first))
        total += np.multiply(y, np.float32(second), out=scratch)
        total += np.multiply(z, np.float32(third), out=scratch)
        out.append(total)
    return out[0], out[1], out[2]


def product(first: Matrix, second: Matrix) -> Matrix:
    """Return the product of two 3 × 3 matrices in double precision."""
    return tuple(
        (
            sum(row[k] * second[k][0] for k in range(3)),
            sum(row[k] * second[k][1] for k in range(3)),
            sum(row[k] * second[k][2] for k in range(3)),
        )
        for row in first
    )


def cube_root(value: Plane) -> Plane:
    """Return cube roots of numbers >= 0 within 4e-5 of their size.

    A third of the bit pattern is a first guess (Lancaster 1942, as in fdlibm's cbrt); one
    step of Halley's method does the rest.
    """
    guess = value.view(np.int32) // np.int32(3)
    guess += np.int32(709_921_077)
    root = guess.view(np.float32)
    cube = root * root
    cube *= root
    above = cube + value
    above += value
    cube += cube
    cube += value
    above /= cube
    root *= above
    return root


def to_lab(codes: Bytes, light: Matrix = RGB_TO_LMS) -> Lab:
    """Return sRGB codes (… × 3) in Oklab (Ottosson 2020, "A perceptual color space").

    light is the matrix from linear sRGB to cone responses; a change of white is folded in
    by the caller.
    """
    flat = (LINEAR.take(codes[..., 0]), LINEAR.take(codes[..., 1]), LINEAR.take(codes[..., 2]))
    roots = []
    for cone in combined(light, flat):
        np.maximum(cone, np.float32(1e-9), out=cone)
        roots.append(cube_root(cone))
    lightness, a, b = combined(LMS_TO_LAB, (roots[0], roots[1], roots[2]))
    return Lab(lightness, a, b)


def to_linear(lab: Lab) -> tuple[Plane, Plane, Plane]:
    """Return linear sRGB, which may lie outside 0..1."""
    cones = combined(LAB_TO_LMS, (lab.lightness, lab.a, lab.b))
    for cone in cones:
        np.multiply(cone, cone * cone, out=cone)
    return combined(_LMS_TO_RGB, cones)


def to_codes(lab: Lab, row: int, column: int = 0) -> Bytes:
    """Return 8-bit sRGB (h × w × 3) of planes whose first pixel lies at (row, column).

    Colours outside the gamut are drawn towards the grey of their own luminance until they
    fit, so that no channel is cut off by itself. The fraction of a code is kept by ordered
    dither, in place of rounding, so that smooth gradients do not band.
    """
    planes = to_linear(lab)
    _draw_in(planes)
    height, width = lab.lightness.shape
    pattern = _tiled(height, width, row, column)
    out = np.empty((height, width, 3), np.uint8)
    for channel, plane in enumerate(planes):
        np.clip(plane, 0, 1, out=plane)
        np.sqrt(plane, out=plane)
        index = plane * np.float32(_CODES - 1)
        index += np.float32(0.5)
        value = _CODE.take(index.astype(np.uint16))
        value += pattern
        np.minimum(value, np.float32(255), out=value)
        out[..., channel] = value.astype(np.uint8)
    return out


def _draw_in(planes: tuple[Plane, Plane, Plane]) -> None:
    low = np.minimum(np.minimum(planes[0], planes[1]), planes[2])
    high = np.maximum(np.maximum(planes[0], planes[1]), planes[2])
    where = np.nonzero((low < np.float32(-1e-4)) | (high > np.float32(1.0001)))
    if not where[0].size:
        return
    channels = [plane[where] for plane in planes]
    grey = np.zeros_like(channels[0])
    for channel, weight in zip(channels, LUMA, strict=True):
        grey += channel * np.float32(weight)
    np.clip(grey, 0, 1, out=grey)
    tiny = np.float32(1e-6)
    reach_low = grey / np.maximum(grey - low[where], tiny)
    reach_high = (1 - grey) / np.maximum(high[where] - grey, tiny)
    keep = np.minimum(np.minimum(reach_low, reach_high), np.float32(1))
    for plane, channel in zip(planes, channels, strict=True):
        plane[where] = grey + (channel - grey) * keep


def _tiled(height: int, width: int, row: int, column: int) -> Plane:
    """Return the dither of one region, a shade inside 0..1 so that whole codes stay whole."""
    rows = np.arange(row, row + height) % _DITHER_EDGE
    columns = np.arange(column, column + width) % _DITHER_EDGE
    pattern: Plane = _DITHER[rows][:, columns] * np.float32(0.94)
    pattern += np.float32(0.03)
    return pattern
