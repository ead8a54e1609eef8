"""The looks, as figures: what each operation does to light, tone and colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from seedream_desktop.domain.adjustment import Operation
from seedream_desktop.imaging.tone import Cast, Chroma, Curve, Knots, Pull, Stage, Tint

_GREEN: Final = (-0.766, 0.643)
_YELLOW: Final = (-0.17, 0.985)
_ORANGE: Final = (0.57, 0.82)
_BLUE: Final = (-0.18, -0.98)
_STRAIGHT: Final[Knots] = ((0.0, 0.0), (1.0, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at full effect.

    gains multiply the cone responses; curve maps lightness; shadows and lights are (a, b)
    laid into them; chroma is a factor; pulls are (hue, turn in radians, chroma factor).
    """

    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    curve: Knots = _STRAIGHT
    shadows: tuple[float, float] = (0.0, 0.0)
    lights: tuple[float, float] = (0.0, 0.0)
    chroma: float = 1.0
    pulls: tuple[tuple[tuple[float, float], float, float], ...] = ()


LOOKS: Final[Mapping[Operation, Look]] = {
    Operation.BRIGHTER: Look(
        curve=((0.0, 0.0), (0.25, 0.31), (0.5, 0.60), (0.75, 0.845), (1.0, 1.0))
    ),
    Operation.DARKER: Look(
        curve=((0.0, 0.0), (0.25, 0.19), (0.5, 0.405), (0.75, 0.65), (1.0, 0.95))
    ),
    Operation.MORE_CONTRAST: Look(
        curve=((0.0, 0.0), (0.2, 0.145), (0.5, 0.5), (0.8, 0.855), (1.0, 1.0)), chroma=1.05
    ),
    Operation.LESS_CONTRAST: Look(
        curve=((0.0, 0.055), (0.2, 0.265), (0.5, 0.52), (0.8, 0.765), (1.0, 0.95)), chroma=0.96
    ),
    Operation.WARM: Look(gains=(1.052, 0.996, 0.865)),
    Operation.COOL: Look(gains=(0.955, 1.003, 1.13)),
    Operation.SATURATE: Look(chroma=1.45),
    Operation.DESATURATE: Look(chroma=0.45),
    Operation.GOLDEN_HOUR: Look(
        gains=(1.07, 0.99, 0.775),
        curve=((0.0, 0.012), (0.22, 0.215), (0.5, 0.525), (0.8, 0.815), (1.0, 0.965)),
        shadows=(0.006, -0.012),
        lights=(0.006, 0.010),
        chroma=1.05,
        pulls=((_GREEN, -0.10, 0.94), (_ORANGE, -0.05, 1.08)),
    ),
    Operation.SPRING: Look(
        gains=(1.003, 1.003, 0.985),
        curve=((0.0, 0.03), (0.25, 0.295), (0.5, 0.565), (0.75, 0.81), (1.0, 0.99)),
        shadows=(-0.006, 0.002),
        lights=(0.006, 0.002),
        chroma=1.12,
        pulls=((_GREEN, -0.05, 1.14),),
    ),
    Operation.SUMMER: Look(
        gains=(1.015, 1.0, 0.955),
        curve=((0.0, 0.0), (0.22, 0.20), (0.5, 0.54), (0.8, 0.86), (1.0, 1.0)),
        lights=(0.001, 0.006),
        chroma=1.22,
        pulls=((_BLUE, -0.05, 1.10), (_GREEN, 0.04, 1.06)),
    ),
    Operation.AUTUMN: Look(
        gains=(1.035, 0.992, 0.885),
        curve=((0.0, 0.015), (0.22, 0.205), (0.5, 0.485), (0.8, 0.795), (1.0, 0.97)),
        shadows=(0.006, 0.006),
        lights=(0.004, 0.008),
        chroma=1.02,
        pulls=((_GREEN, -0.34, 0.90), (_YELLOW, -0.16, 1.06), (_BLUE, 0.0, 0.80)),
    ),
    Operation.WINTER: Look(
        gains=(0.97, 1.0, 1.075),
        curve=((0.0, 0.02), (0.22, 0.215), (0.5, 0.53), (0.8, 0.845), (1.0, 1.0)),
        shadows=(-0.004, -0.014),
        lights=(-0.003, -0.006),
        chroma=0.80,
        pulls=((_ORANGE, 0.0, 0.86),),
    ),
    Operation.SEPIA: Look(
        curve=((0.0, 0.03), (0.22, 0.22), (0.5, 0.515), (0.8, 0.815), (1.0, 0.98)),
        shadows=(0.018, 0.034),
        lights=(0.012, 0.042),
        chroma=0.0,
    ),
    Operation.BLACK_AND_WHITE: Look(
        curve=((0.0, 0.0), (0.2, 0.165), (0.5, 0.505), (0.8, 0.835), (1.0, 1.0)), chroma=0.0
    ),
}
"""Every look. Signs: +a red, -a green, +b yellow, -b blue (Oklab)."""

LOOK_ORDER: Final = tuple(LOOKS)
"""The order in which looks are applied: light, contrast, warmth, colour, then the grades."""


def stages(operation: Operation, strength: float) -> list[Stage]:
    """Return what a look does at a strength; 1 is the full effect."""
    look = LOOKS[operation]
    made: list[Stage] = []
    if look.gains != (1.0, 1.0, 1.0):
        first, second, third = (gain**strength for gain in look.gains)
        made.append(Cast((first, second, third)))
    for hue, turn, gain in look.pulls:
        made.append(Pull(hue, turn * strength, 1 + (gain - 1) * strength))
    if look.chroma != 1.0:
        made.append(Chroma(1 + (look.chroma - 1) * strength))
    if look.curve != _STRAIGHT:
        made.append(Curve(look.curve, strength))
    if any((*look.shadows, *look.lights)):
        low, high = look.shadows, look.lights
        made.append(
            Tint((low[0] * strength, low[1] * strength), (high[0] * strength, high[1] * strength))
        )
    return made
