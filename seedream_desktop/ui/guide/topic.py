"""Which page of the guide belongs to where the user is: what F1 opens."""

from typing import Final

from PySide6.QtWidgets import QWidget

_TOPIC: Final = "guide_page"

_OF_PLACES: Final = {
    "go.library": "pictures",
    "go.build": "steps",
    "go.timeline": "timeline",
    "go.compare": "compare",
    "go.queue": "queue",
    "go.ledger": "caps#ledger",
}
FIRST: Final = "first-run"


def about(widget: QWidget, page: str) -> None:
    """Say that a part of a screen is told of on a page, "page" or "page#anchor"."""
    widget.setProperty(_TOPIC, page)


def page_at(widget: QWidget | None, place: str) -> str:
    """Return the page for a widget or what is around it, else for the workspace that is shown."""
    while widget is not None:
        page = widget.property(_TOPIC)
        if page:
            return str(page)
        widget = widget.parentWidget()
    return _OF_PLACES.get(place, FIRST)
