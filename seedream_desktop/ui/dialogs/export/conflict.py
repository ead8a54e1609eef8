"""Asks what is to become of one file whose name is taken, and of the others like it."""

from collections.abc import Mapping

from seedream_desktop.domain.export_wish import Conflict
from seedream_desktop.exporting.preview import Planned
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.dialogs.export.wording import words
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.dialogs.question import front
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.marks import CheckBox

_KINDS = {
    Conflict.SKIP: Kind.SECONDARY,
    Conflict.OVERWRITE: Kind.DANGER,
    Conflict.UNIQUE: Kind.PRIMARY,
}


class ConflictDialog(DialogFrame):
    """Accepted with an answer; left without one, nothing is exported at all."""

    def __init__(self, planned: Planned, folder: str, others: int) -> None:
        """Take the file, the folder as it is called, and how many more are there as well."""
        title = words("taken", name=planned.path.name, folder=folder)
        super().__init__(title, front(), 520)
        self.answer = Conflict.UNIQUE
        self.say(words("taken_more"), ink="muted")
        self.all = CheckBox(words("taken_all", count=others))
        self.all.setVisible(others > 0)
        self.stop = Button(words("taken_stop"), Kind.QUIET)
        self.stop.clicked.connect(self.reject)
        self.add_to_foot(self.all)
        self.buttons = {each: Button(words(f"taken_{each}"), kind) for each, kind in _KINDS.items()}
        for each, button in self.buttons.items():
            button.clicked.connect(lambda _is_on=False, each=each: self._give(each))
        self.add_buttons(self.stop, *self.buttons.values(), safe=self.buttons[Conflict.UNIQUE])

    def _give(self, answer: Conflict) -> None:
        self.answer = answer
        self.accept()


async def answers_for(
    files: tuple[Planned, ...], folder: str, flows: Flows
) -> Mapping[str, Conflict] | None:
    """Ask for each file that is there already; None where the user does not want to go on."""
    there = [planned for planned in files if planned.is_present]
    answers: dict[str, Conflict] = {}
    for number, planned in enumerate(there):
        rest = there[number:]
        dialog = ConflictDialog(planned, folder, len(rest) - 1)
        if not await flows.shown(dialog):
            return None
        if dialog.all.isChecked():
            return answers | {str(each.path): dialog.answer for each in rest}
        answers[str(planned.path)] = dialog.answer
    return answers
