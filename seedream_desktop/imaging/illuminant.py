"""White balance: the colour of the light, and its change to daylight."""

from typing import Final

import numpy as np

from seedream_desktop.imaging.oklab import LUMA, RGB_TO_LMS, Matrix, product
from seedream_desktop.imaging.survey import Samples, Survey, mean

_RGB_TO_XYZ: Final[Matrix] = (
    (0.4123907993, 0.3575843394, 0.1804807884),
    (0.2126390059, 0.7151686788, 0.0721923154),
    (0.0193308187, 0.1191947798, 0.9505321522),
)
_XYZ_TO_RGB: Final[Matrix] = (
    (3.2409699419, -1.5373831776, -0.4986107603),
    (-0.9692436363, 1.8759675015, 0.0415550574),
    (0.0556300797, -0.2039769589, 1.0569715142),
)
_CAT16: Final[Matrix] = (
    (0.401288, 0.650173, -0.051461),
    (-0.250268, 1.204414, 0.045854),
    (-0.002079, 0.048952, 0.953127),
)
_CAT16_BACK: Final[Matrix] = (
    (1.8620678550872327, -1.0112546305316843, 0.1491867754444518),
    (0.3875265432361371, 0.6214474419314753, -0.0089739850676124),
    (-0.0158414988450650, -0.0341229384480180, 1.0499644368778496),
)
_GAIN_MOST: Final = 1.9
_ROUNDS: Final = 6
_NEUTRAL: Final = 0.16


def neutral_light(survey: Survey, strength: float) -> Matrix:
    """Return the matrix from linear sRGB to cones under which the picture's light is white.

    The light is estimated by shades of grey (Finlayson and Trezzi 2004, Minkowski norm 6) over
    the samples, each weighted by how near it is to grey under the estimate so far: large
    coloured things count little, walls and paper much. The white is moved to D65 by CAT16
    (Li et al. 2017), gains held to 1.9. strength 1 is the whole way; it is never overdone.
    """
    light = _estimate(survey.linear())
    cones = _times(_CAT16, _times(_RGB_TO_XYZ, light))
    white = _times(_CAT16, _times(_RGB_TO_XYZ, (1.0, 1.0, 1.0)))
    gains = []
    for to, now in zip(white, cones, strict=True):
        gain = min(max(to / max(now, 1e-6), 1 / _GAIN_MOST), _GAIN_MOST)
        gains.append(round(gain ** min(strength, 1.0), 9))
    scaled: Matrix = tuple(
        (row[0] * gain, row[1] * gain, row[2] * gain)
        for row, gain in zip(_CAT16, gains, strict=True)
    )
    adapt = product(_XYZ_TO_RGB, product(_CAT16_BACK, product(scaled, _RGB_TO_XYZ)))
    return product(RGB_TO_LMS, adapt)


def _estimate(samples: Samples) -> tuple[float, float, float]:
    """Return the light's linear sRGB at luminance 1."""
    light = (1.0, 1.0, 1.0)
    for _ in range(_ROUNDS):
        balanced = samples / np.array(light)
        level = balanced[:, 0] + balanced[:, 1] + balanced[:, 2] + 1e-6
        away = [(balanced[:, i] * 3 / level - 1) for i in range(3)]
        distance = away[0] ** 2 + away[1] ** 2 + away[2] ** 2
        weight = 1 / (1 + distance / _NEUTRAL**2) ** 2
        total = mean(weight) + 1e-12
        norms = []
        for channel in range(3):
            square = samples[:, channel] * samples[:, channel]
            norms.append((mean(square * square * square * weight) / total) ** (1 / 6) + 1e-6)
        luminance = sum(n * w for n, w in zip(norms, LUMA, strict=True))
        light = (norms[0] / luminance, norms[1] / luminance, norms[2] / luminance)
    return light


def _times(matrix: Matrix, vector: tuple[float, float, float]) -> tuple[float, float, float]:
    first, second, third = (
        row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2] for row in matrix
    )
    return first, second, third
