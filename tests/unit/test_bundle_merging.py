"""Choices become judgements: each once, in any order, and no clock outdoes what comes later."""

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.ids import SequenceId, SubjectId
from seedream_desktop.domain.judgement import Aspect, Judgement, marks
from seedream_desktop.exporting.bundle_format import Choice, ChoicesFile
from seedream_desktop.exporting.bundle_merging import merge
from seedream_desktop.exporting.bundle_reading import Review, ReviewKind

PACKED_AT, NOW = 1_000.0, 2_000.0
SUBJECTS = frozenset(map(SubjectId, ("v-1", "v-2", "im-1")))
VALUES = {
    "flag": ["", "pick", "reject"],
    "stars": ["", "0", "1", "5"],
    "label": ["", "red", "purple"],
    "note": ["", "warmer", "a\nb"],
}

choice = st.sampled_from(sorted(VALUES)).flatmap(
    lambda aspect: st.builds(
        Choice,
        subject=st.sampled_from(["v-1", "v-2", "im-1", "v-gone"]),
        aspect=st.just(aspect),
        value=st.sampled_from(VALUES[aspect]),
        at=st.integers(0, 4_000_000),
    )
)


def review(who, choices):
    held = ChoicesFile(
        format="seedream-choices", version=1, review="rv-1", sequence="sq-1",
        made_at=int(PACKED_AT), who=who, seal="", choices=tuple(choices),
    )  # fmt: skip
    return Review(
        kind=ReviewKind.CHOICES, path=Path("a.json"), sequence=SequenceId("sq-1"), title="",
        choices=held,
    )  # fmt: skip


def newest(choices):
    """Keep what a viewer writes: the newest word of each aspect."""
    return list({(c.subject, c.aspect): c for c in sorted(choices, key=lambda c: c.at)}.values())


def after(reviews, now=NOW, said=()):
    for each in reviews:
        said = (*said, *merge(each, SUBJECTS, said, now).words)
    return said


@given(st.lists(choice, max_size=12), st.lists(choice, max_size=12), st.randoms())
def test_files_merge_in_any_order_and_any_number_of_times(anna, ben, rng: random.Random):
    files = [review("Anna", newest(anna)), review("Ben", newest(ben))]
    once = after(files)
    again = files * 3
    rng.shuffle(again)
    assert marks(after([*again, *files])) == marks(once)
    assert set(after([*again, *files])) == set(once)


@given(st.lists(choice, max_size=12))
def test_what_one_reviewer_said_last_is_what_holds(said):
    words = newest(said)
    held = marks(after([review("Anna", words)]))
    for word in words:
        if word.subject not in SUBJECTS:
            continue
        mark = held[SubjectId(word.subject)]
        shown = {
            "flag": mark.flag.value,
            "stars": str(mark.stars or ""),
            "label": mark.label.value,
            "note": mark.notes.get("Anna", ""),
        }
        assert shown[word.aspect] == (word.value if word.value != "0" else "")


@given(st.lists(choice, min_size=1, max_size=12), st.floats(1, 1_000))
def test_a_later_merge_of_the_same_file_has_nothing_new_whatever_its_clock_said(said, wait_s):
    each = review("Anna", newest(said))
    once = after([each])
    assert after([each], NOW + wait_s, once) == once
    assert all(PACKED_AT <= word.at <= NOW for word in once)


@given(st.lists(choice, min_size=1, max_size=8))
def test_what_is_said_here_afterwards_holds(said):
    once = after([review("Anna", newest(said))])
    own = Judgement(subject=SubjectId("v-1"), aspect=Aspect.STARS, value="2", at=NOW + 1)
    assert marks((*once, own))[SubjectId("v-1")].stars == 2


@given(st.lists(choice, min_size=1, max_size=12))
def test_the_marks_that_become_others_are_told_with_what_held(said):
    before = Judgement(subject=SubjectId("v-1"), aspect=Aspect.STARS, value="3", at=PACKED_AT - 1)
    found = merge(review("Anna", newest(said)), SUBJECTS, [before], NOW)
    assert found.changed + found.kept == len(found.words)
    for word, was in found.before.items():
        is_rated = (word.subject, word.aspect) == (before.subject, before.aspect)
        assert was == ("3" if is_rated else "")
