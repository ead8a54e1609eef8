"""Where pictures stand on the canvas: nothing jumps, nothing drifts, panes agree."""

import math
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from seedream_desktop.domain.geometry import Size
from seedream_desktop.ui.canvas import mosaic, viewport
from seedream_desktop.ui.canvas.viewport import FITTED, Box, Frame, Nudge, View

sizes = st.builds(Size, st.integers(16, 12_000), st.integers(16, 12_000))
panes = st.builds(
    Box,
    st.integers(0, 2_000),
    st.integers(0, 1_000),
    st.integers(120, 4_000),
    st.integers(120, 3_000),
)
unit = st.floats(0, 1)
scales = st.floats(viewport.SCALE_MIN, viewport.SCALE_MAX)
views = st.one_of(st.just(FITTED), st.builds(View, scales, unit, unit))


def frame(size, pane, reference=None):
    return Frame(size, pane, reference or size)


def near(one, other, within=0.51):
    return abs(one - other) <= within


@given(sizes, panes)
def test_a_fitted_picture_is_wholly_in_its_pane_and_touches_two_of_its_edges(size, pane):
    placed = frame(size, pane).placed(FITTED)
    assert placed.x >= pane.x - 1e-6
    assert placed.y >= pane.y - 1e-6
    assert placed.right <= pane.right + 1e-6
    assert placed.bottom <= pane.bottom + 1e-6
    assert near(placed.width, pane.width, 1e-6) or near(placed.height, pane.height, 1e-6)


@given(sizes, panes, views, unit, unit, st.floats(0.2, 5))
def test_what_is_under_the_pointer_stays_there_unless_an_edge_would_come_in(
    size, pane, view, across, down, factor
):
    one = frame(size, pane)
    x, y = pane.x + across * pane.width, pane.y + down * pane.height
    before = one.fraction_at(view, x, y)
    assume(0 <= before[0] <= 1 and 0 <= before[1] <= 1)
    after = viewport.zoomed(view, one, one.scale(view) * factor, x, y)
    placed = one.placed(after)
    at = one.fraction_at(after, x, y)
    is_held_x = placed.width <= pane.width or is_at_edge(placed.x, placed.right, pane.x, pane.right)
    is_held_y = placed.height <= pane.height or is_at_edge(
        placed.y, placed.bottom, pane.y, pane.bottom
    )
    assert is_held_x or near(at[0] * placed.width, before[0] * placed.width)
    assert is_held_y or near(at[1] * placed.height, before[1] * placed.height)


def is_at_edge(start, end, pane_start, pane_end):
    return near(start, pane_start) or near(end, pane_end)


@given(sizes, panes, views)
def test_no_picture_leaves_a_gap_that_it_could_fill(size, pane, view):
    placed = frame(size, pane).placed(view)
    for start, end, low, high in (
        (placed.x, placed.right, pane.x, pane.right),
        (placed.y, placed.bottom, pane.y, pane.bottom),
    ):
        if end - start >= high - low:
            assert start <= low + 0.01
            assert end >= high - 0.01
        else:
            assert near((start + end) / 2, (low + high) / 2)


@given(sizes, panes, views, st.floats(-900, 900), st.floats(-900, 900))
def test_a_drag_there_and_back_again_ends_where_it_began_or_at_an_edge(size, pane, view, dx, dy):
    one = frame(size, pane)
    begun = viewport.held(view, one)
    there = viewport.panned(begun, one, dx, dy)
    placed, moved = one.placed(begun), one.placed(there)
    if near(moved.x - placed.x, dx, 1e-3) and near(moved.y - placed.y, dy, 1e-3):
        back = one.placed(viewport.panned(there, one, -dx, -dy))
        assert near(back.x, placed.x, 1e-2)
        assert near(back.y, placed.y, 1e-2)


@given(sizes, panes, views, st.floats(0.995, 1.005), st.floats(0.1, 4))
def test_two_pictures_of_one_shape_cover_the_same_pixels_of_a_pane(size, pane, view, skew, factor):
    assume(min(size.width_px, size.height_px) * factor > 400)
    other = Size(round(size.width_px * factor), round(size.height_px * factor * skew))
    assume(viewport.are_alike(other, size))
    assert is_near_box(frame(size, pane).placed(view), frame(other, pane, size).placed(view))


def is_near_box(one, other):
    pairs = zip(vars_of(one), vars_of(other), strict=True)
    return all(math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-3) for a, b in pairs)


