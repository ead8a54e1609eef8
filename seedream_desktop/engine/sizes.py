"""Output sizes: what a step asks for, and the nearest that a model accepts."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from seedream_desktop.domain.geometry import Size, SizeRule
from seedream_desktop.domain.step import SizeChoice, Tier

_SLACK = 1e-9
_ALIKE = 0.02
"""Services round their sizes to whole blocks, so that a shape is the same within two percent."""


class Reason(StrEnum):
    """Why a size is not sent as it was asked for."""

    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    ASPECT = "aspect"
    PRESET = "preset"
    SET = "set"
    """It shares a request, which has one size, with a larger picture of its shape."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A size that the rule allows; reason None: it is the one that was asked for."""

    size: Size
    reason: Reason | None = None


def asked_size(choice: SizeChoice, original: Size) -> Size:
    """Return the size that a choice means for a picture, before any rule."""
    if choice.size is not None:
        return choice.size
    return at_tier(original, choice.tier) if choice.tier is not None else original


def at_tier(size: Size, tier: Tier) -> Size:
    """Return the size of a tier's area (edge² pixels) at the aspect of another size."""
    return size.scaled(tier.edge_px / math.sqrt(size.pixels))


def tier_size(size: Size, tier: Tier, sizes: Iterable[Size]) -> Size:
    """Return the service's own size of a tier, where it has one of a picture's shape.

    Else the tier's area at the picture's aspect.
    """
    sizes = tuple(sizes)
    if sizes:
        nearest = min(sizes, key=partial(_distance, size))
        if _distance(size, nearest) <= _ALIKE:
            return nearest
    return at_tier(size, tier)


def fit(asked: Size, rule: SizeRule) -> Fitted:
    """Return the allowed size nearest to the one asked for, at its aspect where that can be.

    The picture is scaled up to reach a minimum and down to keep a maximum; the aspect gives
    way only where no size of it is allowed. Raises ValueError for a rule that allows nothing.
    """
    if rule.allows(asked):
        return Fitted(asked)
    if rule.presets:
        return Fitted(_nearest_preset(asked, rule.presets), Reason.PRESET)
    short, long = sorted((asked.width_px, asked.height_px))
    aspect = long / short
    kept = min(aspect, _aspect_reach(rule))
    fitted = _upright(_nearest_edges(asked.pixels, kept, rule), asked)
    if aspect > kept * (1 + _SLACK):
        return Fitted(fitted, Reason.ASPECT)
    grew = fitted.pixels > asked.pixels
    return Fitted(fitted, Reason.BELOW_MINIMUM if grew else Reason.ABOVE_MAXIMUM)


def nearest_ratio(size: Size, ratios: Iterable[str]) -> str:
    """Return the ratio, written "16:9", whose aspect is nearest to a size's."""
    return min(ratios, key=lambda ratio: abs(math.log(size.aspect / _aspect_of(ratio))))


def _aspect_of(ratio: str) -> float:
    width, _, height = ratio.partition(":")
    return float(width) / float(height)


def _nearest_preset(asked: Size, presets: tuple[Size, ...]) -> Size:
    """Return the preset of the nearest shape, and of those that are alike the nearest area."""
    best = min(_distance(asked, preset) for preset in presets)
    alike = (preset for preset in presets if _distance(asked, preset) <= best + _ALIKE)
    return min(
        alike,
        key=lambda preset: (
            abs(math.log(preset.pixels / asked.pixels)),
            _distance(asked, preset),
            preset,
        ),
    )


def _distance(one: Size, other: Size) -> float:
    """Say how far two shapes are apart."""
    return abs(math.log(one.aspect / other.aspect))


def _aspect_reach(rule: SizeRule) -> float:
    """Return the most extreme aspect for which the rule's edges and areas leave a size."""
    reach = min(
        rule.aspect_max,
        rule.edge_max_px / rule.edge_min_px,
        rule.pixels_max / rule.edge_min_px**2,
        rule.edge_max_px**2 / rule.pixels_min,
    )
    return max(1.0, reach)


def _nearest_edges(pixels: int, aspect: float, rule: SizeRule) -> tuple[int, int]:
    """Return short and long edge of the allowed size nearest to an area, at an aspect."""
    low = max(rule.edge_min_px, math.sqrt(rule.pixels_min / aspect))
    high = min(rule.edge_max_px / aspect, math.sqrt(rule.pixels_max / aspect))
    ideal = max(low, min(math.sqrt(pixels / aspect), high))
    area = ideal * ideal * aspect

    def distance(edges: tuple[int, int]) -> float:
        short, long = edges
        return abs(math.log(long / short / aspect)) + abs(math.log(short * long / area))

    near = range(math.floor(ideal) - 1, math.ceil(ideal) + 2)
    candidates = [found for short in near if (found := _edges(short, aspect, rule))]
    if candidates:
        return min(candidates, key=distance)
    return _farther_edges(round(ideal), aspect, rule)


def _farther_edges(start: int, aspect: float, rule: SizeRule) -> tuple[int, int]:
    """Search outwards: whole pixels may leave very tight rules nothing beside the ideal."""
    last = min(rule.edge_max_px, math.isqrt(rule.pixels_max))
    reach = max(last - start, start - rule.edge_min_px, 0)
    for away in range(reach + 1):
        for short in (start + away, start - away):
            if found := _edges(short, aspect, rule):
                return found
    raise ValueError(f"no size is allowed by {rule}")


def _edges(short: int, aspect: float, rule: SizeRule) -> tuple[int, int] | None:
    """Return a short edge with the long one nearest to the aspect, if the rule has any."""
    if short < rule.edge_min_px:
        return None
    least = max(short, -(-rule.pixels_min // short))
    most = min(rule.edge_max_px, rule.pixels_max // short)
    if short * rule.aspect_max < most:
        most = math.floor(short * rule.aspect_max)
    if least > most:
        return None
    return short, max(least, min(round(short * aspect), most))


def _upright(edges: tuple[int, int], like: Size) -> Size:
    short, long = edges
    return Size(short, long) if like.width_px < like.height_px else Size(long, short)
