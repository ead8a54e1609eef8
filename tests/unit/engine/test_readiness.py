"""Readiness: a request goes when every frame it builds on has its word."""

from dataclasses import replace

from seedream_desktop.domain.ids import ImageId, RequestId, RunId
from seedream_desktop.domain.request import InputRef, InputRole, Target
from seedream_desktop.engine.readiness import Readiness
from tests.fixtures.requests import a_request


def step(number, request_id, *images, after=None, run="run-1"):
    inputs = tuple(
        InputRef(role=InputRole.TARGET, image=ImageId(image), after_step=after) for image in images
    )
    return replace(
        a_request(),
        id=RequestId(request_id),
        run=RunId(run),
        step_index=number,
        targets=tuple(Target(ImageId(image)) for image in images),
        inputs=inputs,
    )


def test_requests_of_the_first_step_are_ready_at_once():
    readiness = Readiness()
    assert readiness.add([step(0, "a", "x"), step(0, "b", "y")]) == ("a", "b")


def test_a_later_step_waits_for_its_own_images_only():
    readiness = Readiness()
    first, second, later = step(0, "a", "x"), step(0, "b", "y"), step(1, "c", "x", after=0)
    assert readiness.add([first, second, later]) == ("a", "b")
    assert readiness.end(second) == ()
    assert readiness.end(first) == ("c",)


def test_a_request_over_two_images_waits_for_both_makers():
    readiness = Readiness()
    makers = [step(0, "a", "x"), step(0, "b", "y")]
    readiness.add([*makers, step(1, "c", "x", "y", after=0)])
    assert readiness.end(makers[0]) == ()
    assert not readiness.is_ready(RequestId("c"))
    assert readiness.end(makers[1]) == ("c",)


def test_a_frame_with_two_makers_is_open_until_both_ended():
    readiness = Readiness()
    makers = [step(0, "a", "x"), step(0, "b", "x")]
    readiness.add([*makers, step(1, "c", "x", after=0)])
    assert readiness.end(makers[0]) == ()
    assert readiness.end(makers[1]) == ("c",)


def test_what_nobody_makes_any_more_is_not_waited_for():
    readiness = Readiness()
    assert readiness.add([step(1, "c", "x", after=0)]) == ("c",)


def test_a_chain_within_one_step_goes_link_by_link():
    readiness = Readiness()
    carried = InputRef(role=InputRole.CARRIED, image=ImageId("x"), after_step=0)
    first = step(0, "a", "x")
    second = step(0, "b", "y")
    second = replace(second, inputs=(carried, *second.inputs))
    assert readiness.add([first, second]) == ("a",)
    assert readiness.end(first) == ("b",)


def test_runs_do_not_wait_for_each_other():
    readiness = Readiness()
    readiness.add([step(0, "a", "x", run="run-1")])
    assert readiness.add([step(1, "b", "x", after=0, run="run-2")]) == ("b",)
