"""Ways in by command: open dialogs for files and folders, and pasting."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.imports import Target
from seedream_desktop.ui.mime import DropKind, read_mime

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_words = partial(text.text, section="imports")
_ENDINGS: Final = {
    PictureFormat.JPEG: ("jpg", "jpeg"),
    PictureFormat.TIFF: ("tif", "tiff"),
    PictureFormat.HEIF: ("heic", "heif"),
}


class Opening(QObject):
    """Gives the commands that bring pictures in their handlers; nothing here waits.

    Files and what is pasted go into the open sequence, or into a new one where none is open;
    a folder becomes a sequence of its own, unless the open one is still without pictures.
    """

    def __init__(self, window: QWidget, desk: "Desk") -> None:
        """Take the window that dialogs belong to."""
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._folder = ""
        desk.actions.handle("library.add_files", self.ask_for_files)
        desk.actions.handle("library.add_folder", self.ask_for_folder)
        desk.actions.handle("library.watch_folder", self.ask_for_watched)
        desk.actions.handle("edit.paste", self.paste)

    def ask_for_files(self) -> None:
        """Open the dialog for files."""
        document = self._desk.documents.current
        title = _words("dialog_files")
        if document is not None:
            title = _words("dialog_files_to", {"title": document.sequence.title})
        dialog = self._dialog(title, QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([_words("filter_pictures", {"endings": _endings()}), _everything()])
        dialog.filesSelected.connect(partial(self._take, self._target()))
        dialog.open()

    def ask_for_folder(self) -> None:
        """Open the dialog for a folder."""
        document = self._desk.documents.current
        target, title = Target.NEW_SEQUENCE, _words("dialog_folder")
        if document is not None and not document.sequence.images:
            target = Target.HERE
            title = _words("dialog_folder_to", {"title": document.sequence.title})
        dialog = self._dialog(title, QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.filesSelected.connect(partial(self._take, target))
        dialog.open()

    def ask_for_watched(self) -> None:
        """Open the dialog for a folder whose new pictures are added from now on."""
        document = self._desk.documents.current
        title = _words("dialog_watch")
        if document is not None:
            title = _words("dialog_watch_to", {"title": document.sequence.title})
        dialog = self._dialog(title, QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._watch)
        dialog.open()

    def paste(self) -> None:
        """Take files or a picture from the clipboard."""
        drop = read_mime(QGuiApplication.clipboard().mimeData())
        if drop.kind is DropKind.NOTHING and not drop.refused:
            self._desk.messages.say(_words("nothing_to_paste"))
            return
        others = self._desk.open_files(drop.paths)
        if others or not drop.paths:
            self._desk.imports.take(replace(drop, paths=others), self._target())

    def _target(self) -> Target:
        is_open = self._desk.documents.current is not None
        return Target.HERE if is_open else Target.NEW_SEQUENCE

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self._window, title, self._folder)
        dialog.setFileMode(mode)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _take(self, target: Target, names: list[str]) -> None:
        paths = [Path(name) for name in names]
        if paths:
            self._folder = str(paths[0].parent)
            self._desk.imports.add_paths(paths, target)

    def _watch(self, name: str) -> None:
        if name:
            self._folder = name
            self._desk.watching.begin(Path(name))


def _endings() -> str:
    """Return patterns of the formats that are read, in both cases for systems that tell them."""
    names = [name for form in PictureFormat for name in _ENDINGS.get(form, (form.value,))]
    return " ".join(f"*.{name} *.{name.upper()}" for name in names)


def _everything() -> str:
    return _words("filter_all")
