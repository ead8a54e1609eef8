"""The ledger in its states, over the real program and the service's emulator."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.ids import StepId
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.ui import text
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.windowing import Running
from tests.shots.planning import LOCAL, NO_KEY, create, step
from tests.shots.screens import screen


def full() -> QWidget:
    emulator = WaveSpeedEmulator(service_time_s=0.0, scale=0.05)
    emulator.__enter__()
    key = {"SEEDREAM_WAVESPEED_URL": emulator.url, "WAVESPEED_API_KEY": emulator.key}

    def prepare(running: Running) -> None:
        running.desk.preferences.change(caps=CapSettings(month_micros=5_000_000))
        buy(running, "Spring catalogue", 9, "clean the background")
        check(running)
        buy(running, "Bags", 7, "soft shadow")
        emulator.control.play("failed")
        buy(running, "Portraits warm", 4, "golden hour", is_done=False)
        emulator.control.play("history_lag", calls=1000, seconds=1000.0)
        emulator.control.play("reply_dropped")
        buy(running, "Shoes, second look", 6, "match the colours", is_done=False)
        emulator.control.play("stuck")
        buy(running, "Summer look", 5, "golden hour, softly", is_done=False)
        create(running, (step(1, "warmer", **LOCAL),), 3)
        run(running, 3)
        running.window.do("go.ledger")
        ledger = running.window._at
        running.wait(lambda: ledger.table.lines.rowCount() > 8)
        check(running)
        ledger.table.setCurrentIndex(ledger.table.lines.index(4, 0))
        ledger.table.setFocus()

    return screen(prepare, **key)()


def buy(running: Running, title: str, pictures: int, prompt: str, *, is_done: bool = True) -> None:
    create(running, (step(1, prompt, id=StepId(f"st-{title}")),), pictures)
    running.desk.documents.current.rename(title)
    outlook = running.desk.outlook
    running.wait(lambda: outlook.is_fresh and outlook.sequence.title == title)
    run(running, pictures if is_done else 0)


def run(running: Running, done: int) -> None:
    outlook, runs = running.desk.outlook, running.desk.runs
    runs.start()
    running.wait(lambda: outlook.figures.done >= done and not runs.is_starting)


def check(running: Running) -> None:
    running.window.do("go.ledger")
    ledger = running.window._at
    before = ledger.foot.verdict.text()
    running.desk.actions.action("ledger.check_balance").trigger()
    running.wait(
        lambda: (
            ledger.foot.verdict.text()
            not in (before, text.text("balance_asking", section="ledger"))
        )
    )


PAGES: dict[str, Callable[[], QWidget]] = {
    "ledger-empty": screen(lambda running: running.window.do("go.ledger"), **NO_KEY),
    "ledger-full": full,
}
