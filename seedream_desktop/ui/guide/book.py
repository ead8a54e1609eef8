"""The guide's pages in their order, in the language that is spoken, and where words are found."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seedream_desktop.bundle import bundled
from seedream_desktop.ui.guide.page import (
    Code,
    Heading,
    Items,
    Page,
    Paragraph,
    Picture,
    Say,
    plain,
    read,
)

GROUPS: Final = (
    ("begin", ("first-run", "pictures", "steps", "anchors")),
    ("run", ("plan", "caps", "keys", "queue", "in-doubt", "sent")),
    ("judge", ("timeline", "pairing", "compare", "rating")),
    ("hand", ("export", "review")),
    ("keep", ("library", "console", "comfort")),
)
"""What stands in the table of contents: groups, each with its pages."""

PAGES: Final = tuple(page for _, pages in GROUPS for page in pages)
_FOLDER: Final = "guide"
_AROUND: Final = 16
"""How many letters of a part are shown before what was found in it."""

_TITLE, _HEADING, _BODY = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A part of a page in which everything that is sought occurs."""

    page: str
    anchor: str
    title: str
    """The page's title."""
    heading: str
    """The part's heading; empty before the first one."""
    words: str
    """What stands there, from a little before the first place on."""


@dataclass(frozen=True, slots=True)
class _Part:
    page: Page
    anchor: str
    heading: str
    words: str


class Book:
    """Every page of one language, read once."""

    def __init__(self, language: str, say: Say, keys: Say) -> None:
        """Read the pages; see page.read() for what gives the words for commands."""
        self._pages = {name: read(name, source(language, name), say, keys) for name in PAGES}
        self._parts = tuple(part for page in self._pages.values() for part in _parts(page))

    def page(self, name: str) -> Page:
        """Return a page."""
        return self._pages[name]

    def has(self, target: str) -> bool:
        """Say whether "page" or "page#anchor" leads somewhere."""
        name, _, anchor = target.partition("#")
        page = self._pages.get(name)
        return page is not None and (not anchor or anchor in page.anchors)

    def search(self, sought: str) -> tuple[Hit, ...]:
        """Return the parts in which every word occurs, best first; Latin ones from their start."""
        words = folded(sought).split()
        if not words:
            return ()
        ranked = [(_rank(part, words), part) for part in self._parts]
        ranked.sort(key=lambda pair: -pair[0])  # keeps the order of pages among equals
        return tuple(_hit(part, words) for rank, part in ranked if rank)


def source(language: str, page: str) -> str:
    """Return the source of a page."""
    return bundled(_FOLDER, language, f"{page}.md").read_text(encoding="utf-8")


def picture_path(language: str, file: str) -> Path:
    """Return where a picture lies."""
    return bundled(_FOLDER, language, file)


def folded(words: str) -> str:
    """Return words as they are compared: without case, width and accents."""
    split = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in split if not unicodedata.combining(letter)).casefold()


def _parts(page: Page) -> Iterator[_Part]:
    anchor = heading = ""
    said: list[str] = []
    for block in page.blocks:
        if isinstance(block, Heading):
            yield _Part(page, anchor, heading, " ".join(said))
            anchor, heading, said = block.anchor, block.words, []
        else:
            said += _words(block)
    yield _Part(page, anchor, heading, " ".join(said))


def _words(block: Paragraph | Items | Picture | Code) -> list[str]:
    if isinstance(block, Paragraph):
        return [plain(block.line)]
    if isinstance(block, Items):
        return [plain(line) for line in block.lines]
    return [block.words] if isinstance(block, Picture) else list(block.lines)


def _rank(part: _Part, words: list[str]) -> int:
    """Return how well a part fits; 0 where a word is nowhere in it.

    A word of the page's title counts for its first part alone, so that a page is found once by
    its title.
    """
    places = (
        (_TITLE, folded(part.page.title) if not part.anchor else ""),
        (_HEADING, folded(part.heading)),
        (_BODY, folded(part.words)),
    )
    found = [
        max((rank for rank, text in places if _place(word, text) >= 0), default=0) for word in words
    ]
    return sum(found) if all(found) else 0


def _place(word: str, text: str) -> int:
    """Return where a word begins in a text, -1 for nowhere; "cap" is not in "landscape"."""
    if not word[0].isascii() or not word[0].isalnum():
        return text.find(word)  # Chinese has no blanks between words
    found = re.search(rf"(?<![a-z0-9]){re.escape(word)}", text)
    return found.start() if found is not None else -1


def _hit(part: _Part, words: list[str]) -> Hit:
    flat = folded(part.words)
    at = min((place for word in words if (place := _place(word, flat)) >= 0), default=0)
    shown = part.words if len(flat) != len(part.words) or at <= _AROUND else _cut(part.words, at)
    return Hit(part.page.name, part.anchor, part.page.title, part.heading, shown)


def _cut(words: str, at: int) -> str:
    begin = at - _AROUND
    blank = words.find(" ", begin, at)
    return f"… {words[blank + 1 if blank >= 0 else begin :]}"
