"""Pictures of screen size, kept so that two can be compared the moment they are asked for."""

import logging
from pathlib import Path
from typing import Final

from PIL import Image

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.imaging import thumbnails
from seedream_desktop.imaging.bands import resized
from seedream_desktop.imaging.colour import to_srgb
from seedream_desktop.imaging.encode import encoded
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.probe import Opened, opened, reading
from seedream_desktop.imaging.rendering import (
    decoded_bytes,
    draft_scale,
    finished,
    fitted,
    flattened,
    load,
)
from seedream_desktop.ports.pictures import Previews

_log = logging.getLogger(__name__)

EDGE_PX: Final = 2048
_QUALITY: Final = 90
"""With colour at full resolution: what is compared must not differ by the compression."""
_PIXEL_BYTES: Final = 4
_REDUCIBLE: Final = frozenset({"L", "RGB", "RGBA"})


def proxy(path: Path, gate: Gate, *, edge_px: int = EDGE_PX) -> bytes:
    """Return a JPEG of quality 90 whose longer edge is at most edge_px, upright.

    An RGB picture stays in its own space, whose profile is embedded, so that a wide screen
    shows what there is and nothing jumps when the whole picture comes; all others become sRGB.
    What is transparent becomes white, as services get it. Raises BadInput (picture_unusable).
    """
    with reading(path) as file:
        source = opened(file)
        size = fitted(source.header.size, edge_px)
        with gate.admit(decoded_bytes(source.header, size)):
            image = load(source, scale=draft_scale(source.header, size, spare=1))
            image, profile = finished(source, image, size)
            return _jpeg(image, profile)


def previews(source: Opened, image: Image.Image) -> Previews | None:
    """Return proxy and thumbnail of a picture that is decoded already; None where that fails.

    They are kindnesses: nothing that goes wrong with them may cost the picture itself.
    """
    try:
        return _previews(source, image)
    except Exception:  # noqa: BLE001 - a barrier, as said
        _log.warning("no preview could be made of an output", exc_info=True)
        return None


def previews_bytes(source: Opened) -> int:
    """Estimate what previews() takes beside the decoded picture."""
    return 3 * _PIXEL_BYTES * fitted(source.header.size, EDGE_PX).pixels


def _previews(source: Opened, image: Image.Image) -> Previews:
    size = fitted(source.header.size, EDGE_PX)
    image, profile = finished(source, _halved(image, size), size)
    image = flattened(image)
    data = _jpeg(image, profile)
    small = fitted(size, thumbnails.EDGE_PX)
    image = _halved(image, small)
    if image.size != (small.width_px, small.height_px):
        image = resized(image, small.width_px, small.height_px)
    return Previews(proxy=data, thumbnail=thumbnails.jpeg(to_srgb(image, profile)))


def _halved(image: Image.Image, wanted: Size) -> Image.Image:
    """Shrink by a whole number, which is ten times as quick as the filter that does the rest."""
    factor = max(image.size) // max(wanted.width_px, wanted.height_px)
    if factor < 2 or image.mode not in _REDUCIBLE:  # noqa: PLR2004 - nothing to halve
        return image
    reduced = image.reduce(factor)
    reduced.info = image.info
    return reduced


def _jpeg(image: Image.Image, profile: bytes) -> bytes:
    return encoded(image, PictureFormat.JPEG, quality=_QUALITY, profile=profile)
