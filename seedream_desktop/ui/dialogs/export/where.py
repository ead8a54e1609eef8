"""Where files go: a folder, those used before, and what is done with what lies there."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui.dialogs.export.wording import short_folder, words
from seedream_desktop.ui.models.export_draft import ExportDraft, Policy
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_3, Type
from seedream_desktop.ui.widgets.button import Button, IconButton, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field, LineEdit
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.menu import Menu
from seedream_desktop.ui.widgets.tips import plain_tip


class WherePanel(QWidget):
    """The folder can be written, chosen, or taken from those used before."""

    def __init__(
        self, draft: ExportDraft, recent: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        """Take the folders that were used before, the newest first."""
        super().__init__(parent)
        self._draft = draft
        self.line = LineEdit(str(draft.folder or ""), words("folder_none"))
        self.line.written.connect(self._on_written)
        self.field = Field(words("folder"), self.line)
        self.choose = Button(words("choose"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._on_choose)
        self.recent = IconButton("chevron-down", words("recent"), Kind.SECONDARY, icon_px=14)
        self.recent.setAutoDefault(False)
        self.recent.setEnabled(bool(recent))
        self.menu = Menu(words("recent"), self)
        for folder in recent:
            action = self.menu.addAction(f"{short_folder(Path(folder))}\t{_cut(folder)}")
            action.triggered.connect(lambda _is_on=False, folder=folder: self.take(Path(folder)))
        self.recent.clicked.connect(self.unfold)
        self.policy = Select(
            words("conflict"), [(words(f"conflict_{each.value}"), each) for each in Policy]
        )
        self.policy.setCurrentIndex(self.policy.findData(draft.policy))
        self.policy.picked.connect(lambda policy: draft.handle(Policy(policy)))
        self.policy.setMinimumWidth(self.policy.sizeHint().width())
        self._lay_out()
        self.show_wrong("")

    def _lay_out(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(SPACE_1)
        beside.addWidget(Label(" ", Type.CAPTION))  # as high as the captions beside it
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_1)
        buttons.addWidget(self.choose)
        buttons.addWidget(self.recent)
        beside.addLayout(buttons)
        top = Qt.AlignmentFlag.AlignTop
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.field, 1, top)
        row.addLayout(beside)
        row.setAlignment(beside, top)
        row.addSpacing(SPACE_3)
        row.addWidget(Field(words("conflict"), self.policy), 0, top)

    def take(self, folder: Path) -> None:
        """Go to a folder."""
        self.line.setText(str(folder))
        self._draft.go(folder)

    def show_wrong(self, what: str) -> None:
        """Say what is wrong with the folder; empty for nothing."""
        self.field.show_wrong(what)
        self.line.setToolTip(plain_tip(self.line.text()))

    def unfold(self) -> None:
        """Show the folders that were used before."""
        self.menu.popup(self.recent.mapToGlobal(QPoint(0, self.recent.height() + SPACE_1)))

    def _on_written(self, written: str) -> None:
        wanted = Path(written.strip()).expanduser() if written.strip() else None
        self._draft.go(wanted)

    def _on_choose(self) -> None:
        dialog = QFileDialog(self.window(), words("folder_title"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        if self._draft.folder is not None:
            dialog.setDirectory(str(self._draft.folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda folder: self.take(Path(folder)))
        dialog.open()


def _cut(folder: str, most: int = 48) -> str:
    return folder if len(folder) <= most else f"…{folder[-most + 1 :]}"
