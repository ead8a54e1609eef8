"""Shows every page in every theme and language in a real window and keeps what is shown."""

import sys
import time
import traceback
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


def main(folder: str, scale: str, text_percent: str, word: str, languages: str, themes: str) -> int:
    app = QApplication([])
    look.start(app)
    look.allow_motion(allowed=False)
    QCursor.setPos(app.primaryScreen().geometry().bottomRight())
    wanted = [(name, make) for name, make in (PAGES | SCREENS | SHEETS).items() if word in name]
    larger = "" if text_percent == "100" else f"-text{text_percent}"
    missing = []
    for (name, make), language, theme in product(wanted, languages.split(","), themes.split(",")):
        text.speak(Audience.WINDOW, language)
        look.show_text_at(int(text_percent) / 100)  # a page may have asked for a size of its own
        look.show_theme(Theme(theme))
        ending = "" if language == LANGUAGES[0] else f"-{language}"
        target = Path(folder) / f"{name}-{theme}{ending}{larger}@{scale}x.png"
        if not taken(app, make, target):
            missing.append(target.name)
    for name in missing:
        print(f"{name} could not be taken.")
    return 1 if missing else 0


def taken(app: QApplication, make: Callable[[], QWidget], target: Path) -> bool:
    """Show a page and keep what the screen shows of it; say whether that was possible."""
    window = None
    try:
        window = make()
        is_kept = shown(app, window, target)
    except Exception:  # noqa: BLE001 (a barrier: the others are taken all the same)
        traceback.print_exc()
        is_kept = False
    screens.end()  # the program's own window would ask before it leaves running work
    if window is not None and isValid(window):
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return is_kept


def shown(app: QApplication, window: QWidget, target: Path) -> bool:
    """Show a window and keep what the screen shows of it."""
    window.move(0, 0)
    window.show()
    window.activateWindow()
    settle(app)
    if hasattr(window, "unfold"):
        window.unfold()
        settle(app)
    at = window.geometry()
    shot = window.screen().grabWindow(0, at.x(), at.y(), at.width(), at.height())
    print(f"{target.name:40} {shot.width()} x {shot.height()}", flush=True)
    return not shot.isNull() and shot.save(str(target))


def settle(app: QApplication) -> None:
    """Let the window be laid out, drawn and shown."""
    end = time.monotonic() + SETTLED_S
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
