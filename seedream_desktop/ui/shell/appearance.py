"""Makes the look that the settings ask for."""

from typing import Final

from seedream_desktop.settings.model import LookSettings
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme

_SYSTEM: Final = "system"


def show_look(wanted: LookSettings) -> None:
    """Switch theme, size of text and motion to what is wanted; what is so already is left."""
    theme = None if wanted.theme == _SYSTEM else Theme(wanted.theme)
    if look.follows_system != (theme is None) or (theme is not None and theme is not look.theme):
        look.show_theme(theme)
    scale = wanted.text_percent / 100
    if scale != look.text_scale:
        look.show_text_at(scale)
    if wanted.has_motion != look.has_motion:
        look.allow_motion(allowed=wanted.has_motion)
