"""The button that says what is done when the queue is done, with a menu to choose from."""

from functools import partial

from PySide6.QtWidgets import QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.desk.when_done import Choice, WhenDone
from seedream_desktop.ui.views.queue.fold_button import FoldButton


class DoneButton(FoldButton):
    """Follows the choice, which holds for this session."""

    def __init__(self, when_done: WhenDone, parent: QWidget | None = None) -> None:
        """Take the choice."""
        super().__init__(_say("done_hint"), parent)
        self._when_done = when_done
        self._choices = {
            choice: self.menu_below.addAction(
                _say(f"done_{choice.value}"), partial(when_done.choose, choice)
            )
            for choice in Choice
        }
        self.menu_below.addSeparator()
        self._doubt = self.menu_below.addAction(_say("done_doubt"))
        for action in (*self._choices.values(), self._doubt):
            action.setCheckable(True)
        self._doubt.toggled.connect(self._on_doubt)
        when_done.changed.connect(self._show)
        self._show()

    def _on_doubt(self, is_allowed: bool) -> None:
        if is_allowed is not self._when_done.even_in_doubt:
            self._when_done.allow_doubt(is_allowed=is_allowed)

    def _show(self) -> None:
        chosen = self._when_done.choice
        for choice, action in self._choices.items():
            action.setChecked(choice is chosen)
        self._doubt.setChecked(self._when_done.even_in_doubt)
        self._doubt.setEnabled(chosen is not Choice.NOTHING)
        said = text.text(
            "done_button", {"choice": _say(f"done_short_{chosen.value}")}, section="rules"
        )
        if said != self.text():
            self.setText(said)
            self.updateGeometry()


def _say(code: str) -> str:
    return text.text(code, section="rules")
