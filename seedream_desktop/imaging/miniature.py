"""Pictures for a review that is sent away: small, in sRGB, with nothing but pixels in them."""

from pathlib import Path
from typing import Final

from PIL import Image

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.picture import PictureFormat, SkipReason
from seedream_desktop.imaging.bands import resized
from seedream_desktop.imaging.encode import encoded
from seedream_desktop.imaging.normalise import unchanged
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.probe import opened, reading
from seedream_desktop.imaging.rendering import decoded_bytes, fitted, flattened, render
from seedream_desktop.ports.reviews import Miniature, MiniatureWish

THUMB_PX: Final = 400
_THUMB_QUALITY: Final = 70
_QUALITIES: Final = (84, 78, 72, 66, 60, 52, 44, 36)
_EFFORT: Final = 2
"""Half the time of the usual 4, for a hundredth more bytes."""

_SHRINK: Final = 0.8
_EDGE_MIN_PX: Final = 64


def miniature(path: Path, digest: Digest, wish: MiniatureWish, gate: Gate) -> Miniature:
    """Return a picture made small, within the wish's bytes: at the best quality that is.

    What is transparent becomes white. A picture is never made larger. Raises BadInput
    (picture_unusable, picture_changed).
    """
    with reading(path) as file, unchanged(file, digest):
        source = opened(file)
        size = fitted(source.header.size, wish.edge_px)
        with gate.admit(decoded_bytes(source.header, size)):
            image = flattened(render(source, size))
            small = fitted(size, THUMB_PX)
            thumb = resized(image, small.width_px, small.height_px)
            data, width_height = _within(image, wish.bytes_max)
            return Miniature(
                data=data,
                thumb=encoded(thumb, PictureFormat.WEBP, quality=_THUMB_QUALITY),
                size=Size(*width_height),
            )


def _within(image: Image.Image, bytes_max: int) -> tuple[bytes, tuple[int, int]]:
    """Encode at the highest quality that keeps to the limit; at none, smaller."""
    while True:
        found = _best(image, bytes_max)
        if found is not None:
            return found, image.size
        smaller = Size(*image.size).scaled(_SHRINK)
        if max(smaller.width_px, smaller.height_px) < _EDGE_MIN_PX:
            reason = SkipReason.TOO_MANY_BYTES.value
            raise BadInput("picture_unusable", reason=reason, detail=f"{bytes_max}")
        image = resized(image, smaller.width_px, smaller.height_px)


def _best(image: Image.Image, bytes_max: int) -> bytes | None:
    """Look for the quality by halves: three or four encodings at most, one where the first fits."""
    low, high, best = 0, len(_QUALITIES), None
    place = 0
    while low < high:
        data = encoded(image, PictureFormat.WEBP, quality=_QUALITIES[place], effort=_EFFORT)
        if len(data) <= bytes_max:
            best, high = data, place
        else:
            low = place + 1
        place = (low + high) // 2
    return best
