"""Lines of the export dialog and what goes with it."""

from pathlib import Path

from seedream_desktop.domain.errors import Param
from seedream_desktop.ui import text


def words(code: str, **params: Param) -> str:
    """Return a line of the section "export"."""
    return text.text(code, params, section="export")


def short_folder(folder: Path) -> str:
    """Return a folder by its last two names, which tell it to its owner."""
    parts = [part for part in folder.parts if part != folder.anchor]
    return "/".join(parts[-2:]) or str(folder)
