"""What is known of a key and its account, in columns that line up from provider to provider."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_4, Type
from seedream_desktop.ui.widgets.label import CutLabel, Label

_WIDTHS: Final = (112, 208, 136, 88)


class Facts(QWidget):
    """Captions over values; the values are cut with grace where they have no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_4)
        self._grid.setVerticalSpacing(2)
        self._captions: list[Label] = []
        self._values: list[CutLabel] = []
        for column in range(len(_WIDTHS)):
            caption, value = Label("", Type.CAPTION, ink="muted"), CutLabel("", Type.BODY)
            value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._captions.append(caption)
            self._values.append(value)
            self._grid.addWidget(caption, 0, column)
            self._grid.addWidget(value, 1, column)
        self._grid.setColumnStretch(len(_WIDTHS), 1)
        look.changed.connect(self._refit)
        self._refit()

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show captions and values; none hides it."""
        self.setVisible(bool(facts))
        for (caption, value), above, below in zip(
            facts, self._captions, self._values, strict=False
        ):
            above.setText(caption)
            below.show_words(value)
            below.setAccessibleName(text.pair(caption, value))

    def _refit(self) -> None:
        for column, width in enumerate(_WIDTHS):
            self._grid.setColumnMinimumWidth(column, look.height(width))
