"""What a sequence without steps offers to begin with."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.step import StepMode
from seedream_desktop.ui.desk.presets import Preset, Presets
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_4, Type
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.tips import plain_tip


class Suggestions(QWidget):
    """Presets as buttons by what they cost, the user's own first."""

    chosen = Signal(object)
    """Carries the Preset."""

    def __init__(
        self,
        presets: Presets,
        cards: Mapping[ProviderId, Card],
        parent: QWidget | None = None,
    ) -> None:
        """Follow the presets."""
        super().__init__(parent)
        self._presets = presets
        self._cards = cards
        self._has_pictures = False
        self._groups: list[tuple[str, tuple[Preset, ...]]] = []
        self._made: list[QWidget] = []
        self.buttons: list[Button] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, SPACE_4)
        self._column.setSpacing(0)
        self._column.addWidget(Label(said("no_steps"), Type.BODY_STRONG))
        self._column.addSpacing(SPACE_1)
        self._column.addWidget(Label(said("no_steps_more"), Type.BODY, ink="muted", wraps=True))
        presets.changed.connect(self._fill)
        self._fill()

    def show_for(self, *, has_pictures: bool) -> None:
        """Offer what makes sense: a story makes its own pictures."""
        self._has_pictures = has_pictures
        self._fill()

    def _offers(self) -> list[tuple[str, tuple[Preset, ...]]]:
        own = (said("suggested_own"), self._presets.own)
        by_card = []
        for name, card in self._cards.items():
            code = "suggested_free" if card.is_local else "suggested_paid"
            fitting = tuple(one for one in self._presets.bundled if one.provider == name)
            by_card.append((said(code, title=card.title), fitting))
        groups = [
            (title, tuple(one for one in presets if self._fits(one)))
            for title, presets in (own, *by_card)
        ]
        return [(title, presets) for title, presets in groups if presets]

    def _fits(self, preset: Preset) -> bool:
        return not (self._has_pictures and preset.mode is StepMode.STORY)

    def _fill(self) -> None:
        groups = self._offers()
        if groups == self._groups:
            return
        self._groups = groups
        for widget in self._made:
            widget.hide()
            widget.deleteLater()
        self._made, self.buttons = [], []
        for title, presets in groups:
            caption = Label(title, Type.CAPTION, ink="muted")
            caption.setContentsMargins(0, SPACE_4, 0, SPACE_1)
            self._add(caption)
            for preset in presets:
                self._add(self._button(preset))

    def _button(self, preset: Preset) -> Button:
        button = Button(preset.title, Kind.QUIET, icon="step")
        button.setToolTip(plain_tip(preset.prompt))
        button.setAccessibleDescription(preset.prompt)
        button.clicked.connect(partial(self._choose, preset))
        self.buttons.append(button)
        return button

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        self._made.append(widget)

    def _choose(self, preset: Preset, _is_checked: bool = False) -> None:
        self.chosen.emit(preset)
