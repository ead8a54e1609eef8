"""Says to the texts who is spoken to, and in which language: the window's, or the console's."""

import locale
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ui import text
from seedream_desktop.ui.catalogue import Audience, chosen

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

SYSTEM: Final = "system"
_LOCAL: Final = ProviderId("local")
QT_WORDS: Final = {"zh": "qtbase_zh_CN"}
"""The file of Qt's own words in each language; English ones are within Qt."""

_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def to_window(language: str = SYSTEM) -> None:
    """Have all texts speak to who sits before the window; language is the setting's word.

    Qt's own words follow where its application is there: the menus of text fields, its dialogs.
    """
    from PySide6.QtCore import QCoreApplication, QLocale

    text.speak(Audience.WINDOW, chosen(language, QLocale.system().uiLanguages()))
    if (app := QCoreApplication.instance()) is not None:
        _translate(app, QT_WORDS.get(text.language(), ""))


def to_console(language: str = SYSTEM) -> None:
    """Have all texts speak to who types commands; language is the setting's word."""
    text.speak(Audience.CONSOLE, chosen(language, _console_languages()))


def titled(card: Card) -> Card:
    """Return a card with the names that it has in the language that is spoken.

    A service has one name in all languages; the built-in engine, rehearsals and regions have
    words.
    """
    title = card.title
    if card.rehearses:
        title = text.text("title_rehearsed", {"service": card.title}, section="offers")
    elif card.provider == _LOCAL:
        title = text.text("title_local", section="offers")
    regions = {name: _region(name, known) for name, known in card.region_titles.items()}
    elsewhere = {name: titled(other) for name, other in card.elsewhere.items()}
    return replace(card, title=title, region_titles=regions, elsewhere=elsewhere)


def _region(name: str, known: str) -> str:
    """Return a region in words; known is how the card, which somebody may have edited, has it."""
    code = f"region_{name}"
    is_usual = text.has(code, "offers") and text.english(code, section="offers") == known
    return text.text(code, section="offers") if is_usual else known


def _translate(app: "QCoreApplication", words: str) -> None:
    """Have one of Qt's own translations in an application, or none."""
    from PySide6.QtCore import QLibraryInfo, QTranslator

    for earlier in app.findChildren(QTranslator):
        app.removeTranslator(earlier)
        earlier.deleteLater()
    if words:
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        translator = QTranslator(app)
        translator.load(words, folder)
        app.installTranslator(translator)


def _console_languages() -> Iterator[str]:
    """Name the console's language: what it was told, else what the system says (Windows)."""
    yield from (os.environ[name] for name in _VARIABLES if os.environ.get(name))
    yield locale.getlocale()[0] or ""
