"""Cuts a prompt into the words and phrases of the vocabulary."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from seedream_desktop.providers._vocabulary import LONGEST, TERMS, Kind, Term

_ARTICLE: Final = re.compile(r"\b(?:the|an|a)\b(?!['’])")
_POSSESSIVE: Final = re.compile(r"(?<=[a-z])['’]s\b")
_HYPHEN: Final = re.compile(r"(?<=[a-z])[-‐‑](?=[a-z])")
_BLANK: Final = re.compile(r"[^\S\n]+")
_SHARE: Final = re.compile(r"([+-]?) ?(\d{1,4}(?:\.\d{1,4})?) ?(?:%|percent\b|per cent\b)")
_SHARE_HAN: Final = re.compile(r"百分之([一二三四五六七八九十]{1,3}|\d{1,4})")
_WORD: Final = re.compile(r"[a-z0-9']+|.", re.DOTALL)
_LATIN: Final = re.compile(r"[a-z0-9']")
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a prompt. way is the sign of a share: +1, -1, or 0 where none is said."""

    text: str
    term: Term
    way: int = 0
    is_share: bool = False

    @property
    def kind(self) -> Kind:
        """What part the word plays."""
        return self.term.kind


def plain(prompt: str) -> str:
    """Return the prompt in one form: full-width signs, capitals, articles, hyphens evened."""
    text = unicodedata.normalize("NFKC", prompt).casefold().replace("−", "-").replace("’", "'")
    text = _HYPHEN.sub(" ", _POSSESSIVE.sub("", text))
    return _BLANK.sub(" ", _ARTICLE.sub(" ", text)).strip()


def scan(text: str) -> tuple[list[Token], str]:
    """Return the tokens of a plain text, and the first words in it that are not known."""
    tokens: list[Token] = []
    unknown = ""
    at = 0
    while at < len(text):
        token, after = _next(text, at)
        if token is None and (unknown or text[at] != " "):
            unknown += text[at:after]
        elif token is not None and unknown:
            break
        elif token is not None:
            tokens.append(token)
        at = after
    return tokens, unknown.strip()


def _next(text: str, at: int) -> tuple[Token | None, int]:
    """Return the token at a place, or None for an unknown word, and where it ends."""
    share = _SHARE.match(text, at)
    if share is not None:
        way = {"+": 1, "-": -1}.get(share[1], 0)
        return _share(share[0], float(share[2]), way), share.end()
    han = _SHARE_HAN.match(text, at)
    if han is not None:
        return _share(han[0], _number(han[1]), 0), han.end()
    for length in range(min(LONGEST, len(text) - at), 0, -1):
        word = text[at : at + length]
        if word in TERMS and not _splits(text, at + length):
            return Token(word, TERMS[word]), at + length
    whole = _WORD.match(text, at)
    return None, whole.end() if whole is not None else at + 1


def _splits(text: str, at: int) -> bool:
    """Say whether a cut at a place would go through a Latin word."""
    return (
        at < len(text)
        and _LATIN.match(text[at]) is not None
        and _LATIN.match(text[at - 1]) is not None
    )


def _share(text: str, percent: float, way: int) -> Token:
    return Token(text, Term(kind=Kind.STRENGTH, strength=percent / 100), way, is_share=True)


def _number(text: str) -> float:
    """Return the value of digits or of a Chinese number up to ninety-nine."""
    if text.isdecimal():
        return float(text)
    tens, has_ten, ones = text.rpartition("十")
    value = _DIGITS.get(tens, 1) * 10 if has_ten else 0
    return float(value + _DIGITS.get(ones, 0))
