"""Refuses every request that is not exactly what the service documents (sheet, 2.2 and 2.4)."""

import io
import re
from typing import Any

from PIL import Image

from tests.emulator.artist import Pixels
from tests.emulator.novita.catalogue import (
    ASPECT_MAX,
    OUTPUTS_MAX,
    SIZE_DEFAULT,
    TOTAL_MAX,
    Model,
)
from tests.emulator.strictness import Mistake, data_in, is_data_uri, need, whole

_SIZE = re.compile(r"(\d{3,5})x(\d{3,5})")
_KIND = re.compile(r"data:image/([a-z0-9.+-]+);")
_WEB = ("http://", "https://")
_EDGE_ABOVE_PX = 14
_EDGE_MAX_PX = 6000
_FORMAT = "INVALID_IMAGE_FORMAT"
_LARGE = "IMAGE_EXCEEDS_MAX_RESOLUTION"
_SIZE_BAD = "INVALID_IMAGE_SIZE"
_COMMON: dict[str, type] = {
    "prompt": str,
    "size": str,
    "watermark": bool,
    "sequential_image_generation": str,
}
_OPTIONS: dict[str, type] = {
    "optimize_prompt_options": dict,
    "sequential_image_generation_options": dict,
}


def check_fields(model: Model, body: Any) -> None:
    """Raise Mistake for a field that the model does not have, or of another kind."""
    need(isinstance(body, dict), "the body must be a JSON object")
    known = _COMMON | {model.references: list}
    known |= _OPTIONS if model.has_options else {"max_images": int}
    for name, value in body.items():
        need(name in known, f"field {name!r} is unknown to {model.id}")
        is_kind = isinstance(value, known[name]) and (known[name] is bool) == isinstance(
            value, bool
        )
        need(is_kind, f"{name!r} must be of type {known[name].__name__}")
    need(bool(body.get("prompt", "").strip()), "prompt is required")
    words = ("auto", "disabled")
    word = body.get("sequential_image_generation", "disabled")
    need(word in words, f"'sequential_image_generation' must be one of {words}")
    mode = body.get("optimize_prompt_options", {"mode": "standard"})
    need(mode == {"mode": "standard"}, "'optimize_prompt_options' must hold the mode standard")


def asked_of(model: Model, body: dict[str, Any], references: int) -> int:
    """Return how many pictures may come; Mistake for more than the model gives."""
    place = body
    if model.has_options:
        place = body.get("sequential_image_generation_options", {})
        need(set(place) <= {"max_images"}, "the options of a group hold max_images alone")
    asked = whole(place, "max_images", OUTPUTS_MAX, OUTPUTS_MAX)
    if body.get("sequential_image_generation") != "auto":
        return 1
    if "max_images" not in place:
        return min(asked, TOTAL_MAX - references)
    need(references + asked <= TOTAL_MAX, f"references and outputs are more than {TOTAL_MAX}")
    return asked


def size_of(model: Model, body: dict[str, Any]) -> Pixels:
    """Return the size that is asked for; Mistake for one that the model does not give."""
    asked = body.get("size", SIZE_DEFAULT)
    if asked in model.sizes:
        return model.sizes[asked]
    match = _SIZE.fullmatch(asked)
    if match is None:
        raise Mistake(f"size {asked!r} is not supported by {model.id}", code=_SIZE_BAD)
    size = int(match[1]), int(match[2])
    least, most = model.pixels
    need(
        least <= size[0] * size[1] <= most,
        f"image size must be from {least} to {most} pixels",
        code=_SIZE_BAD,
    )
    fits = max(size) <= ASPECT_MAX * min(size)
    need(fits, f"the aspect ratio must be at most {ASPECT_MAX}", code=_SIZE_BAD)
    return size


def pictures_in(model: Model, body: dict[str, Any], bytes_max: int) -> list[str]:
    """Return the references: addresses and data URIs. Raises Mistake."""
    if model.references not in body:
        return []
    given = body[model.references]
    most = model.references_max
    need(1 <= len(given) <= most, f"{model.references!r} must hold 1 to {most} items")
    for item in given:
        if isinstance(item, str) and item.startswith(_WEB):
            continue
        need(is_data_uri(item), "a reference must be a URL or a Base64 data URI", code=_FORMAT)
        _check_inside(model, item, bytes_max)
    return given


def _check_inside(model: Model, item: str, bytes_max: int) -> None:
    named, data = _KIND.match(item), data_in(item)
    need(bool(named) and bool(data), "the image cannot be decoded", code=_FORMAT)
    assert named is not None
    assert data is not None
    need(len(data) <= bytes_max, "image file too large", code="IMAGE_FILE_EXCEEDS_MAX_SIZE")
    try:
        with Image.open(io.BytesIO(data)) as picture:
            found, size = (picture.format or "").lower(), picture.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Mistake("the image cannot be decoded", code=_FORMAT) from None
    need(found in model.formats, f"format {found} is not supported", code=_FORMAT)
    need(named[1] == found, f"{found} is named {named[1]}", code=_FORMAT)
    need(min(size) > _EDGE_ABOVE_PX, f"each side must be above {_EDGE_ABOVE_PX} px", code=_FORMAT)
    need(max(size) <= _EDGE_MAX_PX, f"a side is above {_EDGE_MAX_PX} px", code=_LARGE)
    fits = max(size) <= model.reference_aspect_max * min(size)
    need(fits, f"the aspect ratio is above {model.reference_aspect_max}", code=_FORMAT)
