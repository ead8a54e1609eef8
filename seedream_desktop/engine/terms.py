"""With which model and options steps would be carried out now."""

from collections.abc import Mapping

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.making import Terms
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import Step
from seedream_desktop.engine.options import options_for
from seedream_desktop.engine.premises import Stage, stage_of


class TermsOffer:
    """Answers for the steps of one sequence that are on, as a plan would: see domain.currency."""

    def __init__(self, sequence: Sequence, cards: Mapping[ProviderId, Card]) -> None:
        """Take what is planned and by which cards."""
        self._sequence = sequence
        self._cards = cards
        self._stages: dict[Step, Stage | None] = {}

    def __call__(self, step: Step, size: Size | None) -> Terms | None:
        """Return a step's terms for a picture of a size, None where there cannot be a plan.

        Without a size, as for the panels of a story, there is no answer either.
        """
        if size is None:
            return None
        if step not in self._stages:
            index = self._sequence.steps_on.index(step)
            self._stages[step], _ = stage_of(self._sequence, index, self._cards)
        stage = self._stages[step]
        return Terms.of(stage.model.id, options_for(stage, size)) if stage is not None else None
