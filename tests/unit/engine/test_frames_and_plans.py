"""What the frames say is outdated is what a plan would buy, whatever was edited since."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.frame_record import FrameRecord
from seedream_desktop.domain.frames import Frame, Table
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import RequestId, VersionId
from seedream_desktop.domain.making import Making, Terms
from seedream_desktop.domain.plan import Plan
from seedream_desktop.domain.request import RequestState, Version
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import SizeChoice, Step, StepMode
from seedream_desktop.engine.options import options_for
from seedream_desktop.engine.planner import plan, plan_again
from seedream_desktop.engine.premises import stage_of
from tests.fixtures.sequences import PretendRun, cards, image, queued, works

Edit = Callable[[Sequence, int], Sequence]


def table_of(run: PretendRun, work: Sequence) -> Table:
    """Return the table that a library would give which holds what a run bought."""
    makings, versions = [], []
    for number, (planned, recipe) in enumerate(run.recipes):
        request = replace(
            queued(planned),
            id=RequestId(f"rq-{number}"),
            recipe=recipe,
            state=RequestState.DONE,
        )
        makings.append(Making.of(request))
        for target, key in zip(recipe.targets, recipe.keys, strict=True):
            chosen = run.chosen[target.image, planned.step]
            versions.append(
                Version(
                    id=run.bought[key].version,
                    sequence=work.id,
                    image=target.image,
                    step=planned.step,
                    take=target.take,
                    key=key,
                    digest=run.bought[key].digest,
                    size=run.bought[key].size,
                    request=request.id,
                    output_index=0,
                    is_chosen=chosen.key == key,
                )
            )
    return Table(work, FrameRecord(versions, makings), offer=offer_of(run, work))


def offer_of(run: PretendRun, work: Sequence) -> Callable[[Step, Size | None], Terms | None]:
    def offer(step: Step, size: Size | None) -> Terms | None:
        stage, _ = stage_of(work, work.steps_on.index(step), run.cards)
        if stage is None or size is None:
            return None
        return Terms.of(stage.model.id, options_for(stage, size))

    return offer


def changed(work: Sequence, number: int, **changes: object) -> Sequence:
    place = number % len(work.steps)
    steps = list(work.steps)
    steps[place] = replace(steps[place], **changes)
    return replace(work, steps=tuple(steps))


def with_prompt(work: Sequence, number: int) -> Sequence:
    return changed(work, number, prompt="something else")


def with_size(work: Sequence, number: int) -> Sequence:
    return changed(work, number, size=SizeChoice.parse("4K"))


def without_step(work: Sequence, number: int) -> Sequence:
    return changed(work, number, is_on=False)


def with_leading(work: Sequence, number: int) -> Sequence:
    return changed(work, number, leading_anchors=1)


def without_image(work: Sequence, number: int) -> Sequence:
    place = number % len(work.images)
    return replace(work, images=(*work.images[:place], *work.images[place + 1 :]))


def with_image(work: Sequence, number: int) -> Sequence:
    place = number % (len(work.images) + 1)
    return replace(work, images=(*work.images[:place], image("new"), *work.images[place:]))


def turned_round(work: Sequence, _number: int) -> Sequence:
    return replace(work, images=tuple(reversed(work.images)))


def unchanged(work: Sequence, _number: int) -> Sequence:
    return work


EDITS = (
    *(with_prompt, with_size, without_step, with_leading, without_image, with_image),
    *(turned_round, unchanged),
)


def done_keys(made: Plan) -> set[tuple[object, ...]]:
    return {(done.image, done.step, done.take, done.bought.key) for done in made.done}


ANEW = st.lists(st.tuples(st.integers(0, 23), st.integers(0, 2)), max_size=3)


@given(works(), st.sampled_from(EDITS), st.integers(0, 20), ANEW, st.booleans())
def test_a_frame_is_outdated_exactly_where_a_plan_would_not_take_its_result(
    work: Sequence, edit: Edit, number: int, anew: list[tuple[int, int]], onward: bool
) -> None:
    books = cards()
    run = bought_out(work, PretendRun(work, books))
    named = frozenset(
        (work.images[i % len(work.images)].id, work.steps[s % len(work.steps)].id) for i, s in anew
    )
    run.carry_out(plan_again(work, books, run.known(), Again(frames=named, onward=onward)))
    edited = edit(work, number)
    assume(edited.images and edited.steps_on)
    again = plan(edited, books, run.known())
    assume(again.is_runnable)
    done = done_keys(again)
    for frame, _ in chosen_frames(table_of(run, edited), edited):
        assert frame.is_outdated == (label_of(frame) not in done), (frame.image, frame.step)


@given(
    works(images_max=6),
    st.lists(st.sampled_from(EDITS), min_size=1, max_size=2),
    st.integers(0, 20),
    st.randoms(use_true_random=False),
)
def test_what_was_chosen_among_results_of_earlier_words_is_what_the_next_step_rests_on(
    work: Sequence, edits: list[Edit], number: int, chance: Random
) -> None:
    """Bought in several ways and then chosen at will: plans, runs and frames agree all the same."""
    books = cards()
    run = bought_out(work, PretendRun(work, books))
    for edit in edits:
        work = edit(work, number)
        assume(work.images and work.steps_on)
        run.sequence = work
        bought_out(work, run)
    for frame, versions in chosen_frames(table_of(run, work), work):
        if chance.random() < 0.5:
            run.choose(frame.image, frame.step, chance.choice(versions).id)
    again = plan(work, books, run.known())
    done, table = done_keys(again), table_of(run, work)
    frames = chosen_frames(table, work)
    kept = {(one.image, one.step): label_of(one) in done for one, _ in frames}
    for frame, _ in frames:
        assert frame.is_outdated is not kept[frame.image, frame.step]
    sold, keys = len(run.sold), {key for request in again.requests for key in request.keys}
    run.carry_out(again)
    assert {key for key in keys if key is not None} <= set(run.sold[sold:])
    assert plan(work, books, run.known()).outputs == 0


def bought_out(work: Sequence, run: PretendRun) -> PretendRun:
    """Buy what a plan asks for; hypothesis looks elsewhere where there cannot be one."""
    assume(all(each.mode is not StepMode.STORY for each in work.steps))
    made = plan(work, run.cards, run.known())
    assume(made.is_runnable)
    run.carry_out(made)
    return run


def chosen_frames(table: Table, work: Sequence) -> list[tuple[Frame, tuple[Version, ...]]]:
    """Return the frames of steps that are on with a chosen result, and their versions."""
    on = {each.id for each in work.steps_on}
    frames = (frame for frame in table.frames() if frame.step in on)
    return [(frame, frame.versions) for frame in frames if frame.chosen is not None]


def label_of(frame: Frame) -> tuple[object, ...]:
    assert frame.chosen is not None
    return frame.image, frame.step, frame.chosen.take, frame.chosen.key


@given(works())
def test_parents_are_what_was_chosen_before(work: Sequence) -> None:
    books = cards()
    first = plan(work, books, PretendRun(work, books).known())
    assume(first.is_runnable)
    run = PretendRun(work, books)
    run.carry_out(first)
    table = table_of(run, work)
    before = dict(zip(work.steps_on[1:], work.steps_on, strict=False))
    for frame in table.frames():
        step = next(each for each in work.steps if each.id == frame.step)
        for version in frame.versions:
            parent = table.parent(VersionId(version.id))
            if step in before:
                above = table.frame(frame.image, before[step].id).chosen
                assert parent == (above and above.id)
            else:
                assert parent is None
