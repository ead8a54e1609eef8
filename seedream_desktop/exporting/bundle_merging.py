"""From a reviewer's choices to judgements of this library: each once, whatever the order."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.judgement import NO_MARK, Aspect, Judgement, Mark, checked, marks
from seedream_desktop.exporting.bundle_format import Choice
from seedream_desktop.exporting.bundle_reading import Review, cleaned, named

_MS: Final = 1_000.0
_CAUSE_CHARS_MAX: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A picture that this library has not (any more); step 0 is the original."""

    name: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What choices come to. words are new; known counts those that are there already.

    before holds, for each new word that makes another mark, what its aspect held until then.
    strangers are the pictures that were judged and are not here.
    """

    who: str
    words: tuple[Judgement, ...]
    known: int
    before: Mapping[Judgement, str]
    strangers: tuple[Stranger, ...]

    @property
    def changed(self) -> int:
        """How many words make another mark."""
        return len(self.before)

    @property
    def kept(self) -> int:
        """How many words change nothing: what holds is newer, or the same."""
        return len(self.words) - len(self.before)

    def count(self, aspect: Aspect) -> int:
        """Return how many new words there are on one aspect."""
        return sum(word.aspect is aspect for word in self.words)


def merge(
    review: Review,
    subjects: Collection[SubjectId],
    said: Iterable[Judgement],
    now: float,
    who: str = "",
) -> Merge:
    """Return what is new in a review's choices, for these subjects and judgements of a library.

    When a word was said is taken from the file, but never before its bundle was packed nor
    after now: a clock that is wrong must not outdo every later word. who is the name for a file
    that has none. Raises BadInput: review_no_choices, review_nameless, review_broken.
    """
    choices, path = review.choices, str(review.path)
    if choices is None:
        raise BadInput("review_no_choices", path=path)
    name = named(choices.who) or named(who)
    if not name:
        raise BadInput("review_nameless", path=path)
    before = tuple(said)
    try:
        sorting = _Sorting(name, choices.made_at, now, before)
        strangers = sorting.sort(choices.choices, subjects)
    except ValueError as error:
        raise BadInput("review_broken", path=path, cause=str(error)[:_CAUSE_CHARS_MAX]) from error
    return Merge(
        who=name,
        words=tuple(sorting.words),
        known=sorting.known,
        before=_overruled(before, sorting.words),
        strangers=strangers,
    )


class _Sorting:
    """Tells new words from known ones."""

    def __init__(self, who: str, made_at: float, now: float, before: Iterable[Judgement]) -> None:
        self._who, self._made_at, self._now = who, made_at, now
        own = sorted((one for one in before if one.who == who), key=lambda one: one.at)
        self._own = {(one.subject, one.aspect, one.at) for one in own}
        self._newest = {(one.subject, one.aspect): one for one in own}
        self._held = marks(before)
        self.words: list[Judgement] = []
        self.known = 0

    def sort(
        self, choices: Iterable[Choice], subjects: Collection[SubjectId]
    ) -> tuple[Stranger, ...]:
        """Take all in; return whom this library does not know, each once."""
        given = tuple(choices)
        # A file of ours has one word for each place; of several the last is what was meant.
        own = (choice for choice in given if choice.subject in subjects)
        last = {(one.subject, one.aspect): one for one in sorted(own, key=lambda one: one.at)}
        for choice in last.values():
            self._take(choice)
        others = (choice for choice in given if choice.subject not in subjects)
        return tuple(dict.fromkeys(map(_stranger, others)))

    def _take(self, choice: Choice) -> None:
        word = self._word(choice)
        is_known = (word.subject, word.aspect, word.at) in self._own
        if is_known or self._says_the_same(word, is_ahead=choice.at / _MS > self._now):
            self.known += 1
        else:
            self.words.append(word)

    def _says_the_same(self, word: Judgement, *, is_ahead: bool) -> bool:
        """Say whether a word repeats the last of its reviewer, and nothing came between.

        One from a clock that is ahead has another time at each merge, so only its value tells.
        """
        last = self._newest.get((word.subject, word.aspect))
        if last is None or last.value != word.value or last.at > word.at:
            return False
        return is_ahead or _shown(self._held[word.subject], word) == word.value

    def _word(self, choice: Choice) -> Judgement:
        at = min(max(choice.at / _MS, self._made_at), self._now)
        aspect, value = Aspect(choice.aspect), cleaned(choice.value)
        return checked(
            Judgement(
                subject=SubjectId(choice.subject),
                aspect=aspect,
                value="" if (aspect, value) == (Aspect.STARS, "0") else value,
                who=self._who,
                at=at,
            )
        )


def _stranger(choice: Choice) -> Stranger:
    return Stranger(name=cleaned(choice.name, is_name=True), step=choice.step)


def _overruled(before: tuple[Judgement, ...], words: list[Judgement]) -> dict[Judgement, str]:
    """Return the words that make another mark, each with what held."""
    old, new = marks(before), marks((*before, *words))
    held = {word: _shown(old.get(word.subject, NO_MARK), word) for word in words}
    return {word: was for word, was in held.items() if was != _shown(new[word.subject], word)}


def _shown(mark: Mark, word: Judgement) -> str:
    match word.aspect:
        case Aspect.FLAG:
            return mark.flag.value
        case Aspect.STARS:
            return str(mark.stars) if mark.stars else ""
        case Aspect.LABEL:
            return mark.label.value
        case Aspect.NOTE:
            return mark.notes.get(word.who, "")
