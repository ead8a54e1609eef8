"""Binder: a queued request, and what its inputs turned out to be, become an exact recipe; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from seedream_desktop.domain.card import ModelCard
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import Digest, FrameKey, ImageId
from seedream_desktop.domain.keys import anchor_digests, key_of
from seedream_desktop.domain.request import BoundInput, InputRole, Recipe, Request, Target
from seedream_desktop.domain.step import Step, StepMode
from seedream_desktop.engine.composer import compose
from seedream_desktop.engine.figures import Figure, arrange


def bind(
    request: Request,
    step: Step,
    inputs: Sequence[BoundInput | None],
    model: ModelCard,
    *,
    leading: Collection[ImageId],
    without: Collection[FrameKey] = frozenset(),
) -> Recipe | None:
    """Return what will be bought, or None when no target is left.

    inputs is parallel to request.inputs; None is a picture that there is not: such a target is
    left out, and a chain goes on without it. leading names the step's leading anchors; one
    that is a target here too, but failed before, comes with role ANCHOR as its last good state
    and is then sent for the others' sake only. Targets whose key is in `without` are left out
    as well. Raises UserFixable when the price has risen above the planned one since.
    """
    assert request.model == model.id, "a request is bound with its own model"
    bound = _there(request, inputs)
    keys = _keys(request, step, bound, leading)
    targets = tuple(t for t, key in keys.items() if key not in without)
    if not targets:
        return None
    figures = _figures(bound, {target.image for target in targets}, leading)
    ordered = _in_order(figures, targets)
    cost_micros = model.price.cost_micros(
        outputs=len(ordered), references=len(figures), size=request.size
    )
    if cost_micros > request.cost_micros:
        raise UserFixable("price_rose", planned_micros=request.cost_micros, cost_micros=cost_micros)
    return Recipe(
        inputs=figures,
        targets=ordered,
        keys=tuple(keys[target] for target in ordered),
        prompt=_text(model, step, figures, ordered),
        size=request.size,
        cost_micros=int(cost_micros),
    )


def _there(request: Request, inputs: Sequence[BoundInput | None]) -> list[BoundInput]:
    return [
        replace(found, image=wanted.image)
        for wanted, found in zip(request.inputs, inputs, strict=True)
        if found is not None
    ]


def _keys(
    request: Request, step: Step, bound: Sequence[BoundInput], leading: Collection[ImageId]
) -> Mapping[Target, FrameKey]:
    """Return the key of each target that has its picture, or needs none."""
    carried = [one.digest for one in bound if one.role is InputRole.CARRIED]
    anchors = anchor_digests(
        step,
        (one.digest for one in bound if one.image in leading and one.role is not InputRole.CARRIED),
    )
    own: Mapping[ImageId | None, Digest] = {
        one.image: one.digest for one in bound if one.role is InputRole.TARGET
    }
    return {
        target: key_of(
            step,
            request.model,
            request.options,
            anchors=anchors,
            carried=carried[0] if carried else None,
            own=own.get(target.image),
            target=target,
        )
        for target in request.targets
        if step.mode is StepMode.STORY or target.image in own
    }


def _figures(
    bound: Sequence[BoundInput], wanted: Collection[ImageId], leading: Collection[ImageId]
) -> tuple[BoundInput, ...]:
    """Return the pictures to send: targets that are not wanted stay only as leading anchors."""
    figures = []
    for one in bound:
        role = one.role
        if role is InputRole.TARGET and one.image not in wanted:
            if one.image not in leading:
                continue
            role = InputRole.ANCHOR
        value = one if role is one.role else replace(one, role=role)
        is_target = role is InputRole.TARGET
        figures.append(Figure(identity=one.digest, is_target=is_target, value=value))
    return tuple(figure.value for figure in arrange(figures))


def _in_order(figures: Sequence[BoundInput], targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Return the targets in the order of their figures, which outputs follow."""
    places = {one.image: place for place, one in enumerate(figures) if one.role is InputRole.TARGET}
    if not places:
        return targets
    return tuple(sorted(targets, key=lambda target: places[target.image]))


def _text(
    model: ModelCard, step: Step, figures: Sequence[BoundInput], targets: Sequence[Target]
) -> str:
    is_story = step.mode is StepMode.STORY
    return compose(
        step.prompt,
        model,
        [one.role for one in figures],
        outputs=len(targets),
        panels=[target.take + 1 for target in targets] if is_story else (),
        panel_count=step.count if is_story else 0,
    )
