"""Refuses every request that is not exactly what the service documents (sheet, part E2)."""

import re
from collections.abc import Mapping
from typing import Any

from tests.emulator.atlascloud.catalogue import CATALOGUE, FORMATS, MODES, Model, SizeLimits
from tests.emulator.strictness import Mistake, is_data_uri, need, whole

_SIZE = re.compile(r"(\d{3,4})\*(\d{3,4})")
_WEB = ("http://", "https://")
_HOURS = {
    "x-atlascloud-object-expiration-hours": range(1, 337),
    "x-atlascloud-request-retention-hours": range(337),
}
_WEBHOOK_MAX = 1024


def checked_model(inputs: Any) -> Model:
    """Return the model of an order that fits it; Mistake else."""
    need(isinstance(inputs, dict), "bad request")
    name = inputs.get("model")
    need(isinstance(name, str) and bool(name), "bad request")
    model = CATALOGUE.get(name)
    if model is None:
        raise Mistake(f"model {name} not found", status=404)
    for required in ("prompt", *(("images",) if model.images_max else ())):
        need(required in inputs, f"property {required!r} is missing")
    for field, value in inputs.items():
        _check_one(model, field, value, inputs)
    return model


def check_headers(headers: Mapping[str, str]) -> None:
    """Raise Mistake for a retention that the service does not offer (B4.4)."""
    for name, hours in _HOURS.items():
        value = headers.get(name)
        if value is not None:
            need(value.isdigit() and int(value) in hours, f"{name} is not valid")


def _check_one(model: Model, name: str, value: Any, inputs: dict[str, Any]) -> None:
    if name == "prompt":
        need(isinstance(value, str) and bool(value.strip()), "'prompt' must be a text")
    elif name == "size":
        check_size(model.size, value)
    elif name == "images" and model.images_max:
        _check_images(value, model.images_max)
    elif name == "max_images" and model.is_sequential:
        whole(inputs, "max_images", 1, model.outputs_max)
    elif name == "enable_base64_output":
        need(isinstance(value, bool), "'enable_base64_output' must be a boolean")
    elif name == "output_format" and model.is_lite:
        need(value in FORMATS, f"'output_format' must be one of {FORMATS}")
    elif name == "optimize_prompt_options" and model.is_lite:
        is_mode = isinstance(value, dict) and set(value) == {"mode"} and value["mode"] in MODES
        need(is_mode, f"'optimize_prompt_options' must hold a mode of {MODES}")
    elif name == "webhook_url":
        is_safe = isinstance(value, str) and value.startswith("https://")
        need(is_safe and len(value) <= _WEBHOOK_MAX, "'webhook_url' must be a public https address")
    else:
        need(name == "model", f"property {name!r} is unknown to {model.id}")


def check_size(limits: SizeLimits, value: Any) -> None:
    """Raise Mistake unless the value is a size such as "2048*2048" that is offered."""
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Mistake(f"Invalid size {value!r}: it must look like 2048*2048")
    if limits.presets:
        need(value in limits.presets, f"Invalid size {value}: one of {', '.join(limits.presets)}")
        return
    width, height = int(match[1]), int(match[2])
    for side in (width, height):
        need(
            limits.side_min <= side <= limits.side_max,
            f"Invalid size {value}: each side must be {limits.side_min} to {limits.side_max}",
        )
    need(
        limits.pixels_min <= width * height <= limits.pixels_max,
        f"Invalid size {value}: {width * height} pixels are too few or too many",
    )


def _check_images(value: Any, most: int) -> None:
    need(isinstance(value, list), "property 'images' must be an array")
    need(1 <= len(value) <= most, f"'images' must hold 1 to {most} items")
    for item in value:
        is_url = isinstance(item, str) and item.startswith(_WEB)
        need(is_url or is_data_uri(item), "each of 'images' must be a URL or a Base64 data URI")
