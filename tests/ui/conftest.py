"""What holds for tests of the window: no screen, the program's look, nothing left behind."""

import gc
import os
from collections.abc import Iterator

import pytest
import shiboken6

# Two screens side by side, of one and of two pixels to one of the window.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen:configfile=tests/fixtures/screens.json")

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLayoutItem, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.catalogue import Audience
from seedream_desktop.ui.shell import chores
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.queueing import QueueRoom, environ
from tests.fixtures.windowing import Running


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["seedream-desktop"]


@pytest.fixture(scope="session")
def _styled(qapp: QApplication) -> None:
    """Give the program its look once, as the program itself does."""
    look.start(qapp)


@pytest.fixture(autouse=True)
def _as_shipped(_styled: None) -> Iterator[None]:
    """Begin and end every test in the dark theme at 100 % text with motion, in English."""
    text.speak(Audience.WINDOW)
    yield
    text.speak(Audience.CONSOLE)
    if look.theme is not Theme.DARK or look.text_scale != 1.0:
        look.show_text_at(1.0)
        look.show_theme(Theme.DARK)
    look.allow_motion(allowed=True)


@pytest.fixture(scope="session", autouse=True)
def _leaves_nothing_copied(qapp: QApplication) -> Iterator[None]:
    """Empty the clipboard: without a screen Qt lets go of what Python made there after Python."""
    yield
    qapp.clipboard().clear()


@pytest.fixture(scope="session", autouse=True)
def _collects_here() -> Iterator[None]:
    """Let Python's collector run on the GUI thread only, as app.collector has it."""
    gc.disable()
    yield
    gc.enable()


def collect(generation: int) -> None:
    """Collect what tests have dropped without Qt's deleting it first.

    PySide makes a wrapper for each item of a layout that is put into another. The collector
    would delete the item by it, and the layout would a second time.
    """
    for wrapper in shiboken6.getAllValidWrappers():
        if isinstance(wrapper, QLayoutItem) and not isinstance(wrapper, QObject):
            shiboken6.invalidate(wrapper)
    gc.collect(generation)


@pytest.fixture(autouse=True)
def _leaves_no_widget(qapp: QApplication, _styled: None) -> Iterator[None]:
    """Fail a test that leaves top-level widgets or running timers."""
    before = set(map(id, qapp.topLevelWidgets()))
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if len(qapp.topLevelWidgets()) > len(before):
        collect(2)  # what only waits for the collector is no leak
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in qapp.topLevelWidgets() if id(widget) not in before]
    ticking = [timer for widget in left for timer in running_timers(widget)]
    names = [f"{type(widget).__name__} {widget.objectName()}".strip() for widget in left]
    for widget in left:
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    collect(2 if gc.get_count()[2] > gc.get_threshold()[2] else 1)
    if pressed := QGuiApplication.mouseButtons():  # the next test's drags would begin by it
        pytest.fail(f"left pressed: {pressed}", pytrace=False)
    if names:
        pytest.fail(f"left behind: {names}, timers: {len(ticking)}", pytrace=False)


def running_timers(root: QObject) -> list[QTimer]:
    return [timer for timer in root.findChildren(QTimer) if timer.isActive()]


@pytest.fixture
def shown(qtbot):
    """Show a widget in a window of its own and take it away again."""
    made: list[QWidget] = []

    def show(widget: QWidget, width: int = 640, height: int = 480) -> QWidget:
        widget.resize(width, height)
        qtbot.addWidget(widget)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        made.append(widget)
        return widget

    yield show
    for widget in made:
        widget.close()
        widget.deleteLater()


@pytest.fixture
def crisp(shown):
    """Show a widget as shown does, on the screen where lines are two pixels wide.

    There the strokes of words and drawings have their full colour, so that it can be measured.
    """

    def show(widget: QWidget, width: int = 640, height: int = 480) -> QWidget:
        dense = next(s for s in QGuiApplication.screens() if s.devicePixelRatio() > 1)
        widget.move(dense.geometry().topLeft() + QPoint(20, 20))
        return shown(widget, width, height)

    return show


@pytest.fixture
def idle_ms():
    """How long nobody does anything until the window makes a workspace that it is not asked for.

    It makes all six within a second, which few tests go to; what goes everywhere has it as usual.
    """
    return 86_400_000


@pytest.fixture
def _makes_what_is_asked_for(monkeypatch, idle_ms):
    monkeypatch.setattr(chores, "_IDLE_MS", idle_ms)


@pytest.fixture
def running(qapp, tmp_path, monkeypatch, _leaves_no_widget, _makes_what_is_asked_for):
    """Open the real program on a library of its own; its window is not shown unless asked."""
    monkeypatch.setenv("SEEDREAM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    program = Running(qapp).open()
    yield program
    program.close()


@pytest.fixture
def bench(qtbot, running):
    """Show the program's window, to work in Build."""
    from tests.ui.building import Bench

    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    return Bench(running)


@pytest.fixture
def service(monkeypatch):
    """Have the program, started after it, buy from a service of loopback."""
    with WaveSpeedEmulator() as emulator:
        for name, value in environ(emulator).items():
            monkeypatch.setenv(name, value)
        yield emulator


@pytest.fixture
def room(service, running, tmp_path):
    """Show the queue's workspace, over a service that waits to be told."""
    made = QueueRoom(running, service, tmp_path / "in")
    running.window.show()
    running.window.activateWindow()
    running.window.go("go.queue")
    running.wait(lambda: made.queue.is_filled)
    yield made
    service.control.release()


@pytest.fixture
def lives(qapp, qtbot, tmp_path, monkeypatch, _leaves_no_widget, _makes_what_is_asked_for):
    """Start the program as often as a test wants, on one library of its own."""
    from tests.ui.building import Bench, Lives

    monkeypatch.setenv("SEEDREAM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

    def begin():
        running = Running(qapp).open()
        with qtbot.waitActive(running.window):
            running.window.show()
            running.window.activateWindow()
        return Bench(running)

    made = Lives(begin)
    yield made
    made.end()
