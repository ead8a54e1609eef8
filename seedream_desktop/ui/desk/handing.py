"""Gives results to other programs: dragged out of the window as files, or copied."""

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.handed import Handed
from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.drag_chip import files_chip
from seedream_desktop.ui.desk.focus import Focus
from seedream_desktop.ui.desk.judging import Judging
from seedream_desktop.ui.desk.means import Means
from seedream_desktop.ui.mime import files_mime

_LONG_S: Final = 0.4
"""After this a user may have given up and let go; that the files are ready is said then."""

_PASTES_PNG: Final = sys.platform == "linux"


class Handing(QObject):
    """Files are copied aside before a drag begins: whoever takes them never waits for any.

    That is a moment for a few, and while it lasts the window goes on. What was copied for a
    drag that came too late serves the next one of the same results.
    """

    def __init__(
        self, means: Means, focus: Focus, judging: Judging, parent: QObject | None = None
    ) -> None:
        """Take what is worked with, what is looked at, and what knows its versions."""
        super().__init__(parent)
        self._means = means
        self._focus = focus
        self._judging = judging
        self._ready: tuple[tuple[SubjectId, ...], Handed] | None = None
        self._is_going = False
        self._ended: Callable[[], object] | None = None
        means.documents.changed.connect(self._forget)
        judging.changed.connect(self._forget)
        means.actions.handle("image.copy", self._copy_here)
        focus.moved.connect(self._see_to_command)
        self._see_to_command()

    @property
    def is_going(self) -> bool:
        """Say whether a drag is on, or its files are being made: moves of the mouse are its."""
        return self._is_going

    def subjects_here(self) -> tuple[SubjectId, ...]:
        """Return what is selected, else what is looked at, as far as it is there."""
        return tuple(self._judging.subjects(self._focus.shots))

    def selected(self) -> tuple[SubjectId, ...]:
        """Return what is selected; nothing while only one picture is looked at."""
        return self.subjects_here() if len(self._focus.selection) > 1 else ()

    def drag(
        self,
        source: QWidget,
        subjects: Sequence[SubjectId],
        ended: Callable[[], object] | None = None,
    ) -> None:
        """Begin to drag results and originals out of a widget, on whose left button is held.

        With ended, which is called when the drag is over or did not come about, it begins even
        where there is nothing to hand out: the widget itself is what it can be dropped on.
        """
        if not subjects or self._is_going or self._means.documents.current is None:
            if ended is not None:
                ended()
            return
        self._is_going = True
        self._ended = ended
        self._means.flows.start(self._drag(source, tuple(subjects)), of=source)
        source.destroyed.connect(self._stop)

    def copy(self, subjects: Sequence[SubjectId]) -> None:
        """Put the first picture, and the files of all, into the clipboard."""
        if subjects and self._means.documents.current is not None:
            self._means.flows.start(self._copy(tuple(subjects)))

    async def _drag(self, source: QWidget, subjects: tuple[SubjectId, ...]) -> None:
        begun = time.monotonic()
        try:
            handed = await self._handed(subjects)
        except BaseException:
            self._stop()
            raise
        is_late = time.monotonic() - begun > _LONG_S
        # A drag has a loop of its own, which must not turn inside of a coroutine.
        QTimer.singleShot(0, source, partial(self._begin, source, subjects, handed, is_late))

    async def _handed(self, subjects: tuple[SubjectId, ...]) -> Handed:
        ready, self._ready = self._ready, None
        if ready is not None and ready[0] == subjects:
            return ready[1]
        return await self._ask(subjects)

    async def _ask(self, subjects: tuple[SubjectId, ...], *, with_picture: bool = False) -> Handed:
        document, program = self._means.documents.current, self._means.program
        if document is None:
            return Handed()
        own = document.sequence.id
        work = program.handouts.make(own, subjects, with_picture=with_picture)
        return await self._means.flows.ask(work)

    def _begin(
        self, source: QWidget, subjects: tuple[SubjectId, ...], handed: Handed, is_late: bool
    ) -> None:
        try:
            is_bare = not handed.files
            if handed.unsure and not (is_bare and self._ended):
                self._say("handed_unsure", handed)
            if is_bare and self._ended is None:
                return
            if not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
                self._ready = (subjects, handed)
                if is_late:
                    self._say("handed_ready", handed)
                return
            drag = QDrag(source)
            drag.setMimeData(files_mime(handed.files))
            chip: QPixmap = files_chip(self._counted(handed), source)
            drag.setPixmap(chip)
            drag.setHotSpot(QPoint(0, 0))
            drag.exec(Qt.DropAction.CopyAction)
        finally:
            self._stop()

    async def _copy(self, subjects: tuple[SubjectId, ...]) -> None:
        handed = await self._ask(subjects, with_picture=True)
        if handed.files:
            pixels = None if _PASTES_PNG else QImage.fromData(handed.picture)
            mime = files_mime(handed.files, handed.picture, pixels)
            QGuiApplication.clipboard().setMimeData(mime)
        self._say("handed_unsure" if handed.unsure else "copied", handed)

    def _counted(self, handed: Handed) -> str:
        files = handed.files
        if len(files) == 1:
            return files[0].name
        return text.counted("file", len(files)) if files else text.counted("result", handed.unsure)

    def _say(self, code: str, handed: Handed) -> None:
        params: dict[str, Param] = {"files": self._counted(handed), "count": handed.unsure}
        self._means.messages.say(text.text(code, params, section="handing"))

    def _copy_here(self) -> None:
        self.copy(self.subjects_here())

    def _stop(self, _gone: object = None) -> None:
        ended, self._ended = self._ended, None
        self._is_going = False
        if ended is not None and _gone is None:
            ended()

    def _see_to_command(self) -> None:
        self._means.actions.allow("image.copy", is_allowed=bool(self._focus.shots))

    def _forget(self, _what: object) -> None:
        # Copies have the names, and the sureness, of when they were made.
        self._ready = None
