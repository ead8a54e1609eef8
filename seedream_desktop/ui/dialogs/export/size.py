"""How large pictures become: as they are, as their originals, by their long edge, or on paper."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.export_wish import Fit, OutputSize
from seedream_desktop.exporting.wish_limits import DPI_MAX, SHEET_MAX_MM
from seedream_desktop.ui.dialogs.export.wording import words
from seedream_desktop.ui.theme.scale import SPACE_2, Type
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.marks import CheckBox
from seedream_desktop.ui.widgets.stepper import NumberBox

_EDGE_PX = (16, 32_768)
_SIDE_MM = (10, int(SHEET_MAX_MM))
_DPI = (36, DPI_MAX)


class SizeField(QWidget):
    """The kind of size, and the figures that it needs."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make all controls."""
        super().__init__(parent)
        self._size = OutputSize()
        self._is_showing = False
        self.fit = Select(words("size"), [(words(f"fit_{each.value}"), each) for each in Fit])
        self.fit.picked.connect(lambda fit: self._edit(fit=Fit(fit)))
        self.edge = NumberBox(words("edge"), _EDGE_PX)
        self.enlarge = CheckBox(words("enlarge"))
        self.width_mm = NumberBox(words("paper_width"), _SIDE_MM)
        self.height_mm = NumberBox(words("paper_height"), _SIDE_MM)
        self.dpi = NumberBox(words("dpi"), _DPI)
        self.edge.valueChanged.connect(lambda edge: self._edit(edge_px=edge))
        self.enlarge.clicked.connect(lambda is_on: self._edit(may_enlarge=is_on))
        self.width_mm.valueChanged.connect(lambda side: self._edit(width_mm=float(side)))
        self.height_mm.valueChanged.connect(lambda side: self._edit(height_mm=float(side)))
        self.dpi.valueChanged.connect(lambda dpi: self._edit(dpi=dpi))
        self._edge_row = _row(self.edge, words("pixels"), self.enlarge)
        self._paper_row = _row(
            *(self.width_mm, "×", self.height_mm, words("millimetres"), self.dpi, words("per_inch"))
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(Field(words("size"), self.fit))
        column.addWidget(self._edge_row)
        column.addWidget(self._paper_row)
        self.show_size(self._size)

    def show_size(self, size: OutputSize) -> None:
        """Show another size."""
        self._size, self._is_showing = size, True
        self.fit.setCurrentIndex(self.fit.findData(size.fit))
        self.edge.setValue(size.edge_px)
        self.enlarge.setChecked(size.may_enlarge)
        self.width_mm.setValue(round(size.width_mm))
        self.height_mm.setValue(round(size.height_mm))
        self.dpi.setValue(size.dpi)
        self._edge_row.setVisible(size.fit is Fit.LONG_EDGE)
        self._paper_row.setVisible(size.fit is Fit.PRINT)
        self._is_showing = False

    def _edit(self, **fields: Any) -> None:
        if not self._is_showing:
            self._size = replace(self._size, **fields)
            self.edited.emit(self._size)


def _row(*parts: QWidget | str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_2)
    for part in parts:
        widget = Label(part, Type.CONTROL, ink="muted") if isinstance(part, str) else part
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return made
