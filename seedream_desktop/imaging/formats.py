"""The formats that may be opened, the limits they are held to, and Pillow set up once."""

import threading
import warnings
from collections.abc import Mapping
from typing import IO, Final

import pi_heif
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    features,
)

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.picture import PictureFormat, SkipReason

PIXELS_MAX: Final = 250_000_000
"""Largest area that is decoded: above the largest camera (200 MP), below a gigabyte in memory."""

BYTES_MAX: Final = 1_000_000_000
"""Largest source file that is read."""

ASPECT_MAX: Final = 30.0
"""Longest edge over shortest beyond which a picture is a strip that no service takes."""

_PILLOW_NAMES: Final[Mapping[PictureFormat, str]] = {
    PictureFormat.JPEG: JpegImagePlugin.JpegImageFile.format,
    PictureFormat.PNG: PngImagePlugin.PngImageFile.format,
    PictureFormat.WEBP: WebPImagePlugin.WebPImageFile.format,
    PictureFormat.TIFF: TiffImagePlugin.TiffImageFile.format,
    PictureFormat.BMP: BmpImagePlugin.BmpImageFile.format,
    PictureFormat.GIF: GifImagePlugin.GifImageFile.format,
    PictureFormat.HEIF: "HEIF",
    PictureFormat.AVIF: AvifImagePlugin.AvifImageFile.format,
}

_lock = threading.Lock()
_prepared = threading.Event()


def _prepare() -> None:
    """Set Pillow's globals, once; the warning filters each time, as anybody may reset them."""
    with _lock:
        if not _prepared.is_set():
            Image.MAX_IMAGE_PIXELS = PIXELS_MAX
            pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
            _prepared.set()
    # Odd metadata is no reason to refuse a picture; too many pixels is one before they exist.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def open_image(file: IO[bytes], format_: PictureFormat) -> ImageFile.ImageFile:
    """Return Pillow's lazy image of an open file; only the decoder of that one format is tried.

    Raises whatever the decoder raises; see damage.blamed. The file stays the caller's.
    """
    _prepare()
    file.seek(0)
    return Image.open(file, formats=[_PILLOW_NAMES[format_]])


def available() -> frozenset[PictureFormat]:
    """Return the formats whose decoder this machine's Pillow was built with."""
    _prepare()
    lacks = {
        PictureFormat.JPEG: not features.check_codec("jpg"),
        PictureFormat.PNG: not features.check_codec("zlib"),
        PictureFormat.TIFF: not features.check_codec("libtiff"),
        PictureFormat.WEBP: not features.check_module("webp"),
        PictureFormat.AVIF: not features.check_module("avif"),
        PictureFormat.HEIF: "HEIF" not in Image.OPEN,
    }
    return frozenset(name for name in PictureFormat if not lacks.get(name, False))


def unusable(reason: SkipReason, detail: str = "") -> BadInput:
    """Return the error of a file that is no usable picture; both parameters as in Skipped."""
    return BadInput("picture_unusable", reason=reason.value, detail=detail)


def blame(exc: BadInput) -> tuple[SkipReason, str]:
    """Return the reason and detail of a picture_unusable error."""
    return SkipReason(str(exc.params["reason"])), str(exc.params["detail"])


def megapixels(pixels: int) -> str:
    """Return an area for people: "400 MP"."""
    return f"{pixels / 1_000_000:,.0f} MP"
