"""What somebody looks for among frames, and the text that says it: "rating>=3 state:failed shoes".

A query is words and conditions, all of which have to hold; one that begins with a minus must
not hold. Words are looked for in a picture's name, a step's prompt, its provider and the notes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.frames import FrameState
from seedream_desktop.domain.judgement import STARS_MAX, Flag, Label
from seedream_desktop.domain.money import micros_from_usd, usd_text

NONE_WORD: Final = "none"
"""How a flag or label is written that a picture has not got."""


class Field(StrEnum):
    """What a condition is about."""

    STATE = "state"
    FLAG = "flag"
    LABEL = "label"
    RATING = "rating"
    COST = "cost"
    STEP = "step"
    PROVIDER = "provider"
    PROMPT = "prompt"
    NOTE = "note"
    NAME = "name"
    IS = "is"


class Trait(StrEnum):
    """What a frame can be, beside its state."""

    UNSURE = "unsure"
    OUTDATED = "outdated"
    FAILED = "failed"
    NOTED = "noted"
    RATED = "rated"


class Comparison(StrEnum):
    """How a figure is compared."""

    LEAST = ">="
    MOST = "<="
    MORE = ">"
    LESS = "<"
    EQUAL = "="


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition. value is a word, lower-case, or a figure's digits; cost in micro-dollars.

    Several values of one condition are alternatives.
    """

    field: Field
    values: tuple[str, ...]
    comparison: Comparison = Comparison.EQUAL
    is_not: bool = False

    def __str__(self) -> str:
        """Return the text that parse() reads back."""
        sign = "-" if self.is_not else ""
        if self.field is Field.COST:
            return f"{sign}cost{self.comparison}{usd_text(int(self.values[0]))}"
        if self.field is Field.RATING:
            return f"{sign}rating{self.comparison}{self.values[0]}"
        return f"{sign}{self.field}:{','.join(_quoted(value) for value in self.values)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word, or several between quotation marks, lower-case."""

    text: str
    is_not: bool = False

    def __str__(self) -> str:
        """Return the text that parse() reads back."""
        return ("-" if self.is_not else "") + _quoted(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """All that has to hold; an empty one holds of every frame."""

    conditions: tuple[Condition, ...] = ()
    words: tuple[Word, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Say whether it asks for nothing."""
        return not self.conditions and not self.words

    def __str__(self) -> str:
        """Return the text that parse() reads back."""
        return " ".join(map(str, (*self.conditions, *self.words)))


_QUOTED = r'"[^"]*"?'
_TERM: Final = re.compile(rf'(?:{_QUOTED}|[^\s"])+')
_CONDITION: Final = re.compile(r"(?P<name>[a-z]+)(?P<sign>:|>=|<=|>|<|=)(?P<rest>.*)", re.DOTALL)
_VALUE: Final = re.compile(rf'(?:{_QUOTED}|[^,"])+')
_WORDS_OF: Final = {
    Field.STATE: frozenset(FrameState),
    Field.FLAG: frozenset({*Flag, NONE_WORD}) - {Flag.NONE},
    Field.LABEL: frozenset({*Label, NONE_WORD}) - {Label.NONE},
    Field.IS: frozenset(Trait),
}


def parse(text: str) -> Query:
    """Read what somebody typed.

    Raises UserFixable("filter_unclear") for a condition that names no field or holds no value
    that its field can have; word is it, known what there is.
    """
    conditions, words = list[Condition](), list[Word]()
    for term in _TERM.findall(text):
        is_not = term.startswith("-") and len(term) > 1
        bare = term[1:] if is_not else term
        found = _CONDITION.fullmatch(bare.lower())
        if found is not None:
            conditions.append(_condition(term, found, is_not=is_not))
        elif plain := _plain(bare):
            words.append(Word(text=plain, is_not=is_not))
    return Query(conditions=tuple(conditions), words=tuple(words))


def _condition(term: str, found: re.Match[str], *, is_not: bool) -> Condition:
    name, sign, rest = found["name"], found["sign"], found["rest"]
    if name not in set(Field):
        raise _unclear(term, (each.value for each in Field))
    about = Field(name)
    comparison = Comparison.EQUAL if sign == ":" else Comparison(sign)
    if about in {Field.RATING, Field.COST}:
        value = _figure(about, term, _plain(rest))
        return Condition(field=about, values=(value,), comparison=comparison, is_not=is_not)
    values = tuple(plain for value in _VALUE.findall(rest) if (plain := _plain(value)))
    known = _WORDS_OF.get(about)
    if not values or comparison is not Comparison.EQUAL:
        raise _unclear(term, sorted(known or ()))
    if known is not None and not known.issuperset(values):
        raise _unclear(term, sorted(known))
    return Condition(field=about, values=values, is_not=is_not)


def _figure(about: Field, term: str, value: str) -> str:
    """Return a figure's digits: of stars, or of micro-dollars."""
    if about is Field.RATING:
        if value.isascii() and value.isdigit() and int(value) <= STARS_MAX:
            return str(int(value))
        raise _unclear(term, map(str, range(STARS_MAX + 1)))
    try:
        return str(int(micros_from_usd(value.removeprefix("$"))))
    except ValueError as error:
        raise _unclear(term, ("0.05",)) from error


def _unclear(term: str, known: Iterable[str]) -> UserFixable:
    return UserFixable("filter_unclear", word=term, known=", ".join(known) or "…")


def _plain(text: str) -> str:
    return text.replace('"', "").strip().lower()


def _quoted(text: str) -> str:
    """Return a text in quotation marks where it would be read as something else without."""
    is_whole = re.fullmatch(r"[^\s,:<>=-][^\s,:<>=]*", text) is not None
    return text if is_whole else f'"{text}"'
