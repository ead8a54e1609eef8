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
from seedream_desktop.domain.frames import Frame, FrameState, Table
from seedream_desktop.domain.ids import ImageId, StepId, SubjectId
from seedream_desktop.domain.judgement import NO_MARK, Mark

_COMPARE: Final[Mapping[Comparison, Callable[[int, int], bool]]] = {
    Comparison.LEAST: operator.ge,
    Comparison.MOST: operator.le,
    Comparison.MORE: operator.gt,
    Comparison.LESS: operator.lt,
    Comparison.EQUAL: operator.eq,
}


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

    def places(self) -> Iterator[tuple[ImageId, StepId]]:
        """Give the places of all frames that it holds of, row by row."""
        return ((f.image, f.step) for f in self._table.frames() if self.takes(f))

    def images(self) -> tuple[ImageId, ...]:
        """Return the images with a frame that it holds of, in order; all for an empty query."""
        if self._query.is_empty:
            return self._table.images
        return tuple(dict.fromkeys(image for image, _ in self.places()))

    def _meets(self, frame: Frame, condition: Condition) -> bool:
        return self._fulfils(frame, condition) is not condition.is_not

    def _fulfils(self, frame: Frame, condition: Condition) -> bool:
        if condition.field in {Field.RATING, Field.COST}:
            figure = self._figure(frame, condition.field)
            return _COMPARE[condition.comparison](figure, int(condition.values[0]))
        return any(self._is(frame, condition.field, value) for value in condition.values)

    def _figure(self, frame: Frame, field: Field) -> int:
        if field is Field.RATING:
            return self._mark(frame).stars
        return sum(version.cost_micros for version in frame.versions)

    def _is(self, frame: Frame, field: Field, value: str) -> bool:
        match field:
            case Field.STATE:
                return frame.state == value
            case Field.FLAG | Field.LABEL:
                mark = self._mark(frame)
                return ((mark.flag if field is Field.FLAG else mark.label) or NONE_WORD) == value
            case Field.IS:
                return self._has_trait(frame, Trait(value))
            case Field.STEP if value.isdigit():
                return self._numbers[frame.step] == value
            case Field.STEP | Field.PROMPT:
                return value in self._prompts[frame.step]
            case Field.PROVIDER:
                return value in self._service(frame)
            case Field.NOTE:
                return value in self._notes(frame)
        return value in self._name(frame.image)

    def _has_trait(self, frame: Frame, trait: Trait) -> bool:
        match trait:
            case Trait.UNSURE:
                return frame.is_unsure
            case Trait.OUTDATED:
                return frame.is_outdated
            case Trait.NOTED:
                return bool(self._mark(frame).notes)
            case Trait.RATED:
                return self._mark(frame).stars > 0
        is_short = frame.trouble is not None and frame.state is FrameState.DONE
        return frame.state is FrameState.FAILED or is_short

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
