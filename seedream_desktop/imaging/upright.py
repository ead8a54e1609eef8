"""Opens a picture as people see it: upright, in sRGB, 8 bits, with or without alpha."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pi_heif
from PIL import Image, ImageCms, ImageOps

from seedream_desktop.domain.errors import BadInput

pi_heif.register_heif_opener()

_SIXTEEN_BIT = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I"})
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def open_upright(path: Path) -> Image.Image:
    """Return the decoded picture in mode RGB or RGBA. Raises BadInput("unreadable_picture")."""
    try:
        with Image.open(path) as file:
            return _open_upright(file)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as exc:
        raise BadInput("unreadable_picture", name=path.name) from exc


def _open_upright(file: Image.Image) -> Image.Image:
    profile = file.info.get("icc_profile")
    has_alpha = file.has_transparency_data
    file.load()
    ImageOps.exif_transpose(file, in_place=True)
    picture = _eight_bits(file)
    if has_alpha:
        picture = picture.convert("RGBA")
    elif picture.mode not in {"RGB", "CMYK", "LAB", "L"}:
        picture = picture.convert("RGB")
    if isinstance(profile, bytes) and profile:
        picture = _to_srgb(picture, profile)
    return picture if picture.mode in {"RGB", "RGBA"} else picture.convert("RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return 16-bit grey scaled to 8 bits; convert() would cut it off at 255."""
    if picture.mode not in _SIXTEEN_BIT:
        return picture
    deep = np.clip(np.asarray(picture).astype(np.int64), 0, 65_535)
    return Image.fromarray(((deep + 128) // 257).astype(np.uint8))


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Return the colours in sRGB; a profile that cannot be used is taken as sRGB."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return picture
        alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
        opaque = picture.convert("RGB") if alpha is not None else picture
        done = ImageCms.profileToProfile(
            opaque,
            source,
            _SRGB,
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            outputMode="RGB",
            inPlace=False,
        )
    except (ImageCms.PyCMSError, OSError):
        return picture
    if done is None:
        return picture
    if alpha is not None:
        done.putalpha(alpha)
    return done
