"""The plan panel: what it says in each state, by keyboard, and what stays when a plan changes."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.step import StepMode
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.models.plan import Figures
from seedream_desktop.ui.models.planned import PlannedRole, RequestsModel
from seedream_desktop.ui.views.build.plan_figures import PlanFigures
from seedream_desktop.ui.views.build.plan_panel import PlanPanel
from seedream_desktop.ui.views.build.plan_strip import StripModel
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.label import Label
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.ui import reach
from tests.ui.modelling import picture, sequence, step, strict

SAMPLES = Path(__file__).parents[2] / "resources" / "samples" / "ceramics"


@pytest.fixture
def pictures(running):
    files = sorted(SAMPLES.glob("*.jpg"))[:4]
    return running.ask(running.desk.program.engine.import_pictures(files)).pictures


@pytest.fixture
def panel(running, shown):
    made = shown(PlanPanel(running.desk), 360, 860)
    yield made
    made.hide()


@pytest.fixture
def service(monkeypatch):
    with WaveSpeedEmulator(service_time_s=0.0, scale=0.05) as emulator:
        monkeypatch.setenv("SEEDREAM_WAVESPEED_URL", emulator.url)
        monkeypatch.setenv("WAVESPEED_API_KEY", emulator.key)
        yield emulator


def local(number=1, prompt="warmer"):
    return step(number, prompt=prompt, family="classic", mode=StepMode.EACH)


def paid(number=1, **more):
    return step(number, provider="wavespeed", family="seedream-5.0-lite", **more)


def plan(running, pictures, *steps):
    running.desk.documents.create("Shoes", pictures, steps)
    outlook = running.desk.outlook
    running.wait(lambda: outlook.is_fresh and outlook.plan is not None)


def press(widget, key, keys=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(widget, key, keys)


def mends(panel):
    return [b.text() for b in panel.action.findChildren(Button) if b.isVisible() and b.text()]


def test_a_free_run_goes_from_the_keyboard_to_its_results(running, panel, pictures):
    plan(running, pictures, local())
    button = panel.action.priced.button
    assert button.accessibleName() == "Run 4 edits, free"
    button.setFocus()
    press(button, Qt.Key.Key_Space)
    press(button, Qt.Key.Key_Space)
    running.wait(lambda: panel.action.rest.isVisible() and not running.desk.runs.is_starting)
    running.wait(lambda: running.desk.outlook.figures.done == 4)
    assert panel.action.rest.words.text() == "Nothing to buy: 4 results in the library."
    assert panel.action.rest.mend.text() == "Show results"
    sequence_id = running.desk.documents.current.sequence.id
    assert len(running.ask(running.desk.program.library.runs(sequence_id))) == 1


def test_what_a_start_has_queued_is_on_the_way_and_hinders_nothing_that_could_be_bought(
    running, panel, pictures
):
    plan(running, pictures, local())
    button, heard = panel.action.priced.button, []
    controls = running.desk.program.engine.controls
    running.ask(controls.pause(Hold.NOW))

    def hear() -> None:
        heard.append((button.accessibleName(), button.accessibleDescription()))

    for news in (running.desk.outlook.changed, running.desk.runs.changed):
        news.connect(hear)
    button.setFocus()
    press(button, Qt.Key.Key_Space)
    running.wait(lambda: panel.action.rest.isVisible() and not running.desk.runs.is_starting)
    assert (running.desk.outlook.figures.requests, running.desk.outlook.going) == (4, 4)
    assert set(heard) == {("Starting…", "")}
    assert panel.action.rest.words.text() == "Nothing to buy: 4 results on the way."
    assert mends(panel) == ["Show the queue"]
    running.desk.runs.start()
    running.wait(lambda: not running.desk.runs.is_starting)
    assert panel.action.rest.isVisible(), "nothing is bought twice"

    running.desk.documents.current.write_prompt(StepId("st-1"), "brighter")
    running.wait(lambda: running.desk.outlook.is_fresh and button.is_hindered)
    assert "still has 4 requests to send" in button.accessibleDescription()


def test_one_of_a_thing_is_counted_as_one(shown):
    figures = shown(PlanFigures(), 360, 120)
    figures.show_figures(Figures(requests=1, outputs=2, done=1))
    words = [label.text() for label in figures.findChildren(Label) if label.isVisible()]
    assert words[:8] == ["1", "request", "2", "results", "$0.00", "at most", "–", "no cap set"]
    assert words[8] == "1 result already in the library, at no cost"


def test_up_and_down_step_through_requests_and_show_what_each_sends(running, panel, pictures):
    plan(running, pictures, local(1, "warmer"), local(2, "more contrast"))
    panel.requests.setFocus()
    press(panel.requests, Qt.Key.Key_Down)
    assert panel.sent.accessibleName() == "Text as sent · request 2 of 8"
    assert panel.sent.toPlainText() == "warmer"
    press(panel.requests, Qt.Key.Key_End)
    assert panel.sent.toPlainText() == "more contrast"
    figures = panel.strip.figures
    assert figures.rowCount() == 1
    said = figures.data(figures.index(0))
    assert said == "Figure 1: ceramic-04.jpg, to be edited, result of step 1, not made yet"
    running.wait(lambda: figures.index(0).isValid())


def test_typing_keeps_the_chosen_request_and_its_place(running, panel, pictures):
    plan(running, pictures, local())
    panel.requests.setCurrentIndex(panel.requests.requests.index(2))
    resets = []
    panel.requests.requests.modelReset.connect(lambda: resets.append(1))
    running.desk.documents.current.write_prompt(StepId("st-1"), "brighter")
    running.wait(lambda: running.desk.outlook.is_fresh)
    assert panel.requests.currentIndex().row() == 2
    assert panel.sent.toPlainText() == "brighter"
    assert resets == []


def test_what_hinders_the_run_is_listed_with_its_mends_and_pressing_leads_to_the_first(
    running, panel, pictures
):
    asked, steps = [], []
    running.window.go("go.build")  # it gives the steps' commands its own handlers, once
    for command in ("step.edit_prompt", "settings.caps", "settings.keys"):
        running.desk.actions.handle(command, lambda command=command: asked.append(command))
    panel.step_asked.connect(steps.append)
    running.desk.preferences.change(caps=CapSettings(run_micros=10_000))
    plan(running, pictures, paid(1), paid(2, prompt=""))
    running.wait(lambda: len(running.desk.outlook.stops) == 3)
    description = panel.action.priced.button.accessibleDescription()
    assert "Step 2: The step has no prompt." in description
    assert "There is no key for WaveSpeedAI." in description
    assert "your cap for one run is $0.01" in description
    panel.activateWindow()
    panel.action.priced.button.setFocus()
    press(panel.action.priced.button, Qt.Key.Key_Space)
    first = panel.focusWidget()
    assert first.text() == "Edit prompt"
    press(first, Qt.Key.Key_Space)
    assert (asked, steps) == (["step.edit_prompt"], [StepId("st-2")])


def test_a_service_is_paid_within_the_cap_and_refused_above_it(service, running, panel, pictures):
    running.desk.actions.handle(
        "settings.caps", lambda: running.desk.preferences.change(caps=CapSettings())
    )
    running.desk.preferences.change(caps=CapSettings(run_micros=100_000))
    plan(running, pictures, paid(1))
    running.wait(lambda: panel.action.priced.button.is_hindered)
    running.wait(lambda: "Change cap" in mends(panel))
    running.desk.runs.start()
    running.wait(lambda: not running.desk.runs.is_starting)
    assert service.control.posts() == []
    running.desk.actions.action("settings.caps").trigger()
    running.wait(lambda: not panel.action.priced.button.is_hindered)
    running.desk.runs.start()
    running.wait(lambda: running.desk.outlook.figures.done == len(pictures))
    assert service.control.billed() == 140_000


def test_above_the_threshold_one_question_is_asked_and_enter_is_the_safe_answer(
    qapp, service, running, panel, pictures
):
    running.desk.preferences.change(confirm_above_micros=10_000)
    plan(running, pictures, paid(1))
    running.desk.runs.start()
    questions = lambda: [w for w in qapp.topLevelWidgets() if isinstance(w, Question)]  # noqa: E731
    running.wait(lambda: bool(questions()) and questions()[0].isVisible())
    question = questions()[0]
    assert question.accessibleName().startswith("Run ")
    assert "$0." in question.accessibleName()
    press(question, Qt.Key.Key_Return)
    running.wait(lambda: not running.desk.runs.is_starting)
    assert service.control.posts() == []
    running.desk.runs.start()
    running.wait(lambda: bool(questions()) and questions()[0].isVisible())
    questions()[0].answer.click()
    running.wait(lambda: running.desk.outlook.figures.done == len(pictures))
    assert len(service.control.posts()) >= 1


def test_a_plan_that_is_another_by_now_is_refused_in_words_and_nothing_is_sent(
    running, panel, pictures
):
    plan(running, pictures, local())
    work, shown = running.desk.documents.current.sequence, running.desk.outlook.figures
    engine = running.desk.program.engine

    async def elsewhere():
        run = await engine.run(work, shown.token)
        await engine.wait(run.id)

    # Without the window's loop going on: it does not know of it yet.
    running.engine.call(elsewhere()).result(20)
    running.desk.runs.start()
    running.wait(panel.action.refusal.isVisible)
    assert panel.action.refusal.words.text().startswith("The plan has changed since it was shown.")
    assert len(running.ask(running.desk.program.library.runs(work.id))) == 1
    running.desk.documents.current.write_prompt(StepId("st-1"), "brighter")
    running.wait(lambda: not panel.action.refusal.isVisible())


def test_everything_in_the_panel_has_a_name_and_is_reached(running, panel, pictures):
    plan(running, pictures, local(), local(2, "more contrast"))
    panel.requests.setFocus()
    assert reach.nameless(panel) == []
    assert reach.unreachable(panel) == []


def test_without_a_sequence_the_panel_says_what_will_stand_there(running, panel):
    assert panel._hint.text() == "No sequence is open."
    assert not panel._details.isVisible()


def test_the_models_of_the_panel_are_models(running):
    from seedream_desktop.domain.plan import Plan
    from tests.ui.test_models_queue import planned

    requests, strip = RequestsModel(), StripModel(running.desk.loader)
    strict(requests)
    strict(strip)
    for count in (3, 5, 0, 2):
        made = Plan(sequence=sequence().id, requests=tuple(planned(n) for n in range(count)))
        requests.set_plan(made, sequence())
        assert requests.rowCount() == count
    references = requests.data(requests.index(0), PlannedRole.REFERENCES)
    strip.show_references(references)
    assert strip.rowCount() == 2
    assert picture(1).digest in {row.reference.digest for row in strip.rows}


def test_a_pilot_buys_the_first_request_alone_even_where_a_cap_stops_the_rest(
    service, running, panel, pictures
):
    said = []
    running.desk.messages.said.connect(said.append)
    running.desk.preferences.change(caps=CapSettings(run_micros=50_000))
    plan(running, pictures, paid(1, mode=StepMode.EACH))
    running.wait(panel.action.pilot.isVisible)
    assert panel.action.pilot.button.accessibleName() == "Pilot: 1 request, $0.035"
    assert panel.action.priced.button.is_hindered
    running.desk.actions.action("run.pilot").trigger()
    running.desk.actions.action("run.pilot").trigger()
    running.wait(lambda: running.desk.outlook.figures.done == 1 and len(said) == 2)
    assert service.control.billed() == 35_000
    assert running.desk.outlook.figures.requests == 3
    assert said[1].words == "Shoes: 1 result, $0.035; the rest can be run"
