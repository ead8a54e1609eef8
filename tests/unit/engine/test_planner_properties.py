"""What holds for every plan, whatever the sequence, the card and what was bought before."""

from collections import Counter
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ImageId, RequestId, StepId
from seedream_desktop.domain.plan import Known, Plan
from seedream_desktop.domain.request import InputRole, Target
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.planner import plan
from seedream_desktop.engine.premises import leading_of
from tests.fixtures.sequences import (
    PretendRun,
    cards,
    image,
    limits,
    model_of,
    panels,
    sequence,
    step,
    works,
)

NOTHING = Known()
Frames = Counter[tuple[int, ImageId, int]]


def expected_frames(work: Sequence) -> Frames:
    found: Frames = Counter()
    for index, each in enumerate(work.steps_on):
        for number, row in enumerate(work.images):
            takes = range(each.count) if each.mode is StepMode.VARIANTS else range(1)
            if each.mode is StepMode.STORY:
                takes = range(number, number + 1)
            found.update((index, row.id, take) for take in takes)
    return found


def frames(made: Plan) -> Frames:
    found: Frames = Counter()
    for request in made.requests:
        found.update((request.step_index, t.image, t.take) for t in request.targets)
    found.update((done.step_index, done.image, done.take) for done in made.done)
    found.update((held.step_index, held.image, held.take) for held in made.held)
    return found


@st.composite
def some_of(draw: st.DrawFn) -> frozenset[int]:
    return draw(st.frozensets(st.integers(0, 9), max_size=7))


def failing(salts: frozenset[int]):
    """Return a rule by which some frames fail, the same ones every time."""

    def fails(step_id: StepId, target: Target) -> bool:
        return sum(f"{step_id}{target.image}{target.take}".encode()) % 10 in salts

    return fails


@given(works(), limits(), some_of(), some_of())
def test_every_frame_is_in_the_plan_exactly_once(
    work: Sequence, figures: dict[str, int], salts: frozenset[int], flying: frozenset[int]
) -> None:
    books = cards(**figures)
    first = plan(work, books, NOTHING)
    assume(first.is_runnable)
    assert frames(first) == expected_frames(work)
    run = PretendRun(work, books, fails=failing(salts))
    run.carry_out(first)
    bought = run.known()
    in_flight = {
        key: RequestId("rq-else") for key in list(bought.bought) if sum(key.encode()) % 10 in flying
    }
    kept = {key: one for key, one in bought.bought.items() if key not in in_flight}
    again = plan(work, books, replace(bought, bought=kept, in_flight=in_flight))
    assert frames(again) == expected_frames(work)


@given(works(), limits())
def test_every_request_keeps_the_model_s_limits_and_its_price_adds_up(
    work: Sequence, figures: dict[str, int]
) -> None:
    books = cards(**figures)
    made = plan(work, books, NOTHING)
    for request in made.requests:
        model = model_of(books, request)
        assert len(request.inputs) <= model.references_max
        assert 1 <= len(request.targets) <= model.outputs_max
        assert len(request.inputs) + len(request.targets) <= model.total_max
        assert len(request.keys) == len(request.targets)
        assert request.size is None or model.size.allows(request.size)
        assert request.cost_micros == 35_000 * len(request.targets)
    assert made.cost_micros == sum(request.cost_micros for request in made.requests)
    assert made.outputs == sum(len(request.targets) for request in made.requests)
    positions = [(r.step_index, r.position) for r in made.requests]
    assert positions == sorted(set(positions))


@given(works(), limits())
def test_anchors_come_first_are_all_there_and_no_picture_is_sent_twice(
    work: Sequence, figures: dict[str, int]
) -> None:
    for request in plan(work, cards(**figures), NOTHING).requests:
        each = work.steps_on[request.step_index]
        leading = leading_of(work, each)
        fixed = {picture.digest for picture in each.anchors}
        own = {row.id: row.picture.digest for row in work.images if row.picture}

        def is_anchor(place: int, request=request, fixed=fixed, leading=leading, own=own) -> bool:
            wanted = request.inputs[place]
            is_fixed = wanted.after_step is None and own.get(wanted.image) in fixed
            return wanted.picture is not None or wanted.image in leading or is_fixed

        roles = [wanted.role for wanted in request.inputs]
        begin = roles.count(InputRole.CARRIED)
        assert roles[:begin] == [InputRole.CARRIED] * begin
        anchors = [is_anchor(place) for place in range(begin, len(roles))]
        assert anchors == sorted(anchors, reverse=True)
        sent = [
            wanted.picture.digest
            if wanted.picture
            else (own[wanted.image] if wanted.after_step is None else wanted.image)
            for wanted in request.inputs[begin:]
        ]
        assert len(sent) == len(set(sent))
        for image_id in leading:
            after = request.step_index - 1 if request.step_index else None
            assert any(i.image == image_id and i.after_step == after for i in request.inputs) or (
                own[image_id] in fixed
            )
        assert {t.image for t in request.targets} == {
            i.image for i in request.inputs if i.role is InputRole.TARGET
        }


@given(st.integers(1, 60), st.integers(0, 2), limits())
def test_the_requests_of_a_set_are_balanced_and_keep_the_order(
    count: int, wanted: int, figures: dict[str, int]
) -> None:
    room = min(figures["references_max"] - 1, figures["total_max"] - 2)
    leading = min(wanted, room)  # more than these leave no room for an image: a stop
    rows = tuple(image(n) for n in range(count))
    work = sequence(rows, step(leading_anchors=leading))
    made = plan(work, cards(**figures), NOTHING)
    assert made.is_runnable
    sizes = [len(request.targets) for request in made.requests]
    assert max(sizes) - min(sizes) <= 1
    order = [t.image for request in made.requests for t in request.targets]
    assert order == [row.id for row in rows]


