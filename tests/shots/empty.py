"""Empty states and drop zones."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui.theme.scale import SPACE_3, SPACE_5
from seedream_desktop.ui.widgets.empty_state import DropZone, EmptyState


def window() -> QWidget:
    made = QWidget()
    made.resize(1200, 720)
    column = QVBoxLayout(made)
    column.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
    column.setSpacing(SPACE_5)
    state = EmptyState(
        "Drop photographs here to give them one look",
        "Folders and single files, as many as you like. Nothing is sent until you press Run.",
        primary="Import pictures…",
        quiet="Explore the sample",
        icon="library",
    )
    column.addWidget(state, 3)
    zones = QHBoxLayout()
    zones.setSpacing(SPACE_3)
    for words, icon in (
        ("New sequence", "add"),
        ("Add here", "image"),
        ("Use as anchors", "anchor"),
    ):
        zones.addWidget(DropZone(words, icon))
    zones.itemAt(1).widget().light(is_lit=True)
    column.addLayout(zones, 1)
    return made
