"""Refuses every request that is not exactly what the service documents (sheet, part 9).

After the key: the JSON, the model, the prompt, the fields, the size, the pictures.
"""

import io
import re
from typing import Any

from pi_heif import register_heif_opener
from PIL import Image

from tests.emulator.artist import Pixels
from tests.emulator.byteplus.catalogue import OUTPUTS_MAX, Model
from tests.emulator.byteplus.world import Settings
from tests.emulator.strictness import Mistake, data_in, need

register_heif_opener()

_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})")
_KIND = re.compile(r"data:image/([a-z0-9.+-]+);base64,")
_FORMATS = {"jpeg", "jpg", "png", "webp", "bmp", "tiff", "gif", "heic", "heif"}
_SAME = {"jpg": "jpeg", "heic": "heif"}
_ASPECT_MAX = 16
_EDGE_ABOVE_PX = 14
_PIXELS_MAX = 36_000_000
_COMMON: dict[str, type] = {
    "model": str,
    "prompt": str,
    "size": str,
    "response_format": str,
    "watermark": bool,
    "optimize_prompt_options": dict,
    "sequential_image_generation": str,
    "sequential_image_generation_options": dict,
    "stream": bool,
    "output_format": str,
    "background": str,
    "layer_decomposition": bool,
}
_WORDS = {
    "response_format": ("url", "b64_json"),
    "output_format": ("png", "jpeg"),
    "background": ("transparent", "opaque"),
    "sequential_image_generation": ("auto", "disabled"),
}
_OF_SOME = frozenset(
    {
        "sequential_image_generation",
        "sequential_image_generation_options",
        "stream",
        "output_format",
        "background",
        "layer_decomposition",
    }
)


def parameter(name: str, text: str) -> str:
    """Return a refusal of a parameter, as the service words it."""
    return f"The parameter `{name}` specified in the request is not valid: {text}."


def missing(name: str) -> Mistake:
    """Return the refusal of a request that lacks something."""
    text = "The request failed because it is missing one or multiple required parameters."
    return Mistake(f"{text} ({name})", code="MissingParameter")


def check_fields(model: Model, body: dict[str, Any], settings: Settings) -> None:
    """Raise Mistake for a field that the model does not have, or of another kind."""
    if not body.get("prompt"):
        raise missing("prompt")
    for name, value in body.items():
        if name == "image":
            continue
        is_known = name in _COMMON and (name not in _OF_SOME or name in model.fields)
        if not is_known:
            need(not settings.rejects_unknown, parameter(name, "it is not supported"))
            continue
        is_kind = isinstance(value, _COMMON[name])
        need(is_kind, parameter(name, f"it must be of type {_COMMON[name].__name__}"))
        words = _WORDS.get(name)
        need(words is None or value in words, parameter(name, f"it must be one of {words}"))
    options = body.get("sequential_image_generation_options", {})
    most = options.get("max_images", OUTPUTS_MAX)
    need(
        type(most) is int and 1 <= most <= OUTPUTS_MAX,
        parameter("max_images", f"it must be from 1 to {OUTPUTS_MAX}"),
    )


def size_of(model: Model, body: dict[str, Any], shape: Pixels | None, settings: Settings) -> Pixels:
    """Return the size that is asked for; a keyword takes the shape of the first picture.

    Raises Mistake.
    """
    asked = body.get("size", model.default)
    if asked in model.keywords:
        width, height = shape or (1, 1)
        return min(model.keywords[asked], key=lambda s: abs(s[0] / s[1] - width / height))
    match = _SIZE.fullmatch(asked)
    need(match is not None, parameter("size", f"{asked!r} is not supported for {model.id}"))
    assert match is not None
    size = int(match[1]), int(match[2])
    least, most = model.area
    if "seedream-5-0-260128" in model.id:
        most = min(most, settings.lite_pixels_max)
    pixels = size[0] * size[1]
    need(pixels >= least, parameter("size", f"image size must be at least {least} pixels"))
    need(pixels <= most, parameter("size", f"image size must be at most {most} pixels"))
    fits = max(size) <= _ASPECT_MAX * min(size)
    need(fits, parameter("size", f"the aspect ratio must be at most {_ASPECT_MAX}"))
    return size


def pictures_in(model: Model, body: dict[str, Any], settings: Settings) -> list[str]:
    """Return the references: addresses and data URIs. Raises Mistake."""
    given = body.get("image", [])
    listed = [given] if isinstance(given, str) else given
    is_texts = isinstance(listed, list) and all(isinstance(item, str) for item in listed)
    need(is_texts, parameter("image", "it must be a text or a list of texts"))
    most = model.references_max
    need(len(listed) <= most, parameter("image", f"at most {most} images are supported"))
    for item in listed:
        if not item.startswith(("http://", "https://")):
            _check_inside(item, settings)
    return listed


def _check_inside(item: str, settings: Settings) -> None:
    kind = _KIND.match(item)
    need(kind is not None, "Invalid base64 image_url", code="InvalidImageURL.InvalidFormat")
    assert kind is not None
    data = data_in(item)
    need(bool(data), "Invalid base64 image_url")
    assert data is not None
    most = settings.file_bytes_max
    need(not most or len(data) <= most, parameter("image", f"at most {most} bytes"))
    try:
        with Image.open(io.BytesIO(data)) as picture:
            found, size = (picture.format or "").lower(), picture.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Mistake(parameter("image", "it is not an image")) from None
    need(kind[1] in _FORMATS and found in _FORMATS, parameter("image", f"{found} is not supported"))
    is_same = _SAME.get(kind[1], kind[1]) == _SAME.get(found, found)
    need(is_same, parameter("image", f"{found} is named {kind[1]}"))
    need(min(size) > _EDGE_ABOVE_PX, parameter("image", "each side must be above 14 px"))
    need(size[0] * size[1] <= _PIXELS_MAX, parameter("image", "too many pixels"))
    aspect = size[0] / size[1]
    need(
        1 / _ASPECT_MAX <= aspect <= _ASPECT_MAX,
        f"expected the aspect ratio to be between 0.06 and 16.00, but received image with aspect "
        f"ratio: {aspect:.2f} instead.",
    )
