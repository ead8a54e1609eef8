"""Handing results over: the export dialog, its questions and its end, and contact sheets."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from seedream_desktop.domain.export_wish import Fit, OutputSize
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.contact_sheet.dialog import ContactSheetDialog
from seedream_desktop.ui.dialogs.export.conflict import ConflictDialog
from seedream_desktop.ui.dialogs.export.dialog import ExportDialog
from seedream_desktop.ui.dialogs.export.preset_head import PresetNameDialog
from seedream_desktop.ui.dialogs.export.receipts import ReceiptsDialog
from seedream_desktop.ui.models.export_draft import Policy
from seedream_desktop.ui.theme.look import look
from tests.fixtures.windowing import Running
from tests.shots.planning import LOCAL, NO_KEY, create, step
from tests.shots.screens import screen

_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def finished(running: Running, unsure: int = 0) -> Path:
    """Run two steps over ten pictures; return a folder to export to."""
    own = LOCAL | {"leading_anchors": 0}
    prompts = ("Match the colours", "Golden hour, slightly")
    create(running, tuple(step(n, prompt, **own) for n, prompt in enumerate(prompts, 1)), 10)
    running.desk.runs.start()
    sequence = running.desk.documents.current.sequence.id
    library = running.desk.program.library
    running.wait(lambda: len(running.ask(library.versions(sequence))) == 20, 40)
    if unsure:
        mark_unsure(running, unsure)
    made = tempfile.TemporaryDirectory(prefix="seedream-shots-")
    _FOLDERS.append(made)
    folder = Path(made.name) / "Client" / "Nov"
    folder.mkdir(parents=True)
    return folder


def mark_unsure(running: Running, count: int) -> None:
    """Have results of the last step wait for somebody to look at their pairing."""
    sequence = running.desk.documents.current.sequence
    versions = running.ask(running.desk.program.library.versions(sequence.id))
    wanted = [v.id for v in versions if v.step == sequence.steps[-1].id][:count]
    query = f"update versions set is_paired = 0 where id in ({','.join('?' * count)})"
    work = running.desk.program.library.database.write(
        lambda db: db.execute(query, wanted) and None
    )
    running.ask(work)


def dialog_of(running: Running, kind: type[QWidget]) -> QWidget:
    def found() -> list[QWidget]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    running.wait(lambda: bool(found()))
    return found()[-1]


def export_dialog(running: Running) -> ExportDialog:
    running.desk.actions.action("file.export").trigger()
    dialog = dialog_of(running, ExportDialog)
    running.wait(lambda: dialog.is_settled)
    return dialog


def page(
    prepare: Callable[[Running, ExportDialog, Path], object] = lambda *_: None,
    *,
    unsure: int = 0,
    width: int = 1440,
    height: int = 900,
) -> Callable[[], QWidget]:
    def make(running: Running) -> None:
        folder = finished(running, unsure)
        running.window.resize(width, height)
        dialog = export_dialog(running)
        prepare(running, dialog, folder)
        running.wait(lambda: not isValid(dialog) or dialog.is_settled)

    return screen(make, **NO_KEY)


def client(_running: Running, dialog: ExportDialog, folder: Path) -> None:
    dialog.where.take(folder)
    dialog.draft.tick("archive", is_on=False)
    dialog.draft.tick("client", is_on=True)
    dialog.draft.show("client")


def several(running: Running, dialog: ExportDialog, folder: Path) -> None:
    client(running, dialog, folder)
    dialog.draft.tick("web", is_on=True)
    dialog.draft.show("web")
    dialog.draft.edit(template="{sequence}_{n:3}", quality=76)
    own = folder / text.text("preset_client", section="export")
    own.mkdir()
    for number in (1, 3):
        (own / f"ceramic-{number:02}_step2.jpg").write_bytes(b"x")
    dialog.draft.handle(Policy.ASK)
    dialog.where.policy.setCurrentIndex(3)
    running.wait(lambda: dialog.is_settled and dialog.names.model.rowCount() > 0)
    dialog.names.unfold.click()


def collisions(running: Running, dialog: ExportDialog, folder: Path) -> None:
    client(running, dialog, folder)
    dialog.draft.edit(template="{sequence}", size=OutputSize(fit=Fit.PRINT))
    running.wait(lambda: dialog.is_settled and dialog.names.model.rowCount() > 0)
    dialog.names.unfold.click()


def wrong(running: Running, dialog: ExportDialog, folder: Path) -> None:
    client(running, dialog, folder)
    dialog.draft.edit(template="{name}_{setp}")
    dialog.where.take(Path("/proc/nowhere"))


def large(running: Running, dialog: ExportDialog, folder: Path) -> None:
    client(running, dialog, folder)
    look.show_text_at(1.5)


def answered(running: Running, dialog: ExportDialog, folder: Path) -> ConflictDialog:
    client(running, dialog, folder)
    for number in (1, 3, 4):
        (folder / f"ceramic-{number:02}_step2.jpg").write_bytes(b"x")
    dialog.draft.handle(Policy.ASK)
    running.wait(lambda: dialog.is_settled)
    dialog.begin.click()
    return dialog_of(running, ConflictDialog)


def done(running: Running, dialog: ExportDialog, folder: Path) -> None:
    client(running, dialog, folder)
    running.wait(lambda: dialog.is_settled)
    dialog.begin.click()
    exports = running.desk.exports
    running.wait(lambda: exports.progress is not None and exports.progress.is_over, 60)


def receipts(running: Running, dialog: ExportDialog, folder: Path) -> None:
    done(running, dialog, folder)
    running.desk.exports.show_receipts()
    dialog_of(running, ReceiptsDialog)


def going(running: Running, dialog: ExportDialog, folder: Path) -> None:
    client(running, dialog, folder)
    running.wait(lambda: dialog.is_settled)
    dialog.begin.click()
    exports = running.desk.exports
    running.wait(lambda: exports.progress is not None and exports.progress.done > 3, 60)


def sheet(running: Running) -> None:
    finished(running, 2)
    running.desk.actions.action("file.contact_sheet").trigger()
    dialog = dialog_of(running, ContactSheetDialog)
    dialog.client.setText("Client: Acme Ceramics · 21 November 2026")


PAGES: dict[str, Callable[[], QWidget]] = {
    "export-name": lambda: PresetNameDialog("", frozenset(), frozenset()),
}

SCREENS: dict[str, Callable[[], QWidget]] = {
    "export-first": page(),
    "export-client": page(client, unsure=2),
    "export-several": page(several),
    "export-collisions": page(collisions),
    "export-wrong": page(wrong, width=1180, height=720),
    "export-asks": page(answered),
    "export-large": page(large, unsure=1),
    "export-going": page(going),
    "export-done": page(done, unsure=2),
    "export-receipts": page(receipts),
    "sheet-dialog": screen(sheet, **NO_KEY),
}
