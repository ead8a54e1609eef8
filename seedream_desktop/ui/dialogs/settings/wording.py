"""Lines of the settings dialog."""

from seedream_desktop.domain.errors import Param
from seedream_desktop.ui import text

_UNIT = 1_000


def words(code: str, **params: Param) -> str:
    """Return a line of the section "settings"."""
    return text.text(code, params, section="settings")


def size_text(count_bytes: int) -> str:
    """Return a size as people read it: "3.4 MB"."""
    size = float(count_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if size < _UNIT:
            return f"{size:.0f} {unit}" if unit in {"B", "kB"} else f"{size:.1f} {unit}"
        size /= _UNIT
    return f"{size:.1f} TB"
