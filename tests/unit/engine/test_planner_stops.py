"""What stops a plan, each with the figures that a person needs to mend it."""

import pytest

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.geometry import SizeRule
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.plan import Check, Known, Weight
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.planner import plan
from tests.fixtures.plans import NOTHING
from tests.fixtures.sequences import (
    cards,
    image,
    images,
    panels,
    picture,
    sequence,
    step,
)


def stopped(work: Sequence, *kinds: ModelKind, known: Known = NOTHING, **changes: object) -> Check:
    made = plan(work, cards(*kinds, **changes), known)
    assert not made.is_runnable
    assert made.requests == ()
    [stop] = [c for c in made.checks if c.weight is Weight.STOP]
    return stop


def test_an_empty_prompt_stops() -> None:
    assert stopped(sequence(images(1), step(prompt="  \n"))).code == "prompt_empty"


def test_no_images_stop() -> None:
    assert stopped(sequence((), step())).code == "no_images"


def test_no_steps_stop() -> None:
    assert stopped(sequence(images(1), step(is_on=False))).code == "no_steps"


def test_an_unknown_provider_stops_and_the_known_ones_are_named() -> None:
    stop = stopped(sequence(images(1), step(provider=ProviderId("nowhere"))))
    assert stop.code == "unknown_provider"
    assert stop.params == {"provider": "nowhere", "providers": "ws"}


def test_an_unknown_family_stops() -> None:
    assert stopped(sequence(images(1), step(family="other"))).code == "unknown_family"


@pytest.mark.parametrize(
    ("mode", "kinds"),
    [
        (StepMode.SET, (ModelKind.TEXT, ModelKind.SEQUENTIAL)),
        (StepMode.EACH, (ModelKind.TEXT,)),
        (StepMode.CARRY, (ModelKind.SEQUENTIAL,)),
        (StepMode.VARIANTS, (ModelKind.TEXT,)),
    ],
)
def test_a_family_that_lacks_the_kind_stops(mode: StepMode, kinds: tuple[ModelKind, ...]) -> None:
    assert stopped(sequence(images(2), step(mode=mode)), *kinds).code == "family_lacks_kind"


def test_a_story_on_a_family_that_only_edits_stops() -> None:
    work = sequence(panels(2), step(mode=StepMode.STORY, count=2))
    assert stopped(work, ModelKind.EDIT).code == "family_lacks_kind"


def test_a_story_with_pictures_stops() -> None:
    work = sequence(images(2), step(mode=StepMode.STORY, count=2))
    assert stopped(work).code == "story_has_pictures"


def test_a_story_whose_count_is_not_its_panels_stops() -> None:
    stop = stopped(sequence(panels(2), step(mode=StepMode.STORY, count=5)))
    assert (stop.code, stop.params) == ("story_count_differs", {"count": 5, "panels": 2})


def test_a_story_with_anchors_stops() -> None:
    work = sequence(panels(2), step(mode=StepMode.STORY, count=2, leading_anchors=1))
    assert stopped(work).code == "story_takes_no_anchors"


def test_panels_without_a_story_stop() -> None:
    assert stopped(sequence(panels(2), step())).code == "panels_without_story"
    assert stopped(sequence((*panels(1), image(1)), step())).code == "panels_without_story"


def test_no_variants_at_all_stop() -> None:
    work = sequence(images(1), step(mode=StepMode.VARIANTS, count=0))
    assert stopped(work).code == "count_too_small"


def test_a_story_that_is_not_first_stops_it_and_what_follows_but_not_what_went_before() -> None:
    work = sequence(images(2), step("a"), step("b", mode=StepMode.STORY, count=2), step("c"))
    made = plan(work, cards(), NOTHING)
    assert [(c.code, c.step_index) for c in made.checks] == [("story_not_first", 1)]
    assert [r.step_index for r in made.requests] == [0]


def test_every_step_is_checked_even_after_a_stop() -> None:
    work = sequence(images(2), step("a", prompt=""), step("b", prompt=""))
    assert [c.step_index for c in plan(work, cards(), NOTHING).checks] == [0, 1]


def test_anchors_that_pass_the_references_stop_with_the_figures() -> None:
    look = tuple(picture(f"look {n}") for n in range(10))
    stop = stopped(sequence(images(2), step(anchors=look)))
    assert stop.code == "too_many_anchors"
    assert stop.params == {
        "model": "seedream/edit-sequential",
        "anchors": 10,
        "references": 11,
        "references_max": 10,
        "outputs_max": 15,
        "total_max": 15,
    }


@pytest.mark.parametrize("mode", [StepMode.SET, StepMode.EACH, StepMode.CARRY, StepMode.VARIANTS])
def test_anchors_that_leave_no_room_for_an_output_stop(mode: StepMode) -> None:
    look = tuple(picture(f"look {n}") for n in range(4))
    work = sequence(images(2), step(mode=mode, anchors=look))
    assert stopped(work, total_max=5).code in {"anchors_leave_no_room", "too_many_anchors"}


def test_a_picture_that_is_its_own_anchor_needs_no_room_for_it() -> None:
    one = sequence(images(1), step(leading_anchors=1))
    assert plan(one, cards(references_max=1), NOTHING).is_runnable
    two = sequence(images(2), step(leading_anchors=1))
    assert stopped(two, references_max=1).code == "too_many_anchors"


def test_a_card_that_allows_no_size_stops() -> None:
    rule = SizeRule(edge_min_px=500, edge_max_px=400)
    assert stopped(sequence(images(1), step()), size=rule).code == "no_size_allowed"
