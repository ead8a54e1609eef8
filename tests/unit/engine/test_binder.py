"""A queued request becomes exactly what is bought, whatever its inputs turned out to be."""

from dataclasses import replace

import pytest

from seedream_desktop.domain.card import ModelKind, Price
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ImageId
from seedream_desktop.domain.plan import Known, PlannedRequest
from seedream_desktop.domain.request import BoundInput, InputRole, Recipe
from seedream_desktop.domain.step import Step, StepMode
from seedream_desktop.engine.binder import bind
from seedream_desktop.engine.planner import plan
from tests.fixtures.sequences import (
    cards,
    digest,
    images,
    model,
    panels,
    picture,
    queued,
    sequence,
    step,
)

A, C, T = InputRole.ANCHOR, InputRole.CARRIED, InputRole.TARGET


def requests(count: int, *steps: Step, **changes: object) -> tuple[PlannedRequest, ...]:
    return plan(sequence(images(count), *steps), cards(**changes), Known()).requests


def bound(planned: PlannedRequest, **contents: str | None) -> list[BoundInput | None]:
    """Return every input as its own content, or as told by image: im_0="..."; None: missing."""
    found: list[BoundInput | None] = []
    for wanted in planned.inputs:
        if wanted.picture is not None:
            name: str | None = wanted.picture.digest
        else:
            told = str(wanted.image).replace("-", "_")
            name = contents.get(told, digest(wanted.image))
        found.append(
            None
            if name is None
            else BoundInput(role=wanted.role, digest=name, path=f"/b/{name}", size=Size(9, 9))  # type: ignore[arg-type]
        )
    return found


def recipe_of(
    planned: PlannedRequest,
    work: Step,
    inputs: list[BoundInput | None],
    *leading: str,
    without: frozenset[str] = frozenset(),
) -> Recipe:
    made = bind(
        queued(planned),
        work,
        inputs,
        model(planned.kind),
        leading=[ImageId(name) for name in leading],
        without=without,  # type: ignore[arg-type]
    )
    assert made is not None
    return made


def roles(recipe: Recipe) -> list[tuple[InputRole, str | None]]:
    return [(one.role, one.image) for one in recipe.inputs]


def test_a_target_that_failed_before_is_left_out_and_the_text_is_written_anew() -> None:
    work = step("b", leading_anchors=1)
    planned = requests(3, step("a"), work)[1]
    made = recipe_of(planned, work, bound(planned, im_1=None), "im-0")
    assert [target.image for target in made.targets] == ["im-0", "im-2"]
    assert len(made.keys) == 2
    assert made.prompt.startswith("Edit Figures 1 and 2, each by itself. Return exactly 2 ")
    assert made.cost_micros == 70_000 < planned.cost_micros


def test_a_leading_anchor_that_failed_is_sent_as_it_was_for_the_others_sake() -> None:
    work = step("b", leading_anchors=1)
    planned = requests(3, step("a"), work)[1]
    inputs = bound(planned)
    assert inputs[0] is not None
    inputs[0] = replace(inputs[0], role=A)
    made = recipe_of(planned, work, inputs, "im-0")
    assert roles(made) == [(A, "im-0"), (T, "im-1"), (T, "im-2")]
    assert [target.image for target in made.targets] == ["im-1", "im-2"]
    assert made.prompt.startswith("Figure 1 is a reference only")


def test_a_request_whose_targets_all_failed_is_nothing() -> None:
    work = step("b")
    planned = requests(2, step("a"), work)[1]
    nothing = bound(planned, im_0=None, im_1=None)
    assert bind(queued(planned), work, nothing, model(planned.kind), leading=()) is None


def test_a_lone_leading_anchor_that_failed_is_nothing_to_buy() -> None:
    work = step("b", leading_anchors=1)
    planned = requests(1, step("a"), work)[1]
    inputs = [replace(one, role=A) for one in bound(planned) if one is not None]
    lead = [ImageId("im-0")]
    assert bind(queued(planned), work, inputs, model(planned.kind), leading=lead) is None


