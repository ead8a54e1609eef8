"""WaveSpeedAI's prompt optimiser: wire to domain and back (sheet, A8)."""

from typing import Any, Final

from seedream_desktop.domain.errors import OutputUnusable
from seedream_desktop.ports.errands import TextSnapshot, Wish, Written
from seedream_desktop.providers._wavespeed_shapes import Task
from seedream_desktop.providers._wavespeed_wire import TITLE, is_completed, unfinished

_LETTERS_MAX: Final = 20_000
_ADDRESSES: Final = ("http://", "https://", "data:")


def wire_wish(wish: Wish) -> dict[str, Any]:
    """Return the body of an order for a better prompt; a style of "" is left to the service."""
    body = {"text": wish.text, "mode": "image"}
    return body | {"style": wish.style} if wish.style else body


def text_snapshot(task: Task) -> TextSnapshot:
    """Return what a task of the optimiser says of itself.

    Its output is anybody's text: only printable letters and line breaks of it are kept, and
    it has to be of a length that a prompt can have. Raises OutputUnusable.
    """
    if not is_completed(task):
        return unfinished(task)
    first = task.outputs[0] if isinstance(task.outputs, list) and task.outputs else task.outputs
    plain = _plain(first) if isinstance(first, str) else ""
    if not plain or len(plain) > _LETTERS_MAX or plain.lower().startswith(_ADDRESSES):
        raise OutputUnusable("enhancement_unreadable", service=TITLE)
    return Written(plain)


def _plain(text: str) -> str:
    lines = text.replace("\t", " ").splitlines()
    kept = ("".join(letter for letter in line if letter.isprintable()).rstrip() for line in lines)
    return "\n".join(kept).strip()
