"""Decodes a picture to what everything else works on: upright 8-bit sRGB in a wanted size."""

from collections.abc import Mapping
from typing import Final

from PIL import Image

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.picture import Header, PictureFormat
from seedream_desktop.imaging.bands import SIDEWAYS_FROM, TURNS, packed, resized, turned
from seedream_desktop.imaging.colour import eight_bit, in_own_space, to_srgb
from seedream_desktop.imaging.directories import first_directory
from seedream_desktop.imaging.probe import Opened, orientation_of

_SCALES: Final = (8, 4, 2)
_PIXEL_BYTES: Final = 4
_NARROW_MODES: Final = frozenset({"1", "L", "P"})
_DECODER_BYTES: Final[Mapping[PictureFormat, int]] = {
    # Beside Pillow's own picture: WebP keeps two canvases and a copy, AVIF and HEIF the planes
    # (twice as wide above 8 bits), an interleaved copy and the bytes handed over.
    PictureFormat.WEBP: 12,
    PictureFormat.AVIF: 8,
    PictureFormat.HEIF: 7,
}


def draft_scale(header: Header, wanted: Size, *, spare: int) -> int:
    """Return 8, 4, 2 or 1: by how much a JPEG may be decoded smaller for a wanted upright size.

    What is decoded stays at least spare times as large as wanted, so that the final filter,
    not the decoder's, decides the quality.
    """
    if header.format is not PictureFormat.JPEG:
        return 1
    ratio = min(header.size.width_px / wanted.width_px, header.size.height_px / wanted.height_px)
    return next((scale for scale in _SCALES if ratio >= scale * spare), 1)


def decoded_bytes(header: Header, wanted: Size | None = None, *, spare: int = 1) -> int:
    """Estimate the most memory that decoding takes at one time; with wanted, rendering too."""
    scale = draft_scale(header, wanted, spare=spare) if wanted else 1
    each = 1 if header.mode in _NARROW_MODES and not wanted else _PIXEL_BYTES
    pixels = header.size.pixels // scale**2
    total = pixels * (each + _DECODER_BYTES.get(header.format, 0))
    if wanted is None:
        return total
    copies = int(wanted != header.size) + int(header.orientation > 1)
    copies += int(header.mode not in {"RGB", "RGBA"})
    return total + copies * wanted.pixels * _PIXEL_BYTES


def load(opened: Opened, *, scale: int = 1) -> Image.Image:
    """Decode the first frame, JPEGs at 1/scale. Raises BadInput (picture_unusable)."""
    image = opened.take()
    try:
        if scale > 1:
            stored = image.size
            image.draft(image.mode, (stored[0] // scale, stored[1] // scale))
        image.load()
    except Exception as exc:
        raise opened.blamed(exc) from exc
    return image


def render(opened: Opened, wanted: Size, *, spare: int = 1) -> Image.Image:
    """Decode to RGB or RGBA in sRGB, upright, exactly as large as wanted, without metadata.

    Raises BadInput (picture_unusable).
    """
    scale = draft_scale(opened.header, wanted, spare=spare)
    image, profile, turn = levelled(opened, load(opened, scale=scale), wanted)
    image = to_srgb(image, profile)
    if turn in TURNS:
        pixels = packed(image)
        del image
        image = turned(pixels, turn)
    image.info = {}
    return image


def finished(opened: Opened, image: Image.Image, wanted: Size) -> tuple[Image.Image, bytes]:
    """Return a decoded picture as render() does, but in its own RGB space where it has one.

    The other is the profile of its colours; see colour.in_own_space.
    """
    image, own, turn = levelled(opened, image, wanted)
    image, profile = in_own_space(image, own)
    if turn in TURNS:
        image = turned(packed(image), turn)
    image.info = {}
    return image, profile


def levelled(
    opened: Opened, image: Image.Image, wanted: Size
) -> tuple[Image.Image, bytes | None, int]:
    """Return a decoded picture with 8 bits in its own colours, as large as wanted once upright.

    With it go its ICC profile, and the EXIF orientation that is still to be applied.
    """
    # One name for every stage: an earlier one that stayed alive would double the memory.
    turn = orientation_of(image)
    profile = image.info.get("icc_profile")
    image = eight_bit(_polarised(opened, image), is_white_zero=_is_white_zero(opened))
    stored = (wanted.width_px, wanted.height_px)
    if turn in TURNS and turn >= SIDEWAYS_FROM:
        stored = (wanted.height_px, wanted.width_px)
    if image.size != stored:
        image = resized(image, *stored)
    return image, profile, turn


def fitted(size: Size, edge_px: int) -> Size:
    """Return the size scaled down so that its longer edge is at most edge_px."""
    longer = max(size.width_px, size.height_px)
    return size.scaled(min(1.0, edge_px / longer))


def flattened(image: Image.Image) -> Image.Image:
    """Return an RGB picture; what is transparent becomes white."""
    if image.mode == "RGB":
        return image
    white = Image.new("RGB", image.size, (255, 255, 255))
    white.paste(image, mask=image.getchannel("A"))
    return white


def _polarised(opened: Opened, image: Image.Image) -> Image.Image:
    """Undo what Pillow does to every CMYK JPEG and only Adobe's need: an inversion.

    Pillow takes 0 as full ink always (JpegImagePlugin, "assume adobe conventions"); without
    Adobe's marker 0 is no ink.
    """
    is_jpeg = opened.header.format is PictureFormat.JPEG
    if is_jpeg and image.mode == "CMYK" and "adobe" not in image.info:
        return image.point([255 - level for level in range(256)] * 4)
    return image


def _is_white_zero(opened: Opened) -> bool:
    """Say whether Pillow leaves grey values of a TIFF upside down: it does for 16 bits."""
    if opened.header.format is not PictureFormat.TIFF or not opened.header.mode.startswith("I;"):
        return False
    return first_directory(opened.file).is_white_zero
