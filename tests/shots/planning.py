"""The plan panel and the ledger in their states, over the real program."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from seedream_desktop.domain.ids import ProviderId, StepId
from seedream_desktop.domain.step import Step, StepMode
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.models.plan import FIXES
from seedream_desktop.ui.views.build.plan_panel import PlanPanel
from tests.fixtures.windowing import Running
from tests.shots.screens import SAMPLES, screen

EDIT = "Neutral background, keep the shadow under each piece. Match the colours to the anchor."


def step(number: int, prompt: str = EDIT, **more: object) -> Step:
    given = {
        "id": StepId(f"st-{number}"),
        "prompt": prompt,
        "provider": ProviderId("wavespeed"),
        "family": "seedream-5.0-lite",
        "leading_anchors": 1,
    }
    return Step(**(given | more))


NO_KEY = {"WAVESPEED_API_KEY": "", "SEEDREAM_WAVESPEED_URL": "http://127.0.0.1:9"}
KEY = NO_KEY | {"WAVESPEED_API_KEY": "wsk_for_pictures_only"}
LOCAL = {"provider": ProviderId("local"), "family": "classic", "mode": StepMode.EACH}


def plan(*steps: Step, pictures: int = 10, **environ: str) -> Callable[[], QWidget]:
    """Return a page with panels of two widths beside each other, as the build workspace has one."""

    def prepare(running: Running) -> None:
        if steps:
            create(running, steps, pictures)
        show_panels(running)

    return screen(prepare, **(NO_KEY | environ))


def create(running: Running, steps: tuple[Step, ...], pictures: int) -> None:
    files = sorted(SAMPLES.glob("*.jpg"))[:pictures]
    read = running.ask(running.desk.program.engine.import_pictures(files)).pictures
    running.desk.documents.create("Spring catalogue", read, steps)
    outlook = running.desk.outlook
    running.wait(lambda: outlook.is_fresh and outlook.plan is not None)


def show_panels(running: Running) -> None:
    for command in FIXES.values():
        running.desk.actions.handle(command, lambda: None)
    whole = QWidget(running.window)
    whole.setAutoFillBackground(True)
    whole.setGeometry(0, 0, running.window.width(), running.window.height())
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(24)
    row.addStretch(1)
    for width, height in ((320, 640), (400, 900)):
        panel = PlanPanel(running.desk)
        panel.setFixedSize(width, height)
        row.addWidget(panel)
    row.addStretch(1)
    whole.show()
    whole.raise_()
    panel.requests.setFocus()


def over_cap() -> QWidget:
    def prepare(running: Running) -> None:
        running.desk.preferences.change(caps=CapSettings(run_micros=200_000, day_micros=300_000))
        create(running, (step(1), step(2, "Golden hour, slightly")), 10)
        show_panels(running)

    return screen(prepare, **NO_KEY)()


def done() -> QWidget:
    def prepare(running: Running) -> None:
        create(running, (step(1, "warmer", **LOCAL),), 6)
        running.desk.runs.start()
        outlook = running.desk.outlook
        running.wait(lambda: outlook.figures.done == 6 and outlook.is_fresh)
        show_panels(running)

    return screen(prepare)()


empty = plan()
free = plan(step(1, "warmer; more contrast", **LOCAL), step(2, "slightly brighter", **LOCAL))
priced = plan(step(1), step(2, "Golden hour, slightly"), **KEY)
hindered = plan(step(1, ""), step(2, "", **LOCAL), step(3, "paint it plaid", **LOCAL), pictures=0)


def question() -> QWidget:
    """Return the one question above the threshold."""
    params = {
        "requests": text.counted("request", 29),
        "outputs": text.counted("result", 192),
        "cost": "6.72",
    }
    say = partial(text.text, params=params, section="plan")
    return Question(
        say("confirm"), say("confirm_more"), answer=say("confirm_run"), safe=say("confirm_not")
    )


PAGES: dict[str, Callable[[], QWidget]] = {
    "plan-empty": empty,
    "plan-free": free,
    "plan-priced": priced,
    "plan-hindered": hindered,
    "plan-over-cap": over_cap,
    "plan-done": done,
    "plan-question": question,
}
