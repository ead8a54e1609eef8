"""The settings dialog, each section and a search."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.dialogs.settings.dialog import SettingsDialog
from seedream_desktop.ui.dialogs.settings.wording import words
from seedream_desktop.ui.theme.tokens import Tone
from tests.fixtures.windowing import Running
from tests.shots import screens


def at(code: str, sought: str = "") -> Callable[[], QWidget]:
    """Return a page: the dialog over its window, at a section, or with something sought."""

    def prepare(running: Running) -> QObject:
        running.wait(running.window.isVisible)
        running.desk.actions.action("settings.open").trigger()
        dialog = running.window.findChild(SettingsDialog)
        assert dialog is not None, "the door made it"
        dialog.go(code)
        dialog.search.setText(words(sought) if sought else "")
        if code == "network" and not sought:
            dialog.network.proxy.show_value("http://proxy.studio.example:8080")
            said = words("ca_wrong", path="letter.pem")
            dialog.network.file_row.show_said(said, Tone.FAILED)
        return dialog

    return screens.screen(prepare)


PAGES: dict[str, Callable[[], QWidget]] = {
    **{
        f"settings-{code}": at(code)
        for code in (
            "look",
            "money",
            "queue",
            "network",
            "storage",
            "handing",
            "notices",
            "keyboard",
        )
    },
    "settings-search": at("look", "language"),
    "settings-nothing": at("look", "printer"),
}
