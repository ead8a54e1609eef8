"""Pairing from files: the labelled shuffle set in small, and the cases that matter in practice."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seedream_desktop.domain.pairing import Doubt, Pairing
from seedream_desktop.imaging.similarity import pair
from tests.fixtures import shuffles
from tests.fixtures.retouches import (
    bent,
    cropped,
    finished,
    new_background,
    patched,
    reimagined,
    relit,
    same_frame,
    stretched,
    to_image,
)
from tests.fixtures.scenes import varied
from tests.fixtures.shuffles import ANCHOR, COLLAGE, STRAY, Reply


@pytest.fixture
def paired(tmp_path: Path) -> Callable[[Reply], Pairing]:
    def run(reply: Reply) -> Pairing:
        return pair(*reply.save(tmp_path))

    return run


def wrong_and_flagged(reply: Reply, pairing: Pairing) -> tuple[list[bool], list[bool]]:
    """Whether each pair is wrong, and whether it is flagged."""
    wrong = [made.target != reply.truth[made.output] for made in pairing.pairs]
    return wrong, [not made.is_sure for made in pairing.pairs]


def tallied(replies: Iterable[Reply], paired: Callable[[Reply], Pairing]) -> tuple[int, int, int]:
    """Count wrong pairs, flagged pairs, and wrong pairs that are not flagged."""
    wrong_count = flagged_count = unflagged_count = 0
    for reply in replies:
        wrong, flagged = wrong_and_flagged(reply, paired(reply))
        assert len(wrong) == len(reply.outputs)
        wrong_count += sum(wrong)
        flagged_count += sum(flagged)
        unflagged_count += sum(w and not f for w, f in zip(wrong, flagged, strict=True))
    return wrong_count, flagged_count, unflagged_count


def test_shuffled_edits_of_different_scenes_find_their_targets_and_few_are_flagged(paired):
    replies = [shuffles.varied_reply(seed) for seed in range(100, 105)]
    wrong, flagged, unflagged = tallied(replies, paired)
    assert unflagged == 0
    assert wrong == 0
    assert flagged <= 2


def test_no_wrong_pair_of_look_alikes_passes_unflagged(paired):
    replies = [shuffles.look_alike_reply(seed, 5) for seed in range(200, 212)]
    wrong, _, unflagged = tallied(replies, paired)
    assert unflagged == 0
    assert wrong > 0, "the set is too easy to show anything"


def test_look_alikes_in_order_stay_in_order(paired):
    replies = [shuffles.in_order(shuffles.look_alike_reply(seed, 5)) for seed in range(300, 306)]
    wrong, _, unflagged = tallied(replies, paired)
    assert (wrong, unflagged) == (0, 0)


def test_vessels_of_one_style_are_told_apart(paired):
    replies = [shuffles.ceramics_reply(seed) for seed in range(400, 403)]
    wrong, _, unflagged = tallied(replies, paired)
    assert (wrong, unflagged) == (0, 0)


@pytest.mark.parametrize(
    "retouch", [same_frame, cropped, bent, stretched, relit], ids=lambda retouch: retouch.__name__
)
def test_a_varied_reply_in_order_is_sure_throughout(paired, retouch):
    rng = np.random.default_rng(5)
    scenes = [varied(900 + index) for index in range(6)]
    reply = shuffles.in_order(shuffles.shuffled(rng, scenes, [retouch] * 6))
    pairs = paired(reply).pairs
    assert [made.target for made in pairs] == list(range(6))
    assert all(made.is_sure and made.confidence > 0.9 for made in pairs)


@pytest.mark.parametrize("seed", range(4))
def test_outputs_that_show_no_input_are_all_flagged(paired, seed):
    pairs = paired(shuffles.unrelated_reply(seed)).pairs
    assert len(pairs) == 4
    assert not any(made.is_sure for made in pairs)


def test_plain_colours_are_paired_by_order_with_little_confidence(paired):
    pairs = paired(shuffles.unrelated_reply(0)).pairs
    assert [(made.output, made.target) for made in pairs] == [(i, i) for i in range(4)]
    assert {made.doubt for made in pairs} == {Doubt.WEAK}
    assert all(made.confidence < 0.1 for made in pairs)


@pytest.mark.parametrize("seed", range(3))
def test_one_foreign_picture_in_a_good_reply_is_flagged(paired, seed):
    reply = shuffles.foreign_reply(seed)
    foreign = reply.kinds.index("foreign")
    pairing = paired(reply)
    assert not {p.output: p.is_sure for p in pairing.pairs}[foreign]
    wrong, flagged = wrong_and_flagged(reply, pairing)
    assert all(f for w, f in zip(wrong, flagged, strict=True) if w)


@pytest.mark.parametrize("retouch", [same_frame, new_background, reimagined, patched])
def test_one_target_with_one_output_is_sure(paired, retouch):
    rng = np.random.default_rng(6)
    reply = shuffles.shuffled(rng, [varied(77)], [retouch])
    reply.anchors = [to_image(varied(78).pixels)]
    (made,) = paired(reply).pairs
    assert made.is_sure


def test_one_output_that_shows_the_anchor_is_not_taken_for_the_target(paired):
    rng = np.random.default_rng(7)
    reply = shuffles.shuffled(rng, [varied(80)], [same_frame])
    reply.targets = [to_image(varied(81).pixels)]
    reply.anchors = [to_image(varied(80).pixels)]
    pairing = paired(reply)
    assert pairing.returned_anchors == (0,)
    assert pairing.missing_targets == (0,)


@pytest.mark.parametrize("seed", range(4))
def test_a_returned_anchor_leaves_its_target_missing(paired, seed):
    reply = shuffles.anchor_reply(seed)
    at = reply.truth.index(ANCHOR)
    pairing = paired(reply)
    assert pairing.returned_anchors == (at,)
    assert pairing.missing_targets == (at,)
    assert {(made.output, made.target) for made in pairing.pairs} == {
        (i, i) for i in range(5) if i != at
    }


def test_an_anchor_that_is_a_target_as_well_is_no_returned_anchor(paired, tmp_path):
    reply = shuffles.in_order(shuffles.varied_reply(50, 4))
    targets, _, outputs = reply.save(tmp_path)
    copy = shutil.copy(targets[2], tmp_path / "anchor.jpg")
    pairing = pair(targets, [Path(copy), targets[1]], outputs)
    assert pairing == pair(targets, [], outputs)
    assert len(pairing.pairs) == 4


@pytest.mark.parametrize("missing", [1, 3])
def test_a_short_reply_names_the_targets_that_got_nothing(paired, missing):
    reply = shuffles.short_reply(3, missing=missing)
    pairing = paired(reply)
    assert set(pairing.missing_targets) == set(range(8)) - set(reply.truth)
    assert [made.target for made in pairing.pairs] == reply.truth


@pytest.mark.parametrize("seed", range(3))
def test_outputs_too_many_are_strays(paired, seed):
    reply = shuffles.stray_reply(seed)
    pairing = paired(reply)
    strays = tuple(o for o, truth in enumerate(reply.truth) if truth == STRAY)
    assert pairing.stray_outputs == strays
    assert [made.target for made in pairing.pairs] == [t for t in reply.truth if t != STRAY]


@pytest.mark.parametrize("gutter_px", [0, 8])
@pytest.mark.parametrize("grid", shuffles.GRIDS, ids=str)
def test_one_picture_of_all_targets_is_a_collage(paired, grid, gutter_px):
    reply = shuffles.collage_reply(1, grid, gutter_px)
    pairing = paired(reply)
    assert pairing.collages == (0,)
    assert pairing.pairs == ()
    assert pairing.missing_targets == tuple(range(len(reply.targets)))


def test_several_takes_of_one_target_in_one_picture_are_a_collage(paired):
    rng = np.random.default_rng(8)
    scene = varied(83, (400, 300))
    takes = [finished(rng, cropped(rng, scene), 1) for _ in range(4)]
    sheet = shuffles.tiled(takes, 2)
    reply = Reply([to_image(scene.pixels)], [sheet], [COLLAGE], ["takes"])
    assert paired(reply).collages == (0,)


def test_a_contact_sheet_among_the_targets_is_found_as_a_whole(paired):
    rng = np.random.default_rng(9)
    scenes = [varied(84 + index, (400, 300)) for index in range(4)]
    sheet = shuffles.tiled([to_image(scene.pixels) for scene in scenes], 2)
    outputs, _ = shuffles.edited(rng, scenes, [same_frame] * 4)
    reply = Reply(
        [*(to_image(scene.pixels) for scene in scenes), sheet],
        [*outputs, sheet.convert("L").convert("RGB")],
        [0, 1, 2, 3, 4],
        ["sheet"] * 5,
    )
    pairing = paired(reply)
    assert [made.target for made in pairing.pairs] == [0, 1, 2, 3, 4]
    assert pairing.collages == ()


def test_identical_targets_are_taken_in_order_and_are_sure(paired):
    rng = np.random.default_rng(10)
    scene, other = varied(90), varied(91)
    scenes = [scene, other, scene]
    outputs, kinds = shuffles.edited(rng, scenes, [same_frame, cropped, bent])
    reply = Reply([to_image(s.pixels) for s in scenes], outputs, [0, 1, 2], kinds)
    pairs = paired(reply).pairs
    assert [(made.target, made.is_sure) for made in pairs] == [(0, True), (1, True), (2, True)]


def test_outputs_of_another_shape_than_their_targets_are_found(paired):
    rng = np.random.default_rng(11)
    scenes = [varied(120 + i, shape) for i, shape in enumerate([(400, 267), (267, 400)] * 2)]
    outputs, kinds = shuffles.edited(rng, scenes, [same_frame] * 4)
    squares = []
    for image in outputs:
        edge = min(image.size)
        left, top = (image.width - edge) // 2, (image.height - edge) // 2
        squares.append(image.crop((left, top, left + edge, top + edge)))
    reply = Reply([to_image(s.pixels) for s in scenes], squares[::-1], [3, 2, 1, 0], kinds)
    pairs = paired(reply).pairs
    assert [(made.target, made.is_sure) for made in pairs] == [(t, True) for t in (3, 2, 1, 0)]


def test_outputs_grown_at_the_sides_are_found(paired):
    rng = np.random.default_rng(12)
    scenes = [varied(130 + i, (267, 400)) for i in range(3)]
    outputs, kinds = shuffles.edited(rng, scenes, [same_frame] * 3)
    grown = []
    for image in outputs:
        wide = image.resize((image.width * 5, image.height)).crop(
            (0, 0, image.height, image.height)
        )
        wide.paste(image, ((image.height - image.width) // 2, 0))
        grown.append(wide)
    reply = Reply([to_image(s.pixels) for s in scenes], grown[::-1], [2, 1, 0], kinds)
    pairing = paired(reply)
    assert [made.target for made in pairing.pairs] == [2, 1, 0]
    assert all(made.is_sure for made in pairing.pairs)


def test_a_reply_gets_the_same_verdict_every_time(paired):
    reply = shuffles.look_alike_reply(3, 5)
    assert paired(reply) == paired(reply)


def test_nothing_at_all_is_no_crash(tmp_path):
    assert pair([], [], []) == Pairing(pairs=())


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (2, 3), (3000, 20)])
def test_a_picture_of_any_size_gets_a_verdict(tmp_path, size):
    reply = shuffles.in_order(shuffles.varied_reply(61, 3))
    reply.outputs[1] = Image.new("RGB", size, "red")
    pairs = pair(*reply.save(tmp_path)).pairs
    assert [made.target for made in pairs] == [0, 1, 2]
    assert not pairs[1].is_sure


def test_an_original_that_is_gone_makes_its_pair_unsure_and_stops_nothing(tmp_path):
    reply = shuffles.in_order(shuffles.varied_reply(60, 4))
    targets, anchors, outputs = reply.save(tmp_path)
    targets[1].unlink()
    targets[3].write_bytes(targets[3].read_bytes()[:200])
    pairs = pair(targets, anchors, outputs).pairs
    assert [made.target for made in pairs] == [0, 1, 2, 3]
    assert not pairs[1].is_sure
    assert not pairs[3].is_sure
