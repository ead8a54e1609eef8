"""Refuses every order that is not exactly what the service documents (sheet, 3.2 and 3.4)."""

import re
from typing import Any

from tests.emulator.evolink.catalogue import ASPECT_MAX, CATALOGUE, RATIOS, TOTAL_MAX, Model
from tests.emulator.strictness import Mistake, need, whole

_SIZE = re.compile(r"(\d{2,5})x(\d{2,5})")
_WEB = ("http://", "https://")
_KEY = re.compile(r"[A-Za-z0-9._-]{16,96}")
_FORMATS = ("png", "jpeg")
_BACKGROUNDS = ("auto", "opaque", "transparent")
_CALLBACK_MAX = 2048


def checked_model(inputs: Any) -> Model:
    """Return the model of an order that fits it; Mistake else."""
    need(isinstance(inputs, dict), "the body must be an object")
    model = CATALOGUE.get(inputs.get("model", ""))
    if model is None:
        raise Mistake(f"model {inputs.get('model')!r} not found")
    need("prompt" in inputs, "'prompt' is required")
    for name, value in inputs.items():
        _check_one(model, name, value, inputs)
    total = len(inputs.get("image_urls", ())) + 1
    need(model.is_single or total <= TOTAL_MAX, "references and outputs exceed 15")
    return model


def check_key(key: str | None) -> None:
    """Raise Mistake for an idempotency key that is none."""
    need(key is None or _KEY.fullmatch(key) is not None, "Idempotency-Key is not valid")


def _check_one(model: Model, name: str, value: Any, inputs: dict[str, Any]) -> None:
    is_text = isinstance(value, str)
    if name == "prompt":
        need(is_text and bool(value.strip()), "'prompt' must be a text")
        need(len(value) <= model.prompt_max, "'prompt' is too long")
    elif name == "image_urls":
        _check_images(value, model)
    elif name == "size":
        _check_size(model, value)
    elif name == "quality":
        need(value in model.qualities, f"'quality' must be one of {model.qualities}")
    elif name == "n" and not model.is_single:
        whole(inputs, "n", 1, model.outputs_max)
    elif name == "prompt_priority":
        need(value in model.priorities, f"'prompt_priority' must be one of {model.priorities}")
    elif name == "model_params" and model.params:
        _check_params(model, value)
    elif name == "callback_url":
        is_safe = is_text and value.startswith("https://") and len(value) <= _CALLBACK_MAX
        need(is_safe, "'callback_url' must be a public https address")
    elif model.is_single and name in ("output_format", "watermark", "background"):
        _check_single(name, value)
    else:
        need(name == "model", f"{name!r} is unknown to {model.id}", code="unsupported_parameters")


def _check_single(name: str, value: Any) -> None:
    if name == "watermark":
        need(isinstance(value, bool), "'watermark' must be a boolean")
    else:
        allowed = _FORMATS if name == "output_format" else _BACKGROUNDS
        need(value in allowed, f"{name!r} must be one of {allowed}")


def _check_params(model: Model, value: Any) -> None:
    need(isinstance(value, dict), "'model_params' must be an object")
    for name, inner in value.items():
        need(name in model.params, f"model_params.{name} is unknown", code="unsupported_parameters")
        if name == "output_format":
            need(inner in _FORMATS, f"'output_format' must be one of {_FORMATS}")
        else:
            need(inner == [{"type": "web_search"}], "'tools' is not valid")


def _check_images(value: Any, model: Model) -> None:
    need(isinstance(value, list) and bool(value), "'image_urls' must be an array")
    need(len(value) <= model.images_max, f"'image_urls' must hold at most {model.images_max}")
    for item in value:
        is_url = isinstance(item, str) and item.startswith(_WEB)
        need(is_url, "each of 'image_urls' must be an address", code="invalid_media_url")


def _check_size(model: Model, value: Any) -> None:
    if value == "auto" or value in RATIOS:
        return
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Mistake(f"size {value!r} is not valid")
    width, height = int(match[1]), int(match[2])
    is_inside = model.pixels_min <= width * height <= model.pixels_max
    need(is_inside, f"size {value}: {model.pixels_min} to {model.pixels_max} pixels")
    need(max(width, height) <= ASPECT_MAX * min(width, height), f"size {value} is too narrow")
