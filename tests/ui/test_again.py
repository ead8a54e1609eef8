"""Making results anew in the window: the price stands there first, and is what is paid."""

import asyncio

import pytest
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.drift import Drift, Feature
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.dialogs.question import Question
from tests.fixtures.queueing import QueueRoom

PRICE_MICROS = 27_000
COMMANDS = ("run.again", "run.again_from_step", "run.again_column", "run.again_outliers")


class Finished:
    """A sequence of three pictures and two steps that ran, open, with its service."""

    def __init__(self, running, service, folder):
        self.running, self.service, self.desk = running, service, running.desk
        room = QueueRoom(running, service, folder)
        run = room.start(images=3, steps=2)
        running.ask(self.desk.program.engine.wait(run))
        self.id = self.desk.documents.current.sequence.id
        running.wait(lambda: self.desk.frames.is_read and self.desk.outlook.is_fresh)
        self.sequence = self.desk.documents.current.sequence
        self.posts = len(service.control.posts())

    def look(self, *shots):
        self.desk.focus.show(shots[0], shots if len(shots) > 1 else ())
        self.running.wait(lambda: "run.again_from_step" in self.desk.again.offers)

    def shot(self, image, step):
        steps = self.sequence.steps
        return Shot(self.sequence.images[image].id, None if step is None else steps[step].id)

    def do(self, command):
        assert self.desk.actions.do(command)

    def named(self, command):
        return self.desk.actions.action(command).text()

    def versions(self):
        held = self.running.ask(self.desk.program.library.versions(self.id))
        steps = [step.id for step in self.sequence.steps]
        return [
            [sum((v.image, v.step) == (image.id, step) for v in held) for step in steps]
            for image in self.sequence.images
        ]

    def bought(self):
        return len(self.service.control.posts()) - self.posts

    def until_bought(self, count):
        self.running.wait(lambda: sum(map(sum, self.versions())) == count)


@pytest.fixture
def finished(service, running, tmp_path):
    service.control.configure(service_time_s=0.0)
    made = Finished(running, service, tmp_path / "in")
    yield made
    service.control.release()


def question(finished):
    """Wait for the question, and return it."""

    def asked():
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, Question)]

    finished.running.wait(lambda: bool(asked()))
    return asked()[0]


def test_the_price_stands_beside_each_command_once_the_eye_rests(finished):
    finished.look(finished.shot(1, 0))
    assert finished.named("run.again").endswith(" · $0.027")
    assert finished.named("run.again_from_step").endswith(" · $0.054")
    assert finished.named("run.again_column").endswith(" · $0.081")
    found = [match.entry.title for match in finished.desk.actions.search("run selection again")]
    assert any(title.endswith("$0.027") for title in found), "in the palette too"
    finished.look(finished.shot(1, 0), finished.shot(2, 0))
    finished.running.wait(lambda: finished.named("run.again").endswith(" · $0.054"))
    finished.desk.focus.show(None)
    assert "·" not in finished.named("run.again")


def test_they_can_be_called_only_where_there_is_something_to_make_anew(finished):
    def allowed():
        return [c for c in COMMANDS if finished.desk.actions.action(c).isEnabled()]

    finished.desk.focus.show(None)
    assert allowed() == []
    finished.look(finished.shot(0, None))
    assert allowed() == ["run.again_from_step"], "an original is made anew from the first step"
    finished.look(finished.shot(0, 1))
    assert allowed() == list(COMMANDS)


def test_what_is_pressed_is_bought_at_that_price_and_the_older_version_stays(finished):
    finished.look(finished.shot(1, 1))
    finished.do("run.again")
    finished.do("run.again")  # a second press while the first is on its way does nothing
    finished.until_bought(7)
    assert finished.versions() == [[1, 1], [1, 2], [1, 1]]
    assert finished.bought() == 1
    frame = finished.desk.frames.table.frame(
        finished.sequence.images[1].id, finished.sequence.steps[1].id
    )
    finished.running.wait(lambda: finished.desk.outlook.is_fresh)
    assert finished.desk.outlook.figures.cost_micros == 0, "the next run costs nothing"
    assert len(frame.versions) in (1, 2)


