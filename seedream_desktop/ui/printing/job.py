"""Makes a contact sheet's file on a thread of its own, page by page."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.exporting.contact_sheet import ContactSheet, Placed
from seedream_desktop.ui.printing.canvas import Canvas, PdfCanvas, PngCanvas, make_room
from seedream_desktop.ui.printing.sheet import SheetPainter, SheetWords

_AHEAD: Final = 3
"""Pictures that are asked for before they are drawn: with that one, all that is held at once."""

Ask = Callable[[Path, Size], "Future[bytes]"]
"""Begins to read a picture for a place of so many pixels: a netpbm file, or BadInput."""

CREATOR: Final = "Seedream Desktop"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMade:
    """The files, in the order of their pages, and the pictures that could not be read."""

    files: tuple[Path, ...] = ()
    missing: tuple[Path, ...] = ()
    is_stopped: bool = False


def make_sheet(
    sheet: ContactSheet,
    words: SheetWords,
    target: Path,
    ask: Ask,
    *,
    told: Callable[[int, int], object],
    stopping: threading.Event,
) -> SheetMade:
    """Draw a sheet into target, a .pdf or .png; blocking, for a worker's thread.

    told hears how many pages of how many are drawn. Once stopping is set, it ends after the
    picture that it is at and leaves nothing behind. Raises StorageFailed, DiskFull.
    """
    make_room(target)
    canvas: Canvas = (
        PngCanvas(target, sheet.wish, sheet.page_count)
        if target.suffix.lower() == ".png"
        else PdfCanvas(target, sheet.wish, CREATOR)
    )
    supply = _Supply(_wanted(sheet), ask, stopping)
    is_done = False
    try:
        painter = SheetPainter(canvas.dpi, words, supply.next_one)
        for page in sheet.pages():
            painter.draw(canvas.begin_page(), page)
            if stopping.is_set():
                return SheetMade(is_stopped=True)
            told(page.number, page.count)
        files = canvas.finish()
        is_done = True
        return SheetMade(files=files, missing=tuple(painter.missing))
    finally:
        supply.close()
        if not is_done:
            canvas.abandon()


def _wanted(sheet: ContactSheet) -> Iterator[Placed]:
    for page in sheet.pages():
        for cell in page.cells:
            yield from cell.pictures


class _Supply:
    """Asks for a few pictures ahead, in the order in which they are drawn."""

    def __init__(
        self,
        wanted: Iterator[Placed],
        ask: Ask,
        stopping: threading.Event,
    ) -> None:
        self._wanted = wanted
        self._ask = ask
        self._stopping = stopping
        self._going: deque[Future[bytes]] = deque()

    def next_one(self, _placed: Placed) -> bytes | None:
        """Wait for the next picture; None where it cannot be read, or all is to stop."""
        for placed in islice(self._wanted, _AHEAD + 1 - len(self._going)):
            self._going.append(self._ask(placed.picture.path, placed.box.pixels()))
        future = self._going.popleft()
        if self._stopping.is_set():
            future.cancel()
            return None
        try:
            return future.result()
        except (BadInput, CancelledError):
            return None

    def close(self) -> None:
        """Give up what was asked for and is not drawn."""
        while self._going:
            self._going.popleft().cancel()


def warm_up() -> None:
    """Use what the worker uses once on the GUI thread.

    The first use of Qt's types from two threads at once can lock both up (see ui/images).
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    painter = QPainter(writer)
    painter.drawImage(0, 0, QImage(2, 2, QImage.Format.Format_RGB32))
    painter.drawText(0, 20, CREATOR)
    painter.end()
