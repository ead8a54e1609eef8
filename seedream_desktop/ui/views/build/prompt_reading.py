"""What the built-in engine makes of a prompt, in words."""

from dataclasses import dataclass

from seedream_desktop.domain.adjustment import Adjustment
from seedream_desktop.domain.errors import PromptUnclear
from seedream_desktop.providers.local import understood
from seedream_desktop.ui import text
from seedream_desktop.ui.views.build.facts import listed, said


@dataclass(frozen=True, slots=True)
class Reading:
    """What is understood of a prompt, or what is not."""

    understood: str = ""
    wrong: str = ""


def reading_of(prompt: str) -> Reading:
    """Return how the built-in engine reads a prompt; nothing of an empty one."""
    if not prompt.strip():
        return Reading()
    try:
        wanted = understood(prompt)
    except PromptUnclear as error:
        return Reading(wrong=text.text(error.code, error.params, section="build"))
    return Reading(understood=said("understood", what=listed(map(_words, wanted))))


def _words(adjustment: Adjustment) -> str:
    what = text.text(adjustment.operation.value, section="operations")
    percent = round(adjustment.strength * 100)
    return what if percent == 100 else said("strength", what=what, percent=percent)  # noqa: PLR2004
