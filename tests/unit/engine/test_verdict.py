"""What is said of frames without a result: why, and whether it was billed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.pairing import Pairing
from seedream_desktop.domain.request import Output, OutputState, Trouble
from seedream_desktop.engine.verdict import Verdict, by_index, conclude
from tests.fixtures.requests import a_recipe, a_request, digest_of

ASKED, EACH = 4, 35_000
WITHHELD = Trouble(code="result_withheld", billed=Billed.NO)


def stored(index: int) -> Output:
    return Output(index=index, state=OutputState.STORED, digest=digest_of(index), size=Size(64, 48))


def lost(index: int, trouble: Trouble | None = WITHHELD) -> Output:
    return Output(index=index, state=OutputState.LOST, trouble=trouble)


def verdict(
    outputs: Sequence[Output], *, billed: int, pairing: Pairing | None = None, filled: int = 0
) -> Verdict:
    """Conclude a request of four, of which the service billed so many."""
    recipe = a_recipe(ASKED)
    request = replace(a_request(ASKED), recipe=recipe, charged_micros=billed * EACH)
    there = [output for output in outputs if output.state is OutputState.STORED]
    places = frozenset(range(filled))
    made = pairing or by_index(ASKED, [output.index for output in there], places)
    return conclude(request, recipe, outputs, there, made, 1.0, places)


def test_where_all_came_nothing_is_said() -> None:
    done = verdict([stored(index) for index in range(ASKED)], billed=ASKED)
    assert (done.trouble, done.failed, len(done.versions)) == (None, (), ASKED)
    assert sum(version.cost_micros for version in done.versions) == ASKED * EACH


def test_fewer_that_alone_were_billed_are_no_loss() -> None:
    done = verdict([stored(0), stored(1)], billed=2)
    assert done.trouble == Trouble(
        code="fewer_made", billed=Billed.NO, params={"asked": ASKED, "got": 2}
    )
    assert [target.image for target, _ in done.failed] == ["im-2", "im-3"]


@pytest.mark.parametrize("billed", [3, 4])
def test_fewer_than_were_billed_are_a_short_count(billed: int) -> None:
    done = verdict([stored(0), stored(1)], billed=billed)
    assert done.trouble is not None
    assert (done.trouble.code, done.trouble.billed) == ("short_count", Billed.YES)


def test_nothing_made_and_nothing_billed_says_so() -> None:
    done = verdict([], billed=0)
    assert done.trouble is not None
    assert (done.trouble.code, done.trouble.billed) == ("nothing_made", Billed.NO)
    assert len(done.failed) == ASKED


def test_nothing_made_and_billed_all_the_same_is_another_thing() -> None:
    done = verdict([], billed=ASKED)
    assert done.trouble is not None
    assert (done.trouble.code, done.trouble.billed) == ("no_outputs", Billed.YES)


@pytest.mark.parametrize("billed", [0, 2])
def test_the_services_own_word_on_a_lost_one_goes_before_a_count(billed: int) -> None:
    came = [stored(0), stored(2)][:billed]
    done = verdict([*came, lost(1)], billed=billed)
    assert done.trouble == WITHHELD


def test_a_lost_one_without_a_word_is_judged_by_the_count() -> None:
    done = verdict([stored(0), lost(1, None)], billed=1)
    assert done.trouble is not None
    assert done.trouble.code == "fewer_made"


def test_what_arrived_before_counts_as_made() -> None:
    done = verdict([stored(2)], billed=3, filled=2)
    assert done.trouble == Trouble(
        code="fewer_made", billed=Billed.NO, params={"asked": ASKED, "got": 3}
    )
    assert [target.image for target, _ in done.failed] == ["im-3"]


@pytest.mark.parametrize("code", ["collage", "anchor_returned"])
def test_what_came_and_is_none_of_the_pictures_goes_before_a_count(code: str) -> None:
    word = {"collage": "collages", "anchor_returned": "returned_anchors"}[code]
    pairing = Pairing(
        pairs=(), missing_targets=tuple(range(ASKED)), stray_outputs=(0,), **{word: (0,)}
    )
    done = verdict([stored(0)], billed=1, pairing=pairing)
    assert done.trouble is not None
    assert (done.trouble.code, done.trouble.billed) == (code, Billed.YES)
