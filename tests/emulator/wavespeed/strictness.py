"""Refuses every request that is not exactly what the service documents (sheet, part E2)."""

import re
from typing import Any

from tests.emulator.strictness import Mistake, is_data_uri, need
from tests.emulator.wavespeed.catalogue import IMAGES_MAX, OUTPUTS_MAX, Model, SizeLimits

_SIZE = re.compile(r"(\d{3,4})\*(\d{3,4})")
_WEB = ("http://", "https://")
_SWITCHES = ("enable_base64_output", "enable_sync_mode")


def check_inputs(model: Model, inputs: Any) -> None:
    """Raise Mistake unless the body fits the model."""
    if not isinstance(inputs, dict):
        raise Mistake("the body must be a JSON object")
    for name in model.required:
        if name not in inputs:
            raise Mistake(f"property {name!r} is missing")
    for name, value in inputs.items():
        _check_one(model, name, value)


def _check_one(model: Model, name: str, value: Any) -> None:
    choices = dict(model.choices)
    if name in _SWITCHES:
        need(isinstance(value, bool), f"property {name!r} must be a boolean")
    elif name in choices:
        need(value in choices[name], f"property {name!r} must be one of {choices[name]}")
    elif name == "images" and model.takes_images:
        _check_images(value)
    elif name == "size" and model.size is not None:
        check_size(model.size, value)
    elif name == "max_images" and model.is_sequential:
        need(type(value) is int, "property 'max_images' must be an integer")
        need(1 <= value <= OUTPUTS_MAX, f"'max_images' must be from 1 to {OUTPUTS_MAX}")
    elif name in model.required or (name == "image" and model.gives_text):
        need(isinstance(value, str) and bool(value.strip()), f"{name!r} must be a text")
    else:
        raise Mistake(f"property {name!r} is unknown to {model.id}")


def check_size(limits: SizeLimits, value: Any) -> None:
    """Raise Mistake unless the value is a size such as "2048*2048" within the limits."""
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Mistake(f"Invalid size {value!r}: it must look like 2048*2048")
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


def _check_images(value: Any) -> None:
    need(isinstance(value, list), "property 'images' must be an array")
    need(1 <= len(value) <= IMAGES_MAX, f"'images' must hold 1 to {IMAGES_MAX} items")
    for item in value:
        is_url = isinstance(item, str) and item.startswith(_WEB)
        need(is_url or is_data_uri(item), "each of 'images' must be a URL or a Base64 data URI")
