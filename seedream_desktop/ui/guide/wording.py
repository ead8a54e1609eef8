"""What the guide takes from the program itself: names of commands, their menus, keys and texts."""

from collections.abc import Iterable
from typing import Final

from seedream_desktop.ui import text
from seedream_desktop.ui.keymap import Keymap, shown
from seedream_desktop.ui.shell.menus import MENUS

_MENU: Final = ">"
_CODE: Final = ":"
_MNEMONIC: Final = "&"


def words(code: str, **params: str | int) -> str:
    """Return a text of the guide's own window."""
    return text.text(code, params, section="guide")


def name_of(name: str) -> str:
    """Return the words for "run.start", ">run.start" or "build:mode_set"; see guide.page."""
    if name.startswith(_MENU):
        command = name.removeprefix(_MENU)
        return f"{_menu_of(command)} › {name_of(command)}"
    section, _, code = name.rpartition(_CODE)
    return text.text(code, section=section or "commands")


def keys_of(keymap: Keymap, command: str) -> str:
    """Return the keys of a command as people write them; that there are none, where so."""
    keys = keymap.keys(command)
    return shown(keys[0]) if keys else text.text("no_keys", section="shell")


def _menu_of(command: str) -> str:
    """Return the menu in which a command stands, without the letter that opens it."""
    menus: Iterable[str] = (menu for menu, commands in MENUS if command in commands)
    titled = text.text(f"menu_{next(iter(menus))}", section="shell")
    return titled.split("(")[0].replace(_MNEMONIC, "")
