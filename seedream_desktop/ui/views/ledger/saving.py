"""Saves what the ledger shows as a CSV file."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from seedream_desktop.exporting.ledger_csv import save_csv
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk

_NAME = "seedream-ledger.csv"


async def save_shown(desk: Desk, table: str, rows: int, parent: QWidget) -> None:
    """Ask where to, write, and say so. Raises StorageFailed; a flow of the GUI's loop."""
    dialog = QFileDialog(parent, _say("csv_title"), _NAME)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilter(_say("csv_kind"))
    dialog.setDefaultSuffix("csv")
    dialog.selectFile(_NAME)
    chosen: list[str] = []
    dialog.filesSelected.connect(chosen.extend)
    if not await desk.flows.shown(dialog) or not chosen:
        return
    path = Path(chosen[0])
    await desk.flows.ask(asyncio.to_thread(save_csv, table, path))
    params = {"rows": text.counted("request", rows), "path": str(path)}
    desk.messages.say(
        text.text("csv_saved", params, section="ledger"),
        action=text.text("show_folder", section="plan"),
        act=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))),
    )


def _say(code: str) -> str:
    return text.text(code, section="ledger")
