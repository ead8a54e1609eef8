"""Packing: which outputs of a step share a request, and the size that each request asks for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from seedream_desktop.domain.card import ModelCard
from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ImageId
from seedream_desktop.domain.plan import Check, Weight
from seedream_desktop.domain.step import SizeKind, Step, StepMode
from seedream_desktop.engine.chunks import by_shape, cut, evenly, split
from seedream_desktop.engine.options import options_for
from seedream_desktop.engine.premises import Stage
from seedream_desktop.engine.sizes import Fitted, Reason, asked_size, fit, tier_size
from seedream_desktop.engine.standings import Asked

_STORY_DEFAULT = Size(2048, 2048)
_ROUNDING_PX = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one request asks for. size None: the service decides, or has no such parameter."""

    asked: tuple[Asked, ...]
    size: Size | None
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sized:
    """An image's outputs with the size that was asked for and the one that the model takes."""

    asked: Asked
    wanted: Size | None
    fitted: Fitted | None
    options: Mapping[str, str]


def pack(
    stage: Stage, asked: Iterable[Asked], originals: Mapping[ImageId, Size]
) -> tuple[tuple[Batch, ...], tuple[Check, ...]]:
    """Return a step's requests-to-be in order, and what is to be said about them."""
    sized = [_size(stage, one, originals.get(one.image.id)) for one in asked]
    if not sized:
        return (), ()
    match stage.step.mode:
        case StepMode.SET if stage.limits.outputs_max > 1:
            groups = _groups(sized)
        case StepMode.STORY:
            groups = [tuple(sized)]
        case _:
            groups = [(one,) for one in sized]
    batches = tuple(batch for group in groups for batch in _batches(stage, group))
    return batches, (
        *_size_checks(stage, groups),
        *_count_checks(stage, sized, groups, batches),
    )


def wanted_size(step: Step, model: ModelCard, original: Size) -> Size | None:
    """Return the size that a step asks a model for; None where the service decides it."""
    follows = model.sizes_follow_inputs and step.size.kind is SizeKind.MATCH
    is_sized = model.takes_size and (not follows or step.mode is StepMode.STORY)
    return _asked(step, model, original) if is_sized else None


def _asked(step: Step, model: ModelCard, original: Size) -> Size:
    tier = step.size.tier
    if tier is not None and step.size.size is None:
        return tier_size(original, tier, model.tier_sizes.get(tier.value, ()))
    return asked_size(step.size, original)


def story_default(stage: Stage) -> Size:
    """Return the size of a story's panels where the step does not say one."""
    return stage.model.size_default or _STORY_DEFAULT


def result_size(stage: Stage, original: Size) -> Size:
    """Return the size that a step's result has, as far as can be known."""
    wanted = _asked(stage.step, stage.model, original)
    return fit(wanted, stage.model.size).size if stage.model.takes_size else wanted


def _size(stage: Stage, asked: Asked, original: Size | None) -> _Sized:
    wanted = None if original is None else wanted_size(stage.step, stage.model, original)
    return _Sized(
        asked=asked,
        wanted=wanted,
        fitted=fit(wanted, stage.model.size) if wanted is not None else None,
        options=options_for(stage, original),
    )


def _groups(sized: Iterable[_Sized]) -> list[tuple[_Sized, ...]]:
    """Group by what a request has only one of: a size, options, and each picture.

    Two images of the same content never meet in a request: which output is whose could not
    be told, and by the time of the second request the first one's results can be taken over.
    """
    alike: dict[tuple[int, str], list[_Sized]] = {}
    met: Counter[str] = Counter()
    for one in sized:
        picture = one.asked.image.picture
        turn = met[picture.digest] if picture is not None else 0
        if picture is not None:
            met[picture.digest] += 1
        alike.setdefault((turn, repr(sorted(one.options.items()))), []).append(one)
    groups: list[tuple[_Sized, ...]] = []
    for members in alike.values():
        unsized = tuple(one for one in members if one.fitted is None)
        groups += [unsized] if unsized else []
        groups += by_shape((one for one in members if one.fitted is not None), _fitted_size)
    return groups


def _fitted_size(one: _Sized) -> Size:
    assert one.fitted is not None, "only sized images have a shape"
    return one.fitted.size


