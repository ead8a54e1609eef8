"""What must hold before a step can be planned: a model for its mode, and room for anchors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from seedream_desktop.domain.card import Card, ModelCard, ModelKind
from seedream_desktop.domain.errors import CardLacks, Param
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ImageId, ProviderId
from seedream_desktop.domain.plan import Check, Weight
from seedream_desktop.domain.rehearsal import Scenario
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import Step, StepMode
from seedream_desktop.engine.chunks import Limits, split
from seedream_desktop.engine.sizes import fit

_SERIES_FIRST = (ModelKind.EDIT_SEQUENTIAL, ModelKind.EDIT)
_SINGLE_FIRST = (ModelKind.EDIT, ModelKind.EDIT_SEQUENTIAL)
_ANY_SIZE = Size(2048, 2048)

_KINDS: Final[Mapping[StepMode, tuple[ModelKind, ...]]] = {
    StepMode.SET: _SERIES_FIRST,
    StepMode.EACH: _SINGLE_FIRST,
    StepMode.CARRY: _SINGLE_FIRST,
    StepMode.VARIANTS: _SERIES_FIRST,
    StepMode.STORY: (ModelKind.SEQUENTIAL, ModelKind.TEXT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step that can be planned, with what it is planned with; index is among steps_on."""

    index: int
    step: Step
    region: str
    model: ModelCard
    limits: Limits
    images: tuple[Image, ...]
    leading: tuple[ImageId, ...]

    @property
    def anchor_count(self) -> int:
        """Number of pictures that are sent along with every request."""
        return len({picture.digest for picture in self.step.anchors}) + len(self.leading)

    @property
    def before(self) -> int | None:
        """The step whose results this one edits; None: the pictures as they lie on disk."""
        return self.index - 1 if self.index else None

    def takes(self, number: int) -> range:
        """Return an image's takes: a story's panel has its own number, variants have several."""
        if self.step.mode is StepMode.STORY:
            return range(number, number + 1)
        return range(self.step.count) if self.step.mode is StepMode.VARIANTS else range(1)


def leading_of(sequence: Sequence, step: Step) -> tuple[ImageId, ...]:
    """Return the images that a step sends along with every request, in order."""
    return sequence.leading(step)


def kinds_for(mode: StepMode, count: int) -> tuple[ModelKind, ...]:
    """Return the kinds of models that can do a mode, the one that is taken first."""
    is_single = mode is StepMode.VARIANTS and count == 1
    return _SINGLE_FIRST if is_single else _KINDS[mode]


def check_sequence(sequence: Sequence) -> tuple[Check, ...]:
    """Return what stops a plan before any step is looked at."""
    missing = []
    if not sequence.images:
        missing.append(Check(weight=Weight.STOP, code="no_images"))
    if not sequence.steps_on:
        missing.append(Check(weight=Weight.STOP, code="no_steps"))
    return tuple(missing)


def check_rehearsals(sequence: Sequence, cards: Mapping[ProviderId, Card]) -> tuple[Check, ...]:
    """Say what is only rehearsed, and warn of real money for what follows a rehearsal."""
    found, is_after = [], False
    for index, step in enumerate(sequence.steps_on):
        card = cards.get(step.provider)
        if card is None or card.is_local:
            continue
        if card.rehearses is not None:
            params = {"provider": card.title, "scenario": step.scenario or Scenario.OK.value}
            weight, code, is_after = Weight.NOTICE, "rehearsal", True
        elif is_after:
            weight, code, params = Weight.WARNING, "rehearsed_before", {"provider": card.title}
        else:
            continue
        found.append(Check(weight=weight, code=code, params=params, step_index=index))
    return tuple(found)


def stage_of(
    sequence: Sequence, index: int, cards: Mapping[ProviderId, Card]
) -> tuple[Stage | None, tuple[Check, ...]]:
    """Return the step made ready to be planned, or None with every reason against it."""
    step = sequence.steps_on[index]
    stops = _Stops(index)
    if not step.prompt.strip():
        stops.add("prompt_empty")
    _check_mode(sequence, step, stops)
    model = _model(step, cards, stops)
    if model is None or stops.found:
        return None, tuple(stops.found)
    stage = Stage(
        index=index,
        step=step,
        region=cards[step.provider].region,
        model=model,
        limits=Limits.of(model),
        images=sequence.images,
        leading=leading_of(sequence, step),
    )
    _check_room(stage, stops)
    return (None if stops.found else stage), tuple(stops.found)


class _Stops:
    """Gathers the stops of one step."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.found: list[Check] = []

    def add(self, code: str, **params: Param) -> None:
        self.found.append(
            Check(weight=Weight.STOP, code=code, params=params, step_index=self.index)
        )


def _model(step: Step, cards: Mapping[ProviderId, Card], stops: _Stops) -> ModelCard | None:
    card = cards.get(step.provider)
    if card is None:
        stops.add("unknown_provider", provider=step.provider, providers=", ".join(sorted(cards)))
        return None
    try:
        model = card.model(step.family, *kinds_for(step.mode, step.count))
        fit(_ANY_SIZE, model.size)
    except CardLacks as error:
        stops.add(error.code, **error.params)
        return None
    except ValueError:
        stops.add("no_size_allowed", model=model.id)
        return None
    return model


def _check_mode(sequence: Sequence, step: Step, stops: _Stops) -> None:
    if step.mode is StepMode.STORY:
        _check_story(sequence, step, stops)
        return
    panels = sum(image.picture is None for image in sequence.images)
    if stops.index == 0 and panels:
        stops.add("panels_without_story", panels=panels, images=len(sequence.images))
    if step.mode is StepMode.VARIANTS and step.count < 1:
        stops.add("count_too_small", count=step.count)


def _check_story(sequence: Sequence, step: Step, stops: _Stops) -> None:
    pictures = sum(image.picture is not None for image in sequence.images)
    if stops.index:
        stops.add("story_not_first", position=stops.index + 1)
    elif pictures:
        stops.add("story_has_pictures", pictures=pictures)
    elif step.count != len(sequence.images):
        stops.add("story_count_differs", count=step.count, panels=len(sequence.images))
    if step.anchors or step.leading_anchors:
        stops.add("story_takes_no_anchors", anchors=len(step.anchors) + step.leading_anchors)


def _check_room(stage: Stage, stops: _Stops) -> None:
    """Say it, with the figures, where the anchors leave no room; none is ever dropped."""
    if stage.step.mode is StepMode.STORY:
        return
    if _has_room(stage):
        return
    limits = stage.limits
    needed = _references(stage)
    is_over = needed > limits.references_max
    stops.add(
        "too_many_anchors" if is_over else "anchors_leave_no_room",
        model=stage.model.id,
        anchors=stage.anchor_count,
        references=needed,
        references_max=limits.references_max,
        outputs_max=limits.outputs_max,
        total_max=limits.total_max,
    )


def _has_room(stage: Stage) -> bool:
    if stage.step.mode is not StepMode.SET:
        return stage.limits.outputs(_references(stage)) > 0
    chunks = split(
        len(stage.images),
        anchors=stage.anchor_count,
        leading=len(stage.leading),
        limits=stage.limits,
    )
    return chunks is not None


def _references(stage: Stage) -> int:
    """Return how many references a request of one target takes in the worst case."""
    is_beside = len(stage.leading) < len(stage.images)
    is_carried = stage.step.mode is StepMode.CARRY and len(stage.images) > 1
    return stage.anchor_count + is_beside + is_carried
