"""Planner: a sequence, the cards and what is known become the requests of a run; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ImageId, ProviderId
from seedream_desktop.domain.plan import Check, Known, Plan, PlannedRequest, Weight
from seedream_desktop.domain.request import InputRef, InputRole
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.composer import compose
from seedream_desktop.engine.figures import Figure, arrange
from seedream_desktop.engine.packing import Batch, pack, result_size, story_default
from seedream_desktop.engine.premises import Stage, check_rehearsals, check_sequence, stage_of
from seedream_desktop.engine.standings import Asked, Standings


def plan(sequence: Sequence, cards: Mapping[ProviderId, Card], known: Known) -> Plan:
    """Expand a sequence into requests by step and position, with price and checks.

    Every frame is in the plan once: asked for, done (its key is bought) or held (its key may
    just be being bought, or an input of it). Where an input is still to be made, the frame is
    asked for at its full price. A step that a check stops is not planned, nor are those after
    it; a plan with a stop is not runnable.
    """
    last = len(sequence.steps_on) - 1
    return _expand(sequence, cards, Standings(sequence, known), last)


def plan_again(
    sequence: Sequence, cards: Mapping[ProviderId, Card], known: Known, wish: Again
) -> Plan:
    """Expand a wish to have frames made anew into requests, by the rules of plan().

    A frame that is named is asked for again though its key is bought, under a key of its own:
    the number of its repeat is one more than there are, so that the same wish, told twice before
    a result is here, is one purchase. What is on its way is held, and so is what is made from it:
    nothing is bought from a picture that is being made anew; a notice says how many wait for that.
    A frame whose own input is yet
    to be made by this plan has another key thereby, and is bought as any such frame. One whose
    input is not here, nor asked for, is left out, and a notice says how many are. Nothing else
    of the sequence is asked for: what it shows is sent along where a mode needs it.
    """
    sequence = _concerned(sequence, wish)
    wanted = {step for _, step in wish.frames}
    named = [index for index, step in enumerate(sequence.steps_on) if step.id in wanted]
    last = len(sequence.steps_on) - 1 if wish.onward else max(named, default=-1)
    standings = Standings(sequence, known, wish)
    expanded = _expand(sequence, cards, standings, last if named else -1)
    used = {(i.image, i.after_step) for request in expanded.requests for i in request.inputs}
    steps = {request.step_index for request in expanded.requests}
    checks = [c for c in expanded.checks if c.weight is Weight.STOP or c.step_index in steps]
    return replace(
        expanded,
        done=tuple(done for done in expanded.done if (done.image, done.step_index) in used),
        checks=(*checks, *_again_checks(expanded, standings)),
        is_again=True,
    )


_LINKED: Final = frozenset({StepMode.CARRY, StepMode.STORY})
"""Modes in which a frame rests on those of other images, or on how many there are."""


def _concerned(sequence: Sequence, wish: Again) -> Sequence:
    """Leave out the images that a wish has nothing to do with, so that its price is quick."""
    most = max((step.leading_anchors for step in sequence.steps_on), default=0)
    leading = {image.id for image in sequence.images[: max(0, most)]}
    named = {image for image, _ in wish.frames}
    is_linked = any(step.mode in _LINKED for step in sequence.steps_on)
    if is_linked or (wish.onward and named & leading):
        return sequence
    kept = tuple(i for i in sequence.images if i.id in named or i.id in leading)
    return replace(sequence, images=kept) if kept else sequence


def _again_checks(expanded: Plan, standings: Standings) -> Iterable[Check]:
    if standings.lacking:
        params: dict[str, Param] = {"frames": len(standings.lacking)}
        yield Check(weight=Weight.NOTICE, code="again_lacks_inputs", params=params)
    if standings.awaiting:
        params = {"frames": len(standings.awaiting)}
        yield Check(weight=Weight.NOTICE, code="again_awaits_inputs", params=params)
    if not expanded.requests and expanded.is_runnable:
        yield Check(weight=Weight.STOP, code="again_nothing")


def _expand(
    sequence: Sequence, cards: Mapping[ProviderId, Card], standings: Standings, last: int
) -> Plan:
    checks = [*check_sequence(sequence), *check_rehearsals(sequence, cards)]
    originals = {i.id: i.picture.size for i in sequence.images if i.picture is not None}
    requests: list[PlannedRequest] = []
    is_stopped = any(check.weight is Weight.STOP for check in checks)
    for index in range(last + 1 if sequence.images else 0):
        stage, stops = stage_of(sequence, index, cards)
        checks += stops
        is_stopped = is_stopped or stage is None
        if stage is not None and not is_stopped:
            added, notices = _plan_step(stage, standings, originals)
            requests += added
            checks += notices
    return Plan(
        sequence=sequence.id,
        requests=tuple(requests),
        done=tuple(standings.done),
        held=tuple(standings.held),
        checks=tuple(checks),
    )


def _plan_step(
    stage: Stage, standings: Standings, originals: dict[ImageId, Size]
) -> tuple[list[PlannedRequest], tuple[Check, ...]]:
    is_story = stage.step.mode is StepMode.STORY
    if is_story:
        originals.update((image.id, story_default(stage)) for image in stage.images)
    asked = standings.walk(stage, originals)
    batches, notices = pack(stage, asked, originals)
    step = _StepRequests(stage, standings)
    requests = [step.request(position, batch) for position, batch in enumerate(batches)]
    if is_story:
        panel = result_size(stage, story_default(stage))
        originals.update((image.id, panel) for image in stage.images)
    standings.advance()
    return requests, (*notices, *_length_checks(stage, requests))


def _length_checks(stage: Stage, requests: list[PlannedRequest]) -> tuple[Check, ...]:
    """Stop a text that the service would refuse, or cut off unsaid."""
    longest = max((len(request.prompt) for request in requests), default=0)
    most = stage.model.prompt_max
    if not most or longest <= most:
        return ()
    params: dict[str, Param] = {
        "model": stage.model.id,
        "letters": longest,
        "letters_max": most,
    }
    stop = Check(weight=Weight.STOP, code="prompt_too_long", params=params, step_index=stage.index)
    return (stop,)


class _StepRequests:
    """Turns the batches of one step into requests."""

    def __init__(self, stage: Stage, standings: Standings) -> None:
        self._stage = stage
        self._standings = standings
        self._anchors = (*self._fixed(), *self._leading())

    def request(self, position: int, batch: Batch) -> PlannedRequest:
        stage, step, model = self._stage, self._stage.step, self._stage.model
        inputs = self._inputs(batch)
        asked = _in_order(inputs, batch)
        targets = tuple(target for one in asked for target in one.targets)
        is_story = step.mode is StepMode.STORY
        return PlannedRequest(
            step=step.id,
            step_index=stage.index,
            position=position,
            provider=step.provider,
            model=model.id,
            kind=model.kind,
            targets=targets,
            inputs=inputs,
            keys=tuple(key for one in asked for key in one.keys),
            prompt=compose(
                step.prompt,
                model,
                [wanted.role for wanted in inputs],
                outputs=len(targets),
                panels=[target.take + 1 for target in targets] if is_story else (),
                panel_count=step.count if is_story else 0,
            ),
            size=batch.size,
            cost_micros=int(
                model.price.cost_micros(
                    outputs=len(targets), references=len(inputs), size=batch.size
                )
            ),
            region=stage.region,
            options=batch.options,
        )

    def _inputs(self, batch: Batch) -> tuple[InputRef, ...]:
        if self._stage.step.mode is StepMode.STORY:
            return ()
        targets = [self._figure(InputRole.TARGET, one.image.id) for one in batch.asked]
        carried = [self._carried(one.carried) for one in batch.asked if one.carried is not None]
        arranged = arrange([*carried, *self._anchors, *targets])
        return tuple(figure.value for figure in arranged)

    def _fixed(self) -> list[Figure[InputRef]]:
        return [
            Figure(
                identity=picture.digest,
                is_target=False,
                value=InputRef(role=InputRole.ANCHOR, picture=picture),
            )
            for picture in self._stage.step.anchors
        ]

    def _leading(self) -> list[Figure[InputRef]]:
        return [self._figure(InputRole.ANCHOR, image) for image in self._stage.leading]

    def _figure(self, role: InputRole, image: ImageId) -> Figure[InputRef]:
        return Figure(
            identity=self._standings.now[image].digest or ("before", image),
            is_target=role is InputRole.TARGET,
            value=InputRef(role=role, image=image, after_step=self._stage.before),
        )

    def _carried(self, image: ImageId) -> Figure[InputRef]:
        return Figure(
            identity=self._standings.after[image].digest or ("after", image),
            is_target=False,
            value=InputRef(role=InputRole.CARRIED, image=image, after_step=self._stage.index),
        )


def _in_order(inputs: tuple[InputRef, ...], batch: Batch) -> tuple[Asked, ...]:
    """Return what is asked for in the order of the figures, which outputs follow."""
    if not inputs:
        return batch.asked
    by_image = {one.image.id: one for one in batch.asked}
    return tuple(
        by_image[wanted.image]
        for wanted in inputs
        if wanted.role is InputRole.TARGET and wanted.image is not None
    )
