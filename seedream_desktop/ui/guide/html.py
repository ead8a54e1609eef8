"""A page of the guide as a rich text document, in the colours and sizes of now."""

from collections.abc import Callable
from html import escape
from typing import Final

from PySide6.QtCore import QSize

from seedream_desktop.ui.guide.page import (
    Block,
    Code,
    Heading,
    Items,
    Line,
    Page,
    Paragraph,
    Piece,
    Style,
)
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import Type

_LEADING: Final = 145
"""Height of a line, in percent of its letters."""

HEADINGS: Final = {1: Type.DISPLAY, 2: Type.TITLE, 3: Type.BODY_STRONG}
"""The step of the type scale for each level; Qt's own sizes of headings know no style sheet."""

Sized = Callable[[str], QSize]
"""Gives the size in which a picture is shown, by its file."""


def html_of(page: Page, sized: Sized) -> str:
    """Return a page; the addresses of pictures are their files' names."""
    parts = "".join(_block(block, sized) for block in page.blocks)
    head = f"<h1>{escape(page.title)}</h1>" if page.title else ""
    return f"<html><body>{head}{parts}</body></html>"


def style() -> str:
    """Return the style of pages."""
    tokens, scale = look.tokens, look.text_scale
    body, small = round(Type.BODY.size_px * scale), round(Type.CONTROL.size_px * scale)
    fixed = look.font(Type.CONTROL, fixed=True).family()
    return f"""
body {{ color: {tokens.text}; font-size: {body}px; }}
p, li {{ line-height: {_LEADING}%; }}
p {{ margin-top: 0; margin-bottom: 12px; }}
li {{ margin-bottom: 6px; }}
ul, ol {{ margin-top: 0; margin-bottom: 12px; }}
h1 {{ font-weight: 600; margin-top: 0; margin-bottom: 16px; }}
h2 {{ font-weight: 600; margin-top: 24px; margin-bottom: 8px; }}
h3 {{ font-weight: 600; margin-top: 4px; margin-bottom: 2px; }}
b {{ font-weight: 600; }}
a {{ color: {tokens.accent}; text-decoration: underline; }}
code, pre {{ font-family: "{fixed}"; font-size: {small}px; background-color: {tokens.raised}; }}
pre {{ margin-top: 0; margin-bottom: 12px; }}
.keys {{ font-size: {small}px; font-weight: 600; background-color: {tokens.raised}; }}
.caption {{ color: {tokens.muted}; font-size: {small}px; margin-bottom: 20px; }}
.picture {{ line-height: 100%; margin-top: 8px; margin-bottom: 6px; }}
"""


def _block(block: Block, sized: Sized) -> str:
    if isinstance(block, Heading):
        tag = "h3" if block.is_small else "h2"
        return f'<{tag}><a name="{block.anchor}"></a>{escape(block.words)}</{tag}>'
    if isinstance(block, Paragraph):
        return f"<p>{_line(block.line)}</p>"
    if isinstance(block, Items):
        tag = "ol" if block.is_counted else "ul"
        items = "".join(f"<li>{_line(line)}</li>" for line in block.lines)
        return f"<{tag}>{items}</{tag}>"
    if isinstance(block, Code):
        lines = "<br>".join(f"&nbsp;{_unbroken(line)}&nbsp;" for line in block.lines)
        return f"<pre>{lines}</pre>"
    size = sized(block.file)
    picture = f'<img src="{block.file}" width="{size.width()}" height="{size.height()}">'
    return f'<p class="picture">{picture}</p><p class="caption">{escape(block.words)}</p>'


def _line(line: Line) -> str:
    return "".join(_piece(piece) for piece in line)


def _piece(piece: Piece) -> str:
    words = escape(piece.words)
    if piece.style is Style.STRONG:
        return f"<b>{words}</b>"
    if piece.style is Style.CODE:
        return f"<code>{words}</code>"
    if piece.style is Style.KEYS:
        return f'<span class="keys">&nbsp;{_unbroken(piece.words)}&nbsp;</span>'
    if piece.style is Style.LINK:
        return f'<a href="{escape(piece.target)}">{words}</a>'
    return words


def _unbroken(words: str) -> str:
    return escape(words).replace(" ", "&nbsp;")
