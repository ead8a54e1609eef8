"""The models that the emulated service sells: a path each, with prices and limits (sheet, 2.2)."""

from dataclasses import dataclass

from tests.emulator.artist import Pixels

TOTAL_MAX = 15
OUTPUTS_MAX = 15
ASPECT_MAX = 16
SIZE_DEFAULT = "2048x2048"
_ALL_FORMATS = frozenset({"jpeg", "png", "webp", "bmp", "tiff", "gif"})
_TIERS: dict[str, Pixels] = {
    "1K": (1024, 1024),
    "2K": (2048, 2048),
    "3K": (3072, 3072),
    "4K": (4096, 4096),
}


@dataclass(frozen=True, kw_only=True)
class Model:
    """One model: the names of its fields, and its bounds; aspects are longer side to shorter."""

    id: str
    price_micros: int
    pixels: tuple[int, int]
    tiers: tuple[str, ...]
    references: str = "image"
    references_max: int = 14
    formats: frozenset[str] = _ALL_FORMATS
    reference_aspect_max: int = 16
    has_options: bool = True

    @property
    def sizes(self) -> dict[str, Pixels]:
        """The words for sizes, with the shape that follows nothing else."""
        return {tier: _TIERS[tier] for tier in self.tiers}


_MODELS = (
    Model(
        id="seedream-5.0-lite",
        price_micros=35_000,
        pixels=(3_686_400, 10_404_496),
        tiers=("2K", "3K"),
    ),
    Model(
        id="seedream-4.5",
        price_micros=40_000,
        pixels=(3_686_400, 16_777_216),
        tiers=("2K", "4K"),
    ),
    Model(
        id="seedream-4.0",
        price_micros=30_000,
        pixels=(1024**2, 4096**2),
        tiers=("1K", "2K", "4K"),
        references="images",
        references_max=10,
        formats=frozenset({"jpeg", "png"}),
        reference_aspect_max=3,
        has_options=False,
    ),
)
CATALOGUE = {model.id: model for model in _MODELS}
