"""Whose turn it is: the user's order of runs, steps within a run, and what is held."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.ids import ProviderId, RequestId, RunId, SequenceId
from seedream_desktop.engine.turns import Turns
from seedream_desktop.ports.library import Run
from tests.fixtures.requests import a_request

ONE, OTHER = ProviderId("one"), ProviderId("other")


def a_run(name, place=0, started_at=1.0):
    return Run(
        id=RunId(name),
        sequence=SequenceId("sq-1"),
        started_at=started_at,
        plan_token="t",
        cost_micros=0,
        place=place,
    )


def ready(name, run="a", step=0, position=0, provider=ONE):
    return replace(
        a_request(),
        id=RequestId(name),
        run=RunId(run),
        step_index=step,
        position=position,
        provider=provider,
    )


def drained(turns, provider=ONE):
    return list(iter(lambda: turns.pop(provider), None))


def test_runs_go_by_place_then_by_age_then_as_they_came():
    turns = Turns(lambda _: True)
    for run in (a_run("late", 0, 9.0), a_run("b"), a_run("a"), a_run("first", -1, 20.0)):
        turns.know(run)
        turns.push(ready(f"of {run.id}", run.id))
    assert drained(turns) == ["of first", "of b", "of a", "of late"]


def test_a_new_place_holds_for_what_waits_already():
    turns = Turns(lambda _: True)
    for name in ("a", "b"):
        turns.know(a_run(name))
        turns.push(ready(f"{name}1", name, position=0))
        turns.push(ready(f"{name}2", name, position=1))
    assert turns.pop(ONE) == "a1"
    turns.know(a_run("b", -1))
    assert drained(turns) == ["b1", "b2", "a2"]


def test_a_run_that_may_not_begin_keeps_its_turn_and_lets_others_by():
    held = {"a"}
    turns = Turns(lambda run: run not in held)
    turns.push(ready("a1", "a"))
    turns.push(ready("b1", "b"))
    assert drained(turns) == ["b1"]
    held.clear()
    assert drained(turns) == ["a1"]


def test_a_request_that_is_taken_out_does_not_come_and_may_come_back():
    turns = Turns(lambda _: True)
    request = ready("a1")
    turns.push(request)
    turns.discard(request.id)
    assert request.id not in turns
    assert drained(turns) == []
    turns.push(request)
    assert drained(turns) == ["a1"]


requests_of_runs = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.integers(0, 2), st.integers(0, 3), st.sampled_from([ONE, OTHER])
    ),
    max_size=30,
)


@given(
    what=requests_of_runs,
    places=st.fixed_dictionaries({name: st.integers(-3, 3) for name in "abc"}),
    held=st.sets(st.sampled_from("abc")),
)
def test_each_request_has_one_turn_in_the_order_that_its_run_step_and_place_give(
    what, places, held
):
    turns = Turns(lambda run: run not in held)
    for name, place in sorted(places.items()):
        turns.know(a_run(name, place))
    requests = [ready(f"{n}", *given) for n, given in enumerate(what)]
    for request in requests:
        turns.push(request)
    for provider in (ONE, OTHER):
        own = [r for r in requests if r.provider == provider and r.run not in held]
        own.sort(key=lambda r: (places[r.run], r.run, r.step_index, r.position, r.id))
        assert drained(turns, provider) == [r.id for r in own]
    assert all((r.id in turns) == (r.run in held) for r in requests)
