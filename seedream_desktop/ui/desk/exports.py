"""Copies the open sequence's results to a folder of the user's choice."""

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog

from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.exporting.pictures import Exported
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.means import Means


class Exports(QObject):
    """Results stay in the library; an export copies them, and never overwrites a file.

    A second export of a sequence can go where the last one went.
    """

    def __init__(
        self,
        means: Means,
        parent: QObject | None = None,
    ) -> None:
        """Answer the commands to export, while a sequence is open."""
        super().__init__(parent)
        self._means = means
        self._last: dict[SequenceId, Path] = {}
        self._is_going = False
        means.actions.handle("file.export", self.export)
        means.actions.handle("file.export_again", self.export_again)
        means.documents.changed.connect(self._see_to_commands)
        self._see_to_commands()

    def export(self) -> None:
        """Ask for a folder, then copy."""
        self._begin(None)

    def export_again(self) -> None:
        """Copy to where the last export of this sequence went."""
        document = self._means.documents.current
        if document is not None:
            self._begin(self._last.get(document.sequence.id))

    def _begin(self, folder: Path | None) -> None:
        document = self._means.documents.current
        if document is not None and not self._is_going:
            self._is_going = True
            self._means.flows.start(self._export(document.sequence.id, folder))

    async def _export(self, sequence: SequenceId, folder: Path | None) -> None:
        try:
            chosen = folder or await self._asked()
            if chosen is None:
                return
            done = await self._means.flows.ask(self._means.program.export(sequence, chosen))
            if done:
                self._last[sequence] = chosen
            self._see_to_commands()
            self._tell(done, chosen)
        finally:
            self._is_going = False

    async def _asked(self) -> Path | None:
        title = text.text("export_title", section="plan")
        dialog = QFileDialog(QApplication.activeWindow(), title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        chosen: list[str] = []
        dialog.filesSelected.connect(chosen.extend)
        is_accepted = await self._means.flows.shown(dialog)
        return Path(chosen[0]) if is_accepted and chosen else None

    def _tell(self, done: tuple[Exported, ...], folder: Path) -> None:
        if not done:
            self._means.messages.say(text.text("exported_none", section="plan"))
            return
        unsure = sum(piece.path.parent != folder for piece in done)
        params: dict[str, Param] = {
            "results": text.counted("result", len(done)),
            "folder": str(folder),
            "unsure": unsure,
        }
        self._means.messages.say(
            text.text("exported_unsure" if unsure else "exported", params, section="plan"),
            action=text.text("show_folder", section="plan"),
            act=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
        )

    def _see_to_commands(self, _document: object = None) -> None:
        document = self._means.documents.current
        has_last = document is not None and document.sequence.id in self._last
        self._means.actions.allow("file.export", is_allowed=document is not None)
        self._means.actions.allow("file.export_again", is_allowed=has_last)
