"""Makes Qt's application object as this program wants it."""

import os
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QColorSpace, QSurfaceFormat
from PySide6.QtWidgets import QApplication


def application() -> QApplication:
    """Return the application; call it once, before anything else of Qt is made.

    Qt cuts fills of more than 64 rows into pieces for threads of its own and waits for each.
    On a busy machine that is dozens of waits for a core in a frame, and on an idle one it is no
    quicker (tests/bench/bench_gui.py); the variable is Qt's own way to paint where it is called.
    """
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    ask_for_management()
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Seedream Desktop")
    app.setDesktopFileName("org.seedreamdesktop.SeedreamDesktop")
    app.setQuitOnLastWindowClosed(False)
    return app


def ask_for_management(platform: str = sys.platform) -> None:
    """Have the system take windows to be sRGB where it then converts them; see ui.colour."""
    if platform == "darwin":
        asked = QSurfaceFormat.defaultFormat()
        asked.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
        QSurfaceFormat.setDefaultFormat(asked)
