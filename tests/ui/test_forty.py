"""Forty photographs through two steps in the real window, at the emulator of each service."""

import pytest

from seedream_desktop.domain.ids import ProviderId, StepId
from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import Step
from tests.contract.subjects import stages
from tests.fixtures.console import pictures
from tests.fixtures.queueing import environ

COUNT = 40


@pytest.fixture(params=stages().values(), ids=lambda stage: stage.id)
def stage(request):
    return request.param


@pytest.fixture
def service(stage, monkeypatch):
    with stage.emulator(scale=0.06, service_time_s=0.02) as made:
        for name, value in environ(made).items():
            monkeypatch.setenv(name, value)
        yield made
        assert made.violations == []


def test_forty_photographs_take_two_steps_and_are_paired_and_billed_once(
    stage, service, running, tmp_path
):
    desk = running.desk
    library, provider = desk.program.library, ProviderId(stage.id)
    card = desk.program.cards[provider]
    folder = pictures(tmp_path / "in", COUNT)
    intake = running.ask(desk.program.engine.import_pictures([folder]), 60)
    steps = [
        Step(id=StepId(f"st-{n}"), prompt=prompt, provider=provider, family=card.default_family)
        for n, prompt in enumerate(("make it warm", "make it sepia"))
    ]
    document = desk.documents.create("Forty", intake.pictures, steps)
    running.wait(lambda: document.is_saved and desk.outlook.is_fresh)
    running.wait(lambda: desk.outlook.figures.outputs == 2 * COUNT)
    shown = desk.outlook.figures
    assert shown.is_runnable
    desk.runs.start()
    running.wait(lambda: desk.queue.counts.total > 0, 60)
    running.wait(lambda: desk.queue.counts.total == 0, 120)
    requests = running.ask(library.requests(sequence=document.sequence.id))
    assert {request.state for request in requests} == {RequestState.DONE}
    assert len(requests) == shown.requests
    for request in requests:
        rule = card.model_by_id(request.model)
        assert len(request.recipe.inputs) <= rule.references_max
        assert len(request.recipe.inputs) + len(request.targets) <= rule.total_max
    versions = running.ask(library.versions(document.sequence.id))
    assert len({(version.image, version.step) for version in versions}) == 2 * COUNT
    assert len(versions) == 2 * COUNT
    assert all(version.is_paired for version in versions)
    books = balance(running.ask(library.entries()))
    assert (books.open_micros, books.spent_micros) == (0, shown.cost_micros)
    assert service.control.billed() == shown.cost_micros
    running.wait(lambda: desk.outlook.is_fresh and desk.outlook.figures.requests == 0)
