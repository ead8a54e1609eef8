"""Lines of the queue's screen."""

from seedream_desktop.domain.errors import Param
from seedream_desktop.ui import text


def words(code: str, **params: Param) -> str:
    """Return a line of the section "queue"."""
    return text.text(code, params, section="queue")
