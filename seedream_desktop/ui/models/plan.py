"""What is said of a plan: its figures, and remarks with the command that mends each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ledger import Balance, Caps
from seedream_desktop.domain.plan import Check, Plan, Weight
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text

FIXES: Final[Mapping[str, str]] = {
    "no_images": "library.add_files",
    "no_steps": "step.add",
    "prompt_empty": "step.edit_prompt",
    "prompt_unclear": "step.edit_prompt",
    "unknown_provider": "step.choose_provider",
    "unknown_family": "step.choose_model",
    "family_lacks_kind": "step.choose_model",
    "no_size_allowed": "step.choose_size",
    "panels_without_story": "step.choose_mode",
    "count_too_small": "step.choose_count",
    "story_not_first": "step.choose_mode",
    "story_has_pictures": "step.choose_mode",
    "story_count_differs": "step.choose_count",
    "story_takes_no_anchors": "step.choose_anchors",
    "too_many_anchors": "step.choose_anchors",
    "anchors_leave_no_room": "step.choose_anchors",
    "prompt_asks_nothing": "step.edit_prompt",
    "unknown_model": "step.choose_model",
    "size_changed": "step.choose_size",
    "size_not_taken": "step.choose_size",
    "set_split_by_shape": "step.choose_mode",
    "no_key": "settings.keys",
    "run_goes_on": "go.queue",
    "over_run_cap": "settings.caps",
    "over_day_cap": "settings.caps",
    "over_month_cap": "settings.caps",
}
"""Which command mends what hinders a run, by the remark's code."""

_OF_RUN: Final = "over_run_cap"

OF_CAPS: Final = frozenset({"over_run_cap", "over_day_cap", "over_month_cap"})
"""The codes of what a cap has against a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a run would be. left_micros is what the tightest cap still lets be spent."""

    images: int = 0
    requests: int = 0
    outputs: int = 0
    cost_micros: int = 0
    done: int = 0
    held: int = 0
    left_micros: int | None = None
    token: str = ""
    is_runnable: bool = False


def figures_of(plan: Plan, sequence: Sequence, left_micros: int | None = None) -> Figures:
    """Return a plan's figures; it can be run when neither a remark nor a cap is against it."""
    is_within = left_micros is None or plan.cost_micros <= left_micros
    return Figures(
        images=len(sequence.images),
        requests=len(plan.requests),
        outputs=plan.outputs,
        cost_micros=plan.price,
        done=len(plan.done),
        held=len(plan.held),
        left_micros=left_micros,
        token=plan.token,
        is_runnable=plan.is_runnable and is_within,
    )


def caps_left(caps: Caps, today: Balance, month: Balance) -> dict[str, int]:
    """Return what each cap that is set still lets be spent, by the code of its remark."""
    bounds = {
        "over_run_cap": (caps.run_micros, 0),
        "over_day_cap": (caps.day_micros, today.exposure_micros),
        "over_month_cap": (caps.month_micros, month.exposure_micros),
    }
    return {code: max(0, cap - used) for code, (cap, used) in bounds.items() if cap is not None}


def cap_checks(plan: Plan, left: Mapping[str, int]) -> tuple[Check, ...]:
    """Return a stop for each cap that the plan's worst case would pass.

    Play money is held against the run's cap alone, as the real thing would be.
    """
    cost, played = plan.cost_micros, plan.play_micros
    found = [(code, cost, most) for code, most in left.items() if cost > most]
    most = left.get(_OF_RUN)
    if most is not None and played > most:
        found.append((_OF_RUN, played, most))
    return tuple(
        Check(weight=Weight.STOP, code=code, params={"cost": cost, "left": most})
        for code, cost, most in found
    )


def check_sentence(check: Check) -> str:
    """Return a remark as a sentence, without its step."""
    for section in ("reasons", "checks", "plan", "models"):
        if text.has(check.code, section):
            return text.text(check.code, check.params, section=section)
    return text.sentence(check.code, check.params, Billed.NO)
