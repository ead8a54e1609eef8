"""Targets are cut into as few balanced chunks as a model's counts allow."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.geometry import Size
from seedream_desktop.engine.chunks import Limits, balanced, by_shape, cut, evenly, split
from tests.fixtures.sequences import SIZES, model

LIMITS = st.builds(
    Limits,
    references_max=st.integers(0, 14),
    outputs_max=st.integers(1, 15),
    total_max=st.integers(1, 29),
)
STRICT = Limits(references_max=10, outputs_max=15, total_max=15)


def fits(size: int, anchors: int, limits: Limits) -> bool:
    references = anchors + size
    return (
        references <= limits.references_max
        and size <= limits.outputs_max
        and references + size <= limits.total_max
    )


@pytest.mark.parametrize(("anchors", "requests"), [(0, 29), (1, 29), (2, 34), (3, 34)])
def test_two_hundred_pictures_take_the_known_number_of_requests(
    anchors: int, requests: int
) -> None:
    sizes = split(200, anchors=anchors, leading=0, limits=STRICT)
    assert sizes is not None
    assert (len(sizes), sum(sizes)) == (requests, 200)


def test_a_first_chunk_that_edits_its_own_anchor_has_room_for_one_more() -> None:
    wide = Limits(references_max=10, outputs_max=15, total_max=30)
    assert split(10, anchors=1, leading=1, limits=wide) == (10,)
    assert split(10, anchors=1, leading=0, limits=wide) == (5, 5)


@given(st.integers(0, 300), st.integers(0, 6), st.integers(0, 6), LIMITS)
def test_chunks_hold_everything_within_the_limits_in_as_few_as_possible(
    count: int, fixed: int, leading: int, limits: Limits
) -> None:
    leading = min(leading, count)
    anchors = fixed + leading
    sizes = split(count, anchors=anchors, leading=leading, limits=limits)
    room = limits.targets(anchors)
    if sizes is None:
        assert not room
        assert not fits(1, anchors - 1 if leading == count else anchors, limits)
        return
    assert sum(sizes) == count
    assert not sizes or max(sizes) - min(sizes) <= 1
    start = 0
    for size in sizes:
        edited_here = max(0, min(start + size, leading) - start)
        assert fits(size, anchors - edited_here, limits)
        start += size
    if room:
        assert len(sizes) <= math.ceil(count / room)
    if leading == 0 and count:
        assert len(sizes) == math.ceil(count / room)


@given(st.integers(0, 20), LIMITS)
def test_no_more_outputs_are_asked_than_fit_beside_the_references(
    references: int, limits: Limits
) -> None:
    outputs = limits.outputs(references)
    assert 0 <= outputs <= limits.outputs_max
    if outputs:
        assert references <= limits.references_max
        assert references + outputs <= limits.total_max


@given(st.integers(1, 500), st.integers(1, 40))
def test_even_parts_are_few_and_differ_by_one_at_most(count: int, most: int) -> None:
    parts = evenly(count, most)
    assert sum(parts) == count
    assert len(parts) == math.ceil(count / most)
    assert max(parts) <= most
    assert max(parts) - min(parts) <= 1


def test_nothing_is_cut_into_nothing() -> None:
    assert evenly(0, 5) == ()
    assert split(0, anchors=3, leading=0, limits=STRICT) == ()


def test_larger_parts_come_first() -> None:
    assert balanced(11, 4) == (3, 3, 3, 2)


@given(st.lists(SIZES, max_size=30))
def test_groups_of_one_shape_keep_order_and_lose_nothing(sizes: list[Size]) -> None:
    rows = list(enumerate(sizes))
    groups = by_shape(rows, lambda row: row[1])
    assert sorted(row for group in groups for row in group) == rows
    for group in groups:
        assert list(group) == sorted(group)
        first = group[0][1].aspect
        assert all(abs(math.log(size.aspect / first)) < 0.02 for _, size in group)
    assert [group[0][0] for group in groups] == sorted(group[0][0] for group in groups)


def test_shapes_within_two_per_cent_share_a_group_and_others_do_not() -> None:
    rows = [Size(1500, 1000), Size(1000, 1500), Size(1510, 1000), Size(1550, 1000)]
    assert by_shape(rows, lambda size: size) == (
        (Size(1500, 1000), Size(1510, 1000)),
        (Size(1000, 1500),),
        (Size(1550, 1000),),
    )


def test_a_model_of_one_picture_gives_one_whatever_its_card_says() -> None:
    assert Limits.of(model(ModelKind.EDIT)).outputs_max == 1
    assert Limits.of(model(ModelKind.EDIT_SEQUENTIAL)).outputs_max == 15


def test_rows_are_cut_in_order() -> None:
    assert cut((1, 2, 3, 4, 5), (2, 2, 1)) == ((1, 2), (3, 4), (5,))
