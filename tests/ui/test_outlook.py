"""The live plan and the way to a run, over the real program with the built-in engine."""

from pathlib import Path

import pytest

from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import StepMode
from seedream_desktop.settings.model import CapSettings
from tests.ui.modelling import step

SAMPLES = Path(__file__).parents[2] / "resources" / "samples" / "ceramics"


@pytest.fixture
def pictures(running):
    files = sorted(SAMPLES.glob("*.jpg"))[:3]
    return running.ask(running.desk.program.engine.import_pictures(files)).pictures


def local(prompt="warmer"):
    return step(1, prompt=prompt, family="classic", mode=StepMode.EACH)


def planned(running, pictures, *steps):
    running.desk.documents.create("Shoes", pictures, steps or [local()])
    running.wait(lambda: running.desk.outlook.is_fresh and running.desk.outlook.plan is not None)
    return running.desk.outlook


def test_an_edit_makes_the_plan_old_until_the_new_one_is_here(running, pictures):
    outlook = planned(running, pictures)
    assert (outlook.figures.requests, outlook.figures.outputs) == (3, 3)
    assert outlook.figures.is_runnable
    document = running.desk.documents.current
    document.write_prompt(StepId("st-1"), "")
    assert not outlook.is_fresh
    running.wait(lambda: outlook.is_fresh)
    assert [check.code for check in outlook.stops] == ["prompt_empty"]
    assert not outlook.figures.is_runnable


def test_typing_plans_once_for_the_newest_text_only(running, pictures):
    outlook, seen = planned(running, pictures), []
    outlook.changed.connect(lambda: seen.append(outlook.is_fresh))
    document = running.desk.documents.current
    for text in ("b", "br", "brighter"):
        document.write_prompt(StepId("st-1"), text)
    running.wait(lambda: outlook.is_fresh)
    assert seen == [False, True]
    assert outlook.plan.requests[0].prompt == "brighter"


def test_pressing_run_twice_starts_one_run_and_the_results_are_found(running, pictures):
    outlook, runs, library = planned(running, pictures), running.desk.runs, running.desk.program
    started = []
    runs.started.connect(lambda run, *_ways: started.append(run))
    runs.start()
    runs.start()
    running.wait(lambda: bool(started) and not runs.is_starting)
    runs.start()
    running.wait(lambda: outlook.figures.done == 3 and not runs.is_starting)
    assert len(started) == 1
    sequence = running.desk.documents.current.sequence.id
    requests = running.ask(library.library.requests(sequence=sequence))
    assert [request.state for request in requests] == [RequestState.DONE] * 3
    assert (outlook.figures.requests, outlook.figures.is_runnable) == (0, False)


def test_a_press_while_the_plan_is_old_waits_for_the_new_one(running, pictures):
    outlook = planned(running, pictures)
    started = []
    running.desk.runs.started.connect(lambda run, *_ways: started.append(run))
    running.desk.documents.current.write_prompt(StepId("st-1"), "brighter")
    assert not outlook.is_fresh
    running.desk.runs.start()
    running.wait(lambda: bool(started) and not running.desk.runs.is_starting)
    request = running.ask(running.desk.program.library.requests(run=started[0].id))[0]
    assert request.step == "st-1"
    kept = running.ask(running.desk.program.library.sequence(request.sequence))
    assert kept.steps[0].prompt == "brighter"
    running.wait(lambda: outlook.figures.done == 3)


def test_a_cap_stops_a_paid_plan_and_goes_when_it_is_raised(running, pictures):
    running.desk.preferences.change(caps=CapSettings(run_micros=10_000))
    paid = step(1, provider="wavespeed", family="seedream-5.0-lite")
    outlook = planned(running, pictures, paid)
    running.wait(lambda: {c.code for c in outlook.stops} == {"over_run_cap", "no_key"})
    assert outlook.figures.left_micros == 10_000
    running.desk.preferences.change(caps=CapSettings())
    assert {check.code for check in outlook.stops} == {"no_key"}


def test_a_run_that_is_hindered_is_not_started_and_says_so(running, pictures):
    planned(running, pictures, local(""))
    refused = []
    running.desk.runs.refused.connect(refused.append)
    running.desk.runs.start()
    running.wait(lambda: bool(refused))
    assert refused[0].code == "plan_has_stops"
    assert running.ask(running.desk.program.library.sequences())[0].open_requests == 0


def test_the_end_of_a_run_is_told_with_the_way_to_its_results(running, pictures):
    outlook, said = planned(running, pictures), []
    running.desk.messages.said.connect(said.append)
    running.desk.runs.start()
    running.wait(lambda: outlook.figures.done == 3 and len(said) == 2)
    assert said[0].words == "3 requests on the way"
    assert (said[1].words, said[1].action) == ("Shoes: 3 results, $0.00 spent", "Show results")
