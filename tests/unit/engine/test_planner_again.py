"""What is wanted anew is asked for again, and bought once; all else stays as it was bought."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.ids import ImageId, ProviderId, RequestId, StepId
from seedream_desktop.domain.keys import original, repeat_of
from seedream_desktop.domain.plan import Known, Plan, Weight, is_token_of_again
from seedream_desktop.domain.request import InputRole, Target
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.planner import plan, plan_again
from tests.fixtures.plans import A, T, check, codes, shown
from tests.fixtures.sequences import (
    PretendRun,
    cards,
    image,
    images,
    limits,
    model_of,
    panels,
    sequence,
    step,
    works,
)

NOTHING = Known()


def frames(*names: tuple[ImageId, StepId], onward: bool = False) -> Again:
    return Again(frames=frozenset(names), onward=onward)


def bought(work: Sequence, **card: object) -> PretendRun:
    run = PretendRun(work, cards(**card))
    run.carry_out(plan(work, run.cards, NOTHING))
    return run


def asked(made: Plan) -> set[tuple[int, ImageId]]:
    return {(r.step_index, t.image) for r in made.requests for t in r.targets}


@st.composite
def wishes(draw: st.DrawFn) -> tuple[Sequence, dict[str, int], Again]:
    work, figures = draw(works(images_max=12)), draw(limits())
    every = [(row.id, each.id) for each in work.steps_on for row in work.images]
    named = draw(st.frozensets(st.sampled_from(every), min_size=1, max_size=8))
    return work, figures, Again(frames=named, onward=draw(st.booleans()))


def run_of(work: Sequence, figures: Mapping[str, int]) -> PretendRun:
    books = cards(**figures)
    first = plan(work, books, NOTHING)
    assume(first.is_runnable)
    run = PretendRun(work, books)
    run.carry_out(first)
    return run


@given(wishes())
def test_what_is_wanted_anew_is_all_that_is_asked_for_within_the_limits_and_at_its_price(
    wish: tuple[Sequence, dict[str, int], Again],
) -> None:
    work, figures, again = wish
    run = run_of(work, figures)
    made = plan_again(work, run.cards, run.known(), again)
    named = {
        (work.steps_on.index(s), i)
        for i, step_id in again.frames
        for s in work.steps_on
        if s.id == step_id
    }
    lacking = [c.params["frames"] for c in made.checks if c.code == "again_lacks_inputs"]
    left_out = named - asked(made)
    assert len(left_out) == sum(int(n) for n in lacking)
    assert again.onward or asked(made) <= named
    first = min(index for index, _ in named)
    assert {frame for frame in named if frame[0] == first} <= asked(made)
    for request in made.requests:
        model = model_of(run.cards, request)
        assert len(request.inputs) <= model.references_max
        assert 1 <= len(request.targets) <= model.outputs_max
        assert len(request.inputs) + len(request.targets) <= model.total_max
        assert request.cost_micros == 35_000 * len(request.targets)
        for target, key in zip(request.targets, request.keys, strict=True):
            if key is not None:
                assert (target.repeat, repeat_of(key)) == (1, 1)
                assert original(key) in run.bought
    assert is_token_of_again(made.token)
    assert not is_token_of_again(plan(work, run.cards, run.known()).token)


@given(wishes())
def test_a_wish_that_goes_onward_leaves_nothing_to_buy_and_its_results_are_chosen(
    wish: tuple[Sequence, dict[str, int], Again],
) -> None:
    work, figures, again = wish
    run = run_of(work, figures)
    before = set(run.bought)
    run.carry_out(plan_again(work, run.cards, run.known(), replace(again, onward=True)))
    chosen = dict(run.chosen)
    assert len(run.sold) == len(set(run.sold)), "nothing is bought twice"
    assert before <= set(run.bought), "nothing is lost"
    after = plan(work, run.cards, run.known())
    assert (after.requests, after.held, after.cost_micros) == ((), (), 0)
    for done in after.done:
        if chosen[done.image, done.step].key == done.bought.key:
            assert done.bought == chosen[done.image, done.step]


@given(wishes())
def test_the_same_wish_before_its_result_is_here_is_the_same_purchase(
    wish: tuple[Sequence, dict[str, int], Again],
) -> None:
    work, figures, again = wish
    run = run_of(work, figures)
    made = plan_again(work, run.cards, run.known(), again)
    assert plan_again(work, run.cards, run.known(), again).token == made.token
    flying = {k: RequestId("rq-1") for r in made.requests for k in r.keys if k is not None}
    meanwhile = plan_again(work, run.cards, replace(run.known(), in_flight=flying), again)
    assert not [k for r in meanwhile.requests for k in r.keys if k is not None]
    assert len(meanwhile.held) >= len(flying)
    normal = plan(work, run.cards, replace(run.known(), in_flight=flying))
    assert (normal.requests, normal.held) == ((), ()), "what is here stays what is used"


def test_each_repeat_is_one_more_than_there_are() -> None:
    work = sequence(images(1), step("a", mode=StepMode.EACH))
    run = bought(work)
    wish = frames((ImageId("im-0"), StepId("st-a")))
    for number in (1, 2, 3):
        made = plan_again(work, run.cards, run.known(), wish)
        assert [t.repeat for r in made.requests for t in r.targets] == [number]
        run.carry_out(made)
    assert len(set(run.sold)) == 4


def test_what_was_never_made_is_simply_made() -> None:
    work = sequence(images(3), step("a", mode=StepMode.EACH))
    made = plan_again(work, cards(), NOTHING, frames((ImageId("im-1"), StepId("st-a"))))
    assert [r.targets for r in made.requests] == [(Target(ImageId("im-1")),)]
    assert made.requests[0].keys == plan(work, cards(), NOTHING).requests[1].keys


def test_a_frame_of_a_set_goes_with_the_leading_anchors_and_no_other_picture() -> None:
    work = sequence(images(6), step("a", leading_anchors=2), step("b", leading_anchors=1))
    run = bought(work)
    made = plan_again(work, run.cards, run.known(), frames((ImageId("im-4"), StepId("st-b"))))
    assert shown(made) == [[(A, "im-0", 0), (T, "im-4", 0)]]
    assert {(d.image, d.step_index) for d in made.done} == {("im-0", 0), ("im-4", 0)}


def test_a_column_is_packed_as_a_run_packs_it() -> None:
    work = sequence(images(9), step("a"), step("b", leading_anchors=1))
    run = bought(work)
    column = frames(*((row.id, StepId("st-b")) for row in work.images))
    made = plan_again(work, run.cards, run.known(), column)
    first = [r for r in plan(work, run.cards, NOTHING).requests if r.step_index == 1]
    assert [[t.image for t in r.targets] for r in made.requests] == [
        [t.image for t in r.targets] for r in first
    ]
    assert made.cost_micros == sum(r.cost_micros for r in first)


def test_from_this_step_on_takes_what_rests_on_it_and_leaves_the_rest() -> None:
    work = sequence(images(3), *(step(n, mode=StepMode.EACH) for n in "abc"))
    run = bought(work)
    wish = frames((ImageId("im-1"), StepId("st-b")), onward=True)
    assert asked(plan_again(work, run.cards, run.known(), wish)) == {(1, "im-1"), (2, "im-1")}
    alone = replace(wish, onward=False)
    assert asked(plan_again(work, run.cards, run.known(), alone)) == {(1, "im-1")}


def test_an_anchor_that_is_made_anew_takes_along_what_is_made_with_it() -> None:
    work = sequence(images(3), step("a"), step("b", leading_anchors=1))
    run = bought(work)
    wish = frames((ImageId("im-0"), StepId("st-a")), onward=True)
    made = plan_again(work, run.cards, run.known(), wish)
    assert asked(made) == {(0, "im-0"), (1, "im-0"), (1, "im-1"), (1, "im-2")}


def test_what_rests_on_a_new_result_is_bought_next_unless_the_old_is_chosen_again() -> None:
    work = sequence(images(2), step("a", mode=StepMode.EACH), step("b", mode=StepMode.EACH))
    run = bought(work)
    old = dict(run.chosen)
    run.carry_out(
        plan_again(work, run.cards, run.known(), frames((ImageId("im-1"), StepId("st-a"))))
    )
    assert asked(plan(work, run.cards, run.known())) == {(1, "im-1")}
    run.chosen = old
    assert plan(work, run.cards, run.known()).requests == ()


def test_after_an_edit_is_undone_the_last_repeat_is_what_counts() -> None:
    work = sequence(images(1), step("a", mode=StepMode.EACH), step("b", mode=StepMode.EACH))
    run = bought(work)
    place = (ImageId("im-0"), StepId("st-a"))
    run.carry_out(plan_again(work, run.cards, run.known(), frames(place, onward=True)))
    newest = run.chosen[place]
    edited = replace(work, steps=(replace(work.steps[0], prompt="other"), work.steps[1]))
    run.sequence = edited
    run.carry_out(plan(edited, run.cards, run.known()))
    assert run.chosen[place] != newest
    undone = plan(work, run.cards, run.known())
    assert undone.requests == ()
    assert next(d.bought for d in undone.done if d.step_index == 0) == newest


def test_frames_between_those_that_are_named_stay_as_they_are_shown() -> None:
    work = sequence(images(3), step("a", mode=StepMode.CARRY), step("b", mode=StepMode.EACH))
    run = bought(work)
    ends = frames((ImageId("im-0"), StepId("st-a")), (ImageId("im-2"), StepId("st-a")))
    made = plan_again(work, run.cards, run.known(), ends)
    assert asked(made) == {(0, "im-0"), (0, "im-2")}
    assert {(d.image, d.step_index) for d in made.done} == {("im-1", 0)}
    edited = replace(work, steps=(replace(work.steps[0], prompt="other"), work.steps[1]))
    later = plan_again(edited, run.cards, run.known(), frames((ImageId("im-1"), StepId("st-b"))))
    assert asked(later) == {(1, "im-1")}
    assert [d.bought for d in later.done] == [run.chosen[ImageId("im-1"), StepId("st-a")]]


def test_a_frame_without_its_input_is_left_out_and_said() -> None:
    work = sequence(images(2), step("a", mode=StepMode.EACH), step("b", mode=StepMode.EACH))
    made = plan_again(work, cards(), NOTHING, frames((ImageId("im-0"), StepId("st-b"))))
    assert made.requests == ()
    assert check(made, "again_lacks_inputs").params == {"frames": 1}
    assert codes(made, Weight.STOP) == ["again_nothing"]
    assert not made.is_runnable


def test_nothing_is_bought_from_a_picture_that_is_being_made_anew() -> None:
    work = sequence(images(3), step("a", mode=StepMode.EACH), step("b", mode=StepMode.EACH))
    run = bought(work)
    coming = {(ImageId("im-1"), StepId("st-a")): RequestId("rq-1")}
    known = replace(run.known(), coming=coming)
    alone = plan_again(work, run.cards, known, frames((ImageId("im-1"), StepId("st-b"))))
    assert (alone.requests, [held.by for held in alone.held]) == ((), ["rq-1"])
    assert check(alone, "again_awaits_inputs").params == {"frames": 1}
    column = frames(*((row.id, StepId("st-b")) for row in work.images))
    others = plan_again(work, run.cards, known, column)
    assert asked(others) == {(1, "im-0"), (1, "im-2")}
    assert check(others, "again_awaits_inputs").params == {"frames": 1}
    both = frames((ImageId("im-1"), StepId("st-a")), onward=True)
    assert asked(plan_again(work, run.cards, known, both)) == {(0, "im-1"), (1, "im-1")}


def test_an_anchor_that_is_being_made_anew_is_awaited_by_all_that_it_goes_with() -> None:
    work = sequence(images(3), step("a"), step("b", leading_anchors=1))
    run = bought(work)
    coming = {(ImageId("im-0"), StepId("st-a")): RequestId("rq-1")}
    column = frames(*((row.id, StepId("st-b")) for row in work.images))
    made = plan_again(work, run.cards, replace(run.known(), coming=coming), column)
    assert (made.requests, len(made.held)) == ((), 3)


def test_a_wish_for_what_is_no_longer_in_the_sequence_is_nothing() -> None:
    work = sequence(images(1), step("a"))
    run = bought(work)
    for wish in (frames((ImageId("im-9"), StepId("st-a"))), frames((ImageId("im-0"), StepId("x")))):
        made = plan_again(work, run.cards, run.known(), wish)
        assert (made.requests, codes(made, Weight.STOP)) == ((), ["again_nothing"])


def test_stops_of_a_step_that_is_not_wanted_do_not_matter_and_those_before_it_do() -> None:
    work = sequence(images(1), step("a", mode=StepMode.EACH), step("b", mode=StepMode.EACH))
    run = bought(work)
    spoilt = replace(work, steps=(work.steps[0], replace(work.steps[1], prompt=" ")))
    wish = frames((ImageId("im-0"), StepId("st-a")))
    assert plan_again(spoilt, run.cards, run.known(), wish).is_runnable
    onward = plan_again(spoilt, run.cards, run.known(), replace(wish, onward=True))
    assert codes(onward, Weight.STOP) == ["prompt_empty"]
    unknown = replace(work, steps=(replace(work.steps[0], provider=ProviderId("?")), work.steps[1]))
    later = frames((ImageId("im-0"), StepId("st-b")))
    assert codes(plan_again(unknown, run.cards, run.known(), later), Weight.STOP) == [
        "unknown_provider"
    ]


def test_all_variants_of_a_frame_are_made_anew() -> None:
    work = sequence((image(1),), step("a", mode=StepMode.VARIANTS, count=3))
    run = bought(work)
    made = plan_again(work, run.cards, run.known(), frames((ImageId("im-1"), StepId("st-a"))))
    assert [(t.take, t.repeat) for r in made.requests for t in r.targets] == [
        (0, 1),
        (1, 1),
        (2, 1),
    ]


def test_one_panel_of_a_story_is_made_anew() -> None:
    work = sequence(panels(4), step("a", mode=StepMode.STORY, count=4))
    run = bought(work)
    made = plan_again(work, run.cards, run.known(), frames((ImageId("panel-3"), StepId("st-a"))))
    (request,) = made.requests
    assert request.targets == (Target(ImageId("panel-3"), 2, 1),)
    assert "panel 3" in request.prompt


def test_a_link_of_a_chain_is_made_from_the_one_before_it_and_onward_takes_the_rest() -> None:
    work = sequence(images(4), step("a", mode=StepMode.CARRY))
    run = bought(work)
    wish = frames((ImageId("im-2"), StepId("st-a")))
    made = plan_again(work, run.cards, run.known(), wish)
    (request,) = made.requests
    assert [(i.role, i.image) for i in request.inputs] == [
        (InputRole.CARRIED, "im-1"),
        (InputRole.TARGET, "im-2"),
    ]
    onward = plan_again(work, run.cards, run.known(), replace(wish, onward=True))
    assert asked(onward) == {(0, "im-2"), (0, "im-3")}
