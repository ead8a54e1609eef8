"""What is said of a frame: its state's shape and word, what went wrong, and all of it aloud."""

from collections.abc import Mapping, Sequence
from typing import Final

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.frames import Frame, FrameState, Table
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.judgement import Aspect, Flag, Label, Mark
from seedream_desktop.domain.making import Making
from seedream_desktop.domain.rehearsal import marked
from seedream_desktop.domain.request import Version
from seedream_desktop.domain.sequence import Image
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import text
from seedream_desktop.ui.theme.tokens import Tone

TONES: Final[Mapping[FrameState, Tone | None]] = {
    FrameState.NONE: None,
    FrameState.PLANNED: Tone.QUIET,
    FrameState.WAITING: Tone.WAITING,
    FrameState.HELD: Tone.WAITING,
    FrameState.RUNNING: Tone.RUNNING,
    FrameState.IN_DOUBT: Tone.DOUBT,
    FrameState.FAILED: Tone.FAILED,
    FrameState.DONE: Tone.DONE,
    FrameState.UNSURE: Tone.DOUBT,
}
"""A frame in which nothing is and nothing is to come has no shape."""


_CIRCLED_ONE: Final = 0x2460
_CIRCLED_MOST: Final = 20
_CIRCLED: Final = frozenset(range(1, _CIRCLED_MOST + 1))


def say(code: str, **params: Param) -> str:
    """Return a line of the timeline."""
    return text.text(code, params, section="timeline")


def state_word(state: FrameState) -> str:
    """Return the word for a state, which always stands beside its shape."""
    return text.text(state.value, section="frame_states")


def label_word(label: Label) -> str:
    """Return the word of a label's colour; none for none."""
    return text.text(label.value, section="labels") if label is not Label.NONE else ""


def flag_word(flag: Flag) -> str:
    """Return the word of a flag; none for none."""
    return text.text(flag.value, section="flags") if flag is not Flag.NONE else ""


def image_name(image: Image, number: int) -> str:
    """Return an image's file name; a panel's number where it has none."""
    if image.picture is None:
        return text.text("panel_name", {"number": number}, section="models")
    return image.picture.name


def step_title(step: Step) -> str:
    """Return the first line of a step's prompt."""
    return step.prompt.strip().partition("\n")[0] or text.text("step_empty", section="models")


def trouble_words(frame: Frame) -> str:
    """Return what went wrong, the money first: a line whose end may be cut off."""
    return text.brief(frame.trouble) if frame.trouble is not None else ""


def older_words(table: Table, version: Version | None) -> str:
    """Return which older picture a result rests on; none where a run would make it so now."""
    if version is None or not table.is_outdated(version):
        return ""
    place = table.steps.index(version.step)
    before = table.frame(version.image, table.steps[place - 1]) if place else None
    if before is not None and before.chosen is not None:
        is_other = table.parent(version.id) != before.chosen.id
        if is_other or before.is_outdated:
            return say("older", number=circled(place))
    return say("older_step")


def circled(number: int) -> str:
    """Return a step's number as it stands in a column's head: "①"."""
    return chr(_CIRCLED_ONE + number - 1) if 1 <= number <= _CIRCLED_MOST else f"({number})"


def uncircled(words: str) -> str:
    """Return words as they are spoken: voices pass over circled numbers, or spell them out."""
    numbers = {ord(each) - _CIRCLED_ONE + 1 for each in words}
    for number in numbers & _CIRCLED:
        words = words.replace(circled(number), say("column_spoken", number=number))
    return words


def service_title(making: Making, cards: Mapping[ProviderId, Card]) -> str:
    """Return what the service is called that made something."""
    card = cards.get(making.provider)
    return card.title if card is not None else making.provider


def cost_words(version: Version, making: Making | None) -> str:
    """Return what a version cost, by who made it: play money never reads as real."""
    if version.bought_as is not None:
        return say("bought_before")
    cost = version.cost_micros
    if not cost:
        return say("free")
    return text.usd(marked(cost, making.provider) if making is not None else cost, 3)


def mark_words(mark: Mark) -> tuple[str, ...]:
    """Return what is thought of a picture, in words."""
    stars = say("stars", count=mark.stars) if mark.stars else ""
    label = say("labelled", label=label_word(mark.label)) if mark.label is not Label.NONE else ""
    note = say("has_note") if mark.notes else ""
    return tuple(part for part in (stars, flag_word(mark.flag), label, note) if part)


def judged_words(aspect: Aspect, values: Sequence[str]) -> str:
    """Return what is thought of pictures from now on; empty of a note, which its writer knows."""
    if aspect is Aspect.NOTE:
        return ""
    words = dict.fromkeys(_value_word(aspect, value) for value in values)
    return text.listed((*words, text.counted("picture", len(values)) if len(values) > 1 else ""))


def _value_word(aspect: Aspect, value: str) -> str:
    if not value:
        return say(f"no_{aspect.value}")
    if aspect is Aspect.STARS:
        return say("stars", count=int(value))
    if aspect is Aspect.LABEL:
        return say("labelled", label=label_word(Label(value)))
    return flag_word(Flag(value))


def spoken(
    name: str, column: str, frame: Frame | None, mark: Mark, *, number: int, older: str = ""
) -> str:
    """Return what a screen reader says of a cell; frame None is the original."""
    if frame is None:
        return text.listed((name, column, *mark_words(mark)))
    state = state_word(frame.state)
    which = say("version_of", number=number, count=len(frame.versions)) if number else ""
    why = trouble_words(frame) if frame.state is FrameState.FAILED else ""
    parts = (name, column, state, older, *mark_words(mark), which, why)
    return uncircled(text.listed(parts))
