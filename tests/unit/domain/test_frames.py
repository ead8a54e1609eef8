"""Frames: each says how it stands, and a change costs no more than what it reaches."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.frame_record import FrameRecord
from seedream_desktop.domain.frames import FrameState, Table
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import (
    FrameKey,
    ModelId,
    RequestId,
    RunId,
    SequenceId,
    StepId,
    VersionId,
)
from seedream_desktop.domain.keys import keys_of
from seedream_desktop.domain.making import Making, Source, Terms
from seedream_desktop.domain.request import RequestState, Target, Trouble, Version
from seedream_desktop.domain.step import StepMode
from tests.fixtures.sequences import digest, image, images, panels, sequence, step

S, F = RequestState, FrameState
ONE = images(1)
HERE = ONE[0].id
STEP = StepId("st-a")
ASKED = (Target(HERE),)
TERMS = Terms.of(ModelId("m"), {"output_format": "png"})
BAD = Trouble(code="moderated", billed=Billed.NO)


def version(name="v", place=(HERE, STEP), request="rq", **fields):
    given = {
        "id": VersionId(name),
        "sequence": SequenceId("sq-1"),
        "image": place[0],
        "step": place[1],
        "take": 0,
        "key": FrameKey(name),
        "digest": digest(name),
        "size": Size(8, 8),
        "request": RequestId(request),
        "output_index": 0,
    }
    return Version(**(given | fields))


def making(name="rq", state=S.DONE, targets=ASKED, at=STEP, **fields):
    given = {
        "request": RequestId(name),
        "run": RunId("run"),
        "sequence": SequenceId("sq-1"),
        "step": at,
        "provider": step().provider,
        "state": state,
        "targets": targets,
        "terms": TERMS,
    }
    return Making(**(given | fields))


def table(versions=(), makings=(), work=None, **further):
    record = FrameRecord(versions, makings)
    return Table(work or sequence(ONE, step("a"), step("b")), record, **further)


def state(*makings, versions=(), **further):
    return table(versions, makings, **further).frame(HERE, STEP).state


@pytest.mark.parametrize(
    ("moved", "word"),
    [
        (S.QUEUED, F.WAITING),
        (S.PREPARING, F.RUNNING),
        (S.SENDING, F.RUNNING),
        (S.ACCEPTED, F.RUNNING),
        (S.COLLECTING, F.RUNNING),
        (S.IN_DOUBT, F.IN_DOUBT),
        (S.FAILED, F.FAILED),
        (S.CANCELLED, F.PLANNED),
        (S.DONE, F.PLANNED),
    ],
)
def test_a_frame_without_a_result_stands_as_its_request_does(moved, word):
    assert state(making(state=moved)) is word


def test_a_frame_of_which_a_request_brought_too_few_has_failed():
    assert state(making(state=S.DONE, trouble=BAD)) is F.FAILED


def test_a_queued_request_that_the_user_holds_is_held():
    assert state(making(state=S.QUEUED), is_held=lambda _making: True) is F.HELD


def test_a_frame_with_a_result_is_done_or_unsure():
    assert state(versions=[version()]) is F.DONE
    assert state(versions=[version(is_paired=False)]) is F.UNSURE


def test_a_result_stays_on_show_while_it_is_made_again_and_when_that_fails():
    made = version()
    running = table([made], [making(), making("rq-2", S.ACCEPTED)]).frame(HERE, STEP)
    assert (running.state, running.chosen, running.request) == (F.RUNNING, made, "rq-2")
    failed = making("rq-2", S.FAILED, trouble=BAD, ended_at=9.0)
    frame = table([made], [making(ended_at=1.0), failed]).frame(HERE, STEP)
    assert (frame.state, frame.trouble) == (F.DONE, BAD)


def test_what_arrived_of_a_request_in_doubt_is_done_and_the_rest_in_doubt():
    both = images(2)
    doubt = making(state=S.IN_DOUBT, targets=tuple(Target(each.id) for each in both), trouble=BAD)
    found = table([version()], [doubt], sequence(both, step("a")))
    assert [frame.state for frame in found.column(STEP)] == [F.DONE, F.IN_DOUBT]
    assert found.frame(HERE, STEP).trouble is None


def test_of_several_variants_the_frame_runs_until_all_are_here():
    takes = making(state=S.ACCEPTED, targets=(Target(HERE), Target(HERE, 1)))
    one = version(is_chosen=True)
    two = version("w", take=1, is_chosen=False)
    assert state(takes, versions=[one]) is F.RUNNING
    assert state(replace(takes, state=S.DONE), versions=[one, two]) is F.DONE


def test_a_step_that_is_off_makes_nothing_and_its_results_are_not_outdated():
    work = sequence(ONE, step("a", is_on=False), step("b"))
    found = table([version()], work=work)
    assert found.frame(HERE, STEP).state is F.DONE
    assert not found.frame(HERE, STEP).is_outdated
    assert table(work=work).frame(HERE, STEP).state is F.NONE


def test_a_panel_is_planned_by_its_story_and_what_follows_and_by_nothing_else():
    story = sequence(panels(2), step("a", mode=StepMode.STORY, count=2), step("b"))
    assert {frame.state for frame in table(work=story).frames()} == {F.PLANNED}
    without = sequence(panels(1), step("a"))
    assert [frame.state for frame in table(work=without).frames()] == [F.NONE]


def test_what_is_not_in_the_sequence_is_no_frame():
    with pytest.raises(KeyError):
        table().frame(image("gone").id, STEP)


def test_a_result_that_was_taken_over_goes_by_who_bought_it():
    work = sequence(ONE, step("a"), step("b"))
    original = ONE[0].picture.digest
    key = keys_of(work.steps[0], TERMS.model, dict(TERMS.options), anchors=(), own=original).key(
        None, original, 0
    )
    copy = version("copy", request="", key=key, bought_as=VersionId("else"))
    maker = making("rq-else", sources=(Source(key=key, image=image("x").id, digest=original),))
    record = FrameRecord([copy], (), {copy.id: maker})
    assert not Table(work, record).is_outdated(copy)
    other = replace(work, steps=(step("a", prompt="else"), step("b")))
    assert Table(other, record).is_outdated(copy)


def test_the_parent_is_found_by_content_after_it_moved_to_another_image():
    both = images(2)
    above = version("above", (both[1].id, STEP))
    key = FrameKey("below")
    below = version("below", (HERE, StepId("st-b")), "rq-b", key=key)
    source = Source(key=key, image=HERE, digest=above.digest)
    made = making("rq-b", at=StepId("st-b"), sources=(source,))
    work = sequence(both, step("a"), step("b"))
    assert table([above, below], [made], work).parent(below.id) == above.id


# -- changes

WORK_MODES = st.sampled_from([StepMode.EACH, StepMode.CARRY])
PLACES = st.tuples(st.integers(0, 3), st.integers(0, 2))
MOVES = st.tuples(PLACES, st.sampled_from(["new", "stale", "choose", "unpair", "ask", "fail"]))


def fresh(found):
    return Table(found.sequence, found.record, is_held=None)


def key_now(found, place):
    """Return the key that a run would look for, by trying what makes one."""
    number, index = found.images.index(place[0]), found.steps.index(place[1])
    steps, record = found.sequence.steps, found.record

    def left(image_number, before):
        if before < 0:
            return found.sequence.images[image_number].picture.digest
        chosen = record.chosen((found.images[image_number], found.steps[before]))
        return chosen.digest if chosen is not None else None

    own = left(number, index - 1)
    is_carried = steps[index].mode is StepMode.CARRY and number > 0
    carried = left(number - 1, index) if is_carried else None
    leading = [left(n, index - 1) for n in range(steps[index].leading_anchors)]
    anchors = tuple(dict.fromkeys(one for one in leading if one is not None))
    keys = keys_of(steps[index], TERMS.model, dict(TERMS.options), anchors=anchors, own=own)
    return keys.key(carried, own, 0)


def carry_out(found, number, place, word):
    """Change one frame as the library would; return the places that are said to be others."""
    held = list(found.record.versions(place))
    name = f"v-{number}"
    if word in {"new", "stale"}:
        key = key_now(found, place) if word == "new" else FrameKey(name)
        older = [replace(each, is_chosen=False) for each in held]
        made = making(f"rq-{number}", targets=(Target(place[0]),), at=place[1])
        told = found.put_making(made)
        fresh_one = version(name, place, made.request, key=key)
        return (*told, *found.put_versions([place], [*older, fresh_one]))
    if word == "choose" and held:
        chosen = [replace(each, is_chosen=n == 0) for n, each in enumerate(held)]
        return found.put_versions([place], chosen)
    if word == "unpair":
        return found.put_versions([place], [replace(each, is_paired=False) for each in held])
    state_now = S.QUEUED if word == "ask" else S.FAILED
    asked = making(f"rq-{number}", state_now, (Target(place[0]),), place[1], ended_at=number)
    return found.put_making(asked)


def test_a_version_that_went_through_several_frames_is_left_in_the_one_that_it_came_to():
    names = [image.id for image in images(3)]
    places = [(name, STEP) for name in names]
    record = FrameRecord([version("v", places[0])])
    record.put_versions(places[1], [version("v", places[1])])  # read before its old frame was
    record.put_versions(places[1], [])
    record.put_versions(places[0], [])
    record.put_versions(places[2], [version("v", places[2])])
    assert [len(record.versions(place)) for place in places] == [0, 0, 1]
    assert record.version(VersionId("v")).image == names[2]


@given(
    modes=st.lists(WORK_MODES, min_size=3, max_size=3),
    leading=st.lists(st.integers(0, 2), min_size=3, max_size=3),
    moves=st.lists(MOVES, max_size=25),
)
def test_a_table_that_was_told_of_changes_is_as_one_made_anew_and_names_all_that_differs(
    modes, leading, moves
):
    rows = images(4)
    steps = [
        step(name, mode=mode, leading_anchors=count)
        for name, mode, count in zip("abc", modes, leading, strict=True)
    ]
    found = table(work=sequence(rows, *steps))
    for number, ((row, column), word) in enumerate(moves):
        before = {(frame.image, frame.step): frame for frame in found.frames()}
        told = carry_out(found, number, (rows[row].id, found.steps[column]), word)
        after = {(frame.image, frame.step): frame for frame in found.frames()}
        assert list(after.values()) == list(fresh(found).frames())
        assert {place for place in after if after[place] != before[place]} <= set(told)


def test_only_what_waits_is_worked_out_anew_when_something_is_held():
    holds = set()
    both = images(2)
    asked = [making(f"rq-{n}", S.QUEUED, (Target(each.id),)) for n, each in enumerate(both)]
    found = table((), asked, sequence(both, step("a")), is_held=lambda one: one.request in holds)
    assert {frame.state for frame in found.frames()} == {F.WAITING}
    holds.add("rq-1")
    assert set(found.forget_holds()) == {(each.id, STEP) for each in both}
    assert [frame.state for frame in found.frames()] == [F.WAITING, F.HELD]
