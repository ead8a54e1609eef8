"""The menu of presets: the user's own, those to begin with, and what forgets one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.desk.presets import Preset, Presets
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.widgets.menu import Menu
from seedream_desktop.ui.widgets.tips import plain_tip


def preset_menu(
    presets: Presets,
    insert: Callable[[Preset], None],
    forget: Callable[[Preset], None],
    parent: QWidget,
) -> Menu:
    """Return the menu as it is now; it goes away when it is closed."""
    menu = Menu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    for caption, group in (
        (said("own_presets"), presets.own),
        (said("bundled_presets"), presets.bundled),
    ):
        if group:
            menu.addSection(caption)
        for preset in group:
            action = menu.addAction(preset.title)
            action.setToolTip(plain_tip(preset.prompt))
            action.triggered.connect(partial(_call, insert, preset))
    if presets.own:
        menu.addSeparator()
        below = Menu(menu)
        below.setTitle(said("forget_preset"))
        for preset in presets.own:
            below.addAction(preset.title).triggered.connect(partial(_call, forget, preset))
        menu.addMenu(below)
    return menu


def _call(act: Callable[[Preset], None], preset: Preset, _is_checked: bool = False) -> None:
    act(preset)
