"""Shows every page in every theme and language in a real window and keeps what is shown."""

import sys
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from seedream_desktop.ui import text
from seedream_desktop.ui.catalogue import LANGUAGES, Audience
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from tests.shots import screens
from tests.shots.pages import PAGES, SCREENS, SHEETS

SETTLED_S = 0.25


def main(folder: str, scale: str, word: str, languages: str, themes: str) -> int:
    app = QApplication([])
    look.start(app)
    look.allow_motion(allowed=False)
    QCursor.setPos(app.primaryScreen().geometry().bottomRight())
    wanted = [(name, make) for name, make in (PAGES | SCREENS | SHEETS).items() if word in name]
    for (name, make), language, theme in product(wanted, languages.split(","), themes.split(",")):
        text.speak(Audience.WINDOW, language)
        look.show_theme(Theme(theme))
        ending = "" if language == LANGUAGES[0] else f"-{language}"
        target = Path(folder) / f"{name}-{theme}{ending}@{scale}x.png"
        if not taken(app, make, target):
            print(f"No picture of {name} could be taken.")
            return 1
    return 0


def taken(app: QApplication, make: Callable[[], QWidget], target: Path) -> bool:
    """Show a page and keep what the screen shows of it."""
    window = make()
    window.move(0, 0)
    window.show()
    window.activateWindow()
    settle(app)
    if hasattr(window, "unfold"):
        window.unfold()
        settle(app)
    at = window.geometry()
    shot = window.screen().grabWindow(0, at.x(), at.y(), at.width(), at.height())
    is_kept = not shot.isNull() and shot.save(str(target))
    print(f"{target.name:40} {shot.width()} x {shot.height()}", flush=True)
    screens.end()  # the program's own window would ask before it leaves running work
    if isValid(window):
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return is_kept


def settle(app: QApplication) -> None:
    """Let the window be laid out, drawn and shown."""
    end = time.monotonic() + SETTLED_S
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
