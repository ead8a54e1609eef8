"""Better prompts in Build, over the real program and the service's emulator."""

import os
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.windowing import Running
from tests.shots.screens import at_end, screen
from tests.shots.steps import PAID, narrow, pictures


def asked(scenario: str = "", *, is_asked: bool = True) -> Callable[[], QWidget]:
    """Return a page: the box beneath the prompt before it is asked, or after."""

    def make() -> QWidget:
        service = WaveSpeedEmulator(service_time_s=0.0, scale=0.05)
        service.__enter__()
        at_end(lambda: service.__exit__(None, None, None))
        if scenario:
            service.control.play(scenario)

        def prepare(running: Running) -> None:
            running.desk.documents.create("Spring catalogue", pictures(running), [PAID])
            running.window.do("go.build")
            box = running.window._workspaces["go.build"].steps.editor.prompt.enhancer
            if is_asked:
                box.ask()
            if scenario != "stuck":
                running.wait(lambda: not box._is_asking)
            running.window.do("step.enhance_prompt")
            running.wait(lambda: running.desk.outlook.is_fresh)

        environ = {"SEEDREAM_WAVESPEED_URL": service.url, "WAVESPEED_API_KEY": service.key}
        return screen(prepare, **environ)()

    return make


def without_key() -> QWidget:
    """Return the page of a press without a key."""

    def prepare(running: Running) -> None:
        os.environ.pop("WAVESPEED_API_KEY", None)
        running.desk.documents.create("Spring catalogue", pictures(running), [PAID])
        running.window.do("go.build")
        box = running.window._workspaces["go.build"].steps.editor.prompt.enhancer
        box.ask()
        running.wait(lambda: not box._is_asking)

    return screen(prepare, WAVESPEED_API_KEY="")()


PAGES = {
    "enhance-offer": asked(is_asked=False),
    "enhance-asking": asked("stuck"),
    "enhance-answer": asked(),
    "enhance-narrow": narrow(asked()),
    "enhance-refused": asked("unauthorised"),
    "enhance-doubt": asked("reply_dropped"),
    "enhance-no-key": without_key,
}
