"""The empty step that is added to a sequence."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId, StepId, fresh_id
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import Step, StepMode

_LOCAL: Final = ProviderId("local")


def next_step(sequence: Sequence, cards: Mapping[ProviderId, Card]) -> Step:
    """Return a step with the target of the last one; the very first costs nothing.

    Only a first step can be a story, so none that follows is.
    """
    name = StepId(fresh_id("st"))
    if not sequence.steps:
        card = cards[_LOCAL]
        family = card.default_family or card.families[0]
        return Step(id=name, prompt="", provider=_LOCAL, family=family)
    last = sequence.steps[-1]
    mode = StepMode.SET if last.mode is StepMode.STORY else last.mode
    return replace(last, id=name, prompt="", mode=mode, anchors=(), is_on=True)
