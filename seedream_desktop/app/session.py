"""The window with its engine, put together: everything that the first paint need not wait for."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from seedream_desktop.app import speech
from seedream_desktop.app.collector import Collector, let_go
from seedream_desktop.app.crashes import Crashes
from seedream_desktop.app.engine_thread import EngineThread, NotOpened, Opened, Opening
from seedream_desktop.app.instance import HandOver, Instance, Offer
from seedream_desktop.app.repeated_offer import RepeatedOffer
from seedream_desktop.app.signals import Signals
from seedream_desktop.app.system_files import SystemFiles
from seedream_desktop.domain.errors import LibraryBusy, SeedreamError
from seedream_desktop.settings.store import SettingsStore
from seedream_desktop.ui import text
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.bridge import EngineBridge
from seedream_desktop.ui.desk.messages import Messages
from seedream_desktop.ui.keymap import Keymap
from seedream_desktop.ui.shell.appearance import hear_system, show_look
from seedream_desktop.ui.shell.glance import glance
from seedream_desktop.ui.shell.memory import Keeper, remembered
from seedream_desktop.ui.shell.window import Window
from seedream_desktop.ui.theme.look import look

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk
    from seedream_desktop.ui.shell.farewell import Farewell

_T = TypeVar("_T")

_KEEP_MS: Final = 1_500
"""After how much quiet the window's arrangement is written."""

_FAREWELL_MS: Final = 700
"""From when on it is said that something is finished, after the window is gone."""


