"""Shows every page in every theme in a real window and keeps what the screen shows."""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from seedream_desktop.ui import text
from seedream_desktop.ui.catalogue import Audience
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from tests.shots import screens
from tests.shots.pages import PAGES, SCREENS

SETTLED_S = 0.25


def main(folder: str, scale: str, word: str) -> int:
    app = QApplication([])
    look.start(app)
    text.speak(Audience.WINDOW)
    look.allow_motion(allowed=False)
    QCursor.setPos(app.primaryScreen().geometry().bottomRight())
    for name, make in (PAGES | SCREENS).items():
        if word not in name:
            continue
        for theme in Theme:
            look.show_theme(theme)
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
            target = Path(folder) / f"{name}-{theme.value}@{scale}x.png"
            if shot.isNull() or not shot.save(str(target)):
                print(f"No picture of {name} could be taken.")
                return 1
            print(f"{target.name:40} {shot.width()} x {shot.height()}", flush=True)
            screens.end()  # the program's own window would ask before it leaves running work
            if isValid(window):
                window.close()
                window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return 0


def settle(app: QApplication) -> None:
    """Let the window be laid out, drawn and shown."""
    end = time.monotonic() + SETTLED_S
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
