"""The ways in which pictures are held against each other."""

from enum import StrEnum
from typing import Final


class Mode(StrEnum):
    """One way; its words are in the catalogue's section "compare" under mode_ and its value."""

    ONE = "one"
    SIDE = "side"
    SPLIT = "split"
    TOP_BOTTOM = "top_bottom"
    BLINK = "blink"
    DIFFERENCE = "difference"
    ONION = "onion"
    SURVEY = "survey"


ICONS: Final = {
    Mode.ONE: "image",
    Mode.SIDE: "side",
    Mode.SPLIT: "split",
    Mode.TOP_BOTTOM: "top",
    Mode.BLINK: "blink",
    Mode.DIFFERENCE: "difference",
    Mode.ONION: "onion",
    Mode.SURVEY: "survey",
}

LAID_OVER: Final = frozenset({Mode.SPLIT, Mode.TOP_BOTTOM, Mode.BLINK, Mode.DIFFERENCE, Mode.ONION})
"""Both pictures stand at the same place."""

CUT: Final = frozenset({Mode.SPLIT, Mode.TOP_BOTTOM})
"""Ways with a handle between the pictures."""

BLINK_HZ_MIN: Final = 0.5
BLINK_HZ_MAX: Final = 4.0
BLINK_HZ_ASKS: Final = 3.0
"""More flashes a second than this can hurt people; they are asked first (WCAG 2.2, 2.3.1)."""

GAIN_MAX: Final = 32
