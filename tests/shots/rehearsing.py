"""A rehearsal in the real window: chosen in Build, in the queue, and in the ledger."""

from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.ids import ProviderId, StepId
from seedream_desktop.domain.request import OPEN
from seedream_desktop.domain.step import Step, StepMode
from tests.fixtures.windowing import Running
from tests.shots import screens

_STEP = Step(
    id=StepId("st-1"),
    prompt="golden hour, warmer",
    provider=ProviderId("rehearsal:atlascloud"),
    family="seedream-4.0",
    mode=StepMode.EACH,
    scenario="mixed",
)


def build(running: Running) -> None:
    paths = sorted(screens.SAMPLES.glob("*.jpg"))[:6]
    intake = running.ask(running.desk.program.engine.import_pictures(paths))
    running.desk.documents.create("Ceramics", intake.pictures, (_STEP,))
    running.window.do("go.build")
    outlook = running.desk.outlook
    running.wait(lambda: outlook.is_fresh and outlook.figures.requests > 0)


def run(running: Running) -> None:
    build(running)
    running.desk.actions.action("run.start").trigger()
    model = running.desk.queue.model
    running.wait(lambda: any(queued.requests for queued in model.live()))
    running.wait(
        lambda: sum(r.state not in OPEN for q in model.live() for r in q.requests) > 3, 40.0
    )
    running.window.do("go.queue")


def ledger(running: Running) -> None:
    run(running)
    running.window.do("go.ledger")
    workspace = running.window._workspaces["go.ledger"]
    running.wait(workspace.filters.money.isVisible)
    workspace.filters.money.setCurrentIndex(1)
    workspace.filters.money.picked.emit(True)
    QApplication.processEvents()


PAGES = {
    "rehearsal-build": screens.screen(build),
    "rehearsal-queue": screens.screen(run),
    "rehearsal-ledger": screens.screen(ledger),
}
