"""The menu bar, put together from the commands; it shows what can be done and nothing else."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.widgets.menu import Menu

_THEME: Final = "view.theme"

# A nought parts groups.
MENUS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "file",
        (
            *("sequence.new", "library.add_files", "library.add_folder"),
            *("library.watch_folder", "library.stop_watching", ""),
            *("file.export", "file.export_again", "file.contact_sheet", ""),
            *("review.pack", "review.open", ""),
            *("queue.open_file", "queue.save_file", ""),
            *("settings.open", "settings.keys", "settings.caps", "", "window.quit"),
        ),
    ),
    (
        "edit",
        (
            *("edit.undo", "edit.redo", ""),
            *("image.copy", "edit.paste", "edit.copy_settings", "edit.paste_settings", ""),
            *("edit.find", "help.palette"),
        ),
    ),
    (
        "image",
        (
            *("image.set_anchor", "image.move_left", "image.move_right", ""),
            *("rate.pick", "rate.reject", "rate.unmark", ""),
            *("image.reveal", "image.remove"),
        ),
    ),
    (
        "sequence",
        (
            *("library.open", "library.rename", "library.reveal", ""),
            *("step.add", "step.duplicate", "step.switch", "step.move_up", "step.move_down", ""),
            *("step.insert_preset", "step.save_preset", "", "step.remove"),
        ),
    ),
    (
        "run",
        (
            *("run.start", "run.start_first", "run.pilot", "run.start_later", ""),
            *("run.again", "run.again_from_step", "run.again_column", "run.again_outliers", ""),
            *("queue.resume", "queue.pause_after", "queue.hold", "queue.run_next", ""),
            *("queue.look_up_doubts", "queue.retry_failed", "queue.clear_done", ""),
            *("ledger.check_balance", "ledger.export_csv"),
        ),
    ),
    (
        "view",
        (
            *("go.library", "go.build", "go.timeline", "go.compare", "go.queue", "go.ledger", ""),
            *("view.grid", "view.loupe", "view.compare", "view.survey", ""),
            *("view.inspector", "view.queue_strip", "view.info", ""),
            *("view.next_pane", "view.previous_pane", ""),
            *(_THEME, "view.full_screen", "view.second_window"),
        ),
    ),
    (
        "help",
        (
            *("help.guide", "help.shortcuts", "help.sample", ""),
            *("help.what_is_sent", "help.diagnostics", "", "help.licences"),
        ),
    ),
)

THEMES: Final = ("system", "dark", "neutral", "light")


class Menus:
    """Fills a menu bar. A menu without anything that can be done is not shown."""

    def __init__(
        self, bar: QMenuBar, actions: ActionRegistry, choose_theme: Callable[[str], object]
    ) -> None:
        """Make the menus; choose_theme is called with one of THEMES."""
        self._actions = actions
        self._owner: QWidget = bar
        self._themes: dict[str, QAction] = {}
        self._menus = [self._menu(bar, name, commands) for name, commands in MENUS]
        self._choose_theme = choose_theme
        bar.setAccessibleName(text.text("menus", section="shell"))
        actions.handled.connect(self._on_handled)
        self.refresh()

    @property
    def menus(self) -> tuple[QMenu, ...]:
        """The menus from left to right, those that are not shown too."""
        return tuple(self._menus)

    def refresh(self) -> None:
        """Show the menus that have something in them."""
        for menu in self._menus:
            has_any = any(
                each.isVisible() and not each.isSeparator() and each.menu() is None
                for each in menu.actions()
            )
            menu.menuAction().setVisible(has_any)

    def show_theme(self, theme: str) -> None:
        """Tick a theme."""
        if theme in self._themes:
            self._themes[theme].setChecked(True)

    def _on_handled(self, _command: str) -> None:
        self.refresh()

    def _menu(self, bar: QMenuBar, name: str, commands: tuple[str, ...]) -> QMenu:
        menu = Menu(text.text(f"menu_{name}", section="shell"), bar)
        menu.setSeparatorsCollapsible(True)
        for command in commands:
            if not command:
                menu.addSeparator()
            elif command == _THEME:
                menu.addMenu(self._theme_menu(menu))
            else:
                menu.addAction(self._actions.action(command))
        bar.addMenu(menu)
        return menu

    def _theme_menu(self, parent: QMenu) -> QMenu:
        menu = Menu(text.text("menu_theme", section="shell"), parent)
        group = QActionGroup(menu)
        for theme in THEMES:
            action = menu.addAction(text.text(f"theme_{theme}", section="shell"))
            action.setCheckable(True)
            action.triggered.connect(partial(self._on_theme, theme))
            group.addAction(action)
            self._themes[theme] = action
        return menu

    def _on_theme(self, theme: str, _is_checked: bool = True) -> None:
        self._choose_theme(theme)
