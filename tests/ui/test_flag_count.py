"""Chips count what is picked, one picture at a time, and never otherwise than all anew."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.judgement import Flag, Mark
from seedream_desktop.ui.views.timeline.flag_count import FlagCount
from tests.fixtures import timelines

DEEDS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([*Flag, "choose", "gone"])), max_size=12
)


@given(deeds=DEEDS)
def test_what_is_followed_is_what_is_counted_anew(deeds):
    two = timelines.Made(takes=(1, 1))
    table, marks = timelines.table(3, 1, dict.fromkeys(((n, 0) for n in range(3)), two)), {}
    count, afresh = FlagCount(), FlagCount()
    count.begin(table, marks)
    for number, deed in deeds:
        frame = table.frame(table.images[number % 3], table.steps[0])
        subjects = [SubjectId(frame.image), *(SubjectId(one.id) for one in frame.versions)]
        subject = subjects[number % len(subjects)]
        if deed == "choose":
            chosen = [
                replace(one, is_chosen=n == number % 2) for n, one in enumerate(frame.versions)
            ]
            table.put_versions([(frame.image, frame.step)], chosen)
            count.follow(table, marks, subjects)
            continue
        if deed == "gone":
            marks.pop(subject, None)
        else:
            marks[subject] = Mark(flag=deed)
        count.follow(table, marks, [subject])
    afresh.begin(table, marks)
    assert [count[flag] for flag in Flag] == [afresh[flag] for flag in Flag]
    assert count[Flag.NONE] == 0
