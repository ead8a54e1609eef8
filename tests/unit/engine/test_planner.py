"""What a plan asks for, refuses and says, mode by mode."""

from dataclasses import replace

import pytest

from seedream_desktop.domain.card import ModelKind, Price
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import FrameKey, ImageId, RequestId
from seedream_desktop.domain.plan import Bought, Known, Weight
from seedream_desktop.domain.request import Target
from seedream_desktop.domain.sequence import Image
from seedream_desktop.domain.step import SizeChoice, StepMode
from seedream_desktop.engine.planner import plan
from tests.fixtures.plans import NOTHING, A, C, T, bought, check, codes, shown
from tests.fixtures.sequences import (
    PretendRun,
    cards,
    image,
    images,
    panels,
    picture,
    sequence,
    step,
)

# -- sets


def test_two_hundred_pictures_and_one_anchor_are_29_requests_and_7_dollars() -> None:
    made = plan(sequence(images(200), step(leading_anchors=1)), cards(), NOTHING)
    assert len(made.requests) == 29
    assert made.outputs == 200
    assert made.cost_micros == 7_000_000
    assert {len(request.targets) for request in made.requests} == {6, 7}
    assert made.is_runnable
    assert made.checks == ()


def test_a_leading_anchor_is_sent_once_and_first_in_every_request() -> None:
    made = plan(sequence(images(9), step(leading_anchors=1)), cards(), NOTHING)
    first, second = shown(made)
    assert first == [(T, f"im-{n}", None) for n in range(5)]
    assert second == [(A, "im-0", None), *((T, f"im-{n}", None) for n in range(5, 9))]


def test_anchor_pictures_go_before_leading_anchors() -> None:
    work = step(leading_anchors=1, anchors=(picture("look"),))
    made = plan(sequence(images(8), work), cards(), NOTHING)
    first, second = shown(made)
    assert first[:3] == [(A, "/photos/look.jpg", None), (T, "im-0", None), (T, "im-1", None)]
    assert second[:3] == [(A, "/photos/look.jpg", None), (A, "im-0", None), (T, "im-4", None)]


def test_an_anchor_picture_that_is_a_target_itself_is_sent_once_and_edited_first() -> None:
    own = picture(2)
    made = plan(sequence(images(3), step(anchors=(own,))), cards(), NOTHING)
    assert shown(made) == [[(T, "im-2", None), (T, "im-0", None), (T, "im-1", None)]]
    assert [target.image for target in made.requests[0].targets] == ["im-2", "im-0", "im-1"]


def test_an_anchor_picture_given_twice_is_sent_once() -> None:
    made = plan(
        sequence(images(1), step(anchors=(picture("look"), picture("look")))), cards(), NOTHING
    )
    assert [role for role, _, _ in shown(made)[0]] == [A, T]


def test_two_images_of_the_same_content_never_share_a_request() -> None:
    twin = Image(id=ImageId("im-twin"), picture=picture(0))
    made = plan(sequence((*images(3), twin), step()), cards(), NOTHING)
    assert [[t.image for t in r.targets] for r in made.requests] == [
        ["im-0", "im-1", "im-2"],
        ["im-twin"],
    ]
    assert codes(made, Weight.NOTICE) == []


def test_a_set_on_a_family_without_series_is_sent_one_by_one_and_says_so() -> None:
    made = plan(sequence(images(3), step(leading_anchors=1)), cards(ModelKind.EDIT), NOTHING)
    assert [r.kind for r in made.requests] == [ModelKind.EDIT] * 3
    assert check(made, "one_output_per_request").params["requests"] == 3


def test_a_set_of_one_picture_says_nothing_about_it() -> None:
    for kind in (ModelKind.EDIT, ModelKind.EDIT_SEQUENTIAL):
        made = plan(sequence(images(1), step(leading_anchors=1)), cards(kind), NOTHING)
        assert (len(made.requests), made.checks) == (1, ())


# -- steps


def test_a_step_edits_what_the_step_before_leaves() -> None:
    made = plan(sequence(images(2), step("a"), step("b", leading_anchors=1)), cards(), NOTHING)
    assert shown(made)[1] == [(T, "im-0", 0), (T, "im-1", 0)]
    assert [r.step_index for r in made.requests] == [0, 1]
    assert made.requests[1].keys == (None, None)


