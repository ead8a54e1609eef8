"""The colours of labels; a label is always shown with its word or its word's first letter."""

from collections.abc import Mapping
from typing import Final

from seedream_desktop.domain.judgement import Label
from seedream_desktop.ui.theme.tokens import Theme

_DARK: Final = {
    Label.RED: "#F07167",
    Label.YELLOW: "#E3C341",
    Label.GREEN: "#5CC48A",
    Label.BLUE: "#6FA8FF",
    Label.PURPLE: "#C08CE8",
}
_NEUTRAL: Final = {
    Label.RED: "#FFB9B2",
    Label.YELLOW: "#F0DC8A",
    Label.GREEN: "#9ADBB5",
    Label.BLUE: "#B9D2FF",
    Label.PURPLE: "#DDBDF5",
}
_LIGHT: Final = {
    Label.RED: "#B3261E",
    Label.YELLOW: "#7D6200",
    Label.GREEN: "#187142",
    Label.BLUE: "#1F5FBF",
    Label.PURPLE: "#7A3FB0",
}

LABELS: Final[Mapping[Theme, Mapping[Label, str]]] = {
    Theme.DARK: _DARK,
    Theme.NEUTRAL: _NEUTRAL,
    Theme.LIGHT: _LIGHT,
}
"""Each stands out from canvas and surface at 3 to 1, and bears letters in the canvas' colour."""


def label_colour(label: Label, theme: Theme) -> str:
    """Return a label's colour as #RRGGBB; none has none and must not be asked for."""
    return LABELS[theme][label]
