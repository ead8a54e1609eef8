"""The run button with its price, and beneath it why it does nothing now."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.money import PlayMicros
from seedream_desktop.domain.plan import Check
from seedream_desktop.ui import text
from seedream_desktop.ui.models.plan import Figures
from seedream_desktop.ui.theme.scale import SPACE_2, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.build.plan_checks import CanMend, mend_of, words_of
from seedream_desktop.ui.views.build.plan_requests import price_words
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.priced import Hindrance, PricedAction
from seedream_desktop.ui.widgets.state_glyph import StateGlyph

_REASONS: int = 3
_MENDS = {"over_budget": "settings.caps", "key_missing": "settings.keys"}
_SAID_BY_REASONS = "plan_has_stops"


class PlanAction(QWidget):
    """Runs what is planned; where there is nothing to buy, leads to what is there."""

    run_asked = Signal()
    pilot_asked = Signal()
    mend_asked = Signal(object)
    """Carries the Check whose mend was chosen."""
    command_asked = Signal(str)
    """Carries the id of a command."""

    def __init__(self, can_mend: CanMend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._can_mend = can_mend
        self._reasons: tuple[Check, ...] = ()
        self._shown: tuple[Hindrance, ...] | None = None
        self._leads_to = "go.timeline"
        self.refusal = _Line(Tone.FAILED)
        self.refusal.mend.clicked.connect(self._on_refusal_mend)
        self.rest = _Line(Tone.DONE)
        self.rest.mend.clicked.connect(self._on_rest)
        self.priced = PricedAction(_say("run"), "")
        self.priced.pressed.connect(self.run_asked)
        self.priced.mend_asked.connect(self._on_mend)
        self.pilot = PricedAction("", "", Kind.SECONDARY)
        self.pilot.pressed.connect(self.pilot_asked)
        self.pilot.hide()
        self._more = Label("", Type.CAPTION, ink="muted", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        for widget in (self.refusal, self.rest, self.pilot, self.priced, self._more):
            column.addWidget(widget)
        self.refusal.hide()
        self.rest.hide()
        self._more.hide()

    def show_offer(
        self, figures: Figures, *, is_local: bool, is_starting: bool, is_under_way: bool
    ) -> None:
        """Offer a run at its price, or say that nothing is to be bought.

        is_under_way says that a run that was started has all that these figures would buy.
        """
        if is_under_way:
            held = figures.held + figures.outputs
            figures = replace(figures, requests=0, outputs=0, held=held)
        is_rest = figures.requests == 0 and bool(figures.done or figures.held) and not self._reasons
        if is_rest:
            self._show_rest(figures)
        self._show_one(self.rest if is_rest else self.priced, is_rest=is_rest)
        if is_rest:
            return
        if is_starting:
            self.priced.button.show_offer(_say("starting"), "")
        elif figures.requests == 0:
            self.priced.button.show_offer(_say("run"), "")
        else:
            self.priced.button.show_offer(*_offer(figures, is_local=is_local))

    def _show_one(self, shown: QWidget, *, is_rest: bool) -> None:
        """Show one of the two in place of the other, with the focus where that had it."""
        gone = self.priced if is_rest else self.rest
        had_focus = (at := self.focusWidget()) is not None and gone.isAncestorOf(at)
        had_focus = had_focus and at.hasFocus()
        shown.show()
        if had_focus:
            (self.rest.mend if is_rest else self.priced.button).setFocus()
        gone.hide()

    def show_pilot(self, cost_micros: int | None) -> None:
        """Offer the first request alone; None, or nothing to pay, and it is not offered."""
        verb = text.text("run_pilot", {"requests": text.counted("request", 1)}, section="plan")
        if cost_micros:
            self.pilot.button.show_offer(verb, price_words(cost_micros))
        self.pilot.setVisible(bool(cost_micros))

    def show_reasons(self, stops: Sequence[Check], *, has_steps: bool) -> None:
        """Show what hinders the run, the first three of it, each with what mends it."""
        self._reasons = tuple(stops)
        shown = tuple(
            Hindrance(words_of(check, has_steps=has_steps), mend_of(check, self._can_mend))
            for check in stops[:_REASONS]
        )
        if shown != self._shown:
            self._shown = shown
            self.priced.show_hindrances(shown)
        left = len(self._reasons) - len(shown)
        self._more.setVisible(left > 0)
        reasons = {"reasons": text.counted("reason", left)}
        self._more.setText(text.text("more_reasons", reasons, section="plan"))

    def show_refusal(self, error: SeedreamError | None) -> None:
        """Say why the last press started nothing, in place; None takes it back."""
        if error is None or error.code == _SAID_BY_REASONS:
            self.refusal.hide()
        else:
            command = _MENDS.get(error.code, "")
            has_mend = bool(command) and self._can_mend(command)
            mend = text.text(command, section="mends") if has_mend else ""
            self.refusal.show_words(text.of_error(error), mend)
            self.refusal.setProperty("command", command)
            self.refusal.show()

    def lead(self) -> None:
        """Bring the focus to the first mend, or to the button."""
        if self.rest.isVisible():
            self.rest.mend.setFocus()
            return
        mends = [button for button in self.priced.findChildren(Button) if button.kind is Kind.LINK]
        (mends[0] if mends else self.priced.button).setFocus()

    def _show_rest(self, figures: Figures) -> None:
        is_held = figures.held > 0
        self._leads_to = "go.queue" if is_held else "go.timeline"
        count = text.counted("result", figures.held if is_held else figures.done)
        words = "all_on_the_way" if is_held else "nothing_to_buy"
        self.rest.glyph.show_state(Tone.RUNNING if is_held else Tone.DONE, "")
        self.rest.show_words(
            text.text(words, {"outputs": count}, section="plan"),
            _say("show_queue" if is_held else "show_results"),
        )

    def _on_mend(self, number: int) -> None:
        self.mend_asked.emit(self._reasons[number])

    def _on_rest(self) -> None:
        self.command_asked.emit(self._leads_to)

    def _on_refusal_mend(self) -> None:
        self.command_asked.emit(self.refusal.property("command"))


class _Line(QWidget):
    """A state, its sentence, and one thing to do about it."""

    def __init__(self, tone: Tone) -> None:
        super().__init__()
        self.glyph = StateGlyph(tone, "")
        self.words = Label("", wraps=True)
        self.mend = Button("", Kind.SECONDARY)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.glyph)
        row.addWidget(self.words, 1)
        row.addWidget(self.mend)

    def show_words(self, words: str, mend: str) -> None:
        """Say something else."""
        self.words.setText(words)
        self.glyph.setAccessibleName(words)
        self.setAccessibleName(words)
        self.mend.setText(mend)
        self.mend.setAccessibleDescription(words)
        self.mend.setVisible(bool(mend))


def _offer(figures: Figures, *, is_local: bool) -> tuple[str, str]:
    if is_local and figures.cost_micros == 0:
        params = {"edits": text.counted("edit", figures.outputs)}
        return text.text("run_edits", params, section="plan"), _say("free")
    params = {"requests": text.counted("request", figures.requests)}
    is_play = isinstance(figures.cost_micros, PlayMicros)
    verb = text.text("rehearse_requests" if is_play else "run_requests", params, section="plan")
    return verb, price_words(figures.cost_micros)


def _say(code: str) -> str:
    return text.text(code, section="plan")
