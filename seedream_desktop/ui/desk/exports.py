"""Results leave the library: asked about in a dialog, written beside other work, receipted."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.export_wish import Conflict, ExportWish
from seedream_desktop.domain.ids import SequenceId, SubjectId
from seedream_desktop.domain.receipt import Receipt
from seedream_desktop.exporting.outlook import Outlook, looked_at
from seedream_desktop.exporting.stock import Stock
from seedream_desktop.ui.desk.export_presets import ExportPresets
from seedream_desktop.ui.desk.export_progress import Ended, Progress
from seedream_desktop.ui.desk.means import Means
from seedream_desktop.ui.dialogs.export.conflict import answers_for
from seedream_desktop.ui.dialogs.export.dialog import ExportDialog
from seedream_desktop.ui.dialogs.export.receipts import ReceiptsDialog
from seedream_desktop.ui.dialogs.export.wording import short_folder
from seedream_desktop.ui.dialogs.question import front
from seedream_desktop.ui.models.export_draft import ExportDraft, Policy


class Exports(QObject):
    """One export at a time; the window goes on meanwhile, and it can be stopped between files.

    A second export of a sequence can be as the last one was, without a question.
    """

    progressed = Signal(object)
    """Carries the Progress, or None once it is dismissed."""
    unsure_asked = Signal()
    """The unsure results of the open sequence are to be looked at."""
    _receipted = Signal(int, object)

    def __init__(
        self,
        means: Means,
        presets: ExportPresets,
        selected: Callable[[], Collection[SubjectId]],
        parent: QObject | None = None,
    ) -> None:
        """Answer the commands to export, while a sequence is open; selected are its pictures."""
        super().__init__(parent)
        self._means = means
        self.presets = presets
        self.progress: Progress | None = None
        self._selected = selected
        self._last: dict[SequenceId, tuple[ExportWish, Path]] = {}
        self._is_asking = False
        self._task: asyncio.Task[None] | None = None
        self._number = 0
        self._receipted.connect(self._on_receipt, Qt.ConnectionType.QueuedConnection)
        means.actions.handle("file.export", self.export)
        means.actions.handle("file.export_again", self.export_again)
        means.documents.changed.connect(self._see_to_commands)
        self._see_to_commands()

    @property
    def is_going(self) -> bool:
        """Say whether files are being written."""
        return self.progress is not None and not self.progress.is_over

    def export(self) -> None:
        """Ask what is to be exported, then export it."""
        document = self._means.documents.current
        if document is not None and not self._is_asking and not self.is_going:
            self._is_asking = True
            self._means.flows.start(self._asked(document.sequence.id))

    def export_again(self) -> None:
        """Export the open sequence as the last time."""
        document = self._means.documents.current
        last = self._last.get(document.sequence.id) if document is not None else None
        if document is not None and last is not None and not self._is_asking and not self.is_going:
            self._is_asking = True
            self._means.flows.start(self._again(document.sequence.id, *last))

    def stop(self) -> None:
        """End after the files that are being written; what is there stays."""
        if self._task is not None:
            self._task.cancel()

    def dismiss(self) -> None:
        """Say no more of the last export."""
        if not self.is_going:
            self._show(None)

    def show_folder(self) -> None:
        """Open the folder of the last export."""
        if self.progress is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.progress.folder)))

    def show_receipts(self) -> None:
        """Show what became of each file of the last export."""
        if self.progress is not None and self.progress.receipts:
            self._means.flows.start(self._receipts(self.progress))

    async def _receipts(self, progress: Progress) -> None:
        flows = self._means.flows
        await flows.shown(ReceiptsDialog(progress.receipts, progress.folder, flows, front()))

    # -- asking

    async def _asked(self, sequence: SequenceId) -> None:
        try:
            stock = await self._stock(sequence)
            draft = ExportDraft(self.presets)
            dialog = ExportDialog(
                draft,
                stock.sequence,
                self._means.flows,
                lambda draft: self._look(stock, draft.wish, draft.folder),
                selection=frozenset(self._selected()),
                recent=self.presets.current.folders,
                parent=front(),
            )
            dialog.look_asked.connect(self._look_at_unsure)
            if not await self._means.flows.shown(dialog) or draft.folder is None:
                return
            wish, folder, files = draft.wish, draft.folder, dialog.outlook.preview.files
            if draft.policy is Policy.ASK:
                given = await answers_for(files, short_folder(folder), self._means.flows)
                if given is None:
                    return
                wish = replace(wish, answers=given)
        finally:
            self._is_asking = False
        await self._run(sequence, wish, folder, len(files))

    def _look_at_unsure(self) -> None:
        self._means.actions.action("go.timeline").trigger()
        self.unsure_asked.emit()

    async def _stock(self, sequence: SequenceId) -> Stock:
        await self._means.documents.written(sequence)
        return await self._means.flows.ask(self._means.program.export_stock(sequence))

    async def _look(self, stock: Stock, wish: ExportWish, folder: Path | None) -> Outlook:
        library = self._means.program.locations.root
        return await self._means.flows.ask(
            asyncio.to_thread(looked_at, stock, wish, folder, library)
        )

    async def _again(self, sequence: SequenceId, wish: ExportWish, folder: Path) -> None:
        try:
            outlook = await self._look(await self._stock(sequence), wish, folder)
        finally:
            self._is_asking = False
        await self._run(sequence, wish, folder, len(outlook.preview.files))

    # -- writing

    async def _run(self, sequence: SequenceId, wish: ExportWish, folder: Path, count: int) -> None:
        self._task = asyncio.current_task()
        self._show(Progress.begun(folder, count, self._means.program.clock.now()))
        self._number += 1
        told = partial(self._receipted.emit, self._number)
        work = self._means.program.export_as(sequence, wish, folder, told)
        try:
            receipts = await self._means.flows.ask(work)
        except asyncio.CancelledError:
            self._end(Ended.STOPPED)
        except SeedreamError as error:
            self._end(Ended.BROKEN, error=error)
        else:
            self._last[sequence] = (_without_answers(wish), folder)
            self._end(Ended.WHOLE, receipts)
        finally:
            self._task = None

    def _end(
        self,
        how: Ended,
        receipts: tuple[Receipt, ...] | None = None,
        error: SeedreamError | None = None,
    ) -> None:
        if self.progress is not None:
            self._show(self.progress.over(how, receipts, error))

    def _on_receipt(self, number: int, receipt: Receipt) -> None:
        """Count a file, also one that was under way when the export was stopped."""
        if number != self._number or self.progress is None:
            return
        if not self.progress.is_over or self.progress.is_stopped:
            self._show(self.progress.with_one(receipt, self._means.program.clock.now()))

    def _show(self, progress: Progress | None) -> None:
        self.progress = progress
        self.progressed.emit(progress)
        self._see_to_commands()

    def _see_to_commands(self, _document: object = None) -> None:
        document = self._means.documents.current
        has_last = document is not None and document.sequence.id in self._last
        is_free = not self.is_going
        allow = self._means.actions.allow
        allow("file.export", is_allowed=document is not None and is_free)
        allow("file.export_again", is_allowed=has_last and is_free)


def _without_answers(wish: ExportWish) -> ExportWish:
    """Return a wish that can hold again: files that were asked about get a number next time."""
    return replace(wish, answers=dict[str, Conflict]())
