"""The models that the emulated service sells: prices, limits, and the published schema.

Figures: sheet part A2, with the tighter bound wherever its versions differ (part E2).
"""

from dataclasses import dataclass
from typing import Any

MICROS = 1_000_000
IMAGES_MAX = 10
OUTPUTS_MAX = 15
TOTAL_MAX = 15
_RATIOS = (
    "1:1 1:2 2:1 1:3 3:1 2:3 3:2 3:4 4:3 4:5 5:4 9:16 16:9 9:21 21:9".split()  # noqa: SIM905
)
_OPTIMISER = "wavespeed-ai/prompt-optimizer"


@dataclass(frozen=True)
class SizeLimits:
    """Bounds of the size parameter: pixels per side and in all."""

    side_min: int
    side_max: int
    pixels_min: int = 0
    pixels_max: int = 1 << 40


@dataclass(frozen=True)
class Model:
    """One model. choices are its enumerated parameters; gives_text is true of the optimiser."""

    id: str
    price_micros: int
    size: SizeLimits | None = None
    takes_images: bool = False
    is_sequential: bool = False
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    gives_text: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the parameters that must be given."""
        if self.gives_text:
            return ("text",)
        return ("prompt", "images") if self.takes_images else ("prompt",)

    def total_micros(self, inputs: dict[str, Any]) -> int:
        """Return what a request costs: the price times the pictures asked for."""
        asked = inputs.get("max_images", 1) if self.is_sequential else 1
        return self.price_micros * (asked if isinstance(asked, int) else 1)


def _family(
    name: str, price_micros: int, size: SizeLimits, choices: tuple = ()
) -> tuple[Model, ...]:
    return tuple(
        Model(
            id=f"bytedance/{name}{suffix}",
            price_micros=price_micros,
            size=size,
            takes_images="edit" in suffix,
            is_sequential="sequential" in suffix,
            choices=choices,
        )
        for suffix in ("", "/edit", "/sequential", "/edit-sequential")
    )


def _ratio_family(name: str, price_micros: int, choices: tuple) -> tuple[Model, ...]:
    named = (("aspect_ratio", tuple(_RATIOS)), *choices)
    return tuple(
        Model(f"bytedance/{name}{suffix}", price_micros, takes_images=bool(suffix), choices=named)
        for suffix in ("", "/edit")
    )


_FORMAT = ("output_format", ("jpeg", "png"))
_MODE = ("prompt_optimization_mode", ("standard", "fast"))
_UP_TO_2K = ("resolution", ("1k", "1.5k", "2k"))
_UP_TO_3K = ("resolution", ("1k", "1.5k", "2k", "3k"))
_BACKGROUND = ("background", ("auto", "transparent", "opaque"))
_STYLES = ("default", "artistic", "photographic", "technical", "anime", "realistic")

_MODELS = (
    *_family("seedream-v4", 27_000, SizeLimits(1024, 4096)),
    *_family("seedream-v4.5", 40_000, SizeLimits(1024, 4096, 3_686_400)),
    *_family(
        "seedream-v5.0-lite", 35_000, SizeLimits(1440, 4096, 3_686_400, 16_777_216), (_FORMAT,)
    ),
    *_ratio_family("seedream-v5.0-pro", 40_500, (_UP_TO_2K, _FORMAT, _MODE)),
    *_ratio_family("seedream-v5.0-flash", 24_300, (_UP_TO_2K, _FORMAT, _MODE)),
    # The sheet has no price for v5.5; this one is the emulator's own.
    *_ratio_family("seedream-v5.5", 50_000, (_UP_TO_3K, _FORMAT, _BACKGROUND)),
    Model(
        _OPTIMISER,
        1_000,
        choices=(("mode", ("image", "video")), ("style", _STYLES)),
        gives_text=True,
    ),
)

CATALOGUE = {model.id: model for model in _MODELS}


def published(model: Model, server: str, order: int) -> dict[str, Any]:
    """Return a model as GET /api/v3/models lists it."""
    path = f"/api/v3/{model.id}"
    schema = _schema(model)
    formula = "base_price * max_images" if model.is_sequential else "base_price"
    return {
        "model_id": model.id,
        "name": model.id,
        "description": "",
        "type": "image-to-image" if model.takes_images else "text-to-image",
        "base_price": model.price_micros / MICROS,
        "sort_order": order,
        "formula": f'{{"total_price": {formula}}}',
        "api_schema": {
            "api_schemas": [
                {
                    "type": "model_run",
                    "method": "POST",
                    "server": server,
                    "api_path": path,
                    "request_schema": schema,
                }
            ]
        },
    }


def _schema(model: Model) -> dict[str, Any]:
    properties: dict[str, Any] = {name: {"type": "string"} for name in model.required}
    if model.takes_images:
        properties["images"] = {
            "type": "array",
            "items": {"type": "string"},
            "default": [],
            "minItems": 1,
            "maxItems": IMAGES_MAX,
        }
    if model.size is not None:
        # On this string, minimum and maximum bound each side in pixels: the service's own habit.
        properties["size"] = {
            "type": "string",
            "minimum": model.size.side_min,
            "maximum": model.size.side_max,
        }
        if not model.takes_images:
            properties["size"]["default"] = "2048*2048"
    if model.is_sequential:
        properties["max_images"] = {
            "type": "integer",
            "default": 1,
            "minimum": 1,
            "maximum": OUTPUTS_MAX,
        }
    for name, words in model.choices:
        properties[name] = {"type": "string", "enum": list(words)}
    for name in ("enable_base64_output", "enable_sync_mode"):
        properties[name] = {"type": "boolean", "default": False}
    return {
        "type": "object",
        "required": list(model.required),
        "properties": properties,
        "x-order-properties": list(properties),
    }
