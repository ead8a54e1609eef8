"""The export dialog: what, where and as what, with every name shown before a file is written."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.exporting.outlook import Outlook
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.dialogs.export.names import NamesView
from seedream_desktop.ui.dialogs.export.preset_editor import PresetEditor
from seedream_desktop.ui.dialogs.export.preset_head import PresetHead
from seedream_desktop.ui.dialogs.export.presets import PresetList
from seedream_desktop.ui.dialogs.export.what import WhatPanel
from seedream_desktop.ui.dialogs.export.where import WherePanel
from seedream_desktop.ui.dialogs.export.wording import short_folder, words
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.models.export_draft import ExportDraft
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RING, SPACE_4
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.panel import Hairline
from seedream_desktop.ui.widgets.remark import RemarkLine
from seedream_desktop.ui.widgets.scroller import room_for, scrolling

_SOON_MS: Final = 120
_WIDTH, _HEIGHT, _LEAST, _SIDE = 880, 760, 420, 248
_AROUND: Final = 48
_IN_PLACE: Final = frozenset({"folder_none"})

Look = Callable[[ExportDraft], Coroutine[Any, Any, Outlook]]
"""Says what an export would come to, as it is set now; on the GUI thread's loop."""


class ExportDialog(DialogFrame):
    """Accepted when the export is to begin; draft says which. Nothing is written before."""

    look_asked = Signal()
    """The dialog is left so that unsure results can be looked at."""

    def __init__(
        self,
        draft: ExportDraft,
        sequence: Sequence,
        flows: Flows,
        look_at: Look,
        *,
        selection: frozenset[SubjectId] = frozenset(),
        recent: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Take what is set, what is open, and how it is looked at."""
        super().__init__(words("title"), parent, _WIDTH)
        self.tell(words("about"))
        about(self, "export")
        self.draft = draft
        draft.setParent(self)
        self._flows = flows
        self._look_at = look_at
        self.outlook = Outlook()
        self._asked = 0
        self._answered = -1  # nothing is known before the first look
        self._is_wanted = False
        self.what = WhatPanel(draft, sequence, selection)
        self.presets = PresetList(draft)
        self.where = WherePanel(draft, recent)
        self.head = PresetHead(draft, flows)
        self.editor = PresetEditor(draft)
        self.names = NamesView()
        self.problem = RemarkLine()
        self.cancel = Button(words("cancel"))
        self.begin = Button(words("export_none"), Kind.PRIMARY)
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._connect()
        self._fit(parent)
        self._show()
        self._look()

    def _connect(self) -> None:
        self.cancel.clicked.connect(self.reject)
        self.begin.clicked.connect(self._on_begin)
        self._soon.timeout.connect(self._look)
        self.draft.changed.connect(self._on_changed)
        self.what.look_asked.connect(self._on_look_asked)

    @property
    def is_settled(self) -> bool:
        """Say whether what is shown is what is set."""
        return self._asked == self._answered and not self._soon.isActive()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            is_asked = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if is_asked or not isinstance(focused, QAbstractButton):
                self._on_begin()
            else:
                focused.click()
            return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        self._soon.stop()
        super().done(result)

    # -- looking

    def _on_changed(self) -> None:
        self._is_wanted = False
        self._asked += 1
        self._see_to_begin()
        self._soon.start()

    def _look(self) -> None:
        self._flows.start(self._looked(self._asked), of=self)

    async def _looked(self, asked: int) -> None:
        outlook = await self._look_at(self.draft)
        if asked == self._asked:
            self._answered = asked
            self.outlook = outlook
            self._show()
            if self._is_wanted:
                self._on_begin()

    # -- showing

    def _show(self) -> None:
        outlook, preview = self.outlook, self.outlook.preview
        self.names.show_preview(preview, self.draft.policy)
        self._line.setVisible(bool(preview.files))
        self.names.setVisible(bool(preview.files))
        self.what.show_unsure(preview.unsure + len(preview.refused))
        wrong = outlook.template
        self.editor.name.show_wrong(text.of_error(wrong) if wrong is not None else "")
        is_said = outlook.folder and outlook.folder not in _IN_PLACE
        self.where.show_wrong(words(outlook.folder) if is_said else "")
        self._see_to_begin()

    def _see_to_begin(self) -> None:
        count, folder = len(self.outlook.preview.files), self.draft.folder
        problem = self._problem()
        is_news = self.is_settled
        tone = Tone.WAITING if problem else Tone.QUIET
        self.problem.show_remark((tone, problem) if problem else None, is_news=is_news)
        self.begin.setEnabled(not problem)
        if count and folder is not None:
            self.begin.setText(words("export", count=count, folder=short_folder(folder)))
        else:
            self.begin.setText(words("export_none"))
        self.begin.setAccessibleDescription(problem)
        self.begin.updateGeometry()
        title = words("title_counted", count=count) if count else words("title")
        self.title.setText(title)
        self.setAccessibleName(title)

    def _problem(self) -> str:
        """Return why nothing can be exported now; empty where it can."""
        outlook = self.outlook
        if not self.draft.ticked:
            return words("no_preset")
        if outlook.template is not None:
            return words("bad_template")
        if not outlook.preview.files and self._answered >= 0:
            return words("nothing_refused" if outlook.preview.refused else "nothing")
        if self.draft.folder is None or outlook.folder:
            return words(outlook.folder or "folder_none")
        return ""

    def _on_begin(self) -> None:
        """Begin once what is set has been looked at: keys may be quicker than disks."""
        self._is_wanted = not self.is_settled
        if self.begin.isEnabled() and self.is_settled:
            self.draft.note()
            self.accept()

    def _on_look_asked(self) -> None:
        self.look_asked.emit()
        self.reject()

    # -- layout

    def _lay_out(self) -> None:
        side = _column(self.what, Hairline(), self.presets)
        side.setFixedWidth(look.height(_SIDE))
        right = QVBoxLayout()
        right.setSpacing(SPACE_4)
        right.addWidget(_scrolled(_column(self.head, self.editor)), 1)
        self._line = Hairline()
        right.addWidget(self._line)
        right.addWidget(self.names)
        body = _Columns()
        body.setSpacing(0)
        body.addWidget(_scrolled(side))
        body.addWidget(Hairline(is_upright=True))
        body.addSpacing(SPACE_4)
        body.addLayout(right, 1)
        self.column.addLayout(body, 1)
        self.column.addWidget(Hairline())
        self.column.addWidget(self.where)
        self.column.addWidget(self.problem)
        self.add_buttons(self.cancel, self.begin, safe=self.begin)
        self.begin.setDefault(False)
        first = self.where.line if self.draft.folder is None else self.begin
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self, parent: QWidget | None) -> None:
        """Be as high as all needs, where the window is."""
        height = look.height(_HEIGHT)
        if parent is not None:
            height = min(height, max(parent.height() - _AROUND, look.height(_LEAST)))
        self.resize(QSize(look.height(_WIDTH), height).boundedTo(room_for(self)))


class _Columns(QHBoxLayout):
    """Lies out of its room by what the columns in it keep for the ring: their words align."""

    def setGeometry(self, box: QRect) -> None:
        super().setGeometry(box.adjusted(-RING, 0, 0, 0))


def _column(*parts: QWidget) -> QWidget:
    made = QWidget()
    made.setProperty("ground", "none")
    column = QVBoxLayout(made)
    column.setContentsMargins(RING, RING, SPACE_4, RING)
    column.setSpacing(SPACE_4)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return made


def _scrolled(inside: QWidget) -> QScrollArea:
    made = scrolling(inside)
    if inside.maximumWidth() == inside.minimumWidth():
        made.setFixedWidth(inside.maximumWidth())
    return made
