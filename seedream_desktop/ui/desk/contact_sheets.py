"""Contact sheets: asked for in a dialog, drawn on a thread of their own, and shown."""

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.export_wish import What
from seedream_desktop.domain.geometry import Size
from seedream_desktop.exporting.contact_sheet import ContactSheet, SheetWish
from seedream_desktop.exporting.sheet_entries import SheetContent, SheetTexts, sheet_content
from seedream_desktop.exporting.stock import Stock
from seedream_desktop.ui import text
from seedream_desktop.ui.bridge import Caller
from seedream_desktop.ui.desk.export_presets import ExportPresets
from seedream_desktop.ui.desk.means import Means
from seedream_desktop.ui.dialogs.contact_sheet.dialog import ContactSheetDialog, words
from seedream_desktop.ui.dialogs.question import front
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.printing.job import SheetMade, make_sheet, warm_up
from seedream_desktop.ui.printing.sheet import SheetWords

Drawing = tuple[int, int]
"""Pages that are drawn, and all that there will be."""


class ContactSheets(QObject):
    """One at a time. Pictures are read on the engine's side, a few ahead of the one drawn."""

    drawn = Signal(object)
    """Carries the Drawing, or None when none is being made."""
    _told = Signal(int, int)

    def __init__(
        self, means: Means, presets: ExportPresets, caller: Caller, parent: QObject | None = None
    ) -> None:
        """Answer the command, while a sequence is open."""
        super().__init__(parent)
        self._means = means
        self._presets = presets
        self._caller = caller
        self._is_busy = False
        self._wish = SheetWish()
        self._stopping = threading.Event()
        self._drawer: ThreadPoolExecutor | None = None
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        means.actions.handle("file.contact_sheet", self.make)
        means.documents.changed.connect(self._see_to_command)
        self._see_to_command()

    def make(self) -> None:
        """Ask what it is to look like, then draw it."""
        document = self._means.documents.current
        if document is not None and not self._is_busy:
            self._is_busy = True
            self._see_to_command()
            self._means.flows.start(self._made(document))

    def stop(self) -> None:
        """Give up the sheet that is being drawn; nothing of it stays."""
        self._stopping.set()

    def close(self) -> None:
        """Give up what is drawn, and end the thread."""
        self._stopping.set()
        if self._drawer is not None:
            self._drawer.shutdown(wait=True, cancel_futures=True)

    async def _made(self, document: SequenceDocument) -> None:
        flows, program = self._means.flows, self._means.program
        try:
            await self._means.documents.written(document.sequence.id)
            stock = await flows.ask(program.export_stock(document.sequence.id))
            wish = replace(self._wish, title=stock.sequence.title)
            folders = self._presets.current.folders
            folder = Path(folders[0]) if folders else Path.home()
            dialog = ContactSheetDialog(wish, partial(self._content, stock), folder, front())
            if not await flows.shown(dialog) or dialog.target is None:
                return
            self._wish = dialog.wish
            await self._draw(ContactSheet(dialog.wish, dialog.content.entries), dialog.target)
        finally:
            self._is_busy = False
            self.drawn.emit(None)
            self._see_to_command()

    def _content(self, stock: Stock, what: What, has_originals: bool) -> SheetContent:
        texts = SheetTexts(
            original=words("original"),
            step=words("step_named"),
            pick=words("pick"),
            reject=words("reject"),
        )
        blob = self._means.program.blobs.path
        return sheet_content(stock, what, texts, blob, has_originals=has_originals)

    async def _draw(self, sheet: ContactSheet, target: Path) -> None:
        self._stopping.clear()
        self._on_told(0, sheet.page_count)
        if self._drawer is None:
            warm_up()
            self._drawer = ThreadPoolExecutor(1, thread_name_prefix="contact-sheet")
        said = SheetWords(
            title=sheet.wish.title,
            client=sheet.wish.client,
            foot=words("foot"),
            page=words("page_of"),
            missing=words("missing"),
        )
        work = partial(
            make_sheet,
            *(sheet, said, target, self._ask),
            told=self._told.emit,
            stopping=self._stopping,
        )
        try:
            made = await asyncio.get_running_loop().run_in_executor(self._drawer, work)
        except SeedreamError as error:
            self._means.messages.failed(error)
            return
        self._tell(made)

    def _ask(self, path: Path, within: Size) -> "Future[bytes]":
        return self._caller(self._means.program.pictures.print_copy(path, within))

    def _tell(self, made: SheetMade) -> None:
        if made.is_stopped:
            self._means.messages.say(words("stopped"))
            return
        files = made.files
        name = files[0].name if len(files) == 1 else text.counted("file", len(files))
        code = "done_missing" if made.missing else "done"
        self._means.messages.say(
            words(code, name=name, count=len(made.missing)),
            action=words("open"),
            act=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(files[0]))),
        )

    def _on_told(self, page: int, pages: int) -> None:
        if self._is_busy:
            self.drawn.emit((page, pages))

    def _see_to_command(self, _document: object = None) -> None:
        is_allowed = self._means.documents.current is not None and not self._is_busy
        self._means.actions.allow("file.contact_sheet", is_allowed=is_allowed)
