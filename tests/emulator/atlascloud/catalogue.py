"""The models that the emulated service sells: prices, limits, and the published schema.

Figures: sheet part B2, with the tighter bound wherever its versions differ.
"""

from dataclasses import dataclass
from typing import Any

MICROS = 1_000_000
TOTAL_MAX = 15
PRESETS = tuple(
    f"{width}*{height}"
    for width, height in (
        (2048, 2048),
        (2304, 1728),
        (1728, 2304),
        (2848, 1600),
        (1600, 2848),
        (2496, 1664),
        (1664, 2496),
        (3136, 1344),
        (3072, 3072),
        (3456, 2592),
        (2592, 3456),
        (4096, 2304),
        (2304, 4096),
        (2496, 3744),
        (3744, 2496),
        (4704, 2016),
    )
)
MODES = ("standard", "fast")
FORMATS = ("jpeg", "png")


@dataclass(frozen=True)
class SizeLimits:
    """Bounds of the size parameter: pixels per side and in all; presets go before them."""

    side_min: int = 0
    side_max: int = 1 << 20
    pixels_min: int = 0
    pixels_max: int = 1 << 40
    presets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """One model. images_max 0: it takes no references."""

    id: str
    price_micros: int
    size: SizeLimits
    images_max: int = 0
    outputs_max: int = 1
    is_lite: bool = False

    @property
    def is_sequential(self) -> bool:
        """Whether it takes max_images."""
        return self.outputs_max > 1

    def total_micros(self, inputs: dict[str, Any], discount: float) -> int:
        """Return what an order costs: the price times the pictures asked for."""
        return round(self.price_micros * discount) * inputs.get("max_images", 1)


def _family(
    name: str, price_micros: int, size: SizeLimits, images_max: int, outputs_max: int
) -> tuple[Model, ...]:
    return tuple(
        Model(
            id=f"bytedance/{name}{suffix}",
            price_micros=price_micros,
            size=size,
            images_max=images_max if "edit" in suffix else 0,
            outputs_max=outputs_max if "sequential" in suffix else 1,
            is_lite=name.endswith("lite"),
        )
        for suffix in ("", "/edit", "/sequential", "/edit-sequential")
    )


_MODELS = (
    *_family("seedream-v4", 27_000, SizeLimits(1024, 4096, 0, 4096**2), 10, 14),
    *_family("seedream-v4.5", 36_000, SizeLimits(1472, 4096, 3_686_400, 4096**2), 10, 15),
    *_family("seedream-v5.0-lite", 35_000, SizeLimits(presets=PRESETS), 14, 15),
)
CATALOGUE = {model.id: model for model in _MODELS}


def published(model: Model, statics: str, number: int, discount: float) -> dict[str, Any]:
    """Return one entry of the catalogue."""
    slug = model.id.replace("/", "-")
    price = f"{model.price_micros / MICROS:g}"
    return {
        "uuid": f"00000000-0000-4000-8000-{number:012d}",
        "model": model.id,
        "type": "Image",
        "displayName": model.id.removeprefix("bytedance/"),
        "profile": "",
        "avatar": "",
        "schema": f"{statics}/model/schema/{slug}.json",
        "readme": f"{statics}/model/readme/{slug}.md",
        "example": "",
        "tags": ["image"],
        "categories": ["Image-to-Image" if model.images_max else "Text-to-Image"],
        "organization": "ByteDance",
        "familyName": "Seedream",
        "price": {
            "discount": f"{discount * 100:g}",
            "actual": {"base_price": f"{model.price_micros * discount / MICROS:g}"},
            "origin": {"base_price": price},
        },
        "display_console": True,
    }


def schema_of(model: Model) -> dict[str, Any]:
    """Return the OpenAPI document of a model."""
    properties: dict[str, Any] = {
        "model": {"type": "string", "default": model.id},
        "prompt": {"type": "string"},
        "size": {"type": "string", "default": "2048*2048"},
        "enable_base64_output": {"type": "boolean", "default": False},
    }
    required = ["model", "prompt"]
    if model.size.presets:
        properties["size"]["enum"] = list(model.size.presets)
    else:
        properties["size"] |= {"minimum": model.size.side_min, "maximum": model.size.side_max}
    if model.images_max:
        required.append("images")
        items = {"type": "string"}
        properties["images"] = {"type": "array", "items": items, "maxItems": model.images_max}
    if model.is_sequential:
        bounds = {"minimum": 1, "maximum": model.outputs_max}
        properties["max_images"] = {"type": "integer", "default": 1, **bounds}
    if model.is_lite:
        properties["output_format"] = {"type": "string", "enum": list(FORMATS)}
        properties["optimize_prompt_options"] = {"type": "object"}
    form = {"properties": properties, "required": required, "x-order-properties": [*properties]}
    return {
        "openapi": "3.0.0",
        "info": {"title": model.id, "version": "1"},
        "paths": {"/api/v1/model/generateImage": {"post": {}}},
        "components": {"schemas": {"Input": {"type": "object", **form}, "Output": {}}},
    }
