"""Makes the look that the settings ask for."""

from typing import Final

from PySide6.QtCore import QObject

from seedream_desktop.settings.model import LookSettings
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme

_SYSTEM: Final = "system"
_ALL: Final = "all"


def show_look(wanted: LookSettings) -> None:
    """Switch theme, size of text and motion to what is wanted; what is so already is left."""
    theme = None if wanted.theme == _SYSTEM else Theme(wanted.theme)
    if look.follows_system != (theme is None) or (theme is not None and theme is not look.theme):
        look.show_theme(theme)
    scale = wanted.text_percent / 100
    if scale != look.text_scale:
        look.show_text_at(scale)
    _show_motion(wanted.motion)


def hear_system(parent: QObject) -> None:
    """Have the look know what the system's user wants from now on; nothing waits for the answer."""
    from seedream_desktop.ui.theme.system_motion import system_motion

    wish = system_motion(parent)
    wish.heard.connect(look.hear_system_motion)
    wish.listen()


def _show_motion(wanted: str) -> None:
    if wanted == _SYSTEM:
        if not look.follows_system_motion:
            look.follow_system_motion()
    elif look.follows_system_motion or look.has_motion != (wanted == _ALL):
        look.allow_motion(allowed=wanted == _ALL)
