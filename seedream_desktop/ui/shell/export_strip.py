"""The strip of an export under the workspaces: how far it is, and what came of it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.desk.contact_sheets import ContactSheets, Drawing
from seedream_desktop.ui.desk.export_progress import Progress
from seedream_desktop.ui.desk.exports import Exports
from seedream_desktop.ui.dialogs.export.wording import short_folder, words
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_4
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, IconButton
from seedream_desktop.ui.widgets.progress_line import ProgressLine
from seedream_desktop.ui.widgets.remark import RemarkLine

_HEIGHT = 44


class ExportStrip(QFrame):
    """Hidden while there is nothing to say; it holds nothing up, and goes when it is closed."""

    def __init__(
        self, exports: Exports, sheets: ContactSheets, parent: QWidget | None = None
    ) -> None:
        """Follow the desk's exports, and the contact sheets that it draws."""
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAccessibleName(words("strip"))
        self.setMinimumHeight(look.height(_HEIGHT))
        self._exports, self._sheets = exports, sheets
        self.line = ProgressLine(words("strip"))
        self.cancel = Button(words("stop"))
        self.cancel.clicked.connect(self._on_stop)
        self.said = RemarkLine()
        self.folder = Button(words("show_folder"))
        self.folder.clicked.connect(exports.show_folder)
        self.receipts = Button(words("receipts"))
        self.receipts.clicked.connect(exports.show_receipts)
        self.closer = IconButton("close", words("close"), icon_px=14, edge_px=24)
        self.closer.clicked.connect(exports.dismiss)
        self._pages = QStackedWidget()
        self._pages.addWidget(_row(self.line, self.cancel))
        self._pages.addWidget(_row(self.said, self.folder, self.receipts, self.closer))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, SPACE_1, SPACE_4, SPACE_1)
        row.addWidget(self._pages)
        self._drawing: Drawing | None = None
        exports.progressed.connect(self._refresh)
        sheets.drawn.connect(self._on_drawn)
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        paint.hairline(painter, 0, self.width(), 0, look.tokens.line)
        painter.end()

    def _on_stop(self) -> None:
        if self._exports.is_going:
            self._exports.stop()
        else:
            self._sheets.stop()

    def _on_drawn(self, drawing: Drawing | None) -> None:
        self._drawing = drawing
        self._refresh()

    def _refresh(self, _news: object = None) -> None:
        """Show the export; a contact sheet only while no export is going."""
        progress = self._exports.progress
        self.setVisible(progress is not None or self._drawing is not None)
        if self._drawing is not None and (progress is None or progress.is_over):
            page, pages = self._drawing
            counted = text.text("drawing", {"page": page, "pages": pages}, section="sheet")
            self._pages.setCurrentIndex(0)
            self.line.show_progress(counted, page / pages)
        elif progress is not None:
            self._show(progress)

    def _show(self, progress: Progress) -> None:
        folder = short_folder(progress.folder)
        if not progress.is_over:
            counted = words("progress", done=progress.done, of=progress.of, folder=folder)
            left = words("left", time=progress.left) if progress.left else ""
            share = progress.done / progress.of if progress.of else None
            self._pages.setCurrentIndex(0)
            self.line.show_progress(counted, share, left)
            return
        focused = self._pages.currentIndex() == 0 and self.cancel.hasFocus()
        self._pages.setCurrentIndex(1)
        self.said.show_remark((_tone(progress), progress.said), is_news=True)
        self.folder.setVisible(progress.has_files)
        self.receipts.setVisible(bool(progress.receipts))
        if focused:
            self.folder.setFocus(Qt.FocusReason.OtherFocusReason)


def _tone(progress: Progress) -> Tone:
    if progress.failed or progress.is_broken:
        return Tone.FAILED
    return Tone.WAITING if progress.is_stopped else Tone.DONE


def _row(first: QWidget, *rest: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_2)
    row.addWidget(first, 1, Qt.AlignmentFlag.AlignVCenter)
    for widget in rest:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    return made
