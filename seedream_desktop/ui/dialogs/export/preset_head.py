"""A preset's name over its settings, and what can be done with it as a whole."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.dialogs.export.wording import words
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.models.export_draft import ExportDraft
from seedream_desktop.ui.theme.scale import SPACE_2, Type
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.field import Field, LineEdit
from seedream_desktop.ui.widgets.label import CutLabel

_NAME_MAX = 60


class PresetHead(QWidget):
    """Edits hold for one export; here they are kept under a name, or put back."""

    def __init__(self, draft: ExportDraft, flows: Flows, parent: QWidget | None = None) -> None:
        """Follow the draft."""
        super().__init__(parent)
        self._draft = draft
        self._flows = flows
        self.title = CutLabel("", Type.BODY_STRONG)
        self.back = Button(words("put_back"), Kind.QUIET)
        self.back.clicked.connect(draft.put_back)
        self.remove = Button(words("remove"), Kind.QUIET)
        self.remove.clicked.connect(draft.remove)
        self.save = Button(words("save_as"))
        self.save.clicked.connect(self._on_save)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.title, 1)
        for button in (self.back, self.remove, self.save):
            button.setAutoDefault(False)
            button.setAccessibleName(text.pair(words("preset"), button.text()))
            row.addWidget(button)
        draft.listed.connect(self._show)
        self._show()

    def _show(self) -> None:
        key = self._draft.current
        is_edited, is_own = self._draft.is_edited(key), self._draft.is_own(key)
        title = self._draft.title(key)
        self.title.show_words(words("edited", title=title) if is_edited else title)
        self.back.setVisible(is_edited)
        self.remove.setVisible(is_own and not is_edited)

    def _on_save(self) -> None:
        self._flows.start(self._save(), of=self)

    async def _save(self) -> None:
        key = self._draft.current
        is_own = self._draft.is_own(key)
        taken = frozenset(name for name in self._draft.keys if self._draft.is_own(name))
        reserved = frozenset(self._draft.title(k) for k in self._draft.keys) - taken
        proposal = self._draft.title(key) if is_own else ""
        dialog = PresetNameDialog(proposal, taken, reserved, self.window())
        if await self._flows.shown(dialog):
            self._draft.save_as(dialog.name)


class PresetNameDialog(DialogFrame):
    """Accepted with a name that is the user's to give."""

    def __init__(
        self,
        proposal: str,
        taken: frozenset[str],
        reserved: frozenset[str],
        parent: QWidget | None = None,
    ) -> None:
        """Take a name to begin with, those that are there, and those that may not be taken."""
        super().__init__(words("save_title"), parent, 400)
        self._taken, self._reserved = taken, reserved
        self.line = LineEdit(proposal)
        self.line.setMaxLength(_NAME_MAX)
        self.line.selectAll()
        self.field = Field(words("save_name"), self.line, words("save_hint"))
        self.column.addWidget(self.field)
        self.answer = Button(words("save"), Kind.PRIMARY)
        self.answer.clicked.connect(self.accept)
        cancel = Button(words("cancel"))
        cancel.clicked.connect(self.reject)
        self.add_buttons(cancel, self.answer, safe=self.answer)
        self.line.textChanged.connect(self._show)
        self._show()
        self.line.setFocus()

    @property
    def name(self) -> str:
        """What was written."""
        return " ".join(self.line.text().split())

    def _show(self, _words: str = "") -> None:
        is_reserved = self.name.casefold() in {name.casefold() for name in self._reserved}
        self.field.show_hint(words("save_replaces" if self.name in self._taken else "save_hint"))
        self.field.show_wrong(words("save_reserved") if is_reserved else "")
        self.answer.setEnabled(bool(self.name) and not is_reserved)
