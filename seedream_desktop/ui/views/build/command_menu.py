"""Menus of commands: those that can be called now, by group."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.widgets.menu import Menu

OF_STEP: Final = (
    ("step.add", "step.duplicate", "step.remove", "step.switch", "step.move_up", "step.move_down"),
    ("edit.copy_settings", "edit.paste_settings"),
    ("step.save_preset", "step.insert_preset"),
)


def command_menu(actions: ActionRegistry, groups: Iterable[Iterable[str]], parent: QWidget) -> Menu:
    """Return a menu that goes away when it is closed."""
    menu = Menu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for group in groups:
        menu.addSeparator()
        for command in group:
            action = actions.action(command)
            if action.isEnabled():
                menu.addAction(action)
    return menu
