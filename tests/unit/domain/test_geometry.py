"""Sizes and the rules that services have for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.geometry import Size, SizeRule

SIZES = st.builds(Size, st.integers(1, 65_535), st.integers(1, 65_535))


@pytest.mark.parametrize("text", ["2048x1536", "2048*1536", " 2048 × 1536 ", "2048X1536"])
def test_a_size_is_read_in_every_way_it_is_written(text: str) -> None:
    assert Size.parse(text) == Size(2048, 1536)


@given(SIZES)
def test_a_size_comes_back_from_its_text(size: Size) -> None:
    assert Size.parse(str(size)) == size


@pytest.mark.parametrize("text", ["", "2048", "2048x", "x1536", "0x5", "-1x5", "1.5x2", "123456x1"])
def test_anything_else_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a size|no pixels"):
        Size.parse(text)


@given(SIZES, st.floats(1e-6, 3))
def test_a_scaled_size_never_vanishes(size: Size, factor: float) -> None:
    scaled = size.scaled(factor)
    assert min(scaled.width_px, scaled.height_px) >= 1
    assert abs(scaled.width_px - size.width_px * factor) <= 1


RULE = SizeRule(
    edge_min_px=100, edge_max_px=400, pixels_min=20_000, pixels_max=90_000, aspect_max=3.0
)


@pytest.mark.parametrize(
    ("size", "is_allowed"),
    [
        (Size(100, 200), True),
        (Size(99, 250), False),
        (Size(225, 400), True),
        (Size(220, 401), False),
        (Size(100, 199), False),
        (Size(300, 300), True),
        (Size(301, 300), False),
        (Size(100, 300), True),
        (Size(301, 100), False),
    ],
)
def test_bounds_are_inclusive_and_hold_either_way_up(size: Size, is_allowed: bool) -> None:
    assert RULE.allows(size) is is_allowed
    assert RULE.allows(Size(size.height_px, size.width_px)) is is_allowed


def test_with_presets_nothing_else_is_allowed() -> None:
    rule = SizeRule(edge_min_px=1000, presets=(Size(5, 5),))
    assert rule.allows(Size(5, 5))
    assert not rule.allows(Size(2000, 2000))
