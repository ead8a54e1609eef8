"""What people think of pictures: picks, stars, labels and notes, with who said it and when.

A judgement is never changed, only followed by a newer one, so that judgements that come back
from a client merge in any order and any number of times to the same end.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from seedream_desktop.domain.ids import SubjectId

STARS_MAX: Final = 5
NOTE_CHARS_MAX: Final = 4_000
_STEP_S: Final = 0.001
_STARS: Final = frozenset({"", *map(str, range(STARS_MAX + 1))})
_SAID_CHARS_MAX: Final = 20


class Flag(StrEnum):
    """Whether a picture is wanted."""

    NONE = ""
    PICK = "pick"
    REJECT = "reject"


class Label(StrEnum):
    """A colour, for whatever a user sorts by; always shown with its word."""

    NONE = ""
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"


class Aspect(StrEnum):
    """What of a picture is judged."""

    FLAG = "flag"
    STARS = "stars"
    LABEL = "label"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One person's word on one aspect of a version, or of an image as it came.

    value is what Flag and Label hold, a digit for stars, or the note's text; empty takes back
    what was said before. who is empty for the user of this library; at is seconds since 1970.
    """

    subject: SubjectId
    aspect: Aspect
    value: str
    who: str = ""
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What holds of one picture; notes are by who wrote them, the empty name the user's own."""

    flag: Flag = Flag.NONE
    stars: int = 0
    label: Label = Label.NONE
    notes: Mapping[str, str] = field(default_factory=dict)


NO_MARK: Final = Mark()


def checked(judgement: Judgement) -> Judgement:
    """Return a judgement whose value its aspect can hold. Raises ValueError, saying why not."""
    match judgement.aspect:
        case Aspect.FLAG:
            Flag(judgement.value)
        case Aspect.LABEL:
            Label(judgement.value)
        case Aspect.STARS:
            if judgement.value not in _STARS:
                said = judgement.value[:_SAID_CHARS_MAX]
                raise ValueError(f"{said!r} is not a number of stars from 0 to {STARS_MAX}")
        case Aspect.NOTE:
            if len(judgement.value) > NOTE_CHARS_MAX:
                raise ValueError(f"a note of more than {NOTE_CHARS_MAX} characters")
    return judgement


def later_than(said: Iterable[Judgement], now: float) -> float:
    """Return a time for a new word at `now` that is later than every word that was said before.

    Somebody else's clock may have been ahead.
    """
    newest = max((one.at for one in said), default=0.0)
    return now if now > newest else max(newest + _STEP_S, math.nextafter(newest, math.inf))


def marks(judgements: Iterable[Judgement]) -> dict[SubjectId, Mark]:
    """Return what holds: of each aspect the newest word, of notes the newest of each person."""
    newest: dict[tuple[SubjectId, Aspect, str], Judgement] = {}
    for judgement in judgements:
        who = judgement.who if judgement.aspect is Aspect.NOTE else ""
        place = (judgement.subject, judgement.aspect, who)
        before = newest.get(place)
        if before is None or _age(before) < _age(judgement):
            newest[place] = judgement
    by_subject: dict[SubjectId, list[Judgement]] = {}
    for judgement in newest.values():
        by_subject.setdefault(judgement.subject, []).append(judgement)
    return {subject: _mark(held) for subject, held in by_subject.items()}


def _age(judgement: Judgement) -> tuple[float, str, str]:
    """Return what orders judgements; those of one moment are ordered all the same."""
    return judgement.at, judgement.who, judgement.value


def _mark(held: Iterable[Judgement]) -> Mark:
    flag, stars, label, notes = Flag.NONE, 0, Label.NONE, dict[str, str]()
    for judgement in sorted(held, key=_age):
        match judgement.aspect:
            case Aspect.FLAG:
                flag = Flag(judgement.value)
            case Aspect.STARS:
                stars = _stars(judgement.value)
            case Aspect.LABEL:
                label = Label(judgement.value)
            case Aspect.NOTE:
                if judgement.value:
                    notes[judgement.who] = judgement.value
    return Mark(flag=flag, stars=stars, label=label, notes=notes)


def _stars(value: str) -> int:
    stars = int(value or "0")
    if not 0 <= stars <= STARS_MAX:
        raise ValueError(f"{stars} is not a number of stars from 0 to {STARS_MAX}")
    return stars
