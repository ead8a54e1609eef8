"""One preset's settings: names, format, size, colour, metadata, and what lies beside the files."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.export_wish import Colour, FileFormat, MetadataWish, Sidecar
from seedream_desktop.exporting.wish_limits import QUALITY_MAX
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.export.naming import NameField
from seedream_desktop.ui.dialogs.export.size import SizeField
from seedream_desktop.ui.dialogs.export.wording import words
from seedream_desktop.ui.models.export_draft import ExportDraft
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field
from seedream_desktop.ui.widgets.flow import FlowLayout
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.marks import CheckBox
from seedream_desktop.ui.widgets.stepper import Stepper

_GRADED = frozenset({FileFormat.JPEG, FileFormat.WEBP, FileFormat.AVIF})
_TOLD = ("rights", "capture", "gps", "ai_mark", "edits", "costs")


class PresetEditor(QWidget):
    """Shows the draft's current preset and edits it."""

    def __init__(self, draft: ExportDraft, parent: QWidget | None = None) -> None:
        """Make all controls, and follow the draft."""
        super().__init__(parent)
        self._draft = draft
        self._is_showing = False
        self.name = NameField()
        self.name.edited.connect(lambda template: self._edit(template=template))
        self.format = Select(
            words("format"), [(words(f"format_{each.value}"), each) for each in FileFormat]
        )
        self.format.picked.connect(lambda kind: self._edit(format=FileFormat(kind)))
        self.quality = Stepper(
            words("quality"), (1, QUALITY_MAX), words("quality_less"), words("quality_more")
        )
        self.quality.changed.connect(lambda quality: self._edit(quality=quality))
        self.sizes = SizeField()
        self.sizes.edited.connect(lambda size: self._edit(size=size))
        self.colour = Select(
            words("colour"), [(words(f"colour_{each.value}"), each) for each in Colour]
        )
        self.colour.picked.connect(lambda colour: self._edit(colour=Colour(colour)))
        self.told = {name: CheckBox(words(f"told_{name}")) for name in _TOLD}
        for name, box in self.told.items():
            box.setToolTip(words(f"told_{name}_more"))
            box.setAccessibleDescription(words(f"told_{name}_more"))
            box.clicked.connect(lambda is_on, name=name: self._tell(name, is_on=is_on))
        self.sidecars = {each: CheckBox(words(f"sidecar_{each.value}")) for each in Sidecar}
        for box in self.sidecars.values():
            box.setAccessibleName(text.pair(words("beside"), box.text()))
            box.clicked.connect(self._on_sidecars)
        self.mirror = CheckBox(words("mirror"))
        self.mirror.setAccessibleDescription(words("mirror_more"))
        self.mirror.setToolTip(words("mirror_more"))
        self.mirror.clicked.connect(lambda is_on: self._edit(is_mirrored=is_on))
        self.kept = Label(words("kept"), Type.CAPTION, ink="muted", wraps=True)
        self._lay_out()
        draft.listed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_4)
        column.addWidget(self.name)
        file = QHBoxLayout()
        file.setSpacing(SPACE_3)
        top = Qt.AlignmentFlag.AlignTop
        self._quality_field = Field(words("quality"), self.quality)
        file.addWidget(Field(words("format"), self.format), 1, top)
        file.addWidget(self._quality_field, 0, top)
        column.addLayout(file)
        column.addWidget(self.kept)
        self._changing = QWidget()
        inside = QVBoxLayout(self._changing)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE_4)
        pixels = QHBoxLayout()
        pixels.setSpacing(SPACE_3)
        pixels.addWidget(self.sizes, 1, top)
        pixels.addWidget(Field(words("colour"), self.colour), 1, top)
        inside.addLayout(pixels)
        inside.addLayout(_group(words("told"), list(self.told.values())))
        column.addWidget(self._changing)
        column.addLayout(_group(words("beside"), [*self.sidecars.values(), self.mirror]))
        column.addStretch(1)

    def _show(self) -> None:
        preset = self._draft.shown
        self._is_showing = True
        self.name.show_template(preset.template)
        self.format.setCurrentIndex(self.format.findData(preset.format))
        self.quality.show_value(preset.quality)
        self._quality_field.setVisible(preset.format in _GRADED)
        self.sizes.show_size(preset.size)
        self.colour.setCurrentIndex(self.colour.findData(preset.colour))
        for name, box in self.told.items():
            box.setChecked(bool(getattr(preset.metadata, name)))
        self.told["costs"].setEnabled(preset.metadata.edits)
        for sidecar, box in self.sidecars.items():
            box.setChecked(sidecar in preset.sidecars)
        self.mirror.setChecked(preset.is_mirrored)
        self._changing.setVisible(not preset.keeps_bytes)
        self.kept.setVisible(preset.keeps_bytes)
        self._is_showing = False

    def _edit(self, **fields: object) -> None:
        if not self._is_showing:
            self._draft.edit(**fields)

    def _tell(self, name: str, *, is_on: bool) -> None:
        told: MetadataWish = replace(self._draft.shown.metadata, **{name: is_on})
        if not told.edits:
            told = replace(told, costs=False)
        self._edit(metadata=told)

    def _on_sidecars(self, _is_on: bool) -> None:
        self._edit(
            sidecars=frozenset(each for each, box in self.sidecars.items() if box.isChecked())
        )


def _group(caption: str, boxes: list[CheckBox]) -> QVBoxLayout:
    """Return boxes in a row that breaks, beneath their caption."""
    column = QVBoxLayout()
    column.setSpacing(SPACE_1)
    column.addWidget(Label(caption, Type.CAPTION, ink="muted"))
    row = QWidget()
    flow = FlowLayout(row, gap=SPACE_3)
    for box in boxes:
        flow.addWidget(box)
    column.addWidget(row)
    return column
