"""Identifiers that people read and type."""

import re

from seedream_desktop.domain.ids import fresh_id, fresh_ids

SHAPE = re.compile(r"im-[0-9abcdefghjkmnpqrstvwxyz]{10}")


def test_thousands_made_at_once_are_all_different_and_have_no_look_alikes():
    made = fresh_ids("im", 5_000)
    assert len(set(made)) == 5_000
    assert all(SHAPE.fullmatch(name) for name in made)
    assert len({letter for name in made for letter in name[3:]}) == 32


def test_one_alone_looks_the_same_and_none_at_all_is_possible():
    assert SHAPE.fullmatch(fresh_id("im"))
    assert fresh_ids("im", 0) == []
