"""A plan's sums and its token: what is run is what was shown."""

from dataclasses import replace

import pytest

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ImageId, ModelId, ProviderId, SequenceId, StepId
from seedream_desktop.domain.plan import Check, Plan, PlannedRequest, Weight
from seedream_desktop.domain.request import InputRef, InputRole, Target
from tests.fixtures.sequences import picture

REQUEST = PlannedRequest(
    step=StepId("st"),
    step_index=0,
    position=0,
    provider=ProviderId("ws"),
    model=ModelId("m"),
    kind=ModelKind.EDIT_SEQUENTIAL,
    targets=(Target(ImageId("im-1")), Target(ImageId("im-2"))),
    inputs=(
        InputRef(role=InputRole.ANCHOR, picture=picture("look")),
        InputRef(role=InputRole.TARGET, image=ImageId("im-1")),
        InputRef(role=InputRole.TARGET, image=ImageId("im-2")),
    ),
    keys=(None, None),
    prompt="warm",
    size=Size(10, 20),
    cost_micros=70_000,
    options={"output_format": "png"},
)
PLAN = Plan(sequence=SequenceId("sq"), requests=(REQUEST,))


@pytest.mark.parametrize(
    "change",
    [
        {"step": StepId("other")},
        {"provider": ProviderId("other")},
        {"model": ModelId("other")},
        {"targets": (Target(ImageId("im-1")), Target(ImageId("im-2"), 1))},
        {"targets": (Target(ImageId("im-2")), Target(ImageId("im-1")))},
        {"inputs": REQUEST.inputs[1:]},
        {"inputs": (InputRef(role=InputRole.ANCHOR, picture=picture("b")), *REQUEST.inputs[1:])},
        {"prompt": "cold"},
        {"size": Size(20, 10)},
        {"size": None},
        {"cost_micros": 70_001},
        {"options": {}},
    ],
)
def test_the_token_changes_with_whatever_would_be_sent_or_paid(change: dict[str, object]) -> None:
    other = replace(PLAN, requests=(replace(REQUEST, **change),))  # type: ignore[arg-type]
    assert other.token != PLAN.token


def test_the_token_is_the_same_for_equal_plans_whatever_is_remarked() -> None:
    remark = Check(weight=Weight.NOTICE, code="size_changed")
    assert replace(PLAN, checks=(remark,)).token == PLAN.token
    assert replace(PLAN, sequence=SequenceId("other")).token != PLAN.token
    assert replace(PLAN, requests=(REQUEST, REQUEST)).token != PLAN.token


def test_a_plan_adds_up_its_requests() -> None:
    twice = replace(PLAN, requests=(REQUEST, REQUEST))
    assert (twice.cost_micros, twice.outputs) == (140_000, 4)


@pytest.mark.parametrize(
    ("weight", "is_runnable"),
    [(Weight.NOTICE, True), (Weight.WARNING, True), (Weight.STOP, False)],
)
def test_only_a_stop_refuses(weight: Weight, is_runnable: bool) -> None:
    assert replace(PLAN, checks=(Check(weight=weight, code="x"),)).is_runnable is is_runnable
