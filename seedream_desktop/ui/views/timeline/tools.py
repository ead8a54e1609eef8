"""The timeline's head: what is shown, by what it is coloured, and how large."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSlider, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.frame_cell import EDGE_LEAST_PX, EDGE_MOST_PX
from seedream_desktop.ui.models.frame_reader import ColourBy
from seedream_desktop.ui.models.frame_words import say
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.widgets.button import Button, IconButton
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.flow import BarLayout
from seedream_desktop.ui.widgets.label import CutLabel, Label
from seedream_desktop.ui.widgets.segmented import SegmentedControl

_SLIDER: Final = 112
_STEP_PX: Final = 16
_HEADING_LEAST: Final = 160
_ROOMY: Final = 900
"""From this width on there is room for the word before the colours and for most titles."""


class ZoomSlider(QSlider):
    """The edge of a picture, in pixels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Go from the least to the largest."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(EDGE_LEAST_PX, EDGE_MOST_PX)
        self.setSingleStep(_STEP_PX)
        self.setPageStep(4 * _STEP_PX)
        self.setFixedWidth(_SLIDER)
        self.setAccessibleName(say("zoom_spoken"))
        self.setToolTip(say("zoom"))

    def show_edge(self, edge_px: int) -> None:
        """Stand at an edge, without a signal."""
        self.blockSignals(True)
        self.setValue(edge_px)
        self.blockSignals(False)


class TimelineTools(QWidget):
    """One line over the table."""

    all_asked = Signal(bool)
    """Whether every version is to have a place, or the chosen ones alone."""
    colour_asked = Signal(object)
    """Carries a ColourBy."""
    zoom_asked = Signal(int)
    fit_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with chosen versions and no colours."""
        super().__init__(parent)
        self.setAccessibleName(text.text("pane_tools", section="shell"))
        self.heading = CutLabel("", Type.TITLE)
        names = [(say("show_chosen"), ""), (say("show_all"), "")]
        self.shows = SegmentedControl(say("show"), names)
        self.shows.chosen.connect(self._on_shows)
        entries = [(say(f"colour_{by.value}"), by) for by in ColourBy]
        self.colours = Select(say("colour_by"), entries)
        self.colours.setToolTip(say("colour_by"))  # where its label is not seen
        self.colours.picked.connect(self.colour_asked)
        self._by = Label(say("colour_by"), ink="muted")
        self.zoom = ZoomSlider()
        self.zoom.valueChanged.connect(self.zoom_asked)
        self.fit = IconButton("grid", say("zoom_fit"))
        self.fit.clicked.connect(self.fit_asked)
        self.export = Button(say("export"), icon="export")
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the choices their words where it is narrow; the list has the label's name."""
        super().resizeEvent(event)
        self._by.setVisible(self.width() >= look.height(_ROOMY))

    def _on_shows(self, number: int) -> None:
        self.all_asked.emit(number == 1)

    def _lay_out(self) -> None:
        row = BarLayout(self, gap=SPACE_2 + SPACE_1)
        row.setContentsMargins(SPACE_4, 0, SPACE_5, 0)
        row.add_wide(self.heading, _HEADING_LEAST)
        for widget in (self.shows, self._by, self.colours, self.zoom, self.fit, self.export):
            row.addWidget(widget)
