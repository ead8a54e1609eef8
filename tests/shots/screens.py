"""The real window on a library of its own, brought into a state, for pictures."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from tests.fixtures.windowing import Running

SAMPLES = Path(__file__).parents[2] / "resources" / "samples" / "ceramics"

_ends: list[Callable[[], object]] = []
_going: list[tuple[Running, tempfile.TemporaryDirectory[str]]] = []


def screen(prepare: Callable[[Running], object], **environ: str) -> Callable[[], QWidget]:
    """Return a page: the program's own window, opened and then prepared, at 1440 x 900."""

    def make() -> QWidget:
        home = tempfile.TemporaryDirectory(prefix="seedream-shots-")
        os.environ.update({"SEEDREAM_HOME": home.name, **environ})
        os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        app = QApplication.instance()
        assert isinstance(app, QApplication), "the program that takes pictures makes it"
        running = Running(app).open()
        _going.append((running, home))
        running.window.resize(1440, 900)
        running.window.show()
        prepare(running)
        return running.window

    return make


def at_end(close: Callable[[], object]) -> None:
    """Have something closed after the program that a screen has opened."""
    _ends.append(close)


def end() -> None:
    """Close what screens have opened."""
    while _going:
        running, home = _going.pop()
        running.window.may_close = None  # a picture's work under way is no reason to stay
        running.close()
        home.cleanup()
    while _ends:
        _ends.pop()()
