"""What the frames say is outdated is what a plan would buy, whatever was edited since."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.frame_record import FrameRecord
from seedream_desktop.domain.frames import Table
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
    first = plan(work, books, PretendRun(work, books).known())
    assume(first.is_runnable)
    assume(all(each.mode is not StepMode.STORY for each in work.steps))
    run = PretendRun(work, books)
    run.carry_out(first)
    named = frozenset(
        (work.images[i % len(work.images)].id, work.steps[s % len(work.steps)].id) for i, s in anew
    )
    run.carry_out(plan_again(work, books, run.known(), Again(frames=named, onward=onward)))
    edited = edit(work, number)
    assume(edited.images and edited.steps_on)
    again = plan(edited, books, run.known())
    assume(again.is_runnable)
    done = done_keys(again)
    table = table_of(run, edited)
    for frame in table.frames():
        if frame.chosen is not None and frame.step in {each.id for each in edited.steps_on}:
            label = (frame.image, frame.step, frame.chosen.take, frame.chosen.key)
            assert frame.is_outdated == (label not in done), (frame.image, frame.step)


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
