"""Rehearsals in the window: chosen in Build, every state of the queue on purpose, play money."""

from dataclasses import replace

import pytest

from seedream_desktop.domain.events import RequestChanged
from seedream_desktop.domain.ids import ProviderId, StepId
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import Step, StepMode
from seedream_desktop.ui.models.ledger_lines import Filter
from tests.fixtures.photographs import photograph
from tests.ui.building import PAID

PLAYED = replace(PAID, provider=ProviderId("rehearsal:wavespeed"), family="seedream-4.0")


def fields(bench):
    return bench.editor.target


def planned(bench):
    outlook = bench.desk.outlook
    bench.running.wait(lambda: outlook.is_fresh and outlook.figures.requests > 0)
    return outlook


def test_every_service_can_be_rehearsed_from_the_list_of_providers(bench):
    bench.begin(PAID)
    offered = [fields(bench).provider.itemText(n) for n in range(fields(bench).provider.count())]
    for service in ("WaveSpeedAI", "Atlas Cloud", "Novita AI", "BytePlus Ark", "EvoLink"):
        [said] = [w for w in offered if w.startswith("Rehearse") and f" {service} · from ¤" in w]
        assert said.endswith("play per picture")


def test_what_happens_is_chosen_for_rehearsals_alone_and_can_be_undone(bench):
    bench.begin(PAID)
    editor = fields(bench).scenario
    assert not editor.isVisible()
    bench.document.edit_step(PAID.id, provider=PLAYED.provider)
    bench.settle()
    assert editor.isVisible()
    assert not editor.seed.isVisible()
    editor.scenario.picked.emit("lost_gone")
    bench.settle()
    assert bench.steps[0].scenario == "lost_gone"
    assert editor.scenario.currentData() == "lost_gone"
    assert editor.seed.isVisible()
    editor.seed.changed.emit(2)
    assert bench.steps[0].seed == 2
    bench.call("edit.undo")
    assert bench.steps[0].seed == 0
    assert all(stop.accessibleName() for stop in editor.stops())


def test_the_plan_offers_a_rehearsal_at_a_price_in_play_money(bench):
    bench.begin(PLAYED, pictures=3)
    outlook = planned(bench)
    panel = bench.window._workspaces["go.build"].plan
    bench.running.wait(lambda: "Rehearse" in panel.action.priced.button.accessibleName())
    said = panel.action.priced.button.accessibleName()
    assert "¤0.081 play" in said
    assert "$" not in said
    assert not outlook.stops
    assert "rehearsal" in {check.code for check in outlook.checks}


def test_a_rehearsal_stops_at_the_runs_cap_and_at_no_other(bench):
    caps = bench.desk.preferences.current.caps
    bench.begin(PLAYED, pictures=3)
    planned(bench)
    bench.desk.preferences.change(caps=type(caps)(day_micros=1, month_micros=1))
    bench.settle()
    assert not bench.desk.outlook.stops
    bench.desk.preferences.change(caps=type(caps)(run_micros=1))
    bench.settle()
    assert [check.code for check in bench.desk.outlook.stops] == ["over_run_cap"]


def run(running, *steps):
    """Run steps over six small photographs; return every state that a request was in."""
    seen = set()
    engine = running.desk.program.engine

    def note(event):
        if isinstance(event, RequestChanged):
            seen.add(event.request.state)

    end = engine.subscribe(note)
    running.desk.documents.create("Try", running.pictures, steps)
    running.window.do("go.build")
    outlook = running.desk.outlook
    running.wait(lambda: outlook.is_fresh and outlook.figures.requests > 0)
    running.desk.actions.action("run.start").trigger()
    return seen, end


@pytest.fixture
def loaded(running, tmp_path):
    """The running program with six small photographs."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(6):
        photograph(400, 300, seed=number).save(folder / f"{number}.jpg")
    running.pictures = running.ask(running.desk.program.engine.import_pictures([folder])).pictures
    running.window.show()
    return running


def requests(running):
    return [r for queued in running.desk.queue.model.live() for r in queued.requests]


def test_every_state_of_the_queue_is_reached_on_purpose(loaded):
    each = replace(PLAYED, mode=StepMode.EACH, scenario="mixed")
    seen, end = run(loaded, each)
    wanted = {RequestState.DONE, RequestState.FAILED, RequestState.IN_DOUBT}
    library = loaded.desk.program.library
    while not {*wanted, RequestState.SENDING} <= seen:  # of a POST on its way nothing is told
        seen |= {request.state for request in loaded.ask(library.requests())}
    late = Step(id=StepId("st-9"), prompt="sepia", provider=PLAYED.provider, family="seedream-4.0")
    loaded.desk.actions.action("queue.hold").trigger()
    more, end_more = run(loaded, replace(late, mode=StepMode.EACH))
    loaded.wait(lambda: any(r.state is RequestState.QUEUED for r in requests(loaded)))
    waiting = next(r for r in requests(loaded) if r.state is RequestState.QUEUED)
    loaded.ask(loaded.desk.program.engine.decisions.cancel(waiting.id))
    loaded.wait(lambda: RequestState.CANCELLED in more)
    assert seen | more | {RequestState.QUEUED} == set(RequestState)
    end()
    end_more()
    spending = loaded.desk.purse.current
    assert spending.month.exposure_micros == 0


def test_the_ledger_shows_play_money_by_itself(loaded):
    _seen, end = run(loaded, replace(PLAYED, mode=StepMode.EACH))
    loaded.wait(lambda: len(requests(loaded)) == 6)
    loaded.wait(lambda: all(r.state is RequestState.DONE for r in requests(loaded)), 40.0)
    end()
    loaded.window.do("go.ledger")
    ledger = loaded.window._workspaces["go.ledger"]
    loaded.wait(ledger.filters.money.isVisible)
    assert ledger.filters.filter == Filter()
    assert ledger.table.lines.rowCount() == 0
    ledger.filters.money.setCurrentIndex(1)
    ledger.filters.money.picked.emit(True)
    assert ledger.table.lines.rowCount() == 6
    assert ledger.totals.isAncestorOf(ledger.totals.meter)
    assert not ledger.totals.meter.isVisible()
    assert {line.provider for line in ledger.table.lines.lines} == {PLAYED.provider}
    assert "¤0.027 play" in ledger.table.lines.index(0, 5).data()


@pytest.mark.parametrize(
    ("scenario", "said"), [("no_money", "balance"), ("refused_key", "key"), ("down", "reached")]
)
def test_a_refusal_and_a_lost_connection_show_in_banner_and_status_bar(loaded, scenario, said):
    _seen, end = run(loaded, replace(PLAYED, mode=StepMode.EACH, scenario=scenario))
    network = loaded.desk.network
    loaded.wait(lambda: PLAYED.provider in network.current.troubles, 30.0)
    assert "Rehearsed WaveSpeedAI" in loaded.window.status.network.accessibleName()
    end()
    if scenario == "down":
        loaded.wait(lambda: PLAYED.provider not in network.current.troubles, 30.0)
        return
    banner = loaded.desk.messages.banners[f"service {PLAYED.provider}"]
    assert said in banner.words
    assert "Resume" in banner.action
    resting = {RequestState.QUEUED, RequestState.DONE}
    loaded.wait(lambda: len(requests(loaded)) == 6)
    loaded.wait(lambda: all(r.state in resting for r in requests(loaded)))
    loaded.desk.actions.action("queue.resume").trigger()
    loaded.wait(lambda: all(r.state is RequestState.DONE for r in requests(loaded)), 40.0)
