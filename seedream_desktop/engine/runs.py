"""Turns a plan into a run: its row, its requests, and the results that it takes over."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from seedream_desktop.domain.choice import chosen_by_hand
from seedream_desktop.domain.ids import (
    FrameKey,
    ImageId,
    RequestId,
    RunId,
    StepId,
    VersionId,
    fresh_id,
)
from seedream_desktop.domain.plan import DoneFrame, Plan, PlannedRequest
from seedream_desktop.domain.request import InputRef, Request, Version
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ports.library import Run


def new_run(
    sequence: Sequence, plan: Plan, now: float, *, cap_micros: int | None, out_dir: str
) -> Run:
    """Return the row of a run of this plan."""
    return Run(
        id=RunId(fresh_id("run")),
        sequence=sequence.id,
        started_at=now,
        plan_token=plan.token,
        cost_micros=plan.cost_micros,
        cap_micros=cap_micros,
        out_dir=out_dir,
    )


def expand(
    run: Run, plan: Plan, versions: Iterable[Version], now: float
) -> tuple[tuple[Request, ...], tuple[Version, ...]]:
    """Return the run's requests, and versions for frames whose result was bought elsewhere.

    Inputs that are results of before the run are pinned to their versions, so that a frame
    that fails in the run never lets an older result of its image through. A frame that gets
    nothing new by the run is what somebody chose for it.
    """
    own: dict[tuple[ImageId, StepId, FrameKey], Version] = {}
    frames: dict[tuple[ImageId, StepId], list[Version]] = {}
    for version in versions:
        frames.setdefault((version.image, version.step), []).append(version)
    for version in sorted(chain.from_iterable(frames.values()), key=lambda v: v.is_chosen):
        own[version.image, version.step, version.key] = version
    adopted: list[Version] = []
    pinned: dict[tuple[ImageId, int], Version] = {}
    others = {(target.image, r.step_index) for r in plan.requests for target in r.targets}
    for done in plan.done:
        place = (done.image, done.step, done.bought.key)
        frame = (done.image, done.step_index)
        if place not in own:
            own[place] = _take_over(run, done, now)
            adopted.append(own[place])
            others.add(frame)
        if frame not in pinned or (own[place].is_chosen and not pinned[frame].is_chosen):
            pinned[frame] = own[place]
    for done in plan.done:
        frame = (done.image, done.step_index)
        if frame not in others:
            shown = chosen_by_hand(frames.get((done.image, done.step), ()))
            pinned[frame] = shown or pinned[frame]
    return tuple(_request(run, planned, pinned) for planned in plan.requests), tuple(adopted)


def _take_over(run: Run, done: DoneFrame, now: float) -> Version:
    return Version(
        id=VersionId(fresh_id("v")),
        sequence=run.sequence,
        image=done.image,
        step=done.step,
        take=done.take,
        key=done.bought.key,
        digest=done.bought.digest,
        size=done.bought.size,
        request=RequestId(""),
        output_index=0,
        is_paired=done.bought.is_paired,
        bought_as=done.bought.version,
        made_at=now,
    )


def _request(
    run: Run, planned: PlannedRequest, pinned: dict[tuple[ImageId, int], Version]
) -> Request:
    return Request(
        id=RequestId(fresh_id("rq")),
        run=run.id,
        sequence=run.sequence,
        step=planned.step,
        step_index=planned.step_index,
        position=planned.position,
        provider=planned.provider,
        model=planned.model,
        kind=planned.kind,
        targets=planned.targets,
        inputs=tuple(_pin(wanted, pinned) for wanted in planned.inputs),
        size=planned.size,
        cost_micros=planned.cost_micros,
        region=planned.region,
        options=planned.options,
    )


def _pin(wanted: InputRef, pinned: dict[tuple[ImageId, int], Version]) -> InputRef:
    if wanted.image is None or wanted.after_step is None:
        return wanted
    known = pinned.get((wanted.image, wanted.after_step))
    return replace(wanted, version=known.id if known is not None else None)