def test_a_step_that_is_off_is_not_counted() -> None:
    off = step("b", is_on=False)
    made = plan(sequence(images(2), step("a"), off, step("c")), cards(), NOTHING)
    assert [(r.step, r.step_index) for r in made.requests] == [("st-a", 0), ("st-c", 1)]
    assert {i.after_step for i in made.requests[1].inputs} == {0}


# -- each and carry


def test_each_sends_the_anchors_with_every_picture() -> None:
    made = plan(sequence(images(3), step(mode=StepMode.EACH, leading_anchors=1)), cards(), NOTHING)
    assert [r.kind for r in made.requests] == [ModelKind.EDIT] * 3
    assert shown(made) == [
        [(T, "im-0", None)],
        [(A, "im-0", None), (T, "im-1", None)],
        [(A, "im-0", None), (T, "im-2", None)],
    ]


def test_each_on_a_family_without_single_edits_asks_a_series_for_one() -> None:
    made = plan(
        sequence(images(2), step(mode=StepMode.EACH)), cards(ModelKind.EDIT_SEQUENTIAL), NOTHING
    )
    assert [len(r.targets) for r in made.requests] == [1, 1]
    assert {r.kind for r in made.requests} == {ModelKind.EDIT_SEQUENTIAL}


def test_carry_sends_the_result_before_first_and_goes_on_in_a_chain() -> None:
    made = plan(
        sequence(images(3), step("a"), step("b", mode=StepMode.CARRY, anchors=(picture("look"),))),
        cards(),
        NOTHING,
    )
    assert shown(made)[1:] == [
        [(A, "/photos/look.jpg", None), (T, "im-0", 0)],
        [(C, "im-0", 1), (A, "/photos/look.jpg", None), (T, "im-1", 0)],
        [(C, "im-1", 1), (A, "/photos/look.jpg", None), (T, "im-2", 0)],
    ]


def test_a_chain_goes_on_from_the_last_that_is_done() -> None:
    work = sequence(images(4), step(mode=StepMode.CARRY))
    run = PretendRun(work, cards(), fails=lambda _, target: target.image == "im-2")
    run.carry_out(plan(work, cards(), NOTHING))
    again = plan(work, cards(), run.known())
    assert [d.image for d in again.done] == ["im-0", "im-1"]
    assert shown(again)[0] == [(C, "im-1", 0), (T, "im-2", None)]
    assert again.requests[0].keys != (None,)
    assert again.requests[1].keys == (None,)


# -- variants and stories


def test_variants_ask_one_request_for_many_versions_of_a_picture() -> None:
    made = plan(
        sequence(images(2), step(mode=StepMode.VARIANTS, count=3, leading_anchors=1)),
        cards(),
        NOTHING,
    )
    assert [r.kind for r in made.requests] == [ModelKind.EDIT_SEQUENTIAL] * 2
    assert made.requests[0].targets == tuple(Target("im-0", n) for n in range(3))  # type: ignore[arg-type]
    assert shown(made)[1] == [(A, "im-0", None), (T, "im-1", None)]
    assert "3 different versions of Figure 2" in made.requests[1].prompt


def test_more_variants_than_a_request_holds_are_balanced_over_several() -> None:
    made = plan(sequence(images(1), step(mode=StepMode.VARIANTS, count=20)), cards(), NOTHING)
    assert [len(r.targets) for r in made.requests] == [10, 10]


def test_only_the_missing_takes_of_a_variant_are_asked_for() -> None:
    work = sequence(images(1), step(mode=StepMode.VARIANTS, count=4))
    run = PretendRun(work, cards(), fails=lambda _, target: target.take in {1, 3})
    run.carry_out(plan(work, cards(), NOTHING))
    again = plan(work, cards(), run.known())
    assert [t.take for r in again.requests for t in r.targets] == [1, 3]
    assert [d.take for d in again.done] == [0, 2]


def test_one_variant_is_a_single_edit() -> None:
    made = plan(sequence(images(1), step(mode=StepMode.VARIANTS, count=1)), cards(), NOTHING)
    assert made.requests[0].kind is ModelKind.EDIT


