"""What pictures are called in Compare: their states, images, and the whole in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.frames import FrameState, Table
from seedream_desktop.domain.ids import ImageId
from seedream_desktop.ui import text
from seedream_desktop.ui.canvas.modes import CUT, Mode
from seedream_desktop.ui.canvas.stage import Stage
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.models import frame_words
from seedream_desktop.ui.models.frame_words import circled, older_words, state_word
from seedream_desktop.ui.views.compare.comparison import Comparison, frame_of, version_of

_PROMPT_CHARS: Final = 28


def words(code: str, **params: Param) -> str:
    """Return a text of the section "compare"."""
    return text.text(code, params, section="compare")


def image_name(table: Table, image: ImageId) -> str:
    """Return the name of an image's file, or its place where it has none; none where it is gone."""
    found = table.image(image)
    return frame_words.image_name(found, place_of(table, image)) if found is not None else ""


def place_of(table: Table, image: ImageId) -> int:
    """Return an image's place in the set, from 1; 0 where it is gone."""
    number = table.number(image)
    return number + 1 if number is not None else 0


def step_name(table: Table, shot: Shot, *, is_spoken: bool = False) -> str:
    """Return the number of a step and the beginning of its prompt; "Original" for none."""
    if shot.step is None or shot.step not in table.steps:
        return words("original")
    number = table.steps.index(shot.step) + 1
    step = table.sequence.steps[number - 1]
    prompt = step.prompt.strip().partition("\n")[0]
    if len(prompt) > _PROMPT_CHARS:
        prompt = f"{prompt[:_PROMPT_CHARS].rstrip()}…"
    if not prompt:
        return words("step_n", number=number)
    if is_spoken:
        return words("step_spoken", number=number, prompt=prompt)
    return words("step", number=circled(number), prompt=prompt)


def state_name(table: Table, shot: Shot) -> str:
    """Return a step's name with its version where it has several."""
    name, frame, version = step_name(table, shot), frame_of(table, shot), version_of(table, shot)
    if frame is None or version is None or len(frame.versions) == 1:
        return name
    number = frame.versions.index(version) + 1
    is_chosen = frame.chosen is not None and frame.chosen.id == version.id
    return words("version_chosen" if is_chosen else "version", name=name, number=number)


def on_chip(table: Table, shot: Shot, comparison: Comparison | None) -> str:
    """Return what a picture's chip says: its image too where the two are of different ones."""
    name = with_standing(table, shot)
    if comparison is None or comparison.a.image == comparison.b.image:
        return name
    return words("of_image", name=name, image=image_name(table, shot.image))


def with_standing(table: Table, shot: Shot) -> str:
    """Return a state's name with what is to be known of it: an unsure pair, something older."""
    name, frame, version = state_name(table, shot), frame_of(table, shot), version_of(table, shot)
    if frame is None or version is None or shot.step is None:
        return name
    unsure = "" if version.is_paired else state_word(FrameState.UNSURE)
    older = older_words(table, version)
    return " · ".join(part for part in (name, unsure, older) if part)


def missing(table: Table, shot: Shot) -> str:
    """Return why there is no picture of a shot."""
    frame = frame_of(table, shot)
    if frame is None:
        return words("missing_original")
    if frame.trouble is not None:
        return text.of_trouble(frame.trouble)
    return words(f"missing_{frame.state.value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What a screen reader says of the canvas, in the parts that change one by one."""

    what: str = ""
    """The pair that is compared, or the whole of a survey, which has no place and no way."""
    place: str = ""
    image: str = ""
    """The image's name."""
    way: str = ""

    @property
    def sentence(self) -> str:
        """All of it."""
        if not self.way:
            return self.what
        place = text.listed((self.image, self.place))
        return words("spoken", pair=self.what, place=place, way=self.way)

    def is_at(self, other: "Spoken") -> bool:
        """Say whether the pictures are the same, though the way may be another."""
        return (self.what, self.place, self.image) == (other.what, other.place, other.image)

    def news(self, before: "Spoken") -> str:
        """Return what is another than before, and all of it where that is the pair itself."""
        if self.what != before.what:
            return self.sentence
        image = (self.image, self.place) if self.place != before.place else ()
        way = (self.way,) if self.way != before.way else ()
        return text.listed((*image, *way)) or self.sentence


def spoken(table: Table, comparison: Comparison, stage: Stage) -> Spoken:
    """Return all that a screen reader says of the canvas."""
    a, b = (step_name(table, one, is_spoken=True) for one in (comparison.a, comparison.b))
    number = place_of(table, comparison.b.image)
    if comparison.a.image != comparison.b.image:
        a = words("of_image", name=a, image=image_name(table, comparison.a.image))
    return Spoken(
        what=words("spoken_pair", a=a, b=b),
        place=words("spoken_place", number=number, count=len(table.images)),
        image=image_name(table, comparison.b.image),
        way=way(stage),
    )


def survey_sentence(names: Sequence[str], stage: Stage) -> str:
    """Return all that a screen reader says of a survey."""
    if not names:
        return words("spoken_empty")
    current = names[min(stage.current, len(names) - 1)]
    name = frame_words.uncircled(current)
    return words("spoken_survey", count=len(names), number=stage.current + 1, name=name)


def way(stage: Stage) -> str:
    """Return how pictures are compared now, with the figure that goes with it."""
    if stage.is_before_held:
        return words("way_before")
    if stage.mode in CUT:
        return words(f"way_{stage.mode.value}", percent=round(stage.share * 100))
    if stage.mode is Mode.ONION:
        return words("way_onion", percent=round(stage.opacity * 100))
    if stage.mode is Mode.DIFFERENCE:
        return words("way_difference", gain=stage.gain)
    if stage.mode is Mode.BLINK:
        return words("way_blink_by_itself" if stage.is_blinking else "way_blink")
    return words(f"way_{stage.mode.value}")
