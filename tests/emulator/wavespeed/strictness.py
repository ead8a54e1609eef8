"""Refuses every request that is not exactly what the service documents (sheet, part E2)."""

import re
from typing import Any

from tests.emulator.wavespeed.catalogue import IMAGES_MAX, OUTPUTS_MAX, Model, SizeLimits

_SIZE = re.compile(r"(\d{3,4})\*(\d{3,4})")
_DATA_URI = re.compile(r"data:image/[a-z0-9.+-]+;base64,[A-Za-z0-9+/]+={0,2}")
_WEB = ("http://", "https://")
_SWITCHES = ("enable_base64_output", "enable_sync_mode")


class Mistake(Exception):
    """What a request has wrong; the text goes into the 400 reply."""


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
        _need(isinstance(value, bool), f"property {name!r} must be a boolean")
    elif name in choices:
        _need(value in choices[name], f"property {name!r} must be one of {choices[name]}")
    elif name == "images" and model.takes_images:
        _check_images(value)
    elif name == "size" and model.size is not None:
        check_size(model.size, value)
    elif name == "max_images" and model.is_sequential:
        _need(type(value) is int, "property 'max_images' must be an integer")
        _need(1 <= value <= OUTPUTS_MAX, f"'max_images' must be from 1 to {OUTPUTS_MAX}")
    elif name in model.required or (name == "image" and model.gives_text):
        _need(isinstance(value, str) and bool(value.strip()), f"{name!r} must be a text")
    else:
        raise Mistake(f"property {name!r} is unknown to {model.id}")


def check_size(limits: SizeLimits, value: Any) -> None:
    """Raise Mistake unless the value is a size such as "2048*2048" within the limits."""
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Mistake(f"Invalid size {value!r}: it must look like 2048*2048")
    width, height = int(match[1]), int(match[2])
    for side in (width, height):
        _need(
            limits.side_min <= side <= limits.side_max,
            f"Invalid size {value}: each side must be {limits.side_min} to {limits.side_max}",
        )
    _need(
        limits.pixels_min <= width * height <= limits.pixels_max,
        f"Invalid size {value}: {width * height} pixels are too few or too many",
    )


def _check_images(value: Any) -> None:
    _need(isinstance(value, list), "property 'images' must be an array")
    _need(1 <= len(value) <= IMAGES_MAX, f"'images' must hold 1 to {IMAGES_MAX} items")
    for item in value:
        is_url = isinstance(item, str) and item.startswith(_WEB)
        is_data = isinstance(item, str) and _DATA_URI.fullmatch(item) is not None
        _need(is_url or is_data, "each item of 'images' must be a URL or a Base64 data URI")


def check_fields(body: Any, known: dict[str, type | tuple[type, ...]]) -> dict[str, Any]:
    """Return the body of a small JSON call; Mistake for an unknown field or a wrong type."""
    _need(isinstance(body, dict), "the body must be a JSON object")
    for name, value in body.items():
        _need(name in known, f"property {name!r} is unknown")
        _need(isinstance(value, known[name]), f"property {name!r} has the wrong type")
        if isinstance(value, bool):
            _need(known[name] is bool, f"property {name!r} has the wrong type")
    return body


def whole(body: dict[str, Any], name: str, default: int, top: int) -> int:
    """Return an integer from 1 to top; Mistake else."""
    value = body.get(name, default)
    _need(type(value) is int and 1 <= value <= top, f"{name!r} must be from 1 to {top}")
    return value


def _need(is_so: bool, text: str) -> None:
    if not is_so:
        raise Mistake(text)
