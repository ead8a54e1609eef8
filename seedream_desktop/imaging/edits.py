"""Makes one classical edit of one picture: opened upright, adjusted, encoded."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageCms, ImageOps

from seedream_desktop.domain.adjustment import MATCHES, Adjustment
from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging.adjust import adjust
from seedream_desktop.imaging.encode import jpeg
from seedream_desktop.imaging.upright import open_upright

_QUALITY: Final = 95
_ANCHOR_EDGE_PX: Final = 1024


_PROFILE_DATE: Final = slice(24, 36)
"""Where an ICC header holds its creation time (ICC.1:2022, 7.2.8); it must not show."""


def _profile() -> bytes:
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_PROFILE_DATE] = bytes(12)
    return bytes(made)


_PROFILE: Final = _profile()


def rendered(
    source: Path, anchor: Path | None, adjustments: Sequence[Adjustment], size: Size | None
) -> bytes:
    """Return the edited picture, encoded; see ports.renderer. Raises BadInput."""
    picture = open_upright(source)
    if size is not None and picture.size != (size.width_px, size.height_px):
        picture = ImageOps.fit(picture, (size.width_px, size.height_px), Image.Resampling.LANCZOS)
    wants_anchor = any(item.operation in MATCHES for item in adjustments)
    example = _example(anchor) if anchor is not None and wants_anchor else None
    adjust(picture, example, adjustments)
    return _encoded(picture)


def _example(path: Path) -> Image.Image:
    """Return an anchor, small: only its statistics are used."""
    picture = open_upright(path)
    picture.thumbnail((_ANCHOR_EDGE_PX, _ANCHOR_EDGE_PX), Image.Resampling.BOX, reducing_gap=None)
    return picture


def _encoded(picture: Image.Image) -> bytes:
    """Return PNG for a picture with alpha, else JPEG of quality 95 without chroma subsampling."""
    if picture.mode != "RGBA":
        return jpeg(picture, {"quality": _QUALITY, "subsampling": "4:4:4", "icc_profile": _PROFILE})
    buffer = BytesIO()
    picture.save(buffer, "PNG", icc_profile=_PROFILE, compress_level=4)
    return buffer.getvalue()