def _group_size(group: Iterable[_Sized]) -> Size | None:
    sizes = [one.fitted.size for one in group if one.fitted is not None]
    return max(sizes, key=lambda size: size.pixels) if sizes else None


def _batches(stage: Stage, group: tuple[_Sized, ...]) -> Iterable[Batch]:
    asked = tuple(one.asked for one in group)
    size, options = _group_size(group), group[0].options
    chunks: tuple[tuple[Asked, ...], ...]
    if stage.step.mode is StepMode.VARIANTS:
        chunks = tuple((part,) for part in _variants(stage, asked[0]))
    elif stage.step.mode is StepMode.STORY:
        most = max(1, stage.limits.outputs(0))
        chunks = cut(asked, evenly(len(asked), most))
    else:
        leading = sum(one.image.id in stage.leading for one in asked)
        limits, anchors = stage.limits, stage.anchor_count
        sizes = split(len(asked), anchors=anchors, leading=leading, limits=limits)
        chunks = cut(asked, sizes if sizes is not None else (1,) * len(asked))
    return [Batch(asked=chunk, size=size, options=options) for chunk in chunks]


def _variants(stage: Stage, asked: Asked) -> Iterable[Asked]:
    references = stage.anchor_count + (asked.image.id not in stage.leading)
    sizes = evenly(len(asked.targets), stage.limits.outputs(references))
    parts = zip(cut(asked.targets, sizes), cut(asked.keys, sizes), strict=True)
    return [replace(asked, targets=targets, keys=keys) for targets, keys in parts]


def _notice(stage: Stage, code: str, **params: Param) -> Check:
    return Check(weight=Weight.NOTICE, code=code, params=params, step_index=stage.index)


def _size_checks(stage: Stage, groups: Iterable[tuple[_Sized, ...]]) -> list[Check]:
    """Say each size that is not sent as it was asked for, once, with how many it concerns."""
    changes: Counter[tuple[Size, Size, Reason]] = Counter()
    for group in groups:
        sent = _group_size(group)
        for one in group:
            reason = _change(stage, one, sent)
            if reason is not None and one.wanted is not None and sent is not None:
                changes[one.wanted, sent, reason] += 1
    return [
        _notice(
            stage,
            "size_changed",
            asked=str(asked),
            sent=str(sent),
            count=count,
            reason=reason.value,
        )
        for (asked, sent, reason), count in changes.items()
    ]


def _change(stage: Stage, one: _Sized, sent: Size | None) -> Reason | None:
    if one.wanted is None or one.fitted is None or sent is None or one.wanted == sent:
        return None
    if stage.step.size.kind is SizeKind.TIER and _is_rounding(one.wanted, one.fitted.size):
        return None
    return one.fitted.reason or Reason.SET


def _is_rounding(one: Size, other: Size) -> bool:
    """Say whether two sizes of a tier differ by whole pixels only: a tier names an area."""
    wide = abs(one.width_px - other.width_px)
    return max(wide, abs(one.height_px - other.height_px)) <= _ROUNDING_PX


def _count_checks(
    stage: Stage,
    sized: list[_Sized],
    groups: list[tuple[_Sized, ...]],
    batches: tuple[Batch, ...],
) -> Iterable[Check]:
    model, mode = stage.model, stage.step.mode
    if not model.takes_size and stage.step.size.kind is not SizeKind.MATCH:
        yield _notice(stage, "size_not_taken", model=model.id, asked=str(stage.step.size))
    outputs = sum(len(one.asked.targets) for one in sized)
    is_single = stage.limits.outputs_max == 1
    if mode in {StepMode.SET, StepMode.VARIANTS} and is_single and outputs > 1:
        yield _notice(stage, "one_output_per_request", model=model.id, requests=len(batches))
    elif mode is StepMode.SET and (shapes := _shapes(groups)) > 1:
        yield _notice(
            stage,
            "set_split_by_shape",
            images=len(sized),
            shapes=shapes,
            requests=len(batches),
        )
    elif mode is StepMode.STORY and len(batches) > 1:
        most = stage.limits.outputs_max
        yield _notice(
            stage, "story_split", panels=len(sized), requests=len(batches), outputs_max=most
        )


def _shapes(groups: Iterable[tuple[_Sized, ...]]) -> int:
    return len({(_group_size(group), repr(sorted(group[0].options.items()))) for group in groups})
