"""What the keys do in Compare."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from seedream_desktop.ui.canvas import viewport
from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.views.compare.wording import words

if TYPE_CHECKING:
    from seedream_desktop.ui.canvas.canvas import Canvas
    from seedream_desktop.ui.desk.desk import Desk
    from seedream_desktop.ui.views.compare.workspace import CompareWorkspace

_MODES: Final = {
    "compare.side": Mode.SIDE,
    "compare.split": Mode.SPLIT,
    "compare.top_bottom": Mode.TOP_BOTTOM,
    "compare.difference": Mode.DIFFERENCE,
    "compare.onion": Mode.ONION,
}
_STEPS: Final = {
    "image.next": ("step_image", 1),
    "image.previous": ("step_image", -1),
    "version.newer": ("step_version", 1),
    "version.older": ("step_version", -1),
}
_PANS: Final = {
    "zoom.pan_left": (0.15, 0.0),
    "zoom.pan_right": (-0.15, 0.0),
    "zoom.pan_up": (0.0, 0.15),
    "zoom.pan_down": (0.0, -0.15),
}
_WHOLE: Final = 1.0


class CompareKeys(QObject):
    """Gives the canvas' commands their handlers, and those of the views while it is shown."""

    def __init__(self, workspace: "CompareWorkspace", desk: "Desk") -> None:
        """Take the workspace."""
        super().__init__(workspace)
        self._workspace = workspace
        self._stage = workspace.stage
        self._session = workspace.session
        self._desk = desk
        self._last = Mode.SPLIT
        for command, handler in self._handlers().items():
            desk.actions.handle(command, handler)
        for command, (name, by) in _STEPS.items():
            step = partial(getattr(self._session, name), by)
            desk.actions.handle(command, step, at=workspace)
        for command, by in (("step.next", 1), ("step.previous", -1)):
            desk.actions.handle(command, partial(self._step_step, by), at=workspace)
        for command, handler in self._here().items():
            desk.actions.handle(command, handler, at=workspace)
        for command, handler in self._from_elsewhere().items():
            desk.actions.handle(command, handler)

    def show_mode(self, mode: Mode) -> None:
        """Compare in a way; in that of now, once more, go back to the way before it."""
        if mode is Mode.SURVEY and not self._session.can_survey:
            self._workspace.bar.show_mode(self._stage.mode)  # a click has switched it on
            self._desk.messages.say(words("cannot_survey"))
            return
        if self._stage.mode is not mode:
            self._last = self._stage.mode
        self._stage.show_mode(mode)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """End what lasts as long as a key is held; it hears the program only meanwhile."""
        is_up = (
            event.type() == QEvent.Type.KeyRelease
            and isinstance(event, QKeyEvent)
            and not event.isAutoRepeat()
            and event.key() in self._keys_of_before()
        )
        if is_up or event.type() == QEvent.Type.ApplicationDeactivate:
            self._hear(is_heard=False)
            self._stage.hold_before(is_held=False)
        return False

    def _keys_of_before(self) -> set[Qt.Key]:
        """Return the keys that hold the picture before: not Return, which chose it in a menu."""
        given = self._desk.actions.action("compare.before").shortcuts()
        return {sequence[0].key() for sequence in given if sequence.count()}  # type: ignore[index]  # the stubs lack it

    def _hear(self, *, is_heard: bool) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.removeEventFilter(self)
            if is_heard:
                app.installEventFilter(self)

    # -- which handler is which

    def _handlers(self) -> dict[str, Callable[[], object]]:
        modes = {command: partial(self.show_mode, mode) for command, mode in _MODES.items()}
        pans = {command: partial(self._pan, *by) for command, by in _PANS.items()}
        return {
            **modes,
            **pans,
            "compare.blink": self._blink,
            "compare.before": self._before,
            "compare.swap": self._session.swap,
            "compare.lock": self._lock,
            "compare.pin": self._pin,
            "compare.next_mode": self._next_mode,
            "compare.align": self._workspace.align,
            "compare.reset": self._stage.drop_nudges,
            "compare.remove": self._session.remove,
            "view.second_window": self._workspace.second.toggle,
            "view.hide_panels": self._workspace.toggle_panels,
            "zoom.toggle": self._toggle_zoom,
            "zoom.fit": partial(self._zoom_to, None),
            "zoom.whole": partial(self._zoom_to, _WHOLE),
            "zoom.in": partial(self._zoom_on, is_nearer=True),
            "zoom.out": partial(self._zoom_on, is_nearer=False),
        }

    def _here(self) -> dict[str, Callable[[], object]]:
        """Return what commands of the views do while Compare is shown."""
        return {
            "view.loupe": self._loupe,
            "view.compare": self._pair,
            "view.survey": partial(self.show_mode, Mode.SURVEY),
            "view.info": self._desk.actions.action("view.inspector").trigger,
            "view.grid": self._desk.actions.action("go.timeline").trigger,
        }

    def _from_elsewhere(self) -> dict[str, Callable[[], object]]:
        """Return what they do elsewhere, for places that have no way of their own."""
        return {
            "view.loupe": partial(self._come, Mode.ONE),
            "view.compare": partial(self._come, None),
            "view.survey": partial(self._come, Mode.SURVEY),
        }

    def _come(self, mode: Mode | None) -> None:
        self._desk.actions.action("go.compare").trigger()
        if mode is None:
            self._pair()
        else:
            self.show_mode(mode)

    # -- ways

    def _step_step(self, by: int) -> None:
        """Go to another step of B; in a survey to the picture above or below."""
        stage = self._stage
        if stage.mode is not Mode.SURVEY:
            self._session.step_step(by)
            return
        panes = stage.panes(self._canvas.room)
        here = panes.get(stage.current)
        beyond = [
            (by * (pane.y - here.y), number)
            for number, pane in panes.items()
            if here is not None and pane.x == here.x and by * (pane.y - here.y) > 0
        ]
        if beyond:
            self._session.step_image(min(beyond)[1] - stage.current)

    def _loupe(self) -> None:
        self.show_mode(self._last if self._stage.mode is Mode.ONE else Mode.ONE)

    def _pair(self) -> None:
        if self._stage.mode in {Mode.ONE, Mode.SURVEY}:
            self.show_mode(self._session.pair_mode)

    def _blink(self) -> None:
        """Blink, or stop; where nothing may move by itself each call shows the other."""
        if self._stage.mode is not Mode.BLINK:
            self.show_mode(Mode.BLINK)
        elif look.has_motion:
            self.show_mode(self._last)
        else:
            self._stage.blink_now()

    def _before(self) -> None:
        """Show A while the key is held; called from a menu, until it is called again."""
        is_held = not self._stage.is_before_held
        self._stage.hold_before(is_held=is_held)
        self._hear(is_heard=is_held and self._canvas.window().isActiveWindow())

    def _next_mode(self) -> None:
        order = [mode for mode in Mode if mode is not Mode.ONE]
        if not self._session.can_survey:
            order.remove(Mode.SURVEY)
        place = order.index(self._stage.mode) + 1 if self._stage.mode in order else 0
        self.show_mode(order[place % len(order)])

    def _lock(self) -> None:
        self._stage.lock(is_locked=not self._stage.is_locked)

    def _pin(self) -> None:
        pair = self._session.comparison
        if pair is not None:
            self._session.pin(is_pinned=not pair.is_pinned)

    # -- zoom

    @property
    def _canvas(self) -> "Canvas":
        return self._workspace.seen_canvas

    def _toggle_zoom(self) -> None:
        self._zoom_to(_WHOLE if self._stage.view.scale is None else None)

    def _zoom_to(self, scale: float | None) -> None:
        self._canvas.zoom_to(scale)

    def _zoom_on(self, *, is_nearer: bool) -> None:
        scale = self._stage.scale(self._canvas.room)
        self._canvas.zoom_by(viewport.next_stop(scale, is_nearer=is_nearer) / scale)

    def _pan(self, by_x: float, by_y: float) -> None:
        self._canvas.pan_by(by_x, by_y)