def test_from_this_step_on_the_later_ones_follow(finished):
    finished.look(finished.shot(2, None))
    finished.do("run.again_from_step")
    finished.until_bought(8)
    assert finished.versions() == [[1, 1], [1, 1], [2, 2]]


def test_above_the_threshold_one_question_names_the_price(finished, qtbot):
    finished.desk.preferences.change(confirm_above_micros=PRICE_MICROS)
    finished.look(finished.shot(0, 1))
    finished.do("run.again_column")
    asked = question(finished)
    assert "$0.081" in asked.accessibleName()
    assert "$0.081" in asked.answer.text()
    asked.reject()
    finished.running.wait(lambda: not finished.desk.again.is_starting)
    assert finished.bought() == 0


def test_a_price_that_was_not_to_be_seen_is_asked_about(finished):
    wish = Again(
        frames=frozenset({(finished.sequence.images[0].id, finished.sequence.steps[1].id)})
    )
    offers = []

    async def ask():
        offers.append(await finished.desk.again.price(wish))

    finished.desk.flows.start(ask())
    finished.running.wait(lambda: bool(offers))
    (offer,) = offers
    assert (offer.price, offer.hindrance) == ("$0.027", "")
    finished.desk.again.run(wish)
    question(finished).accept()
    finished.until_bought(7)


def test_what_stands_out_is_looked_for_and_then_made_anew(finished, monkeypatch):
    step = finished.sequence.steps[1].id
    places = [(image.id, step) for image in finished.sequence.images]

    async def drift(_sequence, _step):
        return {
            place: Drift(4.2 if n == 1 else 0.3, Feature.PALETTE) for n, place in enumerate(places)
        }

    monkeypatch.setattr(type(finished.desk.program), "drift", lambda _self, q, s: drift(q, s))
    finished.look(finished.shot(0, 1))
    finished.desk.drifts.look_at(step)
    finished.running.wait(lambda: "run.again_outliers" in finished.desk.again.offers)
    assert finished.named("run.again_outliers").endswith(" · $0.027")
    assert finished.desk.drifts.mark(*places[1]) == "+4.2σ palette"
    assert finished.desk.drifts.mark(*places[0]) == ""
    finished.do("run.again_outliers")
    finished.until_bought(7)
    assert finished.versions() == [[1, 1], [1, 2], [1, 1]]


@pytest.mark.parametrize("times", [1, 2])
def test_what_stands_out_is_awaited_where_it_is_looked_for_and_looked_for_once_at_a_time(
    finished, monkeypatch, times
):
    step, scored = finished.sequence.steps[1].id, []
    places = [(image.id, step) for image in finished.sequence.images]
    gate = asyncio.Event()

    async def drift(_sequence, _step):
        scored.append("begun")
        await gate.wait()
        scored.append("ended")
        return {places[1]: Drift(4.2, Feature.PALETTE)}

    monkeypatch.setattr(type(finished.desk.program), "drift", lambda _self, q, s: drift(q, s))
    finished.look(finished.shot(0, 1))
    finished.desk.drifts.look_at(step)
    finished.running.wait(lambda: scored == ["begun"])
    if times > 1:  # what is being found is no longer sure
        finished.desk.frames.frames_changed.emit((places[1],))
    finished.do("run.again_outliers")
    finished.running.ask(asyncio.sleep(0))

    async def open_gate():
        gate.set()

    finished.running.ask(open_gate())
    question(finished).accept()
    finished.until_bought(7)
    assert scored == ["begun", "ended"] * times


def test_of_a_set_too_small_nothing_stands_out_and_that_is_said(finished):
    said = []
    finished.desk.messages.said.connect(said.append)
    finished.look(finished.shot(0, 1))
    finished.do("run.again_outliers")
    finished.running.wait(lambda: bool(said))
    assert finished.bought() == 0
