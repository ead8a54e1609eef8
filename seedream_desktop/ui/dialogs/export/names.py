"""The names that an export will write: the first ones, and all that come out otherwise."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from seedream_desktop.exporting.preview import Planned, Preview
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.export.wording import words
from seedream_desktop.ui.models.export_draft import Policy
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RING, ROW_HEIGHT, SPACE_1, SPACE_2, Type
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import CutLabel, Label

Index = QModelIndex | QPersistentModelIndex
_FIRST = 3
_ROWS = 4


class CollisionRows(QStringListModel):
    """Collisions in words, which are read out as they are shown."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        is_spoken = role == Qt.ItemDataRole.AccessibleTextRole
        return super().data(index, Qt.ItemDataRole.DisplayRole if is_spoken else role)


class NamesView(QWidget):
    """Says in words what the names are; every collision is in a list that unfolds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.lines = [CutLabel("", Type.CONTROL, cuts_middle=True) for _ in range(_FIRST)]
        self.rest = Label("", Type.CAPTION, ink="muted")
        self.said = Label("", Type.CAPTION, ink="muted", wraps=True)
        self.unfold = Button("", Kind.LINK)
        self.unfold.setAutoDefault(False)
        self.unfold.clicked.connect(self._on_unfold)
        self.model = CollisionRows(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setAccessibleName(words("collisions"))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(look.height(ROW_HEIGHT) * _ROWS)
        self._is_open = False
        self._count = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(RING, 0, 0, 0)
        column.setSpacing(SPACE_1)
        self.caption = Label(words("names"), Type.CAPTION, ink="muted")
        column.addWidget(self.caption)
        for line in self.lines:
            column.addWidget(line)
        column.addWidget(self.rest)
        column.addSpacing(SPACE_2 - SPACE_1)
        column.addWidget(self.said)
        column.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.list)
        self.show_preview(Preview(), Policy.UNIQUE)

    def show_preview(self, preview: Preview, policy: Policy) -> None:
        """Show other names."""
        files = preview.files
        self._count = len(files)
        for number, line in enumerate(self.lines):
            line.show_words(str(files[number].path) if number < len(files) else "")
        more = len(files) - _FIRST
        self.rest.setText(words("names_more", count=more) if more > 0 else "")
        collisions = [_told(each, policy) for each in files if each.is_renamed or each.is_present]
        self.model.setStringList(collisions)
        said = []
        if preview.renamed:
            said.append(words("renamed", count=preview.renamed))
        if preview.present:
            said.append(words(f"present_{policy.value}", count=preview.present))
        self.said.setText(text.sentences(said) or (words("no_collisions") if files else ""))
        self.said.setVisible(bool(self.said.text()))
        self._see_to_list()

    def _see_to_list(self) -> None:
        """Show the list of collisions in place of the first names, where it is unfolded."""
        count = self.model.rowCount()
        is_listed = count > 0 and self._is_open
        for number, line in enumerate(self.lines):
            line.setVisible(number < self._count and not is_listed)
        self.rest.setVisible(self._count > _FIRST and not is_listed)
        self.unfold.setVisible(count > 0)
        self.unfold.setText(words("hide_collisions" if self._is_open else "show_collisions"))
        self.list.setVisible(is_listed)

    def _on_unfold(self) -> None:
        self._is_open = not self._is_open
        self._see_to_list()


def _told(planned: Planned, policy: Policy) -> str:
    """Return one collision in words."""
    if planned.is_present:
        return words(f"row_{policy.value}", path=str(planned.path))
    return words("row_renamed", path=str(planned.path))