def vars_of(box):
    return box.x, box.y, box.width, box.height


@given(sizes, sizes, panes, st.builds(View, scales, unit, unit))
def test_at_100_percent_one_pixel_of_the_reference_is_one_of_the_device(size, other, pane, view):
    placed = frame(size, pane).placed(replace(view, scale=1.0))
    assert near(placed.width, size.width_px, 1e-3)
    assert viewport.snapped(placed).x == round(placed.x)
    # and another picture is drawn as much nearer as it is when both are fitted
    fitted = viewport.fit_scale(other, pane) / viewport.fit_scale(size, pane)
    if not viewport.are_alike(size, other):
        assert math.isclose(frame(other, pane, size).scale(replace(view, scale=1.0)), fitted)


@given(sizes, panes, st.floats(-50, 50), st.floats(-50, 50))
def test_a_pane_moved_alone_keeps_its_offset_when_all_are_dragged(size, pane, dx, dy):
    one = frame(size, pane)
    begun = viewport.held(View(4.0 * one.scale(FITTED), 0.5, 0.5), one)
    alone = replace(one, nudge=viewport.nudged(begun, one, dx, dy))
    gap = alone.placed(begun).x - one.placed(begun).x
    there = viewport.panned(begun, one, 15.0, 9.0)
    moved = [each.placed(there) for each in (one, alone)]
    assume(not any(is_at_edge(box.x, box.right, pane.x, pane.right) for box in moved))
    assert near(alone.placed(there).x - one.placed(there).x, gap, 0.01)


@given(sizes, panes, st.floats(0.3, 3), unit, unit)
def test_a_pane_zoomed_alone_keeps_what_is_under_the_pointer(size, pane, factor, across, down):
    one = frame(size, pane)
    view = viewport.held(View(6.0 * one.scale(FITTED), 0.5, 0.5), one)
    x, y = pane.x + across * pane.width, pane.y + down * pane.height
    before = one.fraction_at(view, x, y)
    alone = replace(one, nudge=viewport.nudged_nearer(view, one, factor, x, y))
    placed, at = alone.placed(view), alone.fraction_at(view, x, y)
    held_x = is_at_edge(placed.x, placed.right, pane.x, pane.right) or placed.width <= pane.width
    assert held_x or near(at[0] * placed.width, before[0] * placed.width)
    assert math.isclose(placed.width, one.placed(view).width * factor, rel_tol=1e-6) or (
        alone.nudge != Nudge()
    )


def test_the_keys_for_zoom_come_by_100_percent_from_both_sides():
    assert viewport.next_stop(0.7, is_nearer=True) == 1.0
    assert viewport.next_stop(1.2, is_nearer=False) == 1.0
    assert viewport.next_stop(1.0, is_nearer=True) == 1.5
    assert viewport.next_stop(99.0, is_nearer=True) == viewport.STOPS[-1]
    assert viewport.next_stop(0.001, is_nearer=False) == viewport.STOPS[0]


@given(panes, st.integers(1, mosaic.SURVEY_MAX), st.floats(0.3, 3))
def test_the_panes_of_a_survey_are_of_one_size_and_none_lies_over_another(room, count, aspect):
    found = mosaic.grid(room, count, aspect, 2)
    assert len(found) == count
    assert len({(pane.width, pane.height) for pane in found}) == 1
    for number, pane in enumerate(found):
        assert room.x <= pane.x
        assert pane.right <= room.right
        assert room.y <= pane.y
        assert pane.bottom <= room.bottom
        for other in found[:number]:
            assert (
                other.right <= pane.x
                or pane.right <= other.x
                or other.bottom <= pane.y
                or pane.bottom <= other.y
            )


@given(panes, st.integers(2, mosaic.SURVEY_MAX), st.floats(0.3, 3))
def test_taking_one_away_from_a_survey_never_makes_the_others_smaller(room, count, aspect):
    def shown(panes):
        return min(panes[0].width, panes[0].height * aspect)

    fewer = mosaic.grid(room, count - 1, aspect, 2)
    assert shown(fewer) >= shown(mosaic.grid(room, count, aspect, 2)) - aspect - 1


@given(panes)
def test_two_panes_side_by_side_are_of_one_width(room):
    left, right = mosaic.beside(room, 2)
    assert left.width == right.width
    assert right.x - left.right in {2, 3}