def test_a_story_fills_its_panels_and_the_steps_after_it_edit_them() -> None:
    story = step("a", mode=StepMode.STORY, count=4)
    made = plan(sequence(panels(4), story, step("b")), cards(), NOTHING)
    first, second = made.requests
    assert (first.kind, first.inputs) == (ModelKind.SEQUENTIAL, ())
    assert [t.take for t in first.targets] == [0, 1, 2, 3]
    assert len(set(first.keys)) == 4
    assert shown(made)[1] == [(T, f"panel-{n}", 0) for n in range(1, 5)]
    assert (first.size, second.size) == (Size(2048, 2048), Size(2048, 2048))


def test_a_story_longer_than_a_request_is_split_and_says_so() -> None:
    made = plan(sequence(panels(20), step(mode=StepMode.STORY, count=20)), cards(), NOTHING)
    assert [len(r.targets) for r in made.requests] == [10, 10]
    assert "Make panels 11 to 20 of it now." in made.requests[1].prompt
    assert check(made, "story_split").params == {"panels": 20, "requests": 2, "outputs_max": 15}


def test_a_story_on_a_text_model_is_sent_panel_by_panel() -> None:
    made = plan(
        sequence(panels(3), step(mode=StepMode.STORY, count=3)), cards(ModelKind.TEXT), NOTHING
    )
    assert [len(r.targets) for r in made.requests] == [1, 1, 1]
    assert "Make panel 2 of it now." in made.requests[1].prompt


def test_a_panel_keeps_the_size_of_its_story() -> None:
    story = step("a", mode=StepMode.STORY, count=2, size=SizeChoice.parse("3000x2000"))
    made = plan(sequence(panels(2), story, step("b")), cards(), NOTHING)
    assert [r.size for r in made.requests] == [Size(3000, 2000), Size(3000, 2000)]


# -- sizes


def test_each_change_of_size_is_said_once_with_its_count() -> None:
    rows = (*images(3, Size(1080, 1080)), image("big", Size(6000, 6000)))
    made = plan(sequence(rows, step(mode=StepMode.EACH)), cards(), NOTHING)
    said = [c.params for c in made.checks if c.code == "size_changed"]
    assert said == [
        {
            "asked": "1080 × 1080",
            "sent": "1920 × 1920",
            "count": 3,
            "reason": "below_minimum",
        },
        {
            "asked": "6000 × 6000",
            "sent": "4096 × 4096",
            "count": 1,
            "reason": "above_maximum",
        },
    ]
    assert {c.weight for c in made.checks} == {Weight.NOTICE}


def test_a_set_of_two_shapes_is_split_by_shape_and_says_so() -> None:
    wide, tall = Size(3000, 2000), Size(2000, 3000)
    rows = tuple(image(n, wide if n % 2 else tall) for n in range(6))
    made = plan(sequence(rows, step()), cards(), NOTHING)
    assert [r.size for r in made.requests] == [tall, wide]
    assert [[t.image for t in r.targets] for r in made.requests] == [
        ["im-0", "im-2", "im-4"],
        ["im-1", "im-3", "im-5"],
    ]
    split = check(made, "set_split_by_shape")
    assert split.params == {"images": 6, "shapes": 2, "requests": 2}


def test_a_set_of_one_shape_takes_the_size_of_its_largest_and_says_so() -> None:
    rows = (image(0, Size(2000, 2000)), image(1, Size(3000, 3000)))
    made = plan(sequence(rows, step()), cards(), NOTHING)
    assert [r.size for r in made.requests] == [Size(3000, 3000)]
    said = check(made, "size_changed").params
    assert (said["asked"], said["sent"], said["reason"]) == ("2000 × 2000", "3000 × 3000", "set")


def test_a_model_whose_outputs_follow_their_inputs_gets_no_size_and_any_mix_of_shapes() -> None:
    rows = (image(0, Size(300, 200)), image(1, Size(200, 300)))
    follows = cards(sizes_follow_inputs=True)
    made = plan(sequence(rows, step()), follows, NOTHING)
    assert [r.size for r in made.requests] == [None]
    assert made.checks == ()
    exact = plan(sequence(rows, step(size=SizeChoice.parse("2000x2000"))), follows, NOTHING)
    assert [r.size for r in exact.requests] == [Size(2000, 2000)]


