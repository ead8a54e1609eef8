"""What an export would come to, looked at before it begins: its names, and its folder."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.export_wish import ExportWish
from seedream_desktop.exporting.placing import present
from seedream_desktop.exporting.preview import Preview, preview
from seedream_desktop.exporting.stock import Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The names, with what lies in the folder counted in; and what stands in the way.

    folder is a code of what is wrong with the folder, template an error about a naming
    template; empty and None where all is well.
    """

    preview: Preview = field(default_factory=Preview)
    folder: str = ""
    template: UserFixable | None = None


def looked_at(stock: Stock, wish: ExportWish, folder: Path | None, library: Path) -> Outlook:
    """Look at an export's names and folder; blocking, for a worker. Raises nothing.

    library is the data root, into which nothing is exported.
    """
    wrong = trouble_with(folder, library)
    if not wish.presets:
        return Outlook(folder=wrong)
    try:
        planned = preview(stock, wish)
    except UserFixable as error:
        return Outlook(folder=wrong, template=error)
    if folder is not None and not wrong:
        there = present(folder, [file.path for file in planned.files])
        planned = preview(stock, wish, there) if there else planned
    return Outlook(preview=planned, folder=wrong)


def trouble_with(folder: Path | None, library: Path) -> str:
    """Return a code of what is wrong with a folder to export to; empty where it can be used.

    One that is not there yet is made, if the folder that it would be in can be written to.
    """
    if folder is None:
        return "folder_none"
    if not folder.is_absolute():
        return "folder_relative"
    try:
        if folder.resolve().is_relative_to(library.resolve()):
            return "folder_in_library"
        nearest = next(each for each in (folder, *folder.parents) if each.exists())
    except (OSError, StopIteration):
        return "folder_unreachable"
    if not nearest.is_dir():
        return "folder_is_file"
    return "" if os.access(nearest, os.W_OK | os.X_OK) else "folder_not_writable"
