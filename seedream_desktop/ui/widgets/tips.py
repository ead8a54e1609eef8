"""Words for tool tips: shown as they are, be they ever so like HTML."""

from html import escape

from PySide6.QtGui import Qt


def plain_tip(words: str) -> str:
    """Return a tool tip's words so that Qt shows them letter by letter.

    Qt takes words that look like HTML for HTML: a file's or a reviewer's name could then hide
    what it says, and have a picture read from wherever it names.
    """
    if not Qt.mightBeRichText(words):
        return words
    return f"<qt>{escape(words).replace(chr(10), '<br>')}</qt>"
