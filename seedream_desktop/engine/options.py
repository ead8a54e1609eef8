"""A model's options for one picture: the card's defaults, and a ratio where it has no size."""

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.rehearsal import PLAY, is_play, play_text
from seedream_desktop.engine.premises import Stage
from seedream_desktop.engine.sizes import asked_size, nearest_ratio

_RATIO = "aspect_ratio"


def options_for(stage: Stage, original: Size | None) -> dict[str, str]:
    """Return what is sent beside prompt, pictures and size.

    For a model that takes a ratio instead of a size, the one nearest to the picture's goes as
    `aspect_ratio`. With a rehearsal's order goes what is to happen to it.
    """
    options, ratios = dict(stage.model.options), stage.model.aspect_ratios
    if ratios and not stage.model.takes_size and original is not None:
        options[_RATIO] = nearest_ratio(asked_size(stage.step.size, original), ratios)
    if is_play(stage.step.provider):
        options[PLAY] = play_text(stage.step.scenario, stage.step.seed)
    return options
