"""Any picture's colours as 8-bit sRGB."""

import logging
from functools import lru_cache
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageCms

_log = logging.getLogger(__name__)

_ROWS_AT_ONCE: Final = 256
_DATE: Final = slice(24, 36)
_YEAR_2000: Final = bytes.fromhex("07d0 0001 0001 0000 0000 0000")
_SIXTEEN_BITS: Final = 65_535
_EIGHT_BITS: Final = 255
_ALPHA_MODES: Final = frozenset({"LA", "La", "PA", "RGBa"})
_INTENT: Final = ImageCms.Intent.PERCEPTUAL
_FLAGS: Final = ImageCms.Flags.BLACKPOINTCOMPENSATION
_PROFILE_BYTES_MAX: Final = 64 * 1024
"""Spaces of screens and cameras take 0.5 to 4 KB; tables of devices would outweigh the picture."""
_PROFILE_MODES: Final = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab ": "LAB"}


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """Return the sRGB profile that is embedded in every file, the same bytes at all times.

    LittleCMS writes the present time into it (ICC.1:2022, 7.2.1, bytes 24 to 35).
    """
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_DATE] = _YEAR_2000
    return bytes(profile)


def parsed(profile: bytes) -> ImageCms.ImageCmsProfile:
    """Return a profile that colours can be converted with. Raises OSError or PyCMSError."""
    return ImageCms.ImageCmsProfile(BytesIO(profile))


def eight_bit(image: Image.Image, *, is_white_zero: bool = False) -> Image.Image:
    """Return the picture in 8 bits per channel, modes that can be scaled: L, RGB, RGBA, CMYK, LAB.

    16-bit grey is scaled by 255/65535 with rounding. 32-bit whole numbers are taken as the
    smallest of 8, 16 or 32 bits that holds their maximum; floats as 0 to 1, else likewise.
    Palettes and colour keys become RGB or RGBA. is_white_zero: 16-bit values are inverted.
    """
    mode = image.mode
    if mode.startswith("I") or mode == "F":
        return _scaled_down(image, is_white_zero=is_white_zero and mode.startswith("I;"))
    if mode in _ALPHA_MODES or (image.has_transparency_data and mode != "RGBA"):
        return image.convert("RGBA")
    if mode == "1":
        return image.convert("L")
    return image if mode in {"L", "RGB", "RGBA", "CMYK", "LAB"} else image.convert("RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an eight_bit() picture as RGB or RGBA in sRGB; may change the one given.

    Perceptual intent with black point compensation. A profile that cannot be read, or is for
    another kind of colours, is taken as sRGB. CMYK without a profile becomes (1 - C)(1 - K)
    and so on, as browsers show it.
    """
    if image.mode == "RGBA" and _space(profile) == "GRAY":
        opaque = to_srgb(image.getchannel("R"), profile)
        opaque.putalpha(image.getchannel("A"))
        return opaque
    transform = _transform(image.mode, profile)
    if transform is None:
        return image if image.mode in {"RGB", "RGBA"} else _unmanaged(image)
    source_mode, conversion = transform
    if image.mode != source_mode:
        image = image.convert(source_mode)
    if image.mode == conversion.output_mode:
        ImageCms.applyTransform(image, conversion, inPlace=True)
        return image
    converted = ImageCms.applyTransform(image, conversion)
    assert converted is not None
    return converted


def in_own_space(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bytes]:
    """Return an eight_bit() picture as RGB or RGBA in its own RGB space, and the space's profile.

    Everything that is not RGB with a small, readable profile of its own becomes sRGB.
    """
    is_own = image.mode in {"RGB", "RGBA"} and _space(profile) == "RGB"
    if not is_own or profile is None or len(profile) > _PROFILE_BYTES_MAX:
        return to_srgb(image, profile), srgb_profile()
    try:
        parsed(profile)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return to_srgb(image, profile), srgb_profile()
    return image, profile


def means_srgb(profile: bytes | None) -> bool:
    """Say whether RGB pictures of this profile have the colours that sRGB gives them."""
    return _transform("RGB", profile) is None


def _unmanaged(image: Image.Image) -> Image.Image:
    if image.mode != "LAB":
        return image.convert("RGB")
    conversion = ImageCms.buildTransform(
        ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB", _INTENT, _FLAGS
    )
    converted = ImageCms.applyTransform(image, conversion)
    assert converted is not None
    return converted


def _space(profile: bytes | None) -> str:
    """Return the colour space signature of a profile's header (ICC.1:2022, 7.2.6)."""
    return (profile or b"")[16:20].decode("latin-1").strip()


def _transform(mode: str, profile: bytes | None) -> tuple[str, ImageCms.ImageCmsTransform] | None:
    """Return the mode to convert from and the conversion; None where none is needed."""
    if not profile:
        return None
    try:
        source = parsed(profile)
        source_mode = source_mode_of(mode, source.profile.xcolor_space)
        if source_mode is None:
            return None
        target_mode = "RGBA" if source_mode == "RGBA" else "RGB"
        conversion = ImageCms.buildTransform(
            source, ImageCms.createProfile("sRGB"), source_mode, target_mode, _INTENT, _FLAGS
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as exc:
        _log.info("a colour profile cannot be read and is taken as sRGB: %s", exc)
        return None
    if source_mode == "RGB" and _changes_nothing(conversion):
        return None
    return source_mode, conversion


def source_mode_of(mode: str, space: str) -> str | None:
    """Return the mode in which a picture of a mode meets a profile for a colour space.

    None where they do not go together.
    """
    wanted = _PROFILE_MODES.get(space)
    if wanted == mode or (wanted == "RGB" and mode == "RGBA"):
        return mode
    return "RGB" if wanted == "RGB" and mode == "L" else None


def _changes_nothing(conversion: ImageCms.ImageCmsTransform) -> bool:
    """Say whether a conversion leaves all colours within one level: the profile is sRGB."""
    levels = np.linspace(0, _EIGHT_BITS, 9).astype(np.uint8)
    grid = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(27, 27, 3)
    before = Image.fromarray(grid)
    after = ImageCms.applyTransform(before, conversion)
    assert after is not None
    moved = np.asarray(ImageChops.difference(before, after))
    return int(moved.max()) <= 1


def _scaled_down(image: Image.Image, *, is_white_zero: bool) -> Image.Image:
    grey = Image.new("L", image.size)
    high = _range(image)
    for top in range(0, image.height, _ROWS_AT_ONCE):
        box = (0, top, image.width, min(top + _ROWS_AT_ONCE, image.height))
        rows = _numbers(image, box) * (_EIGHT_BITS / high)
        levels = np.rint(np.clip(rows, 0, _EIGHT_BITS)).astype(np.uint8)
        grey.paste(Image.fromarray(_EIGHT_BITS - levels if is_white_zero else levels), box)
    return grey


def _range(image: Image.Image) -> float:
    """Return the value that stands for white."""
    if image.mode.startswith("I;"):
        return _SIXTEEN_BITS
    tops = range(0, image.height, _ROWS_AT_ONCE)
    boxes = [(0, top, image.width, min(top + _ROWS_AT_ONCE, image.height)) for top in tops]
    highest = max(float(_numbers(image, box).max()) for box in boxes)
    ranges = (
        (1.0, _EIGHT_BITS, _SIXTEEN_BITS) if image.mode == "F" else (_EIGHT_BITS, _SIXTEEN_BITS)
    )
    return next((high for high in ranges if highest <= high), highest)


def _numbers(image: Image.Image, box: tuple[int, int, int, int]) -> NDArray[np.float64]:
    values = np.asarray(image.crop(box), dtype=np.float64)
    return np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
