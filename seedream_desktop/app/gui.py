"""`seedream-desktop [PATH…]`: the window, put together."""

import asyncio
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from qasync import QEventLoop

from seedream_desktop.app.application import application
from seedream_desktop.app.engine_thread import EngineThread, NotOpened, Opened, Opening
from seedream_desktop.app.instance import HandOver, Instance, hand_over
from seedream_desktop.storage.locations import locations
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.bridge import EngineBridge
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.messages import Messages
from seedream_desktop.ui.keymap import Keymap
from seedream_desktop.ui.shell.window import Window
from seedream_desktop.ui.theme.look import look


class Gui(QObject):
    """The running window with its engine: opens the library after the first paint, ends safely."""

    def __init__(self, loop: asyncio.AbstractEventLoop, engine: EngineThread, root: Path) -> None:
        """Make everything that needs no library."""
        super().__init__()
        self._loop = loop
        self._engine = engine
        self.bridge = EngineBridge(engine.call, self)
        self.messages = Messages(self)
        self.actions = ActionRegistry(Keymap(), self)
        self.window = Window(self.actions)
        self.window.closing.connect(self.close)
        self.instance = Instance(root, self)
        self.desk: Desk | None = None
        self.ended: asyncio.Future[None] = loop.create_future()

    def show(self) -> None:
        """Show the window, and open the library once it is painted."""
        self.window.show()
        QTimer.singleShot(0, self.open)

    def open(self) -> None:
        """Begin to open the library."""
        self.bridge.follow(self._engine.start(self.bridge.publish), self, self._on_opening)

    def close(self) -> None:
        """Hand over what is unsaved, let the engine end, and then quit."""
        if self.desk is not None:
            self.desk.close()
        self.instance.close()
        self.bridge.close()
        stopped = self._engine.begin_stop()
        stopped.add_done_callback(self._on_stopped)

    def _on_opening(self, _call: int, opening: Opening) -> None:
        if isinstance(opening, NotOpened):
            self.messages.failed(opening.error)
            return
        assert isinstance(opening, Opened), "an opening is one of the two"
        self.instance.listen()
        self.desk = Desk(
            opening.app,
            self.bridge,
            self._engine.call,
            self._loop,
            self.actions,
            self.messages,
            self,
        )
        self.window.open(self.desk)

    def _on_stopped(self, _stopped: "Future[None]") -> None:
        self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window, or hand the paths to the one that is open; return the exit code."""
    paths = [Path(word) for word in (sys.argv[1:] if arguments is None else arguments)]
    app = application()
    root = locations().root
    if hand_over(root, paths) is HandOver.TAKEN:
        return 0
    look.start(app)
    with QEventLoop(app) as loop:
        gui = Gui(loop, EngineThread(), root)
        gui.show()
        loop.run_until_complete(gui.ended)
    return 0


if __name__ == "__main__":
    sys.exit(main())
