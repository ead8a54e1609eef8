"""What the commands of steps do, and which of them can be called as things stand."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.step import Step, StepMode
from seedream_desktop.ui.views.build.facts import COUNTED, said
from seedream_desktop.ui.views.build.preset_dialog import PresetDialog
from seedream_desktop.ui.views.build.steps_column import StepsColumn

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_NEED_STEP: Final = (
    "step.duplicate",
    "step.remove",
    "step.switch",
    "step.save_preset",
    "step.edit_prompt",
    "step.choose_provider",
    "step.choose_model",
    "step.choose_mode",
    "step.choose_size",
    "edit.copy_settings",
)
_NAME_LETTERS: Final = 40


class StepCommands(QObject):
    """Gives the commands their handlers; the column says which step they are for."""

    def __init__(self, desk: "Desk", column: StepsColumn) -> None:
        """Take the desk and the column, which owns it."""
        super().__init__(column)
        self._desk = desk
        self._column = column
        self._copied: Step | None = None
        editor, handle = column.editor, desk.actions.handle
        handle("step.add", column.add)
        handle("step.insert_preset", column.offer_presets)
        handle("step.save_preset", self._save_preset)
        handle("step.duplicate", self._duplicate)
        handle("step.remove", self._remove)
        handle("step.switch", self._switch)
        handle("step.move_up", self._move_up)
        handle("step.move_down", self._move_down)
        handle("edit.copy_settings", self._copy)
        handle("edit.paste_settings", self._paste)
        self._focusing("step.edit_prompt", editor.prompt.words)
        self._focusing("step.choose_provider", editor.target.provider)
        self._focusing("step.choose_model", editor.target.family)
        self._focusing("step.choose_mode", editor.target.mode)
        self._focusing("step.choose_size", editor.size_editor.kind)
        self._focusing("step.choose_count", editor.target.count.number)
        self._focusing("step.choose_anchors", editor.anchors.leading.number)
        handle("step.enhance_prompt", self._enhance)
        editor.prompt.enhancer.came.connect(self._allow)
        column.current_changed.connect(self._allow)
        column.stack.removed.connect(self._on_removed)
        self._allow()

    def _focusing(self, command: str, control: QWidget) -> None:
        def lead() -> None:
            self._column.lead_to(control)

        self._desk.actions.handle(command, lead)

    def _allow(self) -> None:
        document, step = self._desk.documents.current, self._column.current
        allow = self._desk.actions.allow
        for command in _NEED_STEP:
            allow(command, is_allowed=step is not None)
        for command in ("step.add", "step.insert_preset"):
            allow(command, is_allowed=document is not None)
        steps = [other.id for other in document.sequence.steps] if document is not None else []
        place = steps.index(step.id) if step is not None else 0
        allow("step.move_up", is_allowed=step is not None and place > 0)
        allow("step.move_down", is_allowed=step is not None and place < len(steps) - 1)
        allow("step.choose_count", is_allowed=step is not None and step.mode in COUNTED)
        takes = step is not None and step.mode is not StepMode.STORY
        allow("step.choose_anchors", is_allowed=takes)
        is_shown = step is not None and self._column.editor.is_of(step.id)
        is_offered = is_shown and self._column.editor.prompt.enhancer.is_offered
        allow("step.enhance_prompt", is_allowed=is_offered)
        can_paste = step is not None and self._copied is not None
        allow("edit.paste_settings", is_allowed=can_paste)

    def _enhance(self) -> None:
        """Lead to the priced button, or to what waits: what costs is pressed at its price."""
        self._column.lead_to(self._column.editor.prompt.enhancer.first)

    def _save_preset(self) -> None:
        step = self._column.current
        if step is not None:
            self._desk.flows.start(self._ask_for_name(step), of=self)

    async def _ask_for_name(self, step: Step) -> None:
        presets = self._desk.presets
        first = " ".join(step.prompt.split())[:_NAME_LETTERS]
        dialog = PresetDialog(first, {preset.title for preset in presets.own}, self._column)
        if await self._desk.flows.shown(dialog):
            presets.save(dialog.name, step)
            self._desk.messages.say(said("preset_saved", title=dialog.name))

    def _duplicate(self) -> None:
        document, step = self._desk.documents.current, self._column.current
        if document is None or step is None:
            return
        document.duplicate_step(step.id)
        steps = document.sequence.steps
        copy = steps[[other.id for other in steps].index(step.id) + 1]
        self._column.open(copy.id)
        self._column.stack.focus_on(copy.id)

    def _remove(self) -> None:
        document, step = self._desk.documents.current, self._column.current
        if document is None or step is None:
            return
        document.remove_step(step.id)
        undo = self._desk.actions.action("edit.undo")
        words = undo.text() if undo.isEnabled() else ""
        act = undo.trigger if undo.isEnabled() else None
        self._desk.messages.say(said("step_removed"), action=words, act=act)
        if (left := self._column.current) is not None:
            self._column.stack.focus_on(left.id)

    def _on_removed(self, _step: object) -> None:
        self._remove()  # what has the focus is the current step

    def _switch(self) -> None:
        document, step = self._desk.documents.current, self._column.current
        if document is not None and step is not None:
            document.switch_step(step.id, is_on=not step.is_on)

    def _move_up(self) -> None:
        self._move(-1)

    def _move_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        if (step := self._column.current) is not None:
            self._column.move_step(step.id, by)

    def _copy(self) -> None:
        self._copied = self._column.current
        self._desk.messages.say(said("settings_copied"))
        self._allow()

    def _paste(self) -> None:
        document, step = self._desk.documents.current, self._column.current
        if document is not None and step is not None and self._copied is not None:
            document.paste_settings(step.id, self._copied)
