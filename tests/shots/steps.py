"""The workspace Build in its states: steps, their editor, what the card says to a size."""

from collections.abc import Callable
from dataclasses import replace

from seedream_desktop.domain.ids import ProviderId, StepId
from seedream_desktop.domain.step import SizeChoice, Step, StepMode
from seedream_desktop.ui.theme.look import look
from tests.fixtures.windowing import Running
from tests.shots.screens import SAMPLES, screen

LOCAL = Step(
    id=StepId("st-1"),
    prompt="Match the colours and exposure to the first picture",
    provider=ProviderId("local"),
    family="classic",
    leading_anchors=1,
)
PAID = Step(
    id=StepId("st-9"),
    prompt="First replace the background with a light grey studio backdrop. "
    "Second keep the shadow under each piece.",
    provider=ProviderId("wavespeed"),
    family="seedream-5.0-lite",
)


def pictures(running: Running) -> tuple:
    return running.ask(running.desk.program.engine.import_pictures([SAMPLES])).pictures


def built(*steps: Step, images: bool = True, then: Callable[[Running], object] | None = None):
    def prepare(running: Running) -> None:
        desk = running.desk
        taken = pictures(running) if images else ()
        desk.documents.create("Spring catalogue", taken, steps)
        running.window.do("go.build")
        if then is not None:
            then(running)
        running.wait(lambda: desk.outlook.is_fresh)

    return screen(prepare)


def _workspace(running: Running):
    return running.window._workspaces["go.build"]


def _none(running: Running) -> None:
    running.window.do("go.build")


def _write(running: Running) -> None:
    running.window.do("step.edit_prompt")


def _anchors(running: Running) -> None:
    document = running.desk.documents.current
    document.add_anchors(PAID.id, [i.picture for i in document.sequence.images[:3]])


def _last(running: Running) -> None:
    column = _workspace(running).steps
    column.open(running.desk.documents.current.sequence.steps[-1].id)


def _large(_running: Running) -> None:
    look.show_text_at(2.0)


def narrow(make: Callable[[], object]) -> Callable[[], object]:
    def made() -> object:
        window = make()
        window.resize(1180, 720)
        return window

    return made


THREE = (
    LOCAL,
    replace(
        LOCAL, id=StepId("st-2"), prompt="Golden hour, slightly; slight vignette", leading_anchors=0
    ),
    replace(
        LOCAL, id=StepId("st-3"), prompt="Add a hat to the potter", leading_anchors=0, is_on=False
    ),
)
SMALL = replace(PAID, size=SizeChoice.parse("1080x1080"), leading_anchors=1)
STORY = replace(PAID, mode=StepMode.STORY, count=4, size=SizeChoice.parse("2K"))

PAGES = {
    "build-none": screen(_none),
    "build-no-steps": built(),
    "build-one": built(LOCAL, then=_write),
    "build-three": built(*THREE, then=_last),
    "build-paid": built(SMALL, then=_anchors),
    "build-narrow": narrow(built(LOCAL, replace(PAID, id=StepId("st-2")), then=_last)),
    "build-story": built(STORY, images=False),
    "build-large": built(SMALL, then=_large),
}
