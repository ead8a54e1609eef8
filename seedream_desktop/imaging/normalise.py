"""References as a service gets them: upright, sRGB, bare of metadata, within its limits."""

import hashlib
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Final

from PIL import Image

from seedream_desktop.domain.card import InputRule
from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.imaging.bands import resized
from seedream_desktop.imaging.encode import encoded
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.probe import Opened, opened, reading
from seedream_desktop.imaging.rendering import decoded_bytes, flattened, render
from seedream_desktop.ports.pictures import Normalised

_QUALITIES: Final = (95, 92, 89, 86, 83, 80)
_SHRINK: Final = 0.85
_SPARE: Final = 2


def normalise(
    path: Path, digest: Digest, rule: InputRule, gate: Gate, *, keep_alpha: bool = False
) -> Normalised:
    """Return the reference that a service with this rule gets, the same bytes every time.

    A JPEG with colour at full resolution, quality 95 stepping down to 80, then smaller, until
    it is within rule.bytes_max. Transparent parts become white, since no model makes use of
    them; with keep_alpha a picture that has any goes as PNG. The file is only read.

    Raises BadInput: picture_changed, picture_too_narrow, picture_too_heavy, picture_unusable.
    """
    with _named(path), reading(path) as file:
        with unchanged(file, digest):
            source = opened(file)
            size = within(source.header.size, rule)
            with gate.admit(decoded_bytes(source.header, size, spare=_SPARE)):
                found = _reference(source, size, rule, keep_alpha=keep_alpha)
        return found


def within(size: Size, rule: InputRule) -> Size:
    """Return the size nearest to this one that the rule takes, of the same shape.

    Raises BadInput (picture_too_narrow) where there is none.
    """
    short, long = sorted((size.width_px, size.height_px))
    if long > short * rule.aspect_max:
        raise _too_narrow(size, rule)
    shrink = min(1.0, rule.edge_max_px / long, math.sqrt(rule.pixels_max / size.pixels))
    factor = max(shrink, rule.edge_min_px / short) if shrink == 1.0 else shrink
    if factor != 1.0:
        rounded = math.ceil if factor > 1.0 else math.floor
        short, long = max(1, rounded(short * factor)), max(1, rounded(long * factor))
    if long > short * rule.aspect_max:  # by less than a pixel, from rounding the short edge
        long = max(short, math.floor(short * rule.aspect_max))
    is_taken = (
        short >= rule.edge_min_px and long <= rule.edge_max_px and short * long <= rule.pixels_max
    )
    if not is_taken:
        raise _too_narrow(size, rule)
    return Size(long, short) if size.width_px > size.height_px else Size(short, long)


def _too_narrow(size: Size, rule: InputRule) -> BadInput:
    return BadInput(
        "picture_too_narrow",
        width_px=size.width_px,
        height_px=size.height_px,
        aspect_max=rule.aspect_max,
    )


def _reference(source: Opened, size: Size, rule: InputRule, *, keep_alpha: bool) -> Normalised:
    """Decode and encode; a function of its own, so that no pixels outlive their admission."""
    image = render(source, size, spare=_SPARE)
    is_alpha_kept = keep_alpha and image.mode == "RGBA"
    return _light_enough(image if is_alpha_kept else flattened(image), rule)


def _light_enough(image: Image.Image, rule: InputRule) -> Normalised:
    """Encode with falling quality, then falling size, until the bytes are within the rule."""
    format_ = PictureFormat.PNG if image.mode == "RGBA" else PictureFormat.JPEG
    qualities = (_QUALITIES[0],) if format_ is PictureFormat.PNG else _QUALITIES
    extension = "png" if format_ is PictureFormat.PNG else "jpg"
    while True:
        for quality in qualities:
            data = encoded(image, format_, quality=quality, is_full_colour=True)
            if len(data) <= rule.bytes_max:
                return Normalised(data=data, size=Size(*image.size), extension=extension)
        smaller = Size(*image.size).scaled(_SHRINK)
        if min(smaller.width_px, smaller.height_px) < max(2, rule.edge_min_px):
            raise BadInput("picture_too_heavy", bytes_max=rule.bytes_max)
        image = resized(image, smaller.width_px, smaller.height_px)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Put the file's path into the errors about it."""
    try:
        yield
    except BadInput as exc:
        raise BadInput(exc.code, path=str(path), **exc.params) from exc


@contextmanager
def unchanged(file: BufferedReader, digest: Digest) -> Iterator[None]:
    """Refuse a file that is not what was imported, or that is written to while it is read.

    Raises BadInput (picture_changed), which wins over what a half-written file looks like.
    """
    before = os.fstat(file.fileno())
    if hashlib.file_digest(file, "sha256").hexdigest() != digest:
        raise BadInput("picture_changed")
    try:
        yield
    finally:
        after = os.fstat(file.fileno())
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise BadInput("picture_changed")
