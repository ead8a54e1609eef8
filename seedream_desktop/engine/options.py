"""A model's options for one picture: the card's defaults, and an aspect ratio where it has them."""

from seedream_desktop.domain.geometry import Size
from seedream_desktop.engine.premises import Stage
from seedream_desktop.engine.sizes import asked_size, nearest_ratio

_RATIOS = "aspect_ratios"
_RATIO = "aspect_ratio"


def options_for(stage: Stage, original: Size | None) -> dict[str, str]:
    """Return what is sent beside prompt, pictures and size.

    A model without a size may list the ratios that it takes as "1:1, 16:9, ..." under
    `aspect_ratios`; the list itself is not sent, but the ratio nearest to the picture's.
    """
    options = dict(stage.model.options)
    ratios = [ratio.strip() for ratio in options.pop(_RATIOS, "").split(",") if ratio.strip()]
    if ratios and not stage.model.takes_size and original is not None:
        options[_RATIO] = nearest_ratio(asked_size(stage.step.size, original), ratios)
    return options