class Gui(QObject):
    """The running window with its engine: opens the library after the first paint, ends safely."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        engine: EngineThread,
        root: Path,
        paths: Sequence[Path] = (),
        renew: Callable[[], EngineThread] = EngineThread,
        window: Window | None = None,
    ) -> None:
        """Make everything that needs no library; renew makes the engine of another try.

        window is one that was painted before all this was loaded.
        """
        super().__init__()
        self._loop = loop
        self._engine = engine
        self._renew = renew
        self._root = root
        self._paths = tuple(paths)
        self.asking: RepeatedOffer | None = None
        self._has_asked_first = self._shows_import = self._is_saving = False
        self._farewell: Farewell | None = None
        self.bridge = EngineBridge(self._call, self)
        self.messages = Messages(self)
        self.actions = ActionRegistry(Keymap(), self)
        self.window = window or Window(glance(root))
        self.window.furnish(self.actions, self.messages, remembered(root))
        self.window.closing.connect(self.close)
        self.window.retry_asked.connect(self._retry)
        self.window.may_close = self._may_close
        self.instance = Instance(root, self)
        self.instance.handed.connect(self.take)
        self.desk: Desk | None = None
        self.is_settled = False
        self.ended: asyncio.Future[None] = loop.create_future()
        self._keeper = Keeper(root)
        self._keep_soon = QTimer(self)
        self._keep_soon.setSingleShot(True)
        self._keep_soon.setInterval(_KEEP_MS)
        self._keep_soon.timeout.connect(self._keep)

    def show(self) -> None:
        """Show the window, and open the library once it is painted."""
        self.window.show()
        QTimer.singleShot(0, self.open)

    def open(self) -> None:
        """Begin to open the library."""
        self.bridge.follow(self._engine.start(self.bridge.publish), self, self._on_opening)

    def take(self, paths: Sequence[Path]) -> None:
        """Come to the front with pictures and folders that another start or the system gave."""
        self.window.come_to_front()
        self._paths = (*self._paths, *paths)
        self._import()

    def close(self) -> None:
        """Hand over what is unsaved, let the engine end, and then quit."""
        self._keep_soon.stop()
        self._keep()
        if self.desk is not None:
            self.desk.close()
        self.instance.close()
        self.bridge.close()
        stopped = self._engine.begin_stop()
        stopped.add_done_callback(self._on_stopped)
        if not stopped.done():
            QTimer.singleShot(_FAREWELL_MS, self, self._say_farewell)

    # -- opening

    def _on_opening(self, _call: int, opening: Opening) -> None:
        self.is_settled = True
        if isinstance(opening, NotOpened):
            self.window.show_not_opened(opening.error)
            if isinstance(opening.error, LibraryBusy) and not self._has_asked_first:
                self._has_asked_first = True
                self.asking = RepeatedOffer(self._root, lambda: self._paths, self)
                self.asking.answered.connect(self._on_offered)
            return
        assert isinstance(opening, Opened), "an opening is one of the two"
        # Not before the first paint: these imports take longer than the window does.
        from seedream_desktop.ui.desk.desk import Desk
        from seedream_desktop.ui.shell.findings import Findings

        self.instance.listen()
        if self.asking is not None:
            self.asking.end()
            self.asking = None
        self.desk = Desk(
            opening.app, self.bridge, self._call, self._loop, self.actions, self.messages, self
        )
        self.window.open(self.desk)
        self.window.rearranged.connect(self._keep_soon.start)
        self.desk.imports.ended.connect(self._on_imported)
        self.findings = Findings(self.desk, opening.found, self.desk)
        self._import()

    def _on_offered(self, answer: HandOver) -> None:
        if answer is HandOver.TAKEN:
            self.window.end()
        elif answer is HandOver.NO_ANSWER:
            self.window.body.not_opened.show_deaf()

    def _retry(self) -> None:
        self.window.body.not_opened.show_waiting(is_waiting=True)
        self._offer = Offer(self._root, self._paths, self)
        self._offer.answered.connect(self._on_second_offer)

    def _on_second_offer(self, answer: HandOver) -> None:
        if answer is HandOver.TAKEN:
            self.window.end()
            return
        self._engine = self._renew()
        self.open()

    def _import(self) -> None:
        """Have what was handed over imported or opened, once that is possible."""
        if self.desk is not None and self._paths:
            paths, self._paths = self._paths, ()
            others = self.desk.open_files(paths)
            self._shows_import = bool(others)
            self.desk.imports.add_paths(others)

    def _on_imported(self, _import: object) -> None:
        """Show what was handed over where it is worked on."""
        assert self.desk is not None, "imports need the opened library"
        is_here = self.desk.documents.current is not None
        if self._shows_import and is_here and not self.desk.imports.running:
            self._shows_import = False
            self.window.go("go.build")

    # -- closing

    def _may_close(self) -> bool:
        """Say whether the window may go now: all is saved, and the user knows what goes on."""
        if self.desk is None:
            return True
        if self.desk.documents.is_saved:
            return self._is_known(self.desk)
        self.desk.flows.start(self._save_first(self.desk))
        return False

    def _is_known(self, desk: "Desk") -> bool:
        """Say whether nothing runs, or the user knows; else ask once what they want."""
        from seedream_desktop.ui.dialogs.closing import HINT, ClosingDialog

        if self.window.has_told(HINT):
            return True
        counts = desk.queue.counts
        if not (counts.running or counts.waiting):
            return True
        dialog = ClosingDialog(counts, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_closing_answer)
        dialog.open()
        return False

    async def _save_first(self, desk: "Desk") -> None:
        """Close once the edits are written; where they cannot be, only if the user says so."""
        from seedream_desktop.ui.dialogs.question import Question

        if self._is_saving:
            return
        self._is_saving = True
        try:
            await desk.flows.ask(desk.documents.save_all())
        except SeedreamError as error:
            words = partial(text.text, section="shell")
            question = Question(
                words("unsaved_title"),
                text.of_error(error),
                answer=words("unsaved_close"),
                safe=words("keep_open"),
            )
            if await desk.flows.shown(question):
                self.window.end()
            return
        finally:
            self._is_saving = False
        if self._is_known(desk):
            self.window.end()

    def _on_closing_answer(self, answer: int) -> None:
        from seedream_desktop.ui.dialogs.closing import HINT, ClosingDialog

        dialog = self.sender()
        if not isinstance(dialog, ClosingDialog) or not answer:
            return
        if dialog.not_again.isChecked():
            self.window.note_told(HINT)
        self.window.end()

    def _keep(self) -> None:
        """Have the window's arrangement written; it is no loss where that fails."""
        if self.desk is not None:
            self._call(self._keeper.keep(self.window.memory()))

    def _say_farewell(self) -> None:
        from seedream_desktop.ui.shell.farewell import Farewell

        if not self.ended.done():
            self._farewell = Farewell()
            self._farewell.show()

    def _on_stopped(self, _stopped: "Future[None]") -> None:
        self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        if self._farewell is not None:
            self._farewell.close()
            self._farewell.deleteLater()
            self._farewell = None
        if not self.ended.done():
            self.ended.set_result(None)

    def _call(self, work: Coroutine[Any, Any, _T]) -> "Future[_T]":
        return self._engine.call(work)


def perform(app: QApplication, window: Window, root: Path, paths: Sequence[Path]) -> None:
    """Fill the window and stay until it is closed and everything is safe."""
    crashes = Crashes(root)
    crashes.install()
    look.start(app)
    settings = SettingsStore(root).current
    speech.to_window(settings.language)
    show_look(settings.look)
    Collector(app)
    with QEventLoop(app) as loop:
        engine = partial(EngineThread, owns_process=True)
        gui = Gui(loop, engine(), root, paths, engine, window)
        files = SystemFiles(app, gui.take)
        crashes.tell(gui.messages)
        signals = Signals(gui)
        signals.asked.connect(gui.window.end)
        gui.show()
        QTimer.singleShot(0, partial(hear_system, app))  # after the library has begun to open
        loop.run_until_complete(gui.ended)
        signals.close()
        files.close()
        let_go(gui, window)
    crashes.remove()
