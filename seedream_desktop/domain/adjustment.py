"""Classical edits that the local engine makes: which, and how strongly."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

STRENGTH_MAX: Final = 2.0


class Operation(StrEnum):
    """What can be done to a picture. The two MATCH operations need an anchor."""

    WHITE_BALANCE = "white_balance"
    """Take out the colour cast of the light."""

    MATCH_COLOUR = "match_colour"
    """Give the picture the anchor's white balance and colours."""

    MATCH_EXPOSURE = "match_exposure"
    """Give the picture the anchor's brightness and contrast."""

    BRIGHTER = "brighter"
    DARKER = "darker"
    MORE_CONTRAST = "more_contrast"
    LESS_CONTRAST = "less_contrast"
    WARM = "warm"
    COOL = "cool"
    SATURATE = "saturate"
    DESATURATE = "desaturate"
    GOLDEN_HOUR = "golden_hour"
    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"
    BLACK_AND_WHITE = "black_and_white"
    SEPIA = "sepia"
    SHARPEN = "sharpen"
    DENOISE = "denoise"
    VIGNETTE = "vignette"


MATCHES: Final = frozenset({Operation.MATCH_COLOUR, Operation.MATCH_EXPOSURE})
"""The operations that compare a picture with an anchor."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One operation and its strength: 1 is the full effect, 0.3 is 30 % of it, 2 is the most."""

    operation: Operation
    strength: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a strength outside 0 (exclusive) to STRENGTH_MAX with ValueError."""
        if not 0 < self.strength <= STRENGTH_MAX:
            raise ValueError(f"{self.operation.value} cannot be done {self.strength} times")
