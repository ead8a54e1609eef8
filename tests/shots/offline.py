"""What is said without a network, in the places where it is said."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.network import Reach
from tests.fixtures.windowing import Running
from tests.shots.planning import KEY, LOCAL, create, step
from tests.shots.screens import screen

SERVICE = ProviderId("wavespeed")
AWAY = KEY | {"NO_PROXY": "*"}
"""With a key, and at an address where nobody listens."""


def build(running: Running) -> None:
    create(running, (step(1, "clean the background"),), 4)
    running.window.do("go.build")
    outlook = running.desk.outlook
    running.wait(lambda: "prices_not_asked" in [check.code for check in outlook.checks])


def queue(running: Running) -> None:
    build(running)
    running.desk.runs.start()
    network = running.desk.network
    running.wait(lambda: SERVICE in network.current.troubles)
    assert network.current.services[SERVICE] is Reach.OFFLINE
    running.window.do("go.queue")


def ledger(running: Running) -> None:
    create(running, (step(1, "warmer", **LOCAL),), 4)
    running.desk.runs.start()
    outlook = running.desk.outlook
    running.wait(lambda: outlook.figures.done == 4 and outlook.is_fresh)
    running.window.do("go.ledger")
    running.desk.actions.action("ledger.check_balance").trigger()
    foot = running.window._at.foot
    said = text.text("balance_offline", section="ledger")
    running.wait(lambda: foot.verdict.text() == said)


PAGES: dict[str, Callable[[], QWidget]] = {
    "offline-build": screen(build, **AWAY),
    "offline-queue": screen(queue, **AWAY),
    "offline-ledger": screen(ledger, **AWAY),
}
