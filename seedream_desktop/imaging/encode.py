"""Pictures as files: PNG, JPEG or WebP, tagged with their colour space, no other metadata."""

import os
import tempfile
from io import BytesIO
from typing import IO, Any, Final

from PIL import Image

from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.imaging.colour import srgb_profile
from seedream_desktop.imaging.rendering import flattened

QUALITY: Final = 95
_FULL_COLOUR_FROM: Final = 90
_PNG_EFFORT: Final = 6
_WEBP_EFFORT: Final = 4


def encoded(
    image: Image.Image,
    format_: PictureFormat,
    *,
    quality: int = QUALITY,
    is_full_colour: bool | None = None,
    profile: bytes | None = None,
    effort: int = _WEBP_EFFORT,
) -> bytes:
    """Return a picture (RGB or RGBA) as the bytes of a file; equal pictures, equal bytes.

    profile is of the space that its colours are in; without one they are sRGB.

    JPEG has no alpha: what is transparent becomes white. is_full_colour keeps colour at full
    resolution (4:4:4); by default from quality 90 up. WebP is lossy below quality 100, lossless
    at 100; effort, 0 to 6, is how long it may search. Raises ValueError for other formats.
    """
    bare = image.copy() if image.info else image
    bare.info = {}  # Pillow would write a comment or a colour key of its own accord
    out, profile = BytesIO(), profile or srgb_profile()
    if format_ is PictureFormat.JPEG:
        options = full_colour(quality, is_full=is_full_colour)
        return jpeg(flattened(bare), options | {"icc_profile": profile})
    if format_ is PictureFormat.PNG:
        bare.save(out, "PNG", compress_level=_PNG_EFFORT, icc_profile=profile)
    elif format_ is PictureFormat.WEBP:
        bare.save(
            out,
            "WEBP",
            quality=quality,
            lossless=quality >= 100,  # noqa: PLR2004 - the top of the scale
            method=effort,
            icc_profile=profile,
        )
    else:
        raise ValueError(f"{format_} is not written")
    return out.getvalue()


def full_colour(quality: int, *, is_full: bool | None = None) -> dict[str, Any]:
    """Return an encoder's quality, and colour at full resolution from 90 up or as is_full says."""
    full = quality >= _FULL_COLOUR_FROM if is_full is None else is_full
    return {"quality": quality, "subsampling": "4:4:4" if full else "4:2:0"}


def jpeg(image: Image.Image, options: dict[str, Any]) -> bytes:
    """Return a JPEG, encoded without the interpreter's lock: 40 ms of it would stop the window.

    Pillow lets go of the lock only where it writes into a file of the system (encode.c,
    _encode_to_file); the bytes are the same.
    """
    with _scratch() as file:
        image.save(file, "JPEG", **options)
        file.seek(0)
        return file.read()


def _scratch() -> IO[bytes]:
    """Return a file that has no name, in memory where the system has such."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("picture"), "w+b")
    return tempfile.TemporaryFile()
