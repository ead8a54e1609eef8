"""A folder that is watched: pictures that come into it are added to a sequence, and no more."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.engine.hot_folder import Arrivals, look_into
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.folder_events import FolderEvents
from seedream_desktop.ui.desk.imports import Imports, Target
from seedream_desktop.ui.desk.means import Means
from seedream_desktop.ui.desk.messages import Remark
from seedream_desktop.ui.theme.tokens import Tone

SETTLE_MS: Final = 1_000
"""How long a file has to stay as it is to be taken for whole."""
_SLOW_MS: Final = 15_000
"""How often it is looked without news: network drives give none of what other computers do."""
_CAUSE: Final = "watched folder"


@dataclass(frozen=True, slots=True)
class Watched:
    """The folder, and the sequence that its pictures go to."""

    folder: Path
    sequence: SequenceId


class Watching(QObject):
    """Off until it is asked for, and for as long as the program runs; one folder at a time.

    What lay in the folder before is left alone, and so are its subfolders. Pictures are added as
    one edit that can be undone. Nothing is run by it: what they cost is in the plan, and a press
    away.
    """

    changed = Signal()
    """Another folder is watched, or none."""

    def __init__(self, means: Means, imports: Imports, parent: QObject | None = None) -> None:
        """Watch nothing."""
        super().__init__(parent)
        self._means = means
        self._imports = imports
        self._arrivals: Arrivals | None = None
        self._is_looking = False
        self.watched: Watched | None = None
        self._events = FolderEvents(self)
        self._events.heard.connect(self._look_soon)
        self._soon, self._slow = QTimer(self), QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._slow.setInterval(_SLOW_MS)
        self._soon.timeout.connect(self._look)
        self._slow.timeout.connect(self._look)
        means.actions.handle("library.stop_watching", self.stop)
        means.actions.allow("library.stop_watching", is_allowed=False)

    def begin(self, folder: Path) -> None:
        """Add what comes into a folder to the open sequence, or to a new one of its name."""
        self._means.flows.start(self._begun(folder))

    def stop(self) -> None:
        """Watch no folder."""
        self._end()
        self._means.messages.say(_words("watch_ended"))

    def close(self) -> None:
        """End with the program."""
        self._end()

    async def _begun(self, folder: Path) -> None:
        there = await self._means.flows.ask(look_into(folder))
        if there is None:
            self._lost(folder)
            return
        self._end()
        self._means.messages.take_down(_CAUSE)
        documents = self._means.documents
        document = documents.current or documents.create(folder.name or _words("untitled"))
        documents.pin(document.sequence.id)
        self._arrivals = Arrivals(there)
        self.watched = Watched(folder, document.sequence.id)
        self._events.listen(str(folder))
        self._slow.start()
        self._tell()

    def _end(self) -> None:
        if self.watched is None:
            return
        self._means.documents.unpin(self.watched.sequence)
        self.watched = self._arrivals = None
        self._events.end()
        self._soon.stop()
        self._slow.stop()
        self._tell()

    def _tell(self) -> None:
        is_on = self.watched is not None
        self._means.actions.allow("library.stop_watching", is_allowed=is_on)
        self.changed.emit()

    def _look_soon(self) -> None:
        if self.watched is not None and not self._soon.isActive():
            self._soon.start()

    def _look(self) -> None:
        if self.watched is not None and not self._is_looking:
            self._is_looking = True
            self._means.flows.start(self._looked(self.watched), of=self)

    async def _looked(self, at: Watched) -> None:
        try:
            now = await self._means.flows.ask(look_into(at.folder))
        finally:
            self._is_looking = False
        if at is not self.watched or self._arrivals is None:
            return
        if now is None:
            self._end()
            self._lost(at.folder)
            return
        whole = self._arrivals.take(now)
        if whole:
            document = self._means.documents.kept(at.sequence)
            self._imports.add_paths(whole, Target.HERE, document=document)
        if self._arrivals.is_restless:
            self._soon.start()

    def _lost(self, folder: Path) -> None:
        words = _words("watch_lost", folder=str(folder))
        self._means.messages.put_up(_CAUSE, Remark(words=words, tone=Tone.FAILED, is_closable=True))


def _words(code: str, **params: str) -> str:
    return text.text(code, params, section="imports")
