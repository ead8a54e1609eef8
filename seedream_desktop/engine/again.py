"""Requests that repeat earlier ones by the user's own decision, linked to them; pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ImageId, ProviderId, RequestId, StepId, fresh_id
from seedream_desktop.domain.request import (
    ALLOWED,
    InputRole,
    Request,
    RequestState,
    Target,
    Version,
)

Frame: TypeAlias = tuple[StepId, ImageId, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """An ended request, and those of its targets that are to be asked for again."""

    request: Request
    targets: tuple[Target, ...]


def again(request: Request) -> Request:
    """Return a new QUEUED request for the same frames."""
    return replace(
        request,
        id=RequestId(fresh_id("rq")),
        state=RequestState.QUEUED,
        version=0,
        recipe=None,
        remote_id=None,
        attempts=0,
        charged_micros=0,
        trouble=None,
        not_before=0.0,
        resend_of=request.id,
        is_unawaited=False,
        is_unsent=False,
        copied_at=0.0,
        sent_at=0.0,
        accepted_at=0.0,
        ended_at=0.0,
    )


def narrowed(
    repeat: Repeat, leading: Collection[ImageId], cards: Mapping[ProviderId, Card]
) -> Request:
    """Return a new request for some frames of an earlier one, at today's price.

    Pictures that are sent only to be edited stay out with their frames; the step's leading
    anchors are sent for the others' sake. Raises CardLacks.
    """
    images = {target.image for target in repeat.targets}
    inputs = tuple(
        wanted
        for wanted in repeat.request.inputs
        if wanted.role is not InputRole.TARGET or wanted.image in images or wanted.image in leading
    )
    fresh = again(repeat.request)
    card = cards[fresh.provider].in_region(fresh.region)
    price = card.model_by_id(fresh.model).price
    cost_micros = price.cost_micros(
        outputs=len(repeat.targets), references=len(inputs), size=fresh.size
    )
    return replace(fresh, targets=repeat.targets, inputs=inputs, cost_micros=int(cost_micros))


def repeats(
    requests: Sequence[Request],
    versions: Iterable[Version],
    asked: RequestId | None = None,
) -> tuple[Repeat, ...]:
    """Return what is to be repeated of a run, in the order of its steps.

    requests are all of the run by step, position and age, versions those of its sequence.
    Without `asked` these are FAILED requests, else the one that is named, if it has ended.
    Frames of later steps that have no result for want of theirs go along. A frame is left alone
    that has a result, or that a later request may still make, or was taken back.
    """
    ids = {request.id for request in requests}
    made = {(v.step, v.image, v.take) for v in versions if v.request in ids}
    makers: dict[Frame, Request] = {}
    for request in requests:
        makers.update((_frame(request, target), request) for target in request.targets)
    found, remade = list[Repeat](), set[tuple[int, ImageId]]()
    for request in requests:
        missing = (
            target
            for target in request.targets
            if makers[_frame(request, target)] is request and _frame(request, target) not in made
        )
        targets = tuple(_wanted(request, missing, asked, remade))
        if targets:
            found.append(Repeat(request=request, targets=targets))
            remade.update((request.step_index, target.image) for target in targets)
    return tuple(found)


def _wanted(
    request: Request,
    missing: Iterable[Target],
    asked: RequestId | None,
    remade: Collection[tuple[int, ImageId]],
) -> Iterator[Target]:
    """Give those missing targets that are asked for, or that build on what is made again."""
    if ALLOWED[request.state]:
        return
    is_asked = request.id == asked if asked is not None else request.state is RequestState.FAILED
    code = request.trouble.code if request.trouble is not None else ""
    is_lacking = request.state is not RequestState.CANCELLED or code == "inputs_failed"
    sources = {
        wanted.image: (wanted.after_step, wanted.image)
        for wanted in request.inputs
        if wanted.role is InputRole.TARGET
    }
    for target in missing:
        if is_asked or (is_lacking and sources.get(target.image) in remade):
            yield target


def _frame(request: Request, target: Target) -> Frame:
    return request.step, target.image, target.take