def test_a_model_without_a_size_gets_the_nearest_ratio_that_it_lists() -> None:
    options, ratios = {"resolution": "2k"}, ("1:1", "16:9", "9:16")
    rows = (image(0, Size(1920, 1080)), image(1, Size(1000, 1000)))
    books = cards(ModelKind.EDIT, takes_size=False, options=options, aspect_ratios=ratios)
    made = plan(sequence(rows, step(size=SizeChoice.parse("4K"))), books, NOTHING)
    assert [dict(r.options) for r in made.requests] == [
        {"resolution": "2k", "aspect_ratio": "16:9"},
        {"resolution": "2k", "aspect_ratio": "1:1"},
    ]
    assert [r.size for r in made.requests] == [None, None]
    assert check(made, "size_not_taken").params["asked"] == "4K"


def test_a_tier_is_its_area_at_the_picture_s_shape() -> None:
    made = plan(
        sequence(images(1, Size(600, 400)), step(size=SizeChoice.parse("2K"))), cards(), NOTHING
    )
    assert made.requests[0].size == Size(2508, 1672)
    assert made.checks == ()


def test_matching_means_the_original_size_in_every_step() -> None:
    work = sequence(images(1, Size(3000, 2000)), step("a"), step("b"))
    run = PretendRun(work, cards())
    run.carry_out(plan(work, cards(), NOTHING))
    later = replace(work, steps=(*work.steps, step("c")))
    assert plan(later, cards(), run.known()).requests[0].size == Size(3000, 2000)


# -- money


def test_the_price_counts_outputs_references_and_area() -> None:
    price = Price(
        tiers=((4_200_000, 10_000), (16_777_216, 30_000)),
        per_reference_micros=3_000,
        free_references=1,
    )
    work = sequence(images(3, Size(4000, 4000)), step(anchors=(picture("look"),)))
    made = plan(work, cards(price=price), NOTHING)
    assert made.cost_micros == 3 * 30_000 + 3 * 3_000


# -- what is known


def test_a_frame_that_is_chosen_otherwise_feeds_the_next_step_with_the_chosen_version() -> None:
    work = sequence(images(1), step("a", mode=StepMode.VARIANTS, count=2), step("b"))
    keys = plan(work, cards(), NOTHING).requests[0].keys
    both = {key: bought(key, name) for key, name in zip(keys, ("one", "two"), strict=True) if key}
    frame = (work.images[0].id, work.steps[0].id)
    second = both[keys[1]]  # type: ignore[index]
    seen = {
        name: plan(work, cards(), Known(bought=both, chosen=chosen)).requests[0].keys
        for name, chosen in {
            "none": {},
            "second": {frame: second},
            "of an older prompt": {frame: bought("older", "three")},
        }.items()
    }
    assert seen["none"] == seen["of an older prompt"]
    assert seen["none"] != seen["second"]


def test_a_frame_in_flight_is_held_with_all_that_hangs_on_it() -> None:
    work = sequence(images(3), step("a"), step("b"))
    first = plan(work, cards(), NOTHING).requests[0]
    holder = RequestId("rq-held")
    known = Known(
        bought={key: bought(key, key) for key in first.keys[1:] if key},
        in_flight={key: holder for key in first.keys[:1] if key},
    )
    made = plan(work, cards(), known)
    assert [(h.image, h.step_index, h.by) for h in made.held] == [
        ("im-0", 0, holder),
        ("im-0", 1, holder),
    ]
    assert [t.image for r in made.requests for t in r.targets] == ["im-1", "im-2"]


def test_an_anchor_in_flight_holds_the_whole_next_step() -> None:
    work = sequence(images(3), step("a"), step("b", leading_anchors=1))
    first = plan(work, cards(), NOTHING).requests[0]
    known = Known(
        bought={key: bought(key, key) for key in first.keys[1:] if key},
        in_flight={key: RequestId("rq-held") for key in first.keys[:1] if key},
    )
    made = plan(work, cards(), known)
    assert made.requests == ()
    assert [h.image for h in made.held if h.step_index == 1] == ["im-0", "im-1", "im-2"]


