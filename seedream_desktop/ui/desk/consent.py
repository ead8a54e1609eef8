"""The one question before money is spent: asked above the user's own threshold, with the price."""

from functools import partial
from typing import TYPE_CHECKING

from seedream_desktop.domain.money import PlayMicros
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.models.plan import Figures

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.preferences import Preferences


class Consent:
    """Asks before a run. What stood on the button that was pressed needs no second yes."""

    def __init__(self, flows: Flows, preferences: "Preferences") -> None:
        """Take where the question is shown, and where the threshold stands."""
        self._flows = flows
        self._preferences = preferences

    async def given(self, figures: Figures, *, was_shown: bool = True) -> bool:
        """Say whether a run of these figures may be bought.

        Asked where its price passes the threshold, or was not to be seen when it was called.
        Play money is never asked about.
        """
        if isinstance(figures.cost_micros, PlayMicros) or not figures.cost_micros:
            return True
        threshold = self._preferences.current.confirm_above_micros if was_shown else 0
        if figures.cost_micros <= threshold:
            return True
        params: dict[str, str | int] = {
            "requests": text.counted("request", figures.requests),
            "outputs": text.counted("result", figures.outputs),
            "cost": figures.cost_micros,
        }
        say = partial(text.text, params=params, section="plan")
        question = Question(
            say("confirm"),
            say("confirm_more"),
            answer=say("confirm_run"),
            safe=say("confirm_not"),
        )
        return await self._flows.shown(question)
