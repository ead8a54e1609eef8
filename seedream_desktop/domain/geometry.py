"""Sizes in pixels, and the rules a service has for them."""

import math
import re
from dataclasses import dataclass
from typing import Final

MM_PER_INCH: Final = 25.4

_SIZE = re.compile(r"\s*(\d{1,5})\s*[x×*]\s*(\d{1,5})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """Width and height of an upright picture, in pixels, both at least 1."""

    width_px: int
    height_px: int

    def __post_init__(self) -> None:
        """Refuse an empty picture with ValueError."""
        if self.width_px < 1 or self.height_px < 1:
            raise ValueError(f"a picture of {self.width_px} × {self.height_px} has no pixels")

    def __str__(self) -> str:
        """Return "2048 × 1536", as people are shown it."""
        return f"{self.width_px} × {self.height_px}"

    @property
    def pixels(self) -> int:
        """Area in pixels."""
        return self.width_px * self.height_px

    @property
    def aspect(self) -> float:
        """Width divided by height."""
        return self.width_px / self.height_px

    @classmethod
    def parse(cls, text: str) -> "Size":
        """Read "2048x1536", "2048*1536" or "2048 × 1536"; ValueError for anything else."""
        match = _SIZE.fullmatch(text)
        if match is None:
            raise ValueError(f"not a size: {text!r}")
        return cls(int(match[1]), int(match[2]))

    def scaled(self, factor: float) -> "Size":
        """Return the size times factor, rounded to whole pixels, never below 1."""
        return Size(max(1, round(self.width_px * factor)), max(1, round(self.height_px * factor)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRule:
    """What a model accepts as an output size.

    Edges and areas are inclusive, in pixels. aspect_max is the longer edge over the shorter.
    With presets only those sizes are accepted and the other bounds say nothing.
    """

    edge_min_px: int = 1
    edge_max_px: int = 65_535
    pixels_min: int = 1
    pixels_max: int = 65_535**2
    aspect_max: float = math.inf
    presets: tuple[Size, ...] = ()

    def allows(self, size: Size) -> bool:
        """Say whether the service takes this size as it stands."""
        if self.presets:
            return size in self.presets
        short, long = sorted((size.width_px, size.height_px))
        return (
            self.edge_min_px <= short
            and long <= self.edge_max_px
            and self.pixels_min <= size.pixels <= self.pixels_max
            and long <= short * self.aspect_max
        )
