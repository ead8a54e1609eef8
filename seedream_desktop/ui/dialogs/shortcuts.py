"""Shortcuts: find a command, give it another key, see at once who has that key."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QListView, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.actions import title
from seedream_desktop.ui.commands import Command
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.dialogs.key_recorder import KeyRecorder
from seedream_desktop.ui.dialogs.key_rows import ROW_ROLE, KeyRow, KeyRowDelegate, KeyRows
from seedream_desktop.ui.dialogs.sheet_printing import as_pdf, saved
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.keymap import normal, shown
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.field import LineEdit
from seedream_desktop.ui.widgets.flow import FlowLayout
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.state_glyph import StateGlyph

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk


_RIM = QSize(48, 48)


class ShortcutsDialog(DialogFrame):
    """Every change holds at once and is kept with the settings."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        """Show all commands."""
        super().__init__(text.text("sheet_title", section="commands"), parent, 620)
        self.tell(text.text("sheet_about", section="commands"))
        about(self, "comfort#way")
        self._desk = desk
        self._actions = desk.actions
        self._wanted = ""
        self.resize(QSize(look.height(680), look.height(640)).boundedTo(self._room()))
        self.search = LineEdit("", text.text("search_commands", section="shell"))
        self.search.setAccessibleName(text.text("search_commands", section="shell"))
        self.rows = KeyRows(desk.actions.keymap, desk.actions.is_handled, self)
        self.view = QListView()
        self.change = Button(text.text("change_key", section="shell"))
        self.clear = Button(text.text("clear_key", section="shell"), Kind.QUIET)
        self.reset = Button(text.text("reset_key", section="shell"), Kind.QUIET)
        self.recorder = KeyRecorder()
        self.said = Label("", Type.CONTROL, wraps=True)
        self._glyph = StateGlyph(Tone.WAITING, "")
        self.take = Button(text.text("take_key", section="shell"))
        self._set_up_view()
        self._lay_out()
        self._connect()
        self._select("")
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def command(self) -> str:
        """The command that is chosen; empty for none."""
        row = self.view.currentIndex().data(ROW_ROLE)
        return row.command if isinstance(row, KeyRow) else ""

    def record(self, keys: str) -> None:
        """Give the chosen command a key, or say who has it."""
        self._end_recording()
        command = self.command
        if not command:
            return
        if not normal(keys) or not self._bind(command, keys, take=False):
            self._refuse(command, keys)

    def _room(self) -> QSize:
        """Return what there is room for over the window."""
        above = self.parentWidget()
        return above.size() - _RIM if above is not None else self.screen().availableSize()

    # -- keys

    def _bind(self, command: str, keys: str, *, take: bool) -> bool:
        is_done = self._actions.rebind(command, [keys], take=take)
        if is_done:
            self._wanted = ""
            self._refresh(command)
            self._say(text.text("key_set", {"keys": shown(keys)}, section="shell"), Tone.DONE)
        return is_done

    def _refuse(self, command: str, keys: str) -> None:
        others = self._actions.keymap.conflicts(command, [keys])
        if not others:
            params = {"keys": shown(keys)}
            self._say(text.text("key_reserved", params, section="shell"), Tone.FAILED)
            return
        self._wanted = keys
        names = text.listed(_quoted(other) for other in others)
        params = {"keys": shown(keys), "others": names}
        self._say(text.text("key_taken", params, section="shell"), Tone.WAITING)
        self.take.show()

    def _take(self) -> None:
        if self._wanted and self.command:
            self._bind(self.command, self._wanted, take=True)

    def _clear(self) -> None:
        if self.command and self._actions.rebind(self.command, []):
            self._refresh(self.command)
            self._say("", None)

    def _reset(self) -> None:
        command = self.command
        if not command:
            return
        if self._actions.reset(command):
            self._refresh(command)
            self._say("", None)
            return
        self._refuse(command, self._actions.keymap.usual(command)[0])

    def _reset_all(self) -> None:
        self._actions.reset_all()
        self._refresh(self.command)
        self._say(text.text("keys_reset", section="shell"), Tone.DONE)

    # -- the sheet

    def _save_sheet(self) -> None:
        name = text.text("sheet_title", section="commands")
        dialog = QFileDialog(self, text.text("save_sheet", section="shell"), f"{name}.pdf")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["PDF (*.pdf)", "HTML (*.html)"])
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{name}.pdf")
        dialog.fileSelected.connect(self._on_sheet_place)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_sheet_place(self, chosen: str) -> None:
        page, target = self._actions.sheet(), Path(chosen)
        is_page = target.suffix.lower() in {".html", ".htm"}
        data = page.encode() if is_page else as_pdf(page)
        self._desk.flows.start(self._sheet_saved(target, data), of=self)

    async def _sheet_saved(self, target: Path, data: bytes) -> None:
        await self._desk.flows.ask(saved(target, data))
        self._say(text.text("sheet_saved", {"path": str(target)}, section="shell"), Tone.DONE)

    # -- the screen

    def _begin_recording(self) -> None:
        self._say("", None)
        self.change.hide()
        self.recorder.show()
        self.recorder.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_recording(self) -> None:
        if self.recorder.isHidden():
            return
        had_focus = self.recorder.hasFocus()
        self.change.show()
        self.recorder.hide()
        if had_focus:
            self.change.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str, tone: Tone | None) -> None:
        self.take.hide()
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self._glyph.setVisible(tone is not None)
        if tone is not None:
            self._glyph.show_state(tone, words)

    def _select(self, command: str) -> None:
        row = self.rows.row_of(command)
        if row < 0:
            row = next((n for n in range(self.rows.rowCount()) if self._is_command(n)), -1)
        self.view.setCurrentIndex(self.rows.index(row, 0))

    def _is_command(self, row: int) -> bool:
        return bool(self.rows.flags(self.rows.index(row, 0)) & Qt.ItemFlag.ItemIsSelectable)

    def _refresh(self, command: str) -> None:
        self.rows.refresh()
        self._select(command)

    def _on_search(self, sought: str) -> None:
        self.rows.search(sought)
        self._select("")
        self._say("", None)

    def _on_current(self, *_indexes: object) -> None:
        command = self.command
        for button in (self.change, self.clear, self.reset):
            button.setEnabled(bool(command))
        if command:
            self.clear.setEnabled(bool(self._actions.keymap.keys(command)))
            self.reset.setEnabled(self._actions.keymap.is_changed(command))

    def _on_choice(self, *_indexes: object) -> None:
        self._end_recording()
        self._say("", None)
        self._on_current()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_search)
        self.view.selectionModel().currentChanged.connect(self._on_choice)
        self.rows.modelReset.connect(self._on_current)
        self.view.activated.connect(self._begin_recording)
        self.change.clicked.connect(self._begin_recording)
        self.clear.clicked.connect(self._clear)
        self.reset.clicked.connect(self._reset)
        self.take.clicked.connect(self._take)
        self.recorder.recorded.connect(self.record)
        self.recorder.given_up.connect(self._end_recording)

    def _set_up_view(self) -> None:
        self.view.setModel(self.rows)
        self.view.setItemDelegate(KeyRowDelegate(self.view))
        self.view.setAccessibleName(text.text("sheet_title", section="commands"))
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setFrameShape(QFrame.Shape.NoFrame)

    def _lay_out(self) -> None:
        self.column.addWidget(self.search)
        self.column.addWidget(self.view, 1)
        row = FlowLayout(gap=SPACE_2)
        for widget in (self.change, self.recorder, self.clear, self.reset):
            row.addWidget(widget)
        self.recorder.setFixedWidth(look.height(220))
        self.recorder.hide()
        told = QHBoxLayout()
        told.setSpacing(SPACE_2)
        told.addWidget(self._glyph)
        told.addWidget(self.said, 1)
        told.addWidget(self.take)
        self.column.addLayout(row)
        self.column.addLayout(told)
        self._say("", None)
        reset_all = Button(text.text("reset_all_keys", section="shell"), Kind.QUIET)
        reset_all.clicked.connect(self._reset_all)
        sheet = Button(text.text("save_sheet", section="shell"), Kind.QUIET)
        sheet.clicked.connect(self._save_sheet)
        for button in (self.change, self.clear, self.reset, self.take, reset_all, sheet):
            button.setAutoDefault(False)
        self.add_to_foot(reset_all, sheet)
        close = Button(text.text("close", section="shell"))
        close.clicked.connect(self.accept)
        close.setAutoDefault(False)
        self._foot.addWidget(close)


def _quoted(command: Command) -> str:
    return f"“{title(command)}”"
