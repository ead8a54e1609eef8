"""The colours of the three themes; nothing outside ui/theme writes one down."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final


class Theme(StrEnum):
    """Which set of colours is shown."""

    DARK = "dark"
    NEUTRAL = "neutral"
    LIGHT = "light"


class Ground(StrEnum):
    """What lies behind pictures that are judged: the theme's own, or a known grey."""

    THEME = "theme"
    BLACK = "black"
    GREY_18 = "grey_18"
    GREY_50 = "grey_50"
    WHITE = "white"


class Tone(StrEnum):
    """What a state means to the one who looks: its colour and shape; see ui/widgets/state."""

    DONE = "done"
    RUNNING = "running"
    WAITING = "waiting"
    DOUBT = "doubt"
    FAILED = "failed"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Colours as #RRGGBB.

    canvas lies behind pictures, rail and window; surface under panels; raised under fields,
    cards and menus; hover and pressed are raised under the pointer; line parts groups; outline
    bounds what can be changed or aimed at, and is seen at 3 to 1. selected lies under chosen
    rows. quiet is the colour of states that ask for nothing: planned, cancelled.
    """

    canvas: str
    surface: str
    raised: str
    hover: str
    pressed: str
    selected: str
    line: str
    outline: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    done: str
    running: str
    waiting: str
    doubt: str
    failed: str
    quiet: str

    def tone(self, tone: Tone) -> str:
        """Return the colour of a state."""
        return str(getattr(self, tone.value))


DARK: Final = Tokens(
    canvas="#141517",
    surface="#1C1E21",
    raised="#25282C",
    hover="#2C3034",
    pressed="#1F2225",
    selected="#203047",
    line="#33373C",
    outline="#7A818A",
    text="#E8EAED",
    muted="#A3A9B1",
    accent="#6FA8FF",
    accent_hover="#86B6FF",
    accent_pressed="#5C97F2",
    on_accent="#0B1420",
    done="#5CC48A",
    running="#6FA8FF",
    waiting="#D9A441",
    doubt="#E08BD0",
    failed="#F07167",
    quiet="#A3A9B1",
)

# 18 % grey, for the judgement of colours: no hue but that of states.
NEUTRAL: Final = Tokens(
    canvas="#3A3A3A",
    surface="#464646",
    raised="#525252",
    hover="#4C4C4C",
    pressed="#434343",
    selected="#555555",
    line="#636363",
    outline="#ADADAD",
    text="#F5F5F5",
    muted="#CFCFCF",
    accent="#F0F0F0",
    accent_hover="#FFFFFF",
    accent_pressed="#DADADA",
    on_accent="#2A2A2A",
    done="#9ADBB5",
    running="#B9D2FF",
    waiting="#F0CE8A",
    doubt="#F0BDE6",
    failed="#FFB9B2",
    quiet="#CFCFCF",
)

LIGHT: Final = Tokens(
    canvas="#F2F3F5",
    surface="#FFFFFF",
    raised="#FFFFFF",
    hover="#E9ECEF",
    pressed="#E1E4E9",
    selected="#E6EFFC",
    line="#D5D9DE",
    outline="#7C838C",
    text="#1B1E22",
    muted="#565D66",
    accent="#1F5FBF",
    accent_hover="#1A54AB",
    accent_pressed="#174A97",
    on_accent="#FFFFFF",
    done="#187142",
    running="#1F5FBF",
    waiting="#8A5A00",
    doubt="#8E2F7F",
    failed="#B3261E",
    quiet="#565D66",
)

THEMES: Final = {Theme.DARK: DARK, Theme.NEUTRAL: NEUTRAL, Theme.LIGHT: LIGHT}

GROUNDS: Final = {
    Ground.BLACK: "#000000",
    Ground.GREY_18: "#767676",
    Ground.GREY_50: "#BCBCBC",
    Ground.WHITE: "#FFFFFF",
}
"""Greys by the share of light that they give back, as photographers count, not by their value."""

NAMES: Final = tuple(field.name for field in fields(Tokens))
