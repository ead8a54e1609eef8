"""How a plan is shown: requests, the text as sent, prices and remarks."""

from typing import Any

from seedream_desktop.app.cli.amounts import both, priced
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ImageId
from seedream_desktop.domain.plan import Check, Plan, PlannedRequest, Weight
from seedream_desktop.domain.request import InputRef, InputRole
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text

_MARKS = {Weight.NOTICE: "·", Weight.WARNING: "!", Weight.STOP: "✕"}


def plan_json(plan: Plan, sequence: Sequence) -> dict[str, Any]:
    """Return the plan for programs."""
    names = names_of(sequence)
    return {
        "event": "plan",
        "sequence": sequence.id,
        "token": plan.token,
        "requests": [_request_json(request, names) for request in plan.requests],
        "request_count": len(plan.requests),
        "outputs": plan.outputs,
        "done": len(plan.done),
        "held": [
            {"image": names[h.image], "step": h.step_index + 1, "by": h.by} for h in plan.held
        ],
        **both("estimated", plan.cost_micros, plan.play_micros),
        "checks": [
            {"weight": c.weight.value, "code": c.code, "message": check_sentence(c), **c.params}
            for c in plan.checks
        ],
    }


def plan_text(plan: Plan, sequence: Sequence) -> str:
    """Return the plan for people."""
    names = names_of(sequence)
    lines = [
        text.line(
            "plan_head",
            title=sequence.title,
            images=len(sequence.images),
            requests=len(plan.requests),
            outputs=plan.outputs,
            cost=plan.price,
        )
    ]
    if plan.done:
        lines.append(text.line("plan_done", count=len(plan.done)))
    if plan.held:
        lines.append(text.line("plan_held", count=len(plan.held), request=plan.held[0].by))
    lines += [check_line(check) for check in plan.checks]
    for number, request in enumerate(plan.requests, start=1):
        lines += _request_lines(number, request, names)
    return "\n".join(lines)


def check_line(check: Check) -> str:
    """Return a remark with its mark, as it stands under a plan."""
    return f"  {_MARKS[check.weight]} {check_sentence(check)}"


def check_sentence(check: Check) -> str:
    """Return a remark's sentence, with its step where it has one."""
    said = text.text(check.code, check.params, section="checks")
    if check.step_index is None:
        return said
    return text.line("check_of_step", step=check.step_index + 1, said=said)


def names_of(sequence: Sequence) -> dict[ImageId, str]:
    """Return what people call the images: file names, or a panel's number."""
    return {
        image.id: image.picture.name if image.picture else image.id for image in sequence.images
    }


def _request_lines(number: int, request: PlannedRequest, names: dict[ImageId, str]) -> list[str]:
    inputs = [_input_name(wanted, names) for wanted in request.inputs]
    head = text.line(
        "plan_request",
        number=number,
        step=request.step_index + 1,
        model=request.model,
        size=_size_text(request.size),
        outputs=len(request.targets),
        cost=request.price,
    )
    shown = [f"{index}: {name}" for index, name in enumerate(inputs, start=1)]
    sent = [f"      {row}" for row in request.prompt.splitlines()]
    return [f"  {head}", f"    {text.listed(shown)}" if shown else "", *sent]


def _request_json(request: PlannedRequest, names: dict[ImageId, str]) -> dict[str, Any]:
    return {
        "step": request.step_index + 1,
        "provider": request.provider,
        "model": request.model,
        "prompt": request.prompt,
        "inputs": [
            {"role": wanted.role.value, "name": _input_name(wanted, names)}
            for wanted in request.inputs
        ],
        "targets": [names[target.image] for target in request.targets],
        "outputs": len(request.targets),
        "size": f"{request.size.width_px}x{request.size.height_px}" if request.size else None,
        **priced("cost", request.cost_micros, request.provider),
    }


def _input_name(wanted: InputRef, names: dict[ImageId, str]) -> str:
    if wanted.picture is not None:
        name = wanted.picture.name
    else:
        name = names[wanted.image] if wanted.image is not None else "?"
    if wanted.after_step is not None:
        name = text.line("after_step", name=name, step=wanted.after_step + 1)
    return name if wanted.role is InputRole.TARGET else text.line("as_anchor", name=name)


def _size_text(size: Size | None) -> str:
    return str(size) if size is not None else text.line("size_follows")
