"""Keeps the stage's difference true to what stands on it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from seedream_desktop.ui.canvas.difference import DifferenceMaker, Pair
from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.pyramid import Pyramid
from seedream_desktop.ui.canvas.showing import Showing
from seedream_desktop.ui.canvas.stage import A, B, Stage
from seedream_desktop.ui.canvas.viewport import Box
from seedream_desktop.ui.views.compare.wording import words

_REST_MS: Final = 120


class Differing(QObject):
    """Has a difference made while it is looked at, and again of what is sharper.

    While the eye moves over two pictures the difference that is there moves along, and is made
    anew once it rests: making it beside would take the interpreter from the frames.
    """

    def __init__(
        self,
        stage: Stage,
        showing: Showing,
        room: Callable[[], Box],
        parent: QObject | None = None,
    ) -> None:
        """Take the stage, what brings pictures to it, and the room in which it is seen."""
        super().__init__(parent)
        self._stage = stage
        self._room = room
        self._maker = DifferenceMaker(self)
        self._maker.made.connect(self._on_made)
        self._shown: tuple[object, ...] = ()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._make)
        showing.shown.connect(self._see_to_it)
        showing.sharpened.connect(self._see_to_it)
        stage.mode_changed.connect(self._see_to_it)
        stage.changed.connect(self._see_to_it)

    def close(self) -> None:
        """End the thread."""
        self._rest.stop()
        self._maker.close()

    def _see_to_it(self) -> None:
        pair = self._pair()
        if pair is not None and self._stage.difference is not None and _of(pair) == self._shown:
            self._rest.start()
        elif pair is not None:
            self._make()
        elif self._stage.difference is not None and self._stage.mode is not Mode.DIFFERENCE:
            self._stage.show_difference(None, "")  # it may take as much room as a picture

    def _make(self) -> None:
        self._rest.stop()
        pair = self._pair()
        if pair is not None:
            self._maker.want(pair)

    def _pair(self) -> Pair | None:
        if self._stage.mode is not Mode.DIFFERENCE or len(self._stage.exhibits) <= B:
            return None
        a, b = (self._stage.exhibits[number].pixels for number in (A, B))
        if a is None or b is None:
            return None
        nudge = self._stage.nudge_of(B)
        frame = self._stage.frames(self._room()).get(A)
        drawn = frame.placed(self._stage.view).width if frame is not None else 0.0
        need = float(a.level_for(drawn).width())
        return Pair(a, b, -nudge.x, -nudge.y, self._stage.gain, need)

    def _on_made(self, pair: Pair, made: Pyramid) -> None:
        now = self._pair()
        if now is None or (now.a.file, now.b.file) != (pair.a.file, pair.b.file):
            return
        self._shown = _of(pair)
        a, b = pair.a.file.size, pair.b.file.size
        self._stage.show_difference(made, words("resampled", a=str(a), b=str(b)) if a != b else "")


def _of(pair: Pair) -> tuple[object, ...]:
    """Return what a difference is of, whatever size it is made at."""
    return pair.a.file, pair.b.file, pair.x, pair.y, pair.gain
