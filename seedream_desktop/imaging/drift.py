"""The figures by which results of one step are compared with one another, from small pictures."""

import io
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageStat

from seedream_desktop.domain.drift import Feature, Measure
from seedream_desktop.imaging.descriptor import describe, resemblance
from seedream_desktop.imaging.oklab import to_lab

_EDGE_PX: Final = 128
_BAND: Final = 0.08
"""The part of each edge that is taken for background."""

_LIGHT_LEAST: Final = 0.8
_COLOUR_LEAST: Final = 0.35
_LEVEL_LEAST: Final = 1.0
_FORM_LEAST: Final = 0.02

_Plane = NDArray[np.float32]
_Figures = tuple[tuple[Feature, float, float], ...]


def measures(result: bytes, source: bytes | None) -> tuple[Measure, ...]:
    """Return the figures of a result, and of how it differs from what it was made from.

    Takes encoded small pictures. Lightness is 0 to 100, colours are hundredths of Oklab's axes;
    levels and their ratios are hundredths of a logarithm, so that a gain is the same in all.
    """
    seen = _opened(result)
    before = _opened(source) if source is not None else None
    was: _Figures | None = _figures(before) if before is not None else None
    found = [
        Measure(feature, least, value, None if was is None else value - was[place][2])
        for place, (feature, least, value) in enumerate(_figures(seen))
    ]
    found.append(_moved(seen, before, found))
    form = 0.0 if before is None else 1 - _alike(before, seen)
    found.append(Measure(Feature.GEOMETRY, _FORM_LEAST, form, None if before is None else form))
    return tuple(found)


def _opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.convert("RGB")


def _figures(picture: Image.Image) -> _Figures:
    light, a, b = _planes(picture)
    edge = _border(light.shape)
    low, high = np.percentile(light, (10, 90))
    red, green, blue = (100 * log(max(level, 1.0)) for level in ImageStat.Stat(picture).mean)
    return (
        (Feature.PALETTE, _COLOUR_LEAST, float(a.mean())),
        (Feature.PALETTE, _COLOUR_LEAST, float(b.mean())),
        (Feature.PALETTE, _COLOUR_LEAST, float(np.hypot(a, b).mean())),
        (Feature.PALETTE, _LEVEL_LEAST, red - green),
        (Feature.PALETTE, _LEVEL_LEAST, blue - green),
        (Feature.EXPOSURE, _LEVEL_LEAST, green),
        (Feature.EXPOSURE, 2 * _LIGHT_LEAST, float(low)),
        (Feature.EXPOSURE, 2 * _LIGHT_LEAST, float(high)),
        (Feature.BACKGROUND, _LIGHT_LEAST, float(light[edge].mean() - light.mean())),
        (Feature.BACKGROUND, _COLOUR_LEAST, float(a[edge].mean() - a.mean())),
        (Feature.BACKGROUND, _COLOUR_LEAST, float(b[edge].mean() - b.mean())),
        (Feature.BACKGROUND, 3 * _LIGHT_LEAST, float(light[edge].std())),
    )


def _planes(picture: Image.Image) -> tuple[_Plane, _Plane, _Plane]:
    small = picture.resize((_EDGE_PX, _EDGE_PX), Image.Resampling.BOX, reducing_gap=2.0)
    lab = to_lab(np.asarray(small))
    hundred = np.float32(100)
    return lab.lightness * hundred, lab.a * hundred, lab.b * hundred


def _border(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    band = max(1, round(shape[0] * _BAND))
    edge = np.ones(shape, np.bool_)
    edge[band:-band, band:-band] = False
    return edge


def _moved(seen: Image.Image, before: Image.Image | None, found: list[Measure]) -> Measure:
    """Return by how much colours moved, place by place: what averages may hide."""
    if before is None:
        return Measure(Feature.PALETTE, _COLOUR_LEAST, found[2].value, None)
    _, a, b = _planes(seen)
    _, was_a, was_b = _planes(before)
    moved = float(np.hypot(a - was_a, b - was_b).mean())
    return Measure(Feature.PALETTE, _COLOUR_LEAST, moved, moved)


def _alike(before: Image.Image, seen: Image.Image) -> float:
    fields = [describe(picture.convert("L"))[None] for picture in (before, seen)]
    return float(resemblance(fields[0], fields[1])[0, 0])
