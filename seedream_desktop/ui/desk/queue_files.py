"""The queue as a file: saves what is not finished, and opens such a file as sequences to run."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from seedream_desktop.domain import sequence as domain
from seedream_desktop.domain.ids import RunId
from seedream_desktop.exporting.queue_file import SUFFIX, queue_file, save_queue
from seedream_desktop.exporting.queue_opening import Lost, Opened, open_queue
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.means import Means
from seedream_desktop.ui.desk.messages import Remark
from seedream_desktop.ui.desk.queue import QueueDesk
from seedream_desktop.ui.dialogs.question import front
from seedream_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

_NAMED_MAX: Final = 3
_CAUSE: Final = "queue file"


class QueueFiles(QObject):
    """A file that is opened becomes sequences; none of them starts by itself."""

    def __init__(
        self,
        means: Means,
        queue: QueueDesk,
        parent: QObject | None = None,
    ) -> None:
        """Answer both commands."""
        super().__init__(parent)
        self._means = means
        self._queue = queue
        means.actions.handle("queue.save_file", self.ask_to_save)
        means.actions.handle("queue.open_file", self.ask_to_open)

    def ask_to_save(self) -> None:
        """Ask for a place, and save what is not finished."""
        self._means.flows.start(self._asked_to_save())

    def ask_to_open(self) -> None:
        """Ask for a file, and open it."""
        self._means.flows.start(self._asked_to_open())

    def save(self, path: Path) -> None:
        """Save all runs that are not finished."""
        self._means.flows.start(self._save(path))

    def open(self, path: Path) -> None:
        """Make sequences of a file, ready to run."""
        self._means.flows.start(self._open(path))

    def take(self, paths: Iterable[Path]) -> tuple[Path, ...]:
        """Open those that are files of queues, by name; return the others."""
        given = tuple(paths)
        others = tuple(path for path in given if path.suffix.lower() != SUFFIX)
        for path in given:
            if path not in others:
                self.open(path)
        return others

    async def _asked_to_save(self) -> None:
        if not self._unfinished():
            self._means.messages.say(_say("file_none"))
            return
        dialog = QFileDialog(front(), _say("file_save_title"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.selectFile(_say("file_name") + SUFFIX)
        path = await self._chosen(dialog)
        if path is not None:
            await self._save(path)

    async def _asked_to_open(self) -> None:
        dialog = QFileDialog(front(), _say("file_open_title"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        path = await self._chosen(dialog)
        if path is not None:
            await self._open(path)

    async def _chosen(self, dialog: QFileDialog) -> Path | None:
        dialog.setNameFilters([_say("file_filter")])
        chosen: list[str] = []
        dialog.filesSelected.connect(chosen.extend)
        is_accepted = await self._means.flows.shown(dialog)
        return Path(chosen[0]) if is_accepted and chosen else None

    async def _save(self, path: Path) -> None:
        runs = self._unfinished()
        if not runs:
            self._means.messages.say(_say("file_none"))
            return
        await self._means.flows.ask(_saved(self._means.program, runs, path))
        self._means.messages.say(_say("file_saved", runs=len(runs), name=path.name))

    async def _open(self, path: Path) -> None:
        opened = await self._means.flows.ask(_opened(self._means.program, path))
        self._tell(opened, path)
        if opened.sequences:
            self._means.documents.open(opened.sequences[0].id)
            self._means.actions.action("go.build").trigger()

    def _unfinished(self) -> tuple[RunId, ...]:
        # A live run may have nothing but failures left; only what still waits or runs is saved.
        live = self._queue.model.branches
        return tuple(b.item.run.id for b in live if b.tally.ended < b.tally.total)

    def _tell(self, opened: Opened, path: Path) -> None:
        """Say what is ready; what is not there stays until it is closed, since it may be much."""
        runs = len(opened.sequences)
        lost = _lost_words(opened.lost)
        code = "file_opened_short" if lost else "file_opened"
        said = [_say(code, runs=runs, name=path.name, missing=lost)]
        for title, why in opened.left_out[:_NAMED_MAX]:
            said.append(_say("file_left_out", title=title, reason=_say(why.code, path=why.path)))
        if len(said) == 1 and not lost:
            self._means.messages.say(said[0])
            return
        remark = Remark(words=text.sentences(said), tone=Tone.WAITING, is_closable=True)
        self._means.messages.put_up(_CAUSE, remark)


async def _saved(program: "Program", runs: Sequence[RunId], path: Path) -> None:
    sequences: list[domain.Sequence] = [await program.library.queue.sequence(run) for run in runs]
    await asyncio.to_thread(save_queue, queue_file(sequences, path.parent), path)


async def _opened(program: "Program", path: Path) -> Opened:
    opened = await open_queue(path, program.pictures.read)
    # The first of the file comes first in the library, which lists the newest first.
    for sequence in reversed(opened.sequences):
        await program.library.save_sequence(sequence, program.clock.now())
    return opened


def _lost_words(lost: Sequence[Lost]) -> str:
    if not lost:
        return ""
    named = "; ".join(_say(one.code, path=one.path) for one in lost[:_NAMED_MAX])
    names = f"{named}; …" if len(lost) > _NAMED_MAX else named
    return _say("file_missing", count=len(lost), names=names)


def _say(code: str, **params: str | int) -> str:
    return text.text(code, params, section="rules")
