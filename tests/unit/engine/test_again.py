"""What is to be repeated of a run: failed frames, and those of later steps that lacked them."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ids import ImageId, RequestId, StepId
from seedream_desktop.domain.request import (
    ALLOWED,
    InputRef,
    InputRole,
    RequestState,
    Target,
    Trouble,
)
from seedream_desktop.engine.again import again, repeats
from tests.fixtures.requests import a_request
from tests.unit.storage.samples import version

S = RequestState
LACKING = Trouble(code="inputs_failed", billed=Billed.NO)
TAKEN = Trouble(code="cancelled_by_user", billed=Billed.NO)


def work(name, step, *images, state=S.DONE, **more):
    inputs = tuple(
        InputRef(role=InputRole.TARGET, image=ImageId(image), after_step=step - 1 if step else None)
        for image in images
    )
    return replace(
        a_request(),
        id=RequestId(name),
        step=StepId(f"st-{step}"),
        step_index=step,
        targets=tuple(Target(ImageId(image)) for image in images),
        inputs=inputs,
        state=state,
        **more,
    )


def result(request, image):
    return version(f"{request.id} {image}", request.id, image=ImageId(image), step=request.step)


def chosen(requests, versions=(), asked=None):
    found = repeats(requests, versions, asked)
    return {one.request.id: "".join(target.image for target in one.targets) for one in found}


def test_a_failed_request_is_repeated_for_what_it_has_not_made():
    failed = work("a", 0, "x", "y", state=S.FAILED)
    assert chosen([failed], [result(failed, "x")]) == {"a": "y"}
    assert chosen([failed], [result(failed, "x"), result(failed, "y")]) == {}


def test_steps_that_were_left_out_for_want_of_it_go_along_and_only_for_its_frames():
    first = work("a", 0, "x", state=S.FAILED)
    left_out = work("b", 1, "x", state=S.CANCELLED, trouble=LACKING)
    short = work("c", 2, "x", "y")
    assert chosen([first, left_out, short], [result(short, "y")]) == {"a": "x", "b": "x", "c": "x"}
    assert chosen([left_out, short], [result(short, "y")]) == {}


def test_what_was_taken_back_is_repeated_by_name_alone():
    taken = work("a", 0, "x", state=S.CANCELLED, trouble=TAKEN)
    later = work("b", 1, "x", state=S.CANCELLED, trouble=LACKING)
    assert chosen([taken, later]) == {}
    assert chosen([taken, later], asked=RequestId("a")) == {"a": "x", "b": "x"}


def test_a_frame_that_a_later_request_may_still_make_or_took_over_is_left_alone():
    failed = work("a", 0, "x", state=S.FAILED)
    for state in S:
        newer = replace(again(failed), state=state)
        found = chosen([failed, newer])
        assert found == ({newer.id: "x"} if state is S.FAILED else {})


@given(
    states=st.lists(st.sampled_from(list(S)), min_size=1, max_size=6),
    made=st.sets(st.integers(0, 5)),
    asked=st.none() | st.integers(0, 5),
)
def test_nothing_open_or_in_doubt_and_nothing_that_has_a_result_is_ever_repeated(
    states, made, asked
):
    requests = [work(f"r{n}", n, "x", state=state) for n, state in enumerate(states)]
    versions = [result(request, "x") for n, request in enumerate(requests) if n in made]
    named = RequestId(f"r{asked}") if asked is not None else None
    for one in repeats(requests, versions, named):
        assert not ALLOWED[one.request.state]
        assert int(one.request.id[1:]) not in made
        fresh = again(one.request)
        assert (fresh.state, fresh.version, fresh.resend_of) == (S.QUEUED, 0, one.request.id)
