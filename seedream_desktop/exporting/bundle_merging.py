"""From a reviewer's choices to judgements of this library: each once, whatever the order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.judgement import NO_MARK, Aspect, Judgement, Mark, checked, marks
from seedream_desktop.exporting.bundle_format import Choice
from seedream_desktop.exporting.bundle_reading import Review, cleaned

_MS: Final = 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A picture that this library has not (any more); step 0 is the original."""

    name: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What choices come to. words are new; known counts those that are there already.

    changed counts the marks that will be others, kept those where a newer word of this library
    stays in force. strangers are the pictures that were judged and are not here.
    """

    who: str
    words: tuple[Judgement, ...]
    known: int
    changed: int
    kept: int
    strangers: tuple[Stranger, ...]

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
    name = cleaned(choices.who.strip(), is_name=True) or cleaned(who.strip(), is_name=True)
    if not name:
        raise BadInput("review_nameless", path=path)
    before = tuple(said)
    try:
        sorting = _Sorting(name, choices.made_at, now, before)
        strangers = sorting.sort(choices.choices, subjects)
    except ValueError as error:
        raise BadInput("review_broken", path=path, cause=str(error)) from error
    changed = _changed(before, sorting.words)
    return Merge(
        who=name,
        words=tuple(sorting.words),
        known=sorting.known,
        changed=changed,
        kept=len(sorting.words) - changed,
        strangers=strangers,
    )


class _Sorting:
    """Tells new words from known ones."""

    def __init__(self, who: str, made_at: float, now: float, before: Iterable[Judgement]) -> None:
        self._who, self._made_at, self._now = who, made_at, now
        own = sorted((one for one in before if one.who == who), key=lambda one: one.at)
        self._own = {(one.subject, one.aspect, one.at) for one in own}
        self._newest = {(one.subject, one.aspect): one.value for one in own}
        self.words: list[Judgement] = []
        self.known = 0

    def sort(
        self, choices: Iterable[Choice], subjects: Collection[SubjectId]
    ) -> tuple[Stranger, ...]:
        """Take all in; return whom this library does not know, each once."""
        strangers: dict[Stranger, None] = {}
        for choice in choices:
            if choice.subject in subjects:
                self._take(choice)
            else:
                strangers[Stranger(name=cleaned(choice.name, is_name=True), step=choice.step)] = (
                    None
                )
        return tuple(strangers)

    def _take(self, choice: Choice) -> None:
        word = self._word(choice)
        place = (word.subject, word.aspect)
        is_known = (*place, word.at) in self._own
        # One from a clock that is ahead has another time at each merge, so its value tells.
        is_early = choice.at / _MS > self._now and self._newest.get(place) == word.value
        if is_known or is_early:
            self.known += 1
        else:
            self.words.append(word)

    def _word(self, choice: Choice) -> Judgement:
        at = min(max(choice.at / _MS, self._made_at), self._now)
        return checked(
            Judgement(
                subject=SubjectId(choice.subject),
                aspect=Aspect(choice.aspect),
                value=cleaned(choice.value),
                who=self._who,
                at=at,
            )
        )


def _changed(before: tuple[Judgement, ...], words: list[Judgement]) -> int:
    """Return how many words make another mark; the rest is older than what holds, or the same."""
    old, new = marks(before), marks((*before, *words))
    return sum(
        _shown(old.get(word.subject, NO_MARK), word) != _shown(new[word.subject], word)
        for word in words
    )


def _shown(mark: Mark, word: Judgement) -> object:
    match word.aspect:
        case Aspect.FLAG:
            return mark.flag
        case Aspect.STARS:
            return mark.stars
        case Aspect.LABEL:
            return mark.label
        case Aspect.NOTE:
            return mark.notes.get(word.who)