def test_a_chain_waits_behind_a_frame_in_flight() -> None:
    work = sequence(images(3), step(mode=StepMode.CARRY))
    [key] = plan(work, cards(), NOTHING).requests[0].keys
    assert key is not None
    made = plan(work, cards(), Known(in_flight={key: RequestId("rq-held")}))
    assert (made.requests, len(made.held)) == ((), 3)


def test_moving_to_another_group_of_a_set_does_not_change_a_key() -> None:
    small = image(0, Size(2000, 2000))
    work = step()
    alone = plan(sequence((small,), work), cards(), NOTHING)
    beside = plan(sequence((small, image(1, Size(3000, 3000))), work), cards(), NOTHING)
    assert alone.requests[0].size != beside.requests[0].size
    assert alone.requests[0].keys[0] == beside.requests[0].keys[0]


def test_editing_with_the_anchor_beside_or_within_the_request_is_the_same_purchase() -> None:
    rows = images(9)
    work = step(leading_anchors=1)
    first, second = plan(sequence(rows, work), cards(), NOTHING).requests
    small = plan(sequence((*rows[:1], *rows[5:]), work), cards(), NOTHING)
    assert small.requests[0].inputs[0].role is T
    assert small.requests[0].keys[1:] == second.keys
    assert first.inputs[0].role is T


def test_a_picture_is_not_counted_as_its_own_anchor() -> None:
    plain = plan(sequence(images(2), step()), cards(), NOTHING).requests[0]
    led = plan(sequence(images(2), step(leading_anchors=1)), cards(), NOTHING).requests[0]
    assert led.keys[0] == plain.keys[0]
    assert led.keys[1] != plain.keys[1]


def test_no_key_is_known_while_an_anchor_is_still_to_be_made() -> None:
    work = sequence(images(3), step("a"), step("b", leading_anchors=1))
    first = plan(work, cards(), NOTHING).requests[0]
    known = Known(bought={key: bought(key, key) for key in first.keys[1:] if key})
    later = plan(work, cards(), known).requests[1]
    assert later.keys == (None, None, None)


def test_of_two_versions_of_one_key_the_chosen_one_counts() -> None:
    work = sequence(images(1), step())
    [key] = plan(work, cards(), NOTHING).requests[0].keys
    assert key is not None
    chosen = bought(key, "the second")
    frame = (work.images[0].id, work.steps[0].id)
    known = Known(bought={key: bought(key, "the first")}, chosen={frame: chosen})
    assert [done.bought for done in plan(work, cards(), known).done] == [chosen]


def test_a_chosen_result_of_earlier_words_goes_on_where_nothing_is_to_be_bought() -> None:
    work = sequence(images(1), step("a"), step("b"))
    [key] = plan(work, cards(), NOTHING).requests[0].keys
    assert key is not None
    now, before = bought(key, "by the words of now"), bought(FrameKey("else"), "by others")
    frame = (work.images[0].id, work.steps[0].id)

    def next_key(chosen: Bought, *, is_held: bool) -> FrameKey | None:
        places = frozenset({(*frame, key)}) if is_held else frozenset()
        known = Known(bought={key: now}, chosen={frame: chosen}, held=places)
        return plan(work, cards(), known).requests[0].keys[0]

    assert next_key(before, is_held=True) != next_key(now, is_held=True)
    assert next_key(before, is_held=False) == next_key(now, is_held=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": "something else"},
        {"size": SizeChoice.parse("2K")},
        {"size": SizeChoice.parse("3000x2000")},
        {"anchors": (picture("look"),)},
        {"mode": StepMode.EACH},
    ],
)
def test_whatever_decides_the_picture_changes_its_key(changes: dict[str, object]) -> None:
    before = plan(sequence(images(2), step()), cards(), NOTHING)
    after = plan(sequence(images(2), step(**changes)), cards(), NOTHING)
    keys = {key for r in before.requests for key in r.keys}
    assert keys.isdisjoint(key for r in after.requests for key in r.keys)
