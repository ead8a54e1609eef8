"""The models that the emulated service sells: prices in credits, limits, sizes (sheet, 3.2)."""

from dataclasses import dataclass
from typing import Any

CREDITS_PER_USD = 68
MICROS = 1_000_000
TOTAL_MAX = 15
ASPECT_MAX = 16
RATIOS = {
    "1:1": (1, 1),
    "2:3": (2, 3),
    "3:2": (3, 2),
    "3:4": (3, 4),
    "4:3": (4, 3),
    "4:5": (4, 5),
    "5:4": (5, 4),
    "9:16": (9, 16),
    "16:9": (16, 9),
    "21:9": (21, 9),
    "9:21": (9, 21),
}
QUALITIES = {"1K": 1024, "1.5K": 1536, "2K": 2048, "3K": 3072, "4K": 4096}


@dataclass(frozen=True)
class Model:
    """One model. outputs_max 1: it takes no n, and its format stands outside model_params.

    tiers are (most pixels, micro-dollars of an output), by rising area.
    """

    id: str
    tiers: tuple[tuple[int, int], ...]
    pixels_min: int
    pixels_max: int
    qualities: tuple[str, ...]
    quality: str = "2K"
    images_max: int = 14
    outputs_max: int = 15
    prompt_max: int = 2000
    per_image_micros: int = 0
    priorities: tuple[str, ...] = ("standard",)
    params: tuple[str, ...] = ()

    @property
    def is_single(self) -> bool:
        """Whether it gives one output."""
        return self.outputs_max == 1

    def each_micros(self, pixels: int) -> int:
        """Return what an output of an area costs."""
        return next(micros for top, micros in self.tiers if pixels <= top)

    def size(self, inputs: dict[str, Any]) -> tuple[int, int]:
        """Return the pixels of an order's size: its own, or its ratio at its quality."""
        asked = inputs.get("size", "auto")
        if "x" in asked:
            width, _, height = asked.partition("x")
            return int(width), int(height)
        across, down = RATIOS.get(asked, (4, 3))
        edge = QUALITIES[inputs.get("quality", self.quality)]
        scale = edge / (across * down) ** 0.5
        return round(across * scale), round(down * scale)


_4K = 16_777_216
_2K = 4_624_220
_SINGLE = {"images_max": 10, "outputs_max": 1, "prompt_max": 4000, "quality": "1K"}

_MODELS = (
    Model(
        "doubao-seedream-5.0-lite",
        ((_4K, 28_000),),
        3_686_400,
        _4K,
        ("2K", "3K", "4K"),
        params=("output_format", "tools"),
    ),
    Model("doubao-seedream-4.5", ((_4K, 30_000),), 3_686_400, _4K, ("2K", "4K")),
    Model(
        "doubao-seedream-4.0",
        ((_4K, 22_500),),
        921_600,
        _4K,
        ("1K", "2K", "4K"),
        priorities=("standard", "fast"),
    ),
    Model(
        "doubao-seedream-5.0-pro",
        ((2_610_000, 33_750), (_2K, 67_500)),
        921_600,
        _2K,
        ("1K", "1.5K", "2K"),
        per_image_micros=2_250,
        priorities=("standard", "fast"),
        **_SINGLE,
    ),
    Model(
        "doubao-seedream-5.0-flash",
        ((_2K, 16_200),),
        921_600,
        _2K,
        ("1K", "1.5K", "2K"),
        **_SINGLE,
    ),
)
CATALOGUE = {model.id: model for model in _MODELS}


def in_credits(micros: int) -> float:
    """Return an amount as the service tells it."""
    return round(micros * CREDITS_PER_USD / MICROS, 6)
