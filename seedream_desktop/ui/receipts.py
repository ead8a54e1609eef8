"""Receipts of exports in words: one line for each picture."""

from collections.abc import Iterable
from pathlib import PurePath

from seedream_desktop.domain.receipt import Change, Receipt
from seedream_desktop.ui import text

_SECTION = "receipts"


def line(receipt: Receipt) -> str:
    """Return what became of one picture, and what of it changed."""
    name = PurePath(receipt.path).name or str(receipt.subject)
    fate = text.text(receipt.fate.value, section=_SECTION)
    said = text.text("line", {"name": name, "fate": fate}, section=_SECTION)
    if receipt.trouble is not None:
        return f"{said}. {text.of_trouble(receipt.trouble)}"
    return between((said, changes(receipt.changes)))


def changes(made: Iterable[Change]) -> str:
    """Return what changed, one phrase after the other; "" for nothing."""
    return between(text.text(c.code, c.params, section=_SECTION) for c in made)


def between(phrases: Iterable[str]) -> str:
    """Return phrases in one line, without those that say nothing."""
    return text.text("between", section=_SECTION).join(filter(None, phrases))
