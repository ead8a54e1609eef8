"""Judgements: the newest word holds, whatever the order in which words come together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.judgement import (
    NOTE_CHARS_MAX,
    Aspect,
    Flag,
    Judgement,
    Label,
    Mark,
    checked,
    marks,
)

ONE = SubjectId("v_1")


def said(aspect, value, *, who="", at=1.0, subject=ONE):
    return Judgement(subject=subject, aspect=aspect, value=value, who=who, at=at)


def test_the_newest_word_on_each_aspect_holds():
    held = marks(
        [
            said(Aspect.STARS, "4", at=2.0),
            said(Aspect.STARS, "2", at=1.0, who="Mei"),
            said(Aspect.FLAG, "pick"),
            said(Aspect.LABEL, "red"),
        ]
    )
    assert held == {ONE: Mark(flag=Flag.PICK, stars=4, label=Label.RED)}


def test_an_empty_word_takes_back_what_was_said():
    assert marks([said(Aspect.STARS, "4"), said(Aspect.STARS, "", at=2.0)])[ONE].stars == 0


def test_everybodys_note_is_kept_and_the_newest_of_each_holds():
    held = marks(
        [
            said(Aspect.NOTE, "keep the stitching"),
            said(Aspect.NOTE, "太暗", who="Mei"),
            said(Aspect.NOTE, "brighter", who="Mei", at=2.0),
        ]
    )
    assert held[ONE].notes == {"": "keep the stitching", "Mei": "brighter"}


def test_a_note_that_was_emptied_is_gone():
    assert marks([said(Aspect.NOTE, "a"), said(Aspect.NOTE, "", at=2.0)])[ONE].notes == {}


@pytest.mark.parametrize(
    ("aspect", "value"),
    [
        (Aspect.STARS, "6"),
        (Aspect.STARS, "-1"),
        (Aspect.STARS, "many"),
        (Aspect.FLAG, "maybe"),
        (Aspect.LABEL, "pink"),
        (Aspect.NOTE, "x" * (NOTE_CHARS_MAX + 1)),
    ],
)
def test_a_word_that_an_aspect_cannot_hold_is_refused(aspect, value):
    with pytest.raises(ValueError, match=r"\w"):
        checked(said(aspect, value))


_WORDS = st.one_of(
    st.tuples(st.just(Aspect.STARS), st.sampled_from(["", *"012345"])),
    st.tuples(st.just(Aspect.FLAG), st.sampled_from([flag.value for flag in Flag])),
    st.tuples(st.just(Aspect.NOTE), st.sampled_from(["", "a", "b"])),
)
_JUDGEMENTS = st.lists(
    st.builds(
        lambda word, who, at, subject: said(*word, who=who, at=at, subject=SubjectId(subject)),
        _WORDS,
        st.sampled_from(["", "Mei"]),
        st.sampled_from([1.0, 2.0, 3.0]),
        st.sampled_from(["v_1", "v_2"]),
    )
)


@given(_JUDGEMENTS, st.randoms())
def test_words_merge_to_the_same_in_any_order_and_any_number_of_times(judgements, chance):
    again = [*judgements, *judgements]
    chance.shuffle(again)
    assert marks(again) == marks(judgements)
