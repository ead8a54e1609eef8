"""The list of presets: a tick for what is exported, the name for what is shown."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui.dialogs.export.wording import words
from seedream_desktop.ui.models.export_draft import ExportDraft
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, Type
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.marks import CheckBox
from seedream_desktop.ui.widgets.one_stop import OneStopGroup
from seedream_desktop.ui.widgets.section_button import SectionButton


class PresetList(QWidget):
    """Several can be ticked, and each then has a folder of its name."""

    def __init__(self, draft: ExportDraft, parent: QWidget | None = None) -> None:
        """Follow the draft."""
        super().__init__(parent)
        self._draft = draft
        self.boxes: dict[str, CheckBox] = {}
        self.buttons: dict[str, SectionButton] = {}
        self._group: OneStopGroup | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(Label(words("presets"), Type.CAPTION, ink="muted"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self.more = Label("", Type.CAPTION, ink="muted", wraps=True)
        column.addWidget(self.more)
        draft.listed.connect(self._show)
        draft.changed.connect(self._show_more)
        self._show()

    def _show(self) -> None:
        if tuple(self.boxes) != self._draft.keys:
            self._fill()
        for key, button in self.buttons.items():
            title = self._draft.title(key)
            is_edited = self._draft.is_edited(key)
            button.setText(words("edited", title=title) if is_edited else title)
            button.setChecked(key == self._draft.current)
        self._show_more()

    def _show_more(self) -> None:
        ticked = self._draft.ticked
        for key, box in self.boxes.items():
            box.setChecked(key in ticked)
        self.more.setText(words("own_folders") if len(ticked) > 1 else "")
        self.more.setVisible(len(ticked) > 1)

    def _fill(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        if self._group is not None:
            self._group.deleteLater()
        self._group = OneStopGroup(self)
        self.boxes, self.buttons = {}, {}
        for number, key in enumerate(self._draft.keys):
            box, button = CheckBox(), SectionButton(self._draft.title(key))
            box.setAccessibleName(words("tick", title=self._draft.title(key)))
            box.clicked.connect(lambda is_on, key=key: self._on_box(key, is_on=is_on))
            self._group.addButton(button, number)
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(SPACE_2)
            line.addWidget(box)
            line.addWidget(button, 1)
            self._rows.addWidget(row)
            self.boxes[key], self.buttons[key] = box, button
        self._group.close_to_tab()
        self._group.idClicked.connect(self._on_button)

    def _on_box(self, key: str, *, is_on: bool) -> None:
        self._draft.show(key)
        self._draft.tick(key, is_on=is_on)

    def _on_button(self, number: int) -> None:
        self._draft.show(self._draft.keys[number])
