"""How two pictures differ, in figures."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from seedream_desktop.domain.geometry import Size

DELTA_STEP: Final = 0.5
"""Width of one step of Comparison.deltas, in ΔE."""
VISIBLE_DELTA: Final = 3.0
"""From here on a change counts as one unless another bound is chosen: ΔE2000, seen side by side."""


class Overlay(StrEnum):
    """How a picture of another shape was laid over the first one."""

    WHOLE = "whole"
    """Their shapes are alike: whole over whole."""
    SQUEEZED = "squeezed"
    """Whole over whole, though the shapes differ."""
    CUT = "cut"
    """The second shows the middle of the first."""
    WIDENED = "widened"
    """The first shows the middle of the second."""


@dataclass(frozen=True, slots=True)
class Tones:
    """How often each of 256 levels occurs, in sRGB; luma is that of Rec. 709."""

    luma: tuple[int, ...]
    red: tuple[int, ...]
    green: tuple[int, ...]
    blue: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Where the second picture shows what the first shows, as parts of what was compared.

    across and down are how far it has moved to the right and down, scale how much larger it
    is; confidence is 0 to 1, and 1 for a moved copy.
    """

    across: float
    down: float
    scale: float
    confidence: float

    def pixels(self, size: Size) -> tuple[float, float]:
        """Return the move in pixels of a picture of this size."""
        return self.across * size.width_px, self.down * size.height_px


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two pictures' tones and what lies between them; ΔE is CIEDE2000.

    deltas counts pixels by their ΔE, in steps of DELTA_STEP, the last one for all above.
    compared is the size at which they were laid over each other, that of the smaller one at
    most; is_resampled says that one had to be scaled for that. shift is None where the second
    does not show the first's content well enough to tell; is_aligned says that it was undone.
    """

    before: Tones
    after: Tones
    delta_mean: float
    delta_p95: float
    delta_max: float
    deltas: tuple[int, ...]
    shift: Shift | None
    fit: Overlay
    compared: Size
    is_resampled: bool
    is_aligned: bool

    def changed_share(self, above: float = VISIBLE_DELTA) -> float:
        """Return the part of the area, 0 to 1, that differs by more than this, to DELTA_STEP."""
        first = min(len(self.deltas) - 1, max(0, round(above / DELTA_STEP)))
        return sum(self.deltas[first:]) / max(1, sum(self.deltas))
