"""Measures how two pictures differ: tones, colour difference, changed area, moved content."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from seedream_desktop.domain.comparison import DELTA_STEP, Comparison, Overlay, Shift, Tones
from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging import alignment
from seedream_desktop.imaging.ciede2000 import differences
from seedream_desktop.imaging.colour import srgb_profile, to_srgb
from seedream_desktop.imaging.matrix_profile import matrix_profile
from seedream_desktop.imaging.oklab import LUMA
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.probe import header, opened, reading
from seedream_desktop.imaging.rendering import (
    decoded_bytes,
    draft_scale,
    finished,
    fitted,
    flattened,
    load,
)
from seedream_desktop.ports.pictures import Seen

EDGE_PX: Final = 1024
"""At which pictures are laid over each other: grain and compression are averaged away."""

_DELTA_STEPS: Final = 100
_LEVELS: Final = 256
_ALIKE: Final = 1.02
"""Shapes whose aspects are within this factor are laid whole over whole."""
_FIT_EDGE_PX: Final = 128
_PLANES_BYTES: Final = 80
"""What is held for each pixel at one time: two pictures, their Lab, a correlation's spectra."""
_WHITE: Final = (0.9642, 1.0, 0.8249)
_KNEE: Final = 216 / 24_389
_SLOPE: Final = 24_389 / 27


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture as it is compared: RGB in a space of its own, and how large it really is."""

    image: Image.Image
    profile: bytes
    size: Size


def compare(one: Seen, other: Seen, gate: Gate, *, aligns: bool = False) -> Comparison:
    """Compare two pictures. Raises BadInput (picture_unusable).

    aligns has a move of the second picture undone before colours are compared, where it is
    clear; what has no counterpart is left out then.
    """
    before, after = sight(one, gate), sight(other, gate)
    with gate.admit(EDGE_PX**2 * _PLANES_BYTES):
        return comparison(before, after, aligns=aligns)


def sight(seen: Seen, gate: Gate) -> Sight:
    """Read a picture for a comparison. Raises BadInput (picture_unusable)."""
    with reading(seen.proxy or seen.path) as file:
        source = opened(file)
        size = fitted(source.header.size, EDGE_PX)
        with gate.admit(decoded_bytes(source.header, size)):
            image = load(source, scale=draft_scale(source.header, size, spare=1))
            image, profile = finished(source, image, size)
    whole = source.header.size
    if seen.proxy is not None:
        with suppress(BadInput):  # the source was moved away, and its proxy is all there is
            whole = header(seen.path).size
    return Sight(flattened(image), profile, whole)


def comparison(before: Sight, after: Sight, *, aligns: bool = False) -> Comparison:
    """Compare two pictures that are read; see compare()."""
    fit = _fit(before.image, after.image)
    first, second = _laid(before.image, after.image, fit)
    moved = alignment.shift(first.convert("L"), second.convert("L"))
    aligned = moved if aligns else None
    deltas = _deltas(first, before.profile, second, after.profile, aligned)
    steps = np.minimum(deltas / DELTA_STEP, _DELTA_STEPS).astype(np.int64)
    return Comparison(
        before=tones(to_srgb(before.image.copy(), before.profile)),
        after=tones(to_srgb(after.image.copy(), after.profile)),
        delta_mean=float(deltas.mean(dtype=np.float64)),
        delta_p95=float(np.percentile(deltas, 95)),
        delta_max=float(deltas.max()),
        deltas=tuple(np.bincount(steps, minlength=_DELTA_STEPS + 1).tolist()),
        shift=moved,
        fit=fit,
        compared=Size(*first.size),
        is_resampled=before.size != after.size,
        is_aligned=aligned is not None,
    )


def tones(image: Image.Image) -> Tones:
    """Count the levels of an RGB picture in sRGB."""
    counts = image.histogram()
    red, green, blue = (tuple(counts[i : i + _LEVELS]) for i in range(0, 3 * _LEVELS, _LEVELS))
    luma = np.asarray(image, np.float32) @ np.array(LUMA, np.float32)
    levels = np.bincount(np.rint(luma).astype(np.int64).ravel(), minlength=_LEVELS)
    return Tones(luma=tuple(levels.tolist()), red=red, green=green, blue=blue)


def lab(image: Image.Image, profile: bytes) -> NDArray[np.float32]:
    """Return an RGB picture in CIE Lab under D50, colours outside of sRGB included."""
    space = matrix_profile(profile)
    if space is None:
        image, space = to_srgb(image.copy(), profile), matrix_profile(srgb_profile())
    assert space is not None, "our own profile is one that we read"
    codes = np.asarray(image)
    linear = np.stack([space.light[band].take(codes[..., band]) for band in range(3)], axis=-1)
    xyz = linear @ (space.to_xyz.T / np.array(_WHITE, np.float32))
    cubes = np.where(xyz > _KNEE, np.cbrt(np.maximum(xyz, 0)), (_SLOPE * xyz + 16) / 116)
    x, y, z = cubes[..., 0], cubes[..., 1], cubes[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)


def _deltas(
    first: Image.Image, space: bytes, second: Image.Image, other_space: bytes, moved: Shift | None
) -> NDArray[np.float32]:
    if moved is not None:
        box = alignment.overlap(first.size, moved)
        first, second = first.crop(box), alignment.undone(second, moved).crop(box)
    return differences(lab(first, space), lab(second, other_space))


def _fit(one: Image.Image, other: Image.Image) -> Overlay:
    """Return how the second is best laid over the first, by what differs least in brightness."""
    aspect = (one.width / one.height) / (other.width / other.height)
    if 1 / _ALIKE <= aspect <= _ALIKE:
        return Overlay.WHOLE
    scores = {}
    for fit in (Overlay.CUT, Overlay.WIDENED, Overlay.SQUEEZED):
        first, second = (_small(image) for image in _laid(one, other, fit))
        scores[fit] = float(np.abs(first - second).mean())
    return min(scores, key=lambda fit: scores[fit])


def _small(image: Image.Image) -> NDArray[np.float32]:
    """Return brightness on a small grid, in multiples of its spread: grades count little."""
    size = (_FIT_EDGE_PX, _FIT_EDGE_PX)
    values = np.asarray(image.convert("L").resize(size, Image.Resampling.BOX), np.float32)
    return np.asarray((values - values.mean()) / max(float(values.std()), 1.0), np.float32)


def _laid(one: Image.Image, other: Image.Image, fit: Overlay) -> tuple[Image.Image, Image.Image]:
    """Return the parts of both that are compared, of one size, that of the smaller part."""
    if fit is Overlay.CUT:
        one = _middle(one, other.width / other.height)
    elif fit is Overlay.WIDENED:
        other = _middle(other, one.width / one.height)
    if one.width * one.height <= other.width * other.height:
        return one, _sized(other, one.size)
    return _sized(one, other.size), other


def _middle(image: Image.Image, aspect: float) -> Image.Image:
    width = min(image.width, max(1, round(image.height * aspect)))
    height = min(image.height, max(1, round(image.width / aspect)))
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def _sized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)
