"""Finds commands by a few letters: the command palette's ranking, a pure function."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_WORD_START: Final = 10
_IN_A_ROW: Final = 6
_WHOLE_WORD: Final = 14
_FIRST_LETTER: Final = 8
_GAP: Final = -1
_RECENT: Final = 5
_RECENT_COUNTED: Final = 5
_LETTERS_MAX: Final = 64
_NONE: Final = -(10**6)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: its id, what it is called, and other words for it.

    words are shown beside it; also is only found: its English name where another is spoken.
    """

    id: str
    title: str
    words: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that was found; letters are the places in its title to be emphasised."""

    entry: Entry
    score: int
    letters: tuple[int, ...] = ()


def rank(sought: str, entries: Iterable[Entry], recent: Sequence[str] = ()) -> tuple[Match, ...]:
    """Return what fits, best first; equal ones stay in their order.

    Every word that is sought must be in the title, or in the other words, as letters in order:
    "addst" finds "Add step". Starts of words, letters in a row and whole words count more.
    recent names what was used last, newest first; without anything sought it comes first.
    """
    bonus = {name: _RECENT * (_RECENT_COUNTED - place) for place, name in _numbered(recent)}
    words = _folded(sought)[:_LETTERS_MAX].split()
    found = []
    for entry in entries:
        match = _match(words, entry, bonus.get(entry.id, 0))
        if match is not None:
            found.append(match)
    return tuple(sorted(found, key=lambda match: -match.score))


def _numbered(recent: Sequence[str]) -> Iterable[tuple[int, str]]:
    return enumerate(tuple(dict.fromkeys(recent))[:_RECENT_COUNTED])


def _match(words: Sequence[str], entry: Entry, bonus: int) -> Match | None:
    title, others = _folded(entry.title), _folded(f"{entry.words} {entry.also}")
    score, letters = bonus, set[int]()
    for word in words:
        in_title = _best(word, title)
        if in_title is not None:
            score += in_title[0]
            letters.update(in_title[1])
            continue
        beside = _best(word, others)
        if beside is None:
            return None
        score += beside[0] // 2
    if words:
        score -= len(title) // 8
    return Match(entry, score, tuple(sorted(letters)))


def _best(word: str, text: str) -> tuple[int, tuple[int, ...]] | None:
    """Return the best way to read a word's letters out of a text, in order, and its score.

    best[i] is the best score of the letters so far with the last one at place i (as in the
    alignment of sequences, with a linear penalty for gaps).
    """
    if not word or len(word) > len(text):
        return None
    best = [_start(text, place) if text[place] == word[0] else _NONE for place in range(len(text))]
    ways: list[tuple[int, ...]] = [(place,) for place in range(len(text))]
    for letter in word[1:]:
        new = [_NONE] * len(text)
        new_ways: list[tuple[int, ...]] = [()] * len(text)
        reach: int = _NONE
        reach_way: tuple[int, ...] = ()
        for place in range(1, len(text)):
            reach += _GAP
            if place > 1 and best[place - 2] + _GAP > reach:
                reach, reach_way = best[place - 2] + _GAP, ways[place - 2]
            if text[place] != letter:
                continue
            row, apart = best[place - 1] + _IN_A_ROW, reach + _start(text, place)
            if max(row, apart) > _NONE // 2:
                way = ways[place - 1] if row >= apart else reach_way
                new[place], new_ways[place] = max(row, apart), (*way, place)
        best, ways = new, new_ways
    place = max(range(len(text)), key=best.__getitem__)
    if best[place] <= _NONE // 2:
        return None
    return best[place] + _whole(text, ways[place]), ways[place]


def _start(text: str, place: int) -> int:
    """Return what a letter counts by itself: most at the start of the title or of a word."""
    if place == 0:
        return _WORD_START + _FIRST_LETTER
    return _WORD_START if not text[place - 1].isalnum() else 1


def _whole(text: str, way: tuple[int, ...]) -> int:
    """Return a bonus where the letters are one whole word."""
    first, last = way[0], way[-1]
    is_row = last - first + 1 == len(way)
    begins = first == 0 or not text[first - 1].isalnum()
    ends = last + 1 == len(text) or not text[last + 1].isalnum()
    return _WHOLE_WORD if is_row and begins and ends else 0


def _folded(text: str) -> str:
    """Return a text without case and accents, each letter at its place."""
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    """Return one letter for one letter, so that places stay right."""
    base = unicodedata.normalize("NFKD", letter)[:1] or letter
    return base.casefold()[:1] or letter
