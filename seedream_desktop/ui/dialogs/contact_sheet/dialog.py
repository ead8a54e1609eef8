"""Asks what a contact sheet is to look like; its first page is shown as it is set."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.export_wish import What
from seedream_desktop.exporting.contact_sheet import COLUMNS_MAX, ContactSheet, Paper, SheetWish
from seedream_desktop.exporting.sheet_entries import SheetContent
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.contact_sheet.page_view import PageView
from seedream_desktop.ui.dialogs.export.picking import picking_entries, picking_of
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field, LineEdit
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.marks import CheckBox
from seedream_desktop.ui.widgets.remark import RemarkLine
from seedream_desktop.ui.widgets.segmented import SegmentedControl
from seedream_desktop.ui.widgets.stepper import Stepper

_WIDTH: Final = 760
_LINE_MAX: Final = 200
_CAPTIONS: Final = ("has_names", "has_facts", "has_prompts")

Choose = Callable[[What, bool], SheetContent]
"""Returns the entries for a choice, with their originals or without; quick."""


class ContactSheetDialog(DialogFrame):
    """Accepted with wish, content and target, the file that is to be made."""

    def __init__(
        self, wish: SheetWish, choose: Choose, folder: Path, parent: QWidget | None = None
    ) -> None:
        """Take what to begin with, what gives entries, and the folder to propose."""
        super().__init__(words("title"), parent, _WIDTH)
        self.tell(words("about"))
        about(self, "export#other")
        self.wish = wish
        self.content = SheetContent()
        self.target: Path | None = None
        self._choose_content = choose
        self._folder = folder
        self.what = Select(words("what"), picking_entries())
        self.pairs = CheckBox(words("pairs"))
        self.pairs.setChecked(True)
        self.title_line = LineEdit(wish.title, words("title_none"))
        self.client = LineEdit(wish.client, words("client_hint"))
        papers = [(words(f"paper_{paper.value}"), paper) for paper in Paper]
        self.paper = Select(words("paper"), papers)
        sides = [(words("upright"), ""), (words("landscape"), "")]
        self.side = SegmentedControl(words("side"), sides)
        self.columns = Stepper(words("columns"), (1, COLUMNS_MAX), words("less"), words("more"))
        self.captions = {name: CheckBox(words(name)) for name in _CAPTIONS}
        self.page = PageView(words("page"))
        self.pages = Label("", Type.CAPTION, ink="muted", wraps=True)
        self.unsure = RemarkLine()
        self.cancel = Button(words("cancel"))
        self.png = Button(words("as_png"))
        self.pdf = Button(words("as_pdf"), Kind.PRIMARY)
        self._lay_out()
        self._show_wish()
        self._connect()
        self._reload()

    def _connect(self) -> None:
        self.cancel.clicked.connect(self.reject)
        self.pdf.clicked.connect(lambda: self._ask_for_target("pdf"))
        self.png.clicked.connect(lambda: self._ask_for_target("png"))
        self.what.picked.connect(self._reload)
        self.pairs.clicked.connect(self._reload)
        self.title_line.textChanged.connect(lambda said: self._edit(title=said.strip()))
        self.client.textChanged.connect(lambda said: self._edit(client=said.strip()))
        self.paper.picked.connect(lambda paper: self._edit(paper=Paper(paper)))
        self.side.chosen.connect(lambda number: self._edit(is_landscape=number == 1))
        self.columns.changed.connect(lambda count: self._edit(columns=count))
        for name, box in self.captions.items():
            box.clicked.connect(lambda is_on, name=name: self._edit(**{name: is_on}))

    def _show_wish(self) -> None:
        self.paper.setCurrentIndex(self.paper.findData(self.wish.paper))
        self.side.choose(int(self.wish.is_landscape))
        self.columns.show_value(self.wish.columns)
        for name, box in self.captions.items():
            box.setChecked(bool(getattr(self.wish, name)))

    def _edit(self, **fields: Any) -> None:
        self.wish = replace(self.wish, **fields)
        self._show()

    def _reload(self, _news: object = None) -> None:
        picking, stars = picking_of(str(self.what.currentData()))
        what = What(picking=picking, stars_min=stars)
        self.content = self._choose_content(what, self.pairs.isChecked())
        self._show()

    def _show(self) -> None:
        sheet = ContactSheet(self.wish, self.content.entries)
        count = len(self.content.entries)
        said = words("pages", pages=sheet.page_count, results=text.counted("result", count))
        self.page.show_sheet(sheet, said)
        self.pages.setText(said if count else words("nothing"))
        unsure = self.content.unsure
        remark = (Tone.DOUBT, words("unsure", count=unsure)) if unsure else None
        self.unsure.show_remark(remark, is_news=False)
        for button in (self.pdf, self.png):
            button.setEnabled(count > 0)
            button.setAccessibleDescription("" if count else words("nothing"))

    def _ask_for_target(self, ending: str) -> None:
        dialog = QFileDialog(self, words("save_title"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{words(f'kind_{ending}')} (*.{ending})"])
        dialog.setDefaultSuffix(ending)
        dialog.setDirectory(str(self._folder))
        dialog.selectFile(f"{words('file_name')}.{ending}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take)
        dialog.open()

    def _take(self, chosen: str) -> None:
        self.target = Path(chosen)
        self.accept()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(SPACE_4)
        left.addWidget(Field(words("what"), self.what))
        left.addWidget(self.pairs)
        left.addWidget(self.unsure)
        for line, caption in ((self.title_line, "title_line"), (self.client, "client")):
            line.setMaxLength(_LINE_MAX)
            left.addWidget(Field(words(caption), line))
        paper = QHBoxLayout()
        paper.setSpacing(SPACE_3)
        paper.addWidget(Field(words("paper"), self.paper), 1)
        paper.addWidget(Field(words("side"), self.side))
        left.addLayout(paper)
        left.addWidget(Field(words("columns"), self.columns))
        captions = QVBoxLayout()
        captions.setSpacing(SPACE_2)
        captions.addWidget(Label(words("captions"), Type.CAPTION, ink="muted"))
        for box in self.captions.values():
            captions.addWidget(box)
        left.addLayout(captions)
        left.addWidget(Label(words("colours"), Type.CAPTION, ink="muted", wraps=True))
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(SPACE_2)
        right.addWidget(self.page, 1)
        self.pages.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        right.addWidget(self.pages)
        body = QHBoxLayout()
        body.setSpacing(SPACE_5)
        body.addLayout(left, 1)
        body.addLayout(right, 1)
        self.column.addLayout(body, 1)
        self.add_buttons(self.cancel, self.png, self.pdf, safe=self.pdf)
        self.title_line.setFocus(Qt.FocusReason.OtherFocusReason)


def words(code: str, **params: Param) -> str:
    """Return a line of the section "sheet"."""
    return text.text(code, params, section="sheet")