@given(works(), limits())
def test_planning_again_gives_the_same_token(work: Sequence, figures: dict[str, int]) -> None:
    books = cards(**figures)
    assert plan(work, books, NOTHING) == plan(work, books, NOTHING)
    assert plan(work, books, NOTHING).token == plan(work, books, NOTHING).token


@given(works(), st.data())
def test_any_change_of_what_is_sent_changes_the_token(work: Sequence, data: st.DataObject) -> None:
    made = plan(work, cards(), NOTHING)
    assume(made.requests)
    index = data.draw(st.integers(0, len(work.steps) - 1))
    old = work.steps[index]
    new = replace(old, prompt=old.prompt + " again")
    steps = (*work.steps[:index], new, *work.steps[index + 1 :])
    assert plan(replace(work, steps=steps), cards(), NOTHING).token != made.token
    more = replace(work, images=(*work.images, image("new")))
    assert plan(more, cards(), NOTHING).token != made.token
    dearer = cards(price=replace(next(iter(cards().values())).models[0].price, per_output_micros=1))
    assert plan(work, dearer, NOTHING).token != made.token


@given(works(), limits())
def test_after_everything_is_bought_nothing_is_asked_for(
    work: Sequence, figures: dict[str, int]
) -> None:
    books = cards(**figures)
    first = plan(work, books, NOTHING)
    assume(first.is_runnable)
    run = PretendRun(work, books)
    run.carry_out(first)
    again = plan(work, books, run.known())
    assert (again.requests, again.held, again.cost_micros) == ((), (), 0)
    assert len(again.done) == sum(expected_frames(work).values())
    assert len(run.sold) == len(set(run.sold))
    assert run.spent_micros == 35_000 * len(run.sold) <= first.cost_micros


@given(works(), limits(), some_of())
def test_what_failed_is_all_that_a_second_run_asks_for_and_nothing_is_bought_twice(
    work: Sequence, figures: dict[str, int], salts: frozenset[int]
) -> None:
    books = cards(**figures)
    first = plan(work, books, NOTHING)
    assume(first.is_runnable)
    run = PretendRun(work, books, fails=failing(salts))
    run.carry_out(first)
    run.fails = lambda _step, _target: False
    for _ in work.steps_on:
        run.carry_out(plan(work, books, run.known()))
    assert plan(work, books, run.known()).requests == ()
    assert len(run.sold) == len(set(run.sold))


@given(works(steps_max=2), st.integers(0, 3))
def test_an_image_that_is_added_buys_its_own_frames_only(work: Sequence, kind: int) -> None:
    assume(all(each.mode is not StepMode.CARRY for each in work.steps))
    assume(all(each.leading_anchors <= len(work.images) for each in work.steps))
    books = cards()
    first = plan(work, books, NOTHING)
    assume(first.is_runnable)
    run = PretendRun(work, books)
    run.carry_out(first)
    shapes = (Size(2048, 2048), Size(500, 3000), Size(4000, 2000), Size(6000, 6000))
    more = replace(work, images=(*work.images, image("new", shapes[kind])))
    added = plan(more, books, run.known())
    assert {t.image for r in added.requests for t in r.targets} == {"im-new"}
    assert added.outputs == sum(
        each.count if each.mode is StepMode.VARIANTS else 1 for each in work.steps
    )


@given(works(steps_max=3), limits(), some_of())
def test_a_request_bound_to_what_was_planned_is_what_was_planned(
    work: Sequence, figures: dict[str, int], salts: frozenset[int]
) -> None:
    books = cards(**figures)
    first = plan(work, books, NOTHING)
    assume(first.is_runnable)
    run = PretendRun(work, books, fails=failing(salts))
    run.carry_out(first)
    run.carry_out(plan(work, books, run.known()))
    for planned, recipe in run.recipes:
        model = model_of(books, planned)
        assert len(recipe.inputs) <= model.references_max
        assert len(recipe.inputs) + len(recipe.targets) <= model.total_max
        assert recipe.cost_micros <= planned.cost_micros
        keys = dict(zip(planned.targets, planned.keys, strict=True))
        for target, key in zip(recipe.targets, recipe.keys, strict=True):
            assert keys[target] in {None, key}
        if recipe.targets == planned.targets and len(recipe.inputs) == len(planned.inputs):
            assert recipe.prompt == planned.prompt
            assert [i.role for i in recipe.inputs] == [i.role for i in planned.inputs]


@settings(max_examples=30)
@given(st.integers(1, 40), st.integers(1, 15), some_of())
def test_a_story_is_bought_panel_by_panel_once(
    count: int, outputs_max: int, salts: frozenset[int]
) -> None:
    story = step("a", mode=StepMode.STORY, count=count)
    work = sequence(panels(count), story, step("b"))
    books = cards(outputs_max=outputs_max)
    run = PretendRun(work, books, fails=failing(salts))
    first = plan(work, books, NOTHING)
    assert frames(first) == expected_frames(work)
    run.carry_out(first)
    run.fails = lambda _step, _target: False
    run.carry_out(plan(work, books, run.known()))
    assert plan(work, books, run.known()).requests == ()
    assert len(run.sold) == len(set(run.sold)) == 2 * count
