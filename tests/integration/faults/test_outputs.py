"""Replies whose outputs are not what was asked for: kept, paired right, or named."""

import pytest

from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.faults import OUTPUTS, played
from tests.fixtures.workshop import PRICE_MICROS

SET = StepMode.SET


async def true_images(shop):
    """Return, by output, the image that it shows, as the emulator knows; None for others."""
    (job,) = await shop.asked(shop.ws.control.jobs)
    (request,) = await shop.requests()
    return [
        request.recipe.targets[shown].image if isinstance(shown, int) else None
        for shown in job["shows"]
    ]


@pytest.mark.parametrize("name", played(OUTPUTS))
async def test_a_fault_of_a_reply_ends_as_the_matrix_says(shop, name):
    await shop.suffer(OUTPUTS[name])
    await shop.check(OUTPUTS[name])


@pytest.mark.parametrize("seed", range(4))
async def test_shuffled_outputs_are_given_to_the_pictures_that_they_show(shop, seed):
    shop.play("shuffled", seed=seed)
    await shop.run(6, SET, leading_anchors=1)
    truth = await true_images(shop)
    versions = await shop.versions()
    assert [truth[v.output_index] for v in versions] == [v.image for v in versions]
    assert truth != sorted(truth)
    assert all(version.is_paired for version in versions)


@pytest.mark.parametrize("count", [1, 2, 3])
async def test_of_a_short_reply_each_output_is_given_to_its_picture(shop, count):
    shop.play("shuffled", seed=9)
    shop.play("fewer", count=count)
    outcome = await shop.run(4, SET)
    assert (outcome.state, outcome.outputs) == (OutcomeState.PARTIAL, count)
    assert outcome.spent_micros == shop.ws.control.billed() == 4 * PRICE_MICROS
    truth = await true_images(shop)
    versions = await shop.versions()
    assert [truth[v.output_index] for v in versions] == [v.image for v in versions]


async def test_what_a_short_reply_lacks_is_all_that_the_next_run_buys(shop):
    shop.play("fewer", count=3)
    await shop.run(4, SET)
    outcome = await shop.run(4, SET)
    assert (outcome.state, outcome.requests) == (OutcomeState.COMPLETED, 1)
    assert shop.ws.control.billed() == (4 + 1) * PRICE_MICROS


async def test_an_anchor_that_comes_back_is_named_and_given_to_no_picture(shop):
    every = await shop.sequence(5, SET)
    anchor = every.images[4].picture
    shop.play("anchor_returned", index=1)
    await shop.run(4, SET, anchors=(anchor,))
    await shop.check(OUTPUTS["anchor returned"])
    assert {version.image for version in await shop.versions()} == {"im-0", "im-2", "im-3"}
    (request,) = await shop.requests()
    assert request.trouble.params == {"asked": 4, "got": 4}


async def test_a_leading_picture_that_comes_back_for_another_is_never_sure(shop):
    shop.play("anchor_returned", index=1)
    await shop.run(4, SET, leading_anchors=1)
    unsure = {version.image for version in await shop.versions() if not version.is_paired}
    assert unsure == {"im-1"}


async def test_no_collage_is_ever_taken_for_a_picture(shop):
    """Two tiles in a small picture may be told from neither; then the pair is a question."""
    shop.play("collage")
    await shop.run(2, SET)
    assert [version.is_paired for version in await shop.versions()] in ([], [False])
    assert (await shop.request()).state is RequestState.DONE


async def test_extra_outputs_displace_no_picture(shop):
    shop.play("extra", count=2)
    outcome = await shop.run(4, SET)
    assert (outcome.state, outcome.outputs) == (OutcomeState.COMPLETED, 4)
    truth = await true_images(shop)
    versions = await shop.versions()
    assert [truth[v.output_index] for v in versions] == [v.image for v in versions]
