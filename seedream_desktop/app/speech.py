"""Says to the texts who is spoken to, and in which language: the window's, or the console's."""

import locale
import os
from collections.abc import Iterator
from typing import Final

from seedream_desktop.ui import text
from seedream_desktop.ui.catalogue import Audience, chosen

SYSTEM: Final = "system"
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def to_window(language: str = SYSTEM) -> None:
    """Have all texts speak to who sits before the window; language is the setting's word."""
    from PySide6.QtCore import QLocale

    text.speak(Audience.WINDOW, chosen(language, QLocale.system().uiLanguages()))


def to_console(language: str = SYSTEM) -> None:
    """Have all texts speak to who types commands; language is the setting's word."""
    text.speak(Audience.CONSOLE, chosen(language, _console_languages()))


def _console_languages() -> Iterator[str]:
    """Name the console's language: what it was told, else what the system says (Windows)."""
    yield from (os.environ[name] for name in _VARIABLES if os.environ.get(name))
    yield locale.getlocale()[0] or ""
