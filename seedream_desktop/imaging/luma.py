"""Lightness of a picture, small and upright, for whatever compares structure."""

import logging
from pathlib import Path

import numpy as np
import pi_heif
from PIL import Image, ImageOps

_LOG = logging.getLogger(__name__)
EDGE_PX = 256
"""Longer edge of what upright_luma returns; smaller pictures are left as small as they are."""

_UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow raises for a file's content; the warning where warnings are errors."""

_BLANK = Image.new("L", (EDGE_PX, EDGE_PX), 128)


def upright_luma(path: Path) -> Image.Image:
    """Decode one picture, reduced, to an upright greyscale image.

    JPEG is decoded at an eighth to a half of its size where that is enough (Pillow's draft), its
    lightness channel only. Transparency is laid on white. A file that is gone or damaged comes
    back as plain grey, so that one unreadable original does not hold up the results of a paid
    reply: grey resembles nothing, and the pair is then unsure.
    """
    pi_heif.register_heif_opener()
    try:
        with Image.open(path) as image:
            return _reduced(image)
    except _UNREADABLE as error:
        _LOG.warning("pairing goes on without one picture: %s", type(error).__name__)
        return _BLANK.copy()


def _reduced(image: Image.Image) -> Image.Image:
    scale = min(1.0, EDGE_PX / max(image.size))
    fitted = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image.draft("L", fitted)
    grey = _grey(image)
    if grey.size != fitted:
        grey = grey.resize(fitted, Image.Resampling.BOX, reducing_gap=2.0)
    orientation = image.getexif()
    if orientation:
        grey.getexif().update(orientation)
    return ImageOps.exif_transpose(grey)


def _grey(image: Image.Image) -> Image.Image:
    """Return mode L whatever the stored layout is."""
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        values = np.asarray(image, dtype=np.float32)
        # Nothing in the file says where white is: it is the least usual one that holds them all.
        top = 65_535.0 if image.mode != "F" else _white(float(values.max()))
        return Image.fromarray((np.clip(values / top, 0, 1) * 255).astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("L")
    return image.convert("L")


def _white(brightest: float) -> float:
    return next((white for white in (1.0, 255.0, 65_535.0) if brightest <= white), brightest)