def test_a_chain_goes_on_from_the_anchors_where_the_result_before_is_missing() -> None:
    work = step(mode=StepMode.CARRY, anchors=(picture("look"),))
    planned = requests(2, work)[1]
    whole = recipe_of(planned, work, bound(planned))
    assert [role for role, _ in roles(whole)] == [C, A, T]
    made = recipe_of(planned, work, bound(planned, im_0=None))
    assert [role for role, _ in roles(made)] == [A, T]
    assert made.keys != whole.keys
    assert "result before this one" not in made.prompt


def test_two_anchors_that_turn_out_to_be_one_picture_are_sent_once() -> None:
    work = step("b", leading_anchors=2)
    planned = requests(20, step("a"), work)[-1]
    made = recipe_of(planned, work, bound(planned, im_0="same", im_1="same"), "im-0", "im-1")
    assert [role for role, _ in roles(made)].count(A) == 1
    assert made.prompt.startswith("Figure 1 is a reference only")


def test_an_anchor_that_turns_out_to_be_a_target_is_sent_once_and_first() -> None:
    work = step("b", anchors=(picture("look"),))
    planned = requests(2, step("a"), work)[1]
    made = recipe_of(planned, work, bound(planned, im_1=digest("look")))
    assert roles(made) == [(T, "im-1"), (T, "im-0")]
    assert [target.image for target in made.targets] == ["im-1", "im-0"]


def test_targets_that_the_library_has_already_are_not_bought_but_anchors_stay() -> None:
    work = step(leading_anchors=1)
    [planned] = requests(3, work)
    whole = recipe_of(planned, work, bound(planned), "im-0")
    known = frozenset({whole.keys[0], whole.keys[2]})
    made = recipe_of(planned, work, bound(planned), "im-0", without=known)
    assert roles(made) == [(A, "im-0"), (T, "im-1")]
    assert made.keys == whole.keys[1:2]
    assert (
        bind(
            queued(planned),
            work,
            bound(planned),
            model(planned.kind),
            leading=[ImageId("im-0")],
            without=frozenset(whole.keys),
        )
        is None
    )


def test_the_keys_are_those_of_the_plan_where_it_knew_them() -> None:
    work = step(leading_anchors=2, anchors=(picture("look"), picture(1)))
    for planned in requests(20, work):
        contents = {f"im_{n}": digest(n) for n in range(20)}
        made = recipe_of(planned, work, bound(planned, **contents), "im-0", "im-1")
        assert (made.keys, made.prompt) == (planned.keys, planned.prompt)


def test_variants_of_one_picture_share_its_one_figure() -> None:
    work = step(mode=StepMode.VARIANTS, count=3)
    [planned] = requests(1, work)
    made = recipe_of(planned, work, bound(planned, im_0=digest(0)))
    assert [target.take for target in made.targets] == [0, 1, 2]
    assert made.keys == planned.keys
    one_less = recipe_of(planned, work, bound(planned), without=frozenset(made.keys[:1]))
    assert len(one_less.targets) == 3
    fewer = recipe_of(
        planned, work, bound(planned, im_0=digest(0)), without=frozenset(made.keys[:1])
    )
    assert [target.take for target in fewer.targets] == [1, 2]
    assert "2 different versions of Figure 1" in fewer.prompt


def test_a_story_is_bound_without_pictures() -> None:
    work = step(mode=StepMode.STORY, count=3)
    [planned] = plan(sequence(panels(3), work), cards(), Known()).requests
    made = recipe_of(planned, work, [])
    assert (made.inputs, made.keys, made.prompt) == ((), planned.keys, planned.prompt)
    rest = recipe_of(planned, work, [], without=frozenset(made.keys[1:2]))
    assert "Make panels 1 and 3 of it now." in rest.prompt


def test_what_is_known_of_an_input_stays_with_it() -> None:
    work = step()
    [planned] = requests(1, work)
    inputs = [replace(one, is_unsure=True, url="u") for one in bound(planned) if one is not None]
    [one] = recipe_of(planned, work, inputs).inputs
    assert (one.is_unsure, one.url, one.image) == (True, "u", "im-0")


def test_a_price_that_rose_since_the_plan_is_not_paid_but_said() -> None:
    work = step()
    [planned] = requests(1, work)
    dearer = replace(model(ModelKind.EDIT_SEQUENTIAL), price=Price(per_output_micros=99_000))
    with pytest.raises(UserFixable, match="price_rose"):
        bind(queued(planned), work, bound(planned), dearer, leading=())
