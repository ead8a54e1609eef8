"""Naming templates: words and tokens in braces, folders by slashes.

{name}, {step}, {version}, {take}, {n}, {sequence}, {provider}, {model}, {prompt}, {date},
{rating}. {n:4} is padded to four digits. With a dash, underscore or dot inside, as {-version},
a token is there only where it tells something: {-step} where several steps are exported,
{-version} where a frame has several, {-take} from the second on, {-rating} above none, {-n}
where a name would be taken otherwise.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.exporting.naming import safe, shortened

TOKENS: Final = (
    "name",
    "step",
    "version",
    "take",
    "n",
    "sequence",
    "provider",
    "model",
    "prompt",
    "date",
    "rating",
)
LONGEST: Final = 300
"""Letters that a template may have."""

_TOKEN: Final = re.compile(r"\{([-_.]?)([a-z]+)(?::(\d))?\}")
_SUFFIX_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain words, or with a token the sign before it that comes and goes with it."""

    words: str
    name: str = ""
    width: int = 0


Template = tuple[tuple[Piece, ...], ...]
"""The parts of a path: folders, then the file's stem."""


def parsed(text: str) -> Template:
    """Read a template.

    Raises UserFixable: template_empty, template_too_long, template_unknown_token,
    template_unclear (a brace that opens or closes nothing).
    """
    if len(text) > LONGEST:
        raise UserFixable("template_too_long", longest=LONGEST)
    parts = tuple(_pieces(part) for part in text.strip().split("/") if part.strip())
    if not parts:
        raise UserFixable("template_empty")
    return parts


def filled(template: Template, values: Mapping[str, str], optional: Mapping[str, str]) -> list[str]:
    """Return safe folder names and the stem, which has no number yet unless values gives {-n}.

    optional holds what the tokens with a sign become, "" where they go. A folder whose tokens
    all tell nothing is left out.
    """
    names = []
    for number, part in enumerate(template, start=1):
        words = [
            piece.words
            if not piece.name
            else values[piece.name].zfill(piece.width)
            if not piece.words
            else _signed(piece, optional)
            for piece in part
        ]
        gap = any(piece.name and not (piece.words or values[piece.name]) for piece in part)
        name = "".join(words)
        name = name.rstrip("-_. ") if gap else name
        has_token = any(piece.name for piece in part)
        if name.strip(" .") or number == len(template) or not has_token:
            names.append(safe(name))
    return names


def numbered(template: Template) -> bool:
    """Say whether the template says itself where a number goes that makes names unique."""
    return any(piece.name == "n" and piece.words for piece in template[-1])


def with_number(stem: str, number: int) -> str:
    """Return a stem with a number behind it, not longer than a stem may be."""
    return f"{shortened(stem, _SUFFIX_BYTES)}-{number}"


def _signed(piece: Piece, optional: Mapping[str, str]) -> str:
    value = optional[piece.name]
    return f"{piece.words}{value.zfill(piece.width)}" if value else ""


def _pieces(part: str) -> tuple[Piece, ...]:
    pieces = []
    end = 0
    for found in _TOKEN.finditer(part):
        pieces.append(_words(part[end : found.start()]))
        sign, token, width = found.groups()
        if token not in TOKENS:
            raise UserFixable("template_unknown_token", token=found[0])
        pieces.append(Piece(sign, token, int(width or 0)))
        end = found.end()
    pieces.append(_words(part[end:]))
    return tuple(piece for piece in pieces if piece.words or piece.name)


def _words(text: str) -> Piece:
    if "{" in text or "}" in text:
        found = re.search(r"\{[^{}]*\}", text)
        if found:
            raise UserFixable("template_unknown_token", token=found[0])
        raise UserFixable("template_unclear", part=text.strip())
    return Piece(text)
