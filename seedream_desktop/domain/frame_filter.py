"""Which frames a query holds of."""

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from seedream_desktop.domain.frame_query import (
    NONE_WORD,
    Comparison,
    Condition,
    Field,
    Query,
    Trait,
    Word,
)
from seedream_desktop.domain.frames import Frame, Table
from seedream_desktop.domain.ids import ImageId, StepId, SubjectId
from seedream_desktop.domain.judgement import NO_MARK, Mark

_COMPARE: Final[Mapping[Comparison, Callable[[int, int], bool]]] = {
    Comparison.LEAST: operator.ge,
    Comparison.MOST: operator.le,
    Comparison.MORE: operator.gt,
    Comparison.LESS: operator.lt,
    Comparison.EQUAL: operator.eq,
}


_THOUGHT: Final = frozenset({Field.RATING, Field.FLAG, Field.LABEL, Field.NOTE, Field.NAME})
"""What is asked of a picture itself, whether a step made it or it came so."""


class FrameFilter:
    """Holds a query against frames of a table as it and its marks are at the moment.

    What is thought of a frame is what is thought of its chosen version.
    """

    def __init__(self, query: Query, table: Table, marks: Mapping[SubjectId, Mark]) -> None:
        """Take what is looked for, and where."""
        self._query = query
        self._table = table
        self._marks = marks
        self._names: dict[ImageId, str] = {}
        self._prompts = {step.id: step.prompt.lower() for step in table.sequence.steps}
        self._services = {step.id: step.provider.lower() for step in table.sequence.steps}
        self._numbers = {step: str(number) for number, step in enumerate(table.steps, 1)}

    def takes(self, frame: Frame) -> bool:
        """Say whether the query holds of a frame."""
        return all(self._meets(frame, one) for one in self._query.conditions) and all(
            self._has(frame, word) for word in self._query.words
        )

    def takes_image(self, image: ImageId) -> bool:
        """Say whether the query holds of any frame of an image, or of the image as it came."""
        if self._query.is_empty:
            return True
        return any(map(self.takes, self._table.row(image))) or self.takes_original(image)

    def takes_original(self, image: ImageId) -> bool:
        """Say whether a query for what is thought of pictures holds of an image as it came.

        It has no state, no step and no price, and one of which nothing is thought is not sought.
        """
        mark, asked = self._marks.get(SubjectId(image)), self._query.conditions
        if mark is None or not asked or any(each.is_not for each in asked):
            return False
        texts = (self._name(image), *map(str.lower, mark.notes.values()))
        return all(self._is_thought(image, mark, each) for each in asked) and all(
            any(word.text in each for each in texts) is not word.is_not
            for word in self._query.words
        )

    def places(self) -> Iterator[tuple[ImageId, StepId]]:
        """Give the places of all frames that it holds of, row by row."""
        return ((f.image, f.step) for f in self._table.frames() if self.takes(f))

    def images(self) -> tuple[ImageId, ...]:
        """Return the images with a frame that it holds of, in order; all for an empty query."""
        return tuple(image for image in self._table.images if self.takes_image(image))

    def _meets(self, frame: Frame, condition: Condition) -> bool:
        return self._fulfils(frame, condition) is not condition.is_not

    def _fulfils(self, frame: Frame, condition: Condition) -> bool:
        if condition.field in _THOUGHT:
            return self._is_thought(frame.image, self._mark(frame), condition)
        if condition.field is Field.COST:
            cost_micros = sum(version.cost_micros for version in frame.versions)
            return _COMPARE[condition.comparison](cost_micros, int(condition.values[0]))
        return any(self._is(frame, condition.field, value) for value in condition.values)

    def _is_thought(self, image: ImageId, mark: Mark, asked: Condition) -> bool:
        match asked.field:
            case Field.RATING:
                return _COMPARE[asked.comparison](mark.stars, int(asked.values[0]))
            case Field.FLAG | Field.LABEL:
                held = mark.flag if asked.field is Field.FLAG else mark.label
                return (held or NONE_WORD) in asked.values
            case Field.NOTE:
                noted = "\n".join(mark.notes.values()).lower()
                return any(value in noted for value in asked.values)
            case Field.NAME:
                return any(value in self._name(image) for value in asked.values)
            case Field.IS:
                traits = {Trait.NOTED: bool(mark.notes), Trait.RATED: mark.stars > 0}
                return any(traits.get(Trait(value), False) for value in asked.values)
        return False

    def _is(self, frame: Frame, field: Field, value: str) -> bool:
        match field:
            case Field.STATE:
                return frame.state == value
            case Field.IS:
                return self._has_trait(frame, Trait(value))
            case Field.STEP if value.isdigit():
                return self._numbers[frame.step] == value
            case Field.STEP | Field.PROMPT:
                return value in self._prompts[frame.step]
        return value in self._service(frame)

    def _has_trait(self, frame: Frame, trait: Trait) -> bool:
        match trait:
            case Trait.UNSURE:
                return frame.has_unsure
            case Trait.OUTDATED:
                return frame.is_outdated
            case Trait.NOTED:
                return bool(self._mark(frame).notes)
            case Trait.RATED:
                return self._mark(frame).stars > 0
        return frame.has_failed

    def _has(self, frame: Frame, word: Word) -> bool:
        """Say whether a word is in any text that belongs to a frame, or in none."""
        is_there = (
            word.text in self._name(frame.image)
            or word.text in self._prompts[frame.step]
            or word.text in self._service(frame)
            or word.text in self._notes(frame)
        )
        return is_there is not word.is_not

    def _name(self, image: ImageId) -> str:
        """Return what an image is called; found once it is asked for, as one frame may be all."""
        if image not in self._names:
            found = self._table.image(image)
            picture = found.picture if found is not None else None
            self._names[image] = picture.name.lower() if picture is not None else image
        return self._names[image]

    def _mark(self, frame: Frame) -> Mark:
        if frame.chosen is None:
            return NO_MARK
        return self._marks.get(SubjectId(frame.chosen.id), NO_MARK)

    def _service(self, frame: Frame) -> str:
        """Return who made a frame's chosen result, or would make one."""
        if frame.chosen is not None:
            maker = self._table.record.maker(frame.chosen)
            if maker is not None:
                return maker.provider.lower()
        return self._services[frame.step]

    def _notes(self, frame: Frame) -> str:
        return "\n".join(self._mark(frame).notes.values()).lower()
