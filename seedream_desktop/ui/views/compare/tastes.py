"""How the user likes to compare: the ground, the ways' own values; kept for the next time."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from seedream_desktop.ui.canvas.modes import BLINK_HZ_ASKS
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.theme.tokens import Ground
from seedream_desktop.ui.views.compare.kept import NAME, Kept
from seedream_desktop.ui.views.compare.wording import words

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk
    from seedream_desktop.ui.views.compare.workspace import CompareWorkspace

_REST_MS = 500


class Tastes(QObject):
    """Shows what was kept, and keeps what is changed once it is left alone."""

    def __init__(self, workspace: "CompareWorkspace", desk: "Desk") -> None:
        """Take the workspace, and put it back as it was left."""
        super().__init__(workspace)
        self._workspace = workspace
        self._desk = desk
        self.ground = Ground.THEME
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._keep)
        was = Kept.parse(desk.preferences.current.remembered.get(NAME, ""))
        self._kept = str(was)
        was.show_on(workspace.stage)
        self.show_ground(was.ground)
        workspace.bar.show_mode(workspace.stage.mode)
        workspace.bar.ground_asked.connect(self.show_ground)
        workspace.foot.hz_asked.connect(self._on_hz)
        workspace.stage.changed.connect(self._see_to_keeping)
        desk.closing.connect(self._keep)

    def show_ground(self, ground: Ground) -> None:
        """Lay the pictures on another ground."""
        self.ground = ground
        self._workspace.canvas.show_ground(ground)
        self._workspace.second.show_ground(ground)
        self._workspace.bar.show_ground(ground)
        self._see_to_keeping()

    def _on_hz(self, hz: float) -> None:
        """Blink as quickly as is asked for; above what can hurt people, only after a question."""
        stage = self._workspace.stage
        if hz <= BLINK_HZ_ASKS or stage.hz > BLINK_HZ_ASKS:
            stage.show_hz(hz)
            return
        stage.show_hz(BLINK_HZ_ASKS)
        self._desk.flows.start(self._ask_for(hz), of=self)

    async def _ask_for(self, hz: float) -> None:
        question = Question(
            words("flicker", hz=f"{hz:g}"),
            words("flicker_more"),
            answer=words("flicker_yes"),
            safe=words("flicker_no"),
        )
        if await self._desk.flows.shown(question):
            self._workspace.stage.show_hz(hz)

    def _see_to_keeping(self) -> None:
        if str(Kept.of(self._workspace.stage, self.ground)) != self._kept:
            self._rest.start()

    def _keep(self) -> None:
        self._rest.stop()
        now = str(Kept.of(self._workspace.stage, self.ground))
        if now != self._kept:
            self._kept = now
            remembered = self._desk.preferences.current.remembered
            self._desk.preferences.change(remembered=remembered | {NAME: now})
