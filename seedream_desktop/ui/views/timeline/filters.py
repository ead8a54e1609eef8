"""The line that says which images are shown: words, states, ratings, and what asks to be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from seedream_desktop.domain.frame_query import (
    Comparison,
    Condition,
    Field,
    Query,
    Trait,
    parse,
)
from seedream_desktop.domain.frames import FrameState
from seedream_desktop.domain.judgement import STARS_MAX, Flag
from seedream_desktop.ui import speech, text
from seedream_desktop.ui.models.frame_words import say, state_word
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import GLYPH, SPACE_1, SPACE_2, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.button import Button, Dress, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import LineEdit
from seedream_desktop.ui.widgets.flow import FlowLayout
from seedream_desktop.ui.widgets.label import Label

_SOON_MS: Final = 120
_SOUGHT: Final = 220


class Asking(StrEnum):
    """What asks to be looked at, or was marked to be."""

    UNSURE = "unsure"
    FAILED = "failed"
    OUTDATED = "outdated"
    PICKED = "picked"
    REJECTED = "rejected"


_CONDITIONS: Final = {
    Asking.UNSURE: (Field.IS, Trait.UNSURE),
    Asking.FAILED: (Field.IS, Trait.FAILED),
    Asking.OUTDATED: (Field.IS, Trait.OUTDATED),
    Asking.PICKED: (Field.FLAG, Flag.PICK),
    Asking.REJECTED: (Field.FLAG, Flag.REJECT),
}

_TONES: Final = {
    Asking.UNSURE: Tone.DOUBT,
    Asking.FAILED: Tone.FAILED,
    Asking.OUTDATED: Tone.WAITING,
    Asking.PICKED: Tone.DONE,
    Asking.REJECTED: Tone.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterWish:
    """Which frames are sought; an image is shown for any frame that is all of this.

    sought is a query as it was typed. Of several troubles one is enough, and of several flags.
    """

    sought: str = ""
    state: FrameState | None = None
    stars: int = 0
    asking: frozenset[Asking] = frozenset()

    @property
    def is_idle(self) -> bool:
        """Say whether all is shown."""
        return self == FilterWish()

    def query(self) -> Query:
        """Return it as a query. Raises UserFixable for words that are none."""
        typed = parse(self.sought)
        asked: dict[Field, list[str]] = {}
        for asking in sorted(self.asking):
            about, value = _CONDITIONS[asking]
            asked.setdefault(about, []).append(value)
        if self.state is not None:
            asked[Field.STATE] = [self.state]
        chosen = [Condition(field=about, values=tuple(each)) for about, each in asked.items()]
        if self.stars:
            stars, least = (str(self.stars),), Comparison.LEAST
            chosen.append(Condition(field=Field.RATING, values=stars, comparison=least))
        return Query(conditions=(*typed.conditions, *chosen), words=typed.words)


class FilterChip(Button):
    """Shape and word of what asks to be seen, with how often it is there; on or off."""

    voice = speech.ToggleVoice

    def __init__(self, tone: Tone, words: str, parent: QWidget | None = None) -> None:
        """Begin switched off."""
        super().__init__(words, Kind.QUIET, parent=parent)
        self.setCheckable(True)
        self._tone = tone
        self._plain = words

    def show_count(self, count: int) -> None:
        """Say how often it is there; one that is nowhere and off is not shown."""
        self.setText(f"{self._plain} {count:,}")
        self.setVisible(bool(count) or self.isChecked())

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + look.height(GLYPH) + SPACE_1, hint.height())

    def _draw_content(self, painter: QPainter, box: QRectF, worn: Dress) -> None:
        inner = box.adjusted(self._inset(), 0, 0, 0)
        ground = worn.ground or look.tokens.canvas
        inner.setLeft(state_glyph.draw_before(painter, inner, self._tone, ground))
        paint.text(painter, inner, self._shown(), look.font(self._step(), tabular=True), worn.ink)


class FilterBar(QWidget):
    """Nothing is hidden without a word: the count says how many of all images are shown."""

    changed = Signal(object)
    """Carries a FilterWish, once typing has paused."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with everything shown."""
        super().__init__(parent)
        self.setAccessibleName(text.text("pane_filters", section="shell"))
        self.sought = LineEdit("", say("filter_hint"))
        self.sought.setAccessibleName(say("filter"))
        self.sought.setClearButtonEnabled(True)
        self.sought.textChanged.connect(self._on_typed)
        states = [(state_word(state), state) for state in FrameState]
        self.state = Select(say("filter_state"), [(say("any_state"), None), *states])
        self.state.picked.connect(self._tell)
        stars = [(say("stars_least", count=count), count) for count in range(1, STARS_MAX + 1)]
        self.stars = Select(say("filter_stars"), [(say("any_stars"), 0), *stars])
        self.stars.picked.connect(self._tell)
        self.chips = {
            asking: FilterChip(_TONES[asking], say(f"asking_{asking.value}")) for asking in Asking
        }
        self.count = Label("", ink="muted", tabular=True)
        self.clear = Button(say("clear_filter"), Kind.LINK)
        self.clear.clicked.connect(self.show_everything)
        self.wrong = Label("", ink="failed")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._tell)
        self._told = FilterWish()
        self._lay_out()
        self.show_counts({}, 0, 0)

    @property
    def wish(self) -> FilterWish:
        """What is sought now."""
        return FilterWish(
            sought=self.sought.text().strip(),
            state=self.state.currentData(),
            stars=self.stars.currentData() or 0,
            asking=frozenset(each for each, chip in self.chips.items() if chip.isChecked()),
        )

    def show_everything(self) -> None:
        """Let all images through."""
        self.sought.setText("")
        self.state.setCurrentIndex(0)
        self.stars.setCurrentIndex(0)
        for chip in self.chips.values():
            chip.setChecked(False)
        self._tell()

    def ask_for(self, asking: Asking) -> None:
        """Show only what asks so."""
        for each, chip in self.chips.items():
            chip.setChecked(each is asking)
        self._tell()

    def show_counts(self, counts: Mapping[Asking, int], shown: int, of: int) -> None:
        """Say how much asks to be seen, and how many images of all are shown."""
        for asking, chip in self.chips.items():
            chip.show_count(counts.get(asking, 0))
        is_idle = self.wish.is_idle
        words = say("all_shown", count=of) if is_idle else say("some_shown", shown=shown, of=of)
        self.count.setText(words if of else "")
        self.clear.setVisible(not is_idle)

    def _refit(self) -> None:
        """Show the whole hint of what can be sought."""
        hint = look.metrics(Type.CONTROL).horizontalAdvance(self.sought.placeholderText())
        self.sought.setMinimumWidth(max(look.height(_SOUGHT), hint + 2 * SPACE_4))

    def show_wrong(self, words: str) -> None:
        """Say what of a query cannot be read; empty for nothing."""
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))

    def _on_typed(self, _words: str) -> None:
        self._soon.start()

    def _tell(self, _what: object = None) -> None:
        self._soon.stop()
        wish = self.wish
        if wish != self._told:
            self._told = wish
            self.changed.emit(wish)

    def _lay_out(self) -> None:
        look.changed.connect(self._refit)
        self._refit()
        flow = FlowLayout(gap=SPACE_2)
        for control in (self.sought, self.state, self.stars, *self.chips.values(), self.clear):
            flow.addWidget(control)
        flow.addWidget(self.wrong)
        self.wrong.hide()
        for chip in self.chips.values():
            chip.toggled.connect(self._tell)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, 0, SPACE_5, 0)
        row.setSpacing(SPACE_2)
        row.addLayout(flow, 1)
        self.count.setMinimumHeight(look.height())
        row.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
