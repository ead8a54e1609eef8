"""Saves the diagnostics bundle where the user says."""

import asyncio
import platform
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from seedream_desktop import __version__
from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.logs.diagnostics import write_bundle
from seedream_desktop.ui import text

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk
    from seedream_desktop.ui.desk.program import Program


class Diagnostics(QObject):
    """Logs, versions and settings; no key, picture, prompt of the library or ledger is in it."""

    def __init__(self, desk: "Desk", window: QWidget) -> None:
        """Take the desk, and the window that the dialog belongs to."""
        super().__init__(window)
        self._desk = desk
        self._window = window

    def ask(self) -> None:
        """Ask where to, then save."""
        dialog = QFileDialog(self._window, text.text("help.diagnostics", section="commands"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["ZIP (*.zip)"])
        dialog.setDefaultSuffix("zip")
        dialog.selectFile("seedream-diagnostics.zip")
        dialog.fileSelected.connect(self.save)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def save(self, target: str) -> None:
        """Save to a file, beside other work."""
        self._desk.flows.start(self._saved(Path(target)), of=self)

    async def _saved(self, target: Path) -> None:
        facts = {"program.txt": self._facts()}
        await self._desk.flows.ask(_write(self._desk.program, target, facts))
        folder = QUrl.fromLocalFile(str(target.parent))
        self._desk.messages.say(
            text.text("diagnostics_saved", {"path": str(target)}, section="shell"),
            action=text.text("show", section="shell"),
            act=partial(QDesktopServices.openUrl, folder),
        )

    def _facts(self) -> str:
        screens = [
            f"{screen.size().width()}x{screen.size().height()} at {screen.devicePixelRatio():g}"
            for screen in QGuiApplication.screens()
        ]
        counts = self._desk.queue.counts
        lines = (
            f"Seedream Desktop {__version__}",
            f"Python {platform.python_version()}, Qt {qVersion()}",
            f"{platform.system()} {platform.release()} {platform.machine()}",
            f"platform {QGuiApplication.platformName()}, screens {', '.join(screens)}",
            f"running {counts.running}, waiting {counts.waiting}, in doubt {counts.in_doubt}",
            f"library {self._desk.program.locations.root}",
        )
        return "\n".join(lines) + "\n"


async def _write(program: "Program", target: Path, facts: dict[str, str]) -> None:
    await asyncio.to_thread(_write_now, program, target, facts)


def _write_now(program: "Program", target: Path, facts: dict[str, str]) -> None:
    places = program.locations
    try:
        if places.settings.exists():
            settings = places.settings.read_text(encoding="utf-8", errors="replace")
            facts = facts | {"settings.toml": settings}
        write_bundle(target, places.logs, facts, Path.home())
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        raise StorageFailed("file_not_saved", path=str(target), reason=reason) from exc
