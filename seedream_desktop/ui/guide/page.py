"""A page of the guide as blocks and pieces, read from its source; free of Qt.

A source is plain text. "# …" is the title, "## … {#anchor}" a heading, "- …" and "1. …" items, an
indented line code, "![what it shows](file)" a picture, and whatever else a paragraph. Within those:
**strong**, `code`, [words](page#anchor), [words](do:command), and what the program itself says:
[[command]] is a command's name, [[>command]] its menu and name, [[section:code]] a text of the
window, ((command)) its keys. Whoever reads a page gives the words for those.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

_INLINE: Final = re.compile(
    r"\*\*(?P<strong>.+?)\*\*|`(?P<code>[^`]+)`|\[\[(?P<name>[^\]]+)\]\]|\(\((?P<keys>[^)]+)\)\)"
    r"|\[(?P<link>[^\]]+)\]\((?P<target>[^)\s]+)\)"
)
_HEADING: Final = re.compile(r"##\s+(?P<words>.+?)\s+\{#(?P<anchor>[a-z0-9-]+)\}")
_PICTURE: Final = re.compile(r"!\[(?P<words>.+)\]\((?P<file>[^)\s]+)\)")
_ITEM: Final = re.compile(r"(?P<mark>-|\d+\.)\s+(?P<words>.+)")
_CODE: Final = "    "
DO: Final = "do:"
"""How a link begins that calls a command."""


class Style(Enum):
    """How a piece of a line is written."""

    PLAIN = "plain"
    STRONG = "strong"
    CODE = "code"
    KEYS = "keys"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in one style; target is where a link leads."""

    words: str
    style: Style = Style.PLAIN
    target: str = ""


Line: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a part, and the anchor that links name; small ones stand in dialogs."""

    words: str
    anchor: str
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences."""

    line: Line


@dataclass(frozen=True, slots=True)
class Items:
    """A list; is_counted where the order matters."""

    lines: tuple[Line, ...]
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and what it shows in words, which stand beneath it."""

    file: str
    words: str


@dataclass(frozen=True, slots=True)
class Code:
    """What is typed on a console, line by line."""

    lines: tuple[str, ...]


Block: TypeAlias = Heading | Paragraph | Items | Picture | Code
Say: TypeAlias = Callable[[str], str]
"""Gives the words for a name: "run.start", ">run.start", "build:mode_set"."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name, its title, and what stands on it."""

    name: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def anchors(self) -> tuple[str, ...]:
        """What links can lead to within it."""
        return tuple(block.anchor for block in self.blocks if isinstance(block, Heading))

    @property
    def pictures(self) -> tuple[str, ...]:
        """The files of its pictures."""
        return tuple(block.file for block in self.blocks if isinstance(block, Picture))

    @property
    def links(self) -> tuple[str, ...]:
        """Where its links lead."""
        return tuple(piece.target for line in _lines(self.blocks) for piece in line if piece.target)


def read(name: str, source: str, say: Say, keys: Say) -> Page:
    """Return the page of a source; say and keys give the words for what the program says."""
    title, blocks = "", list[Block]()
    for part in re.split(r"\n\s*\n", source.strip("\n")):
        if part.startswith("# "):
            title = part.removeprefix("# ").strip()
        else:
            blocks.append(_block(part, lambda words: _pieces(words, say, keys)))
    return Page(name, title, tuple(blocks))


def plain(line: Line) -> str:
    """Return the words of a line alone."""
    return "".join(piece.words for piece in line)


def _block(part: str, pieces: Callable[[str], Line]) -> Block:
    heading, picture = _HEADING.fullmatch(part.strip()), _PICTURE.fullmatch(part.strip())
    if heading is not None:
        return Heading(plain(pieces(heading["words"])), heading["anchor"])
    if picture is not None:
        return Picture(picture["file"], plain(pieces(picture["words"])))
    if part.startswith(_CODE):
        return Code(tuple(line.removeprefix(_CODE) for line in part.splitlines()))
    items = [_ITEM.fullmatch(line) for line in part.splitlines()]
    if all(items):
        lines = tuple(pieces(item["words"]) for item in items if item is not None)
        return Items(lines, is_counted=not part.startswith("-"))
    return Paragraph(pieces(" ".join(part.split("\n"))))


def _pieces(words: str, say: Say, keys: Say) -> Line:
    return tuple(_found(words, say, keys))


def _found(words: str, say: Say, keys: Say) -> Iterator[Piece]:
    end = 0
    for found in _INLINE.finditer(words):
        if found.start() > end:
            yield Piece(words[end : found.start()])
        end = found.end()
        if found["strong"]:
            yield Piece(found["strong"], Style.STRONG)
        elif found["code"]:
            yield Piece(found["code"], Style.CODE)
        elif found["name"]:
            yield Piece(say(found["name"]), Style.STRONG)
        elif found["keys"]:
            yield Piece(keys(found["keys"]), Style.KEYS)
        else:
            yield Piece(found["link"], Style.LINK, found["target"])
    if end < len(words):
        yield Piece(words[end:])


def _lines(blocks: tuple[Block, ...]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.line
        elif isinstance(block, Items):
            yield from block.lines
