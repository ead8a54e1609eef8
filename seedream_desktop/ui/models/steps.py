"""The steps of a sequence: on or off, in order, each with what the plan says of it."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal

from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.money import total
from seedream_desktop.domain.plan import Plan, Weight
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import text
from seedream_desktop.ui.models.listing import ACCESSIBLE, DISPLAY, FIRST_ROLE, Index, Listing

_CHECK_STATE: Final = int(Qt.ItemDataRole.CheckStateRole)
_CHECKED = Qt.CheckState.Checked
_UNCHECKED = Qt.CheckState.Unchecked
_BY_WEIGHT: Final = (Weight.STOP, Weight.WARNING, Weight.NOTICE)


class StepRole(IntEnum):
    """What is known of a step."""

    ID = FIRST_ROLE
    NUMBER = FIRST_ROLE + 1
    PROMPT = FIRST_ROLE + 2
    PROVIDER = FIRST_ROLE + 3
    FAMILY = FIRST_ROLE + 4
    MODE = FIRST_ROLE + 5
    SIZE = FIRST_ROLE + 6
    COUNT = FIRST_ROLE + 7
    ANCHORS = FIRST_ROLE + 8
    IS_ON = FIRST_ROLE + 9
    OUTPUTS = FIRST_ROLE + 10
    COST_MICROS = FIRST_ROLE + 11
    WEIGHT = FIRST_ROLE + 12
    """The heaviest remark of the plan on the step; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step with its place; outputs and cost are the plan's, None while there is no plan."""

    step: Step
    number: int
    outputs: int | None = None
    cost_micros: int | None = None
    weight: Weight | None = None


class StepsModel(Listing[StepRow]):
    """Steps in order. Switching and dragging are asked for by signals and done by the owner."""

    switched = Signal(object, bool)
    """Carries a step's id and whether it shall be on."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(_id, _READERS, parent, can_reorder=True)

    def set_sequence(self, sequence: Sequence, plan: Plan | None = None) -> None:
        """Show a sequence's steps, with what a plan of it says where there is one."""
        places = {step.id: place for place, step in enumerate(sequence.steps_on)}
        self.set_rows(
            _planned(step, number, places.get(step.id), plan)
            if plan is not None
            else StepRow(step=step, number=number)
            for number, step in enumerate(sequence.steps, 1)
        )

    def flags(self, index: Index) -> Qt.ItemFlag:
        """As every list, and each row can be checked."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() else flags

    def setData(self, index: Index, value: Any, role: int = _CHECK_STATE) -> bool:
        """Ask for a step to be switched; the row changes when the owner has done it."""
        row = self.at(index)
        if row is None or role != _CHECK_STATE:
            return False
        is_on = Qt.CheckState(value) is _CHECKED
        if is_on != row.step.is_on:
            self.switched.emit(row.step.id, is_on)
        return True


def _planned(step: Step, number: int, place: int | None, plan: Plan) -> StepRow:
    """Return a row with the plan's word; place is the step's among those that are on."""
    requests = [request for request in plan.requests if request.step == step.id]
    weights = {
        check.weight for check in plan.checks if place is not None and check.step_index == place
    }
    return StepRow(
        step=step,
        number=number,
        outputs=sum(len(request.targets) for request in requests),
        cost_micros=total(request.price for request in requests),
        weight=next((weight for weight in _BY_WEIGHT if weight in weights), None),
    )


def _id(row: StepRow) -> StepId:
    return row.step.id


def _spoken(row: StepRow) -> str:
    return text.text(
        "step_spoken",
        {
            "number": row.number,
            "prompt": row.step.prompt or text.text("step_empty", section="models"),
            "state": text.text("step_on" if row.step.is_on else "step_off", section="models"),
            "cost": row.cost_micros or 0,
        },
        section="models",
    )


_READERS: Final[dict[int, Any]] = {
    DISPLAY: lambda row: row.step.prompt,
    ACCESSIBLE: _spoken,
    _CHECK_STATE: lambda row: _CHECKED if row.step.is_on else _UNCHECKED,
    StepRole.ID: _id,
    StepRole.NUMBER: lambda row: row.number,
    StepRole.PROMPT: lambda row: row.step.prompt,
    StepRole.PROVIDER: lambda row: row.step.provider,
    StepRole.FAMILY: lambda row: row.step.family,
    StepRole.MODE: lambda row: row.step.mode,
    StepRole.SIZE: lambda row: row.step.size,
    StepRole.COUNT: lambda row: row.step.count,
    StepRole.ANCHORS: lambda row: row.step.leading_anchors + len(row.step.anchors),
    StepRole.IS_ON: lambda row: row.step.is_on,
    StepRole.OUTPUTS: lambda row: row.outputs,
    StepRole.COST_MICROS: lambda row: row.cost_micros,
    StepRole.WEIGHT: lambda row: row.weight,
}
