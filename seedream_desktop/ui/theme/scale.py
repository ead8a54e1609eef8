"""Sizes: spacing, radii, heights and type, in device-independent pixels."""

from enum import Enum
from typing import Final

SPACE_1: Final = 4
SPACE_2: Final = 8
SPACE_3: Final = 12
SPACE_4: Final = 16
SPACE_5: Final = 24
SPACE_6: Final = 32

RADIUS: Final = 6
RADIUS_PICTURE: Final = 4
RADIUS_DIALOG: Final = 10

CONTROL_HEIGHT: Final = 28
PRICED_HEIGHT: Final = 36
ROW_HEIGHT: Final = 28
CHIP_HEIGHT: Final = 20
RAIL_WIDTH: Final = 56
INSPECTOR_WIDTH: Final = 300
STRIP_HEIGHT: Final = 32
TARGET: Final = 24

ICON: Final = 20
ICON_SMALL: Final = 16
GLYPH: Final = 12

RING: Final = 2
"""Width of the ring around what has the focus."""

MOTION_MS: Final = 150
TOAST_MS: Final = 5_000


class Type(Enum):
    """A step of the type scale: size in pixels at 100 % text, and weight."""

    CAPTION = (11, 400)
    CONTROL = (12, 400)
    CONTROL_STRONG = (12, 600)
    BODY = (13, 400)
    BODY_STRONG = (13, 600)
    TITLE = (16, 600)
    DISPLAY = (22, 600)

    @property
    def size_px(self) -> int:
        """Height of the letters' box at 100 % text."""
        return self.value[0]

    @property
    def weight(self) -> int:
        """400 or 600."""
        return self.value[1]
