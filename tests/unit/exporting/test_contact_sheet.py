"""The layout of contact sheets: pure figures."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.geometry import Size
from seedream_desktop.exporting.contact_sheet import (
    COLUMNS_MAX,
    Box,
    ContactSheet,
    Entry,
    Paper,
    SheetPicture,
    SheetWish,
)


def entry(width: int = 1200, height: int = 800, *, pictures: int = 1, name: str = "a") -> Entry:
    shown = SheetPicture(path=Path("a.png"), size=Size(width, height))
    return Entry(pictures=(shown,) * pictures, name=name)


wishes = st.builds(
    SheetWish,
    paper=st.sampled_from(Paper),
    is_landscape=st.booleans(),
    columns=st.integers(1, COLUMNS_MAX),
    title=st.sampled_from(["", "Spring 春"]),
    client=st.sampled_from(["", "Acme"]),
    has_names=st.booleans(),
    has_facts=st.booleans(),
    has_prompts=st.booleans(),
)
entries = st.lists(
    st.builds(
        entry,
        st.integers(1, 9000),
        st.integers(1, 9000),
        pictures=st.integers(1, 2),
    ),
    max_size=60,
)


def inside(inner: Box, outer: Box) -> bool:
    slack = 1e-6
    return (
        inner.x_mm >= outer.x_mm - slack
        and inner.y_mm >= outer.y_mm - slack
        and inner.x_mm + inner.width_mm <= outer.x_mm + outer.width_mm + slack
        and inner.y_mm + inner.height_mm <= outer.y_mm + outer.height_mm + slack
    )


@given(wishes, entries)
def test_every_entry_is_placed_once_in_order_inside_of_its_page_and_over_no_other(wish, given_in):
    sheet = ContactSheet(wish, given_in)
    pages = list(sheet.pages())
    assert [cell.entry for page in pages for cell in page.cells] == given_in
    assert [(page.number, page.count) for page in pages] == [
        (number, sheet.page_count) for number in range(1, sheet.page_count + 1)
    ]
    whole = Box(0, 0, *wish.page_mm)
    for page in pages:
        boxes = [placed.box for cell in page.cells for placed in cell.pictures]
        lines = [
            box for cell in page.cells for box in (cell.name, cell.facts, cell.prompt) if box
        ] + [box for box in (page.title, page.client, page.foot) if box]
        assert all(inside(box, whole) for box in [*boxes, *lines])
        everything = boxes + lines
        for number, one in enumerate(everything):
            assert not any(overlap(one, other) for other in everything[number + 1 :])


def overlap(one: Box, other: Box) -> bool:
    slack = 1e-6
    return (
        one.x_mm + one.width_mm > other.x_mm + slack
        and other.x_mm + other.width_mm > one.x_mm + slack
        and one.y_mm + one.height_mm > other.y_mm + slack
        and other.y_mm + other.height_mm > one.y_mm + slack
    )


def test_a_picture_keeps_its_shape_and_has_300_pixels_to_an_inch_of_its_place():
    (page,) = ContactSheet(SheetWish(columns=2), [entry(1000, 2000)]).pages()
    box = page.cells[0].pictures[0].box
    assert box.height_mm == pytest.approx(2 * box.width_mm)
    assert box.pixels() == Size(round(box.width_mm / 25.4 * 300), round(box.height_mm / 25.4 * 300))


def test_before_and_after_stand_side_by_side_in_one_place():
    (page,) = ContactSheet(SheetWish(columns=2), [entry(pictures=2)] * 2).pages()
    (before, after), (other, _) = (cell.pictures for cell in page.cells)
    assert before.box.y_mm == after.box.y_mm
    assert before.box.x_mm < after.box.x_mm < other.box.x_mm


def test_more_columns_make_fewer_pages():
    counts = [
        ContactSheet(SheetWish(columns=columns), [entry()] * 96).page_count
        for columns in range(1, COLUMNS_MAX + 1)
    ]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_a_sheet_of_nothing_is_one_page_with_its_title():
    (page,) = ContactSheet(SheetWish(title="Spring"), []).pages()
    assert (page.title is not None, page.cells) == (True, ())


@pytest.mark.parametrize("columns", [0, COLUMNS_MAX + 1])
def test_no_columns_and_too_many_are_refused(columns):
    with pytest.raises(ValueError, match="columns"):
        ContactSheet(SheetWish(columns=columns), [])
