"""How large an exported picture becomes."""

from seedream_desktop.domain.export_wish import Fit, OutputSize
from seedream_desktop.domain.geometry import MM_PER_INCH, Size

_SAME_SHAPE = 0.015
"""Shapes whose aspects differ by less are one: services round sizes to multiples of 8 or 16."""


def output_size(wish: OutputSize, own: Size, original: Size | None = None) -> Size:
    """Return the size in pixels that a picture of size `own` gets; all upright.

    Where the original is unknown its size is not followed.
    """
    match wish.fit:
        case Fit.ORIGINAL if original is not None:
            return _like(own, original)
        case Fit.LONG_EDGE:
            factor = wish.edge_px / max(own.width_px, own.height_px)
            return own.scaled(factor if wish.may_enlarge else min(1.0, factor))
        case Fit.PRINT:
            return _within(own, _sheet(wish, own))
        case _:
            return own


def has_shape(own: Size, other: Size) -> bool:
    """Say whether two pictures differ in shape by no more than a service rounds sizes."""
    return abs(own.aspect / other.aspect - 1) <= _SAME_SHAPE


def _like(own: Size, original: Size) -> Size:
    return original if has_shape(own, original) else _within(own, original)


def _sheet(wish: OutputSize, own: Size) -> Size:
    edges = sorted(
        max(1, round(mm / MM_PER_INCH * wish.dpi)) for mm in (wish.width_mm, wish.height_mm)
    )
    return Size(edges[1], edges[0]) if own.width_px >= own.height_px else Size(edges[0], edges[1])


def _within(own: Size, box: Size) -> Size:
    fitted = own.scaled(min(box.width_px / own.width_px, box.height_px / own.height_px))
    return Size(min(fitted.width_px, box.width_px), min(fitted.height_px, box.height_px))
